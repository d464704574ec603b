import { documentedForms } from '../../src/domain/signIn/forms/forms.ts';
import { causes, type CauseCode } from '../../src/domain/signIn/situation/causes.ts';
import { textOf } from '../../src/sentences/textOf.ts';
import { cases, gradeOf, judgedAlone, judgedInWorld, type Grade } from '../../test/domain/signIn/judgedCases.ts';

/** Makes the page of causes: each from its record, with the forms of messages that can have it. */
export function podsPage(): string {
  return [head, ...causeParts()].join('\n');
}

/** Makes the page of messages: their forms, and how the public cases are answered. */
export function messagesPage(): string {
  return [messagesHead, ...formRows(), ...caseRows(), ''].join('\n');
}

const head = `# Why does this pod get no token, or why is it refused?

*Diagnose Sign-In Error...* (command palette, the rows of clusters, identities and workloads, and selected text in editor and terminal),
\`aks-identity why\` ([ci.md](ci.md#why)) and the agents' tool \`#aksWhy\` read an error message and name the cause. This page
is generated (\`npm run generate\`) from \`src/domain/signIn\`; the forms of messages that it names, and how messages of public threads are
answered, are in [tables/messages.md](tables/messages.md).

## How to get the message

A token goes through five hands: Kubernetes signs it for a service account, it gets into the pod, Microsoft Entra ID compares it with
the federated credentials of one identity, that identity gets an access token, and the resource decides whether it may do this. The
innermost error says which hand failed.

| where | command |
|---|---|
| a pod that does not start, or can't mount a volume | \`kubectl describe pod NAME --namespace NAMESPACE\`: the events at its end |
| a program that runs | \`kubectl logs NAME --namespace NAMESPACE --tail 200\` |
| an operator | \`kubectl describe KIND NAME\`: the status of its object; otherwise the logs of its own pods |
| what the pod got | \`kubectl get pod NAME --output yaml\`: label, service account, and the variables that begin with \`AZURE_\` |

Don't paste tokens: \`kubectl get secret\`, \`az account get-access-token\`, the token file and \`kubectl config view --raw\` print some.
If a message contains one all the same, it is cut out before anything is read, and the answer says so: replace it.

For the cluster's half without a connection to it, save the answers of kubectl in a folder and name it with \`--cluster-objects\`:

\`\`\`
kubectl get serviceaccounts,pods,deployments --all-namespaces --output json > folder/own.json
kubectl get secretproviderclasses,secretstores,clustersecretstores,externalsecrets,triggerauthentications --all-namespaces --output json > folder/operators.json
kubectl get clusterroles,clusterrolebindings,roles,rolebindings --all-namespaces --output json > folder/roles.json
\`\`\`

## How sure an answer is

- **certain**: the message and what was compared prove it. Never where a list could not be read, or a value that decides is masked.
- **likely**: it fits best; what else fits is listed, the likeliest first.
- **unknown**: \`UNKNOWN\`, with the causes that are possible and what to look at next. The credentials of Entra applications are
  not in Azure Resource Manager, so for these the answer stays unknown.

## The causes
`;

function causeParts(): readonly string[] {
  return (Object.keys(causes) as CauseCode[]).flatMap((code) => {
    const { says, fix, fixKinds } = causes[code];
    const from = documentedForms()
      .filter((form) => form.causes.includes(code))
      .map(({ name }) => `\`${name}\``);
    const kinds = fixKinds.map((kind) => ({ change: 'a plan', yaml: 'YAML to copy', text: 'advice' })[kind]).join(', ');
    return [
      `### ${code}`,
      '',
      textOf(says),
      '',
      `Fix (${kinds}): ${textOf(fix)}`,
      ...(from.length === 0 ? [] : ['', `Messages: ${from.join(', ')}`]),
      '',
    ];
  });
}

const messagesHead = `# Messages of sign-in errors

Generated (\`npm run generate\`) from \`src/domain/signIn\` and its cases. [pods.md](../pods.md) has the causes.

## The forms of messages

A new form is a record in \`src/domain/signIn/forms\`, and a case in \`test/domain/signIn/messages.json\`.

| form | looks like | means | looks at | source |
|---|---|---|---|---|`;

function formRows(): readonly string[] {
  return documentedForms().map(
    ({ name, looksLike, means, looksAt, source }) =>
      `| \`${name}\` | ${cell(looksLike)} | ${cell(textOf(means))} | ${cell(textOf(looksAt))} | [page](${source}) |`,
  );
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function caseRows(): readonly string[] {
  const all = cases.map((one) => ({ one, alone: judgedAlone(one), known: judgedInWorld(one) }));
  const counted = (grades: readonly Grade[]): string =>
    (['right', 'also right', 'open', 'wrong'] as const)
      .map((grade) => `${grades.filter((each) => each === grade).length} ${grade}`)
      .join(', ');
  const alone = counted(all.map(({ one, alone: answer }) => gradeOf(answer, one)));
  const known = counted(all.map(({ one, known: answer }) => gradeOf(answer, one)));
  return [
    '',
    '## Messages from public threads',
    '',
    `${cases.length} messages, as they were published with masked IDs (\`test/domain/signIn/messages.json\`). From the message alone: ${alone}. With what the`,
    `thread says about Azure and the cluster: ${known}. *Open* is \`UNKNOWN\` with the possible causes; *also right* is a cause that the thread names as possible.`,
    '',
    '| source | cause found there | from the message alone | with the facts |',
    '|---|---|---|---|',
    ...all.map(
      ({ one, alone: a, known: k }) => `| ${cell(one.source)} | \`${one.cause}\` | \`${a.cause}\` | \`${k.cause}\` |`,
    ),
  ];
}
