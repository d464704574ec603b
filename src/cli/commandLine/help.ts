import { givenKinds } from '../../domain/change/change.ts';
import { formatsOf, type Command } from './formats.ts';
import { limitsOf, linesOfOptions, optionParts, textBeside, wrapped, type OptionName } from './options.ts';
import { anyOf } from './usage.ts';

/** What the help says of a command. */
interface CommandHelp {
  /** What comes after its name. */
  readonly takes: string;
  readonly says: string;
  /** Command lines to try, without the name of the tool. */
  readonly examples: readonly string[];
  /** Lines after the examples. */
  readonly more?: readonly string[];
  /** Options that have no effect on it. */
  readonly idle?: readonly OptionName[];
}

const decisions = ['config', 'hide-accepted'] as const;
const named = 'CLUSTER is a resource ID, or a name that only one cluster has.';
const example = `{
  "kind": "setControlPlane",
  "clusterId": "/subscriptions/71f01a95-8598-4720-a96b-ebe595107d77/resourceGroups/rg-legacy/providers/Microsoft.ContainerService/managedClusters/legacy-neu",
  "controlPlane": { "kind": "systemAssigned" }
}`;

const commandHelp: Readonly<Record<Command, CommandHelp>> = {
  report: {
    takes: '',
    says: 'every cluster that you can see, with its findings',
    examples: ['report --demo', 'report --subscription NAME --fail-on warning', 'report -o report.html'],
    idle: ['cluster-objects'],
  },
  diagnose: {
    takes: 'CLUSTER',
    says: 'one cluster, with its findings',
    examples: ['diagnose shop-weu --demo', 'diagnose shop-weu -o shop-weu.html'],
    more: [named],
  },
  requirements: {
    takes: 'CLUSTER',
    says: 'what its identities need, and whether they have it',
    examples: ['requirements shop-weu --demo'],
    more: [named],
    idle: decisions,
  },
  workloads: {
    takes: 'CLUSTER',
    says: 'which service accounts act as which identity',
    examples: ['workloads store-weu --demo'],
    more: [named],
    idle: decisions,
  },
  access: {
    takes: 'CLUSTER',
    says: 'who can act on it, in Azure and in Kubernetes, and through which role; with --principal ID, on which clusters somebody can act',
    examples: [
      'access shop-weu --demo',
      'access shop-weu --namespace shop --can secrets',
      'access --principal 0f8fad5b-d9cb-469f-a165-70867728950e',
    ],
    more: [named],
    idle: decisions,
  },
  history: {
    takes: 'CLUSTER|IDENTITY',
    says: 'what changed around it, when, by whom, and with what program; also of the resource ID of a role assignment, a resource group or a subscription',
    examples: ['history shop-weu --demo', 'history id-shop-weu --since 7d --kind roles'],
    more: [named],
    idle: decisions,
  },
  why: {
    takes: '[CLUSTER]',
    says: 'why a pod gets no token or is not let in, from its error message',
    examples: ['why --file error.txt --demo', 'why shop-weu < error.txt'],
    idle: decisions,
  },
  plan: {
    takes: 'CHANGE',
    says: 'what a change would do: its steps, warnings and checks. It changes nothing',
    examples: ['plan change.json --demo', 'plan change.json --format az -o change.sh', 'plan change.json -o out/'],
    more: [
      'CHANGE is JSON, a file with it, or - for the standard input; such as:',
      '',
      ...example.split('\n'),
      '',
      ...wrapped(`kind is one of: ${anyOf(givenKinds)}.`, 78),
      'Examples:',
      'https://github.com/aks-identity/aks-identity/blob/main/docs/api.md#changes-one-example-each',
    ],
    idle: ['subscription', 'management-group', ...decisions],
  },
  rules: {
    takes: '',
    says: 'every kind of finding, with its severity, source and controls; no account',
    examples: ['rules', 'rules --format csv -o rules.csv'],
    idle: [
      ...(Object.keys(optionParts.clusters) as (keyof typeof optionParts.clusters)[]),
      ...(['mask', 'allow-partial', 'sign-in', ...decisions] as const),
    ],
  },
};

const exits = {
  clean: '  0    nothing to report',
  failed: '  1    the tool failed',
  findings: '  2    findings at or above --fail-on, of report and diagnose',
  notRead: '  3    something could not be read, or the cause is open',
  interrupted: '  130  stopped by Ctrl+C or SIGTERM; nothing was written',
} as const;

/** Returns the text of `--help`, or that of a command. */
export function helpText(command?: Command): string {
  return command === undefined ? generalHelp() : helpOfCommand(command);
}

function helpOfCommand(command: Command): string {
  const { takes, says, examples, more = [], idle = [] } = commandHelp[command];
  const isUsed = (name: OptionName): boolean => {
    const { of, ofFormat } = limitsOf(name);
    const isPossible = ofFormat === undefined || formatsOf[command].includes(ofFormat);
    return of?.includes(command) !== false && isPossible && !idle.includes(name);
  };
  const parts = Object.entries(optionTitles).flatMap(([part, title]) => {
    const lines = linesOfOptions(part as keyof typeof optionParts, isUsed, formatsOf[command]);
    return lines.length === 0 ? [] : [...(title === '' ? [] : ['', title]), ...lines];
  });
  const { clean, failed, findings, notRead, interrupted } = exits;
  const ends =
    command === 'report' || command === 'diagnose'
      ? [clean, failed, findings, notRead, interrupted]
      : ['  0    it was answered', failed, ...(command === 'rules' ? [] : [notRead, interrupted])];
  return linesOf([
    ...wrapped(`${`aks-identity ${command} ${takes}`.trim()}: ${says}.`, 78),
    '',
    ...examples.map((line) => `  aks-identity ${line}`),
    ...(more.length === 0 ? [] : ['', ...more]),
    ...parts,
    '',
    'Exit codes',
    ...ends,
  ]);
}

const optionTitles: Readonly<Record<Exclude<keyof typeof optionParts, 'end'>, string>> = {
  access: 'What of it',
  history: 'What of it',
  why: 'The message',
  report: 'Which clusters; repeat these, or use commas, for more',
  clusters: 'Where from',
  output: 'Output',
  exit: 'Other',
  signIn: '',
};

function generalHelp(): string {
  const commandLines = Object.entries(commandHelp).flatMap(([name, { takes, says }]) =>
    textBeside(`${name} ${takes}`.trim(), says),
  );
  return linesOf([
    'aks-identity: which managed identities AKS clusters use, what each may do, and',
    'what is wrong with it. It only reads.',
    '',
    '  aks-identity report --demo        sample clusters, without an account',
    '  aks-identity report               your clusters, after az login',
    '  aks-identity report -o report.html',
    '  aks-identity diagnose shop-weu    one of them',
    '',
    'Commands: aks-identity COMMAND --help has the options of each, and examples',
    ...commandLines,
    ...textBeside('emulator', 'an emulator of Azure for tests, on this machine'),
    '',
    'Options of most commands',
    ...linesOfOptions('clusters', (name) => name !== 'cluster-objects'),
    ...linesOfOptions('output', (name) => ['format', 'output', 'quiet', 'mask'].includes(name)),
    ...linesOfOptions('exit', () => true),
    ...linesOfOptions('end', () => true),
    '',
    'Exit codes',
    ...Object.values(exits),
    '',
    'Signing in',
    ...linesOfOptions('signIn', () => true),
    ...wrapped(signingIn, 76).map((line) => `  ${line}`),
  ]);
}

const signingIn =
  'Otherwise the first of: AZURE_CLIENT_ID with a secret or certificate; a workload identity (Kubernetes, GitHub Actions); a managed identity; az login. AZURE_TOKEN_CREDENTIALS can choose as well.';

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
