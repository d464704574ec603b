/** Judges those that name no client ID, and whose account names none for them. */
import { unknownWith } from '../../arm/unknown.ts';
import { clientIdAnnotation } from '../../workloads/manifests.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { nameOfAsker } from '../askerWords.ts';
import { annotationYaml } from '../askerYaml.ts';
import { asksWithPods, type Problem } from './judgePods.ts';
import type { AccountFact, Asker, ClusterObjects, Works } from '../model.ts';
import { accountFact } from '../operators/operators.ts';

interface Missing {
  readonly works: Works;
  readonly problems: readonly Problem[];
}

/** Returns what is known of an asker without a client ID: only what was read, and is not named elsewhere, is missing. */
export function withoutClientId(asker: Asker, objects: ClusterObjects): Missing {
  const { account, unknown: [unknown] = [] } = asker;
  const fact = account && accountFact(objects, account);
  if (unknown !== undefined) return withoutVerdict(unknown);
  if (fact === undefined)
    return withoutVerdict(
      unknownWith('notAsked', 'account', say`Its service account was not read, so its client ID is not known.`),
    );
  const fault = faultOf(asker, fact);
  const yaml = annotationYaml(asker);
  const accountName = `${fact.namespace}/${fact.serviceAccount}`;
  if (!asksWithPods(asker)) {
    const text = fault ?? say`${nameOfAsker(asker)} names no client ID, and ${accountName} has no annotation with one.`;
    const problem: Problem = { code: 'operatorClientIdUnknown', severity: 'error', text, ...defined({ yaml }) };
    return { works: { kind: 'no', code: problem.code, reason: text }, problems: [problem] };
  }
  if (fault !== undefined)
    return withProblem({ code: 'clientIdMissing', text: fault, isOpen: true, ...defined({ yaml }) });
  if (asker.component !== 'workload')
    return withoutVerdict(unknownWith('notAsked', 'clientId', say`Its client ID is in other objects or a Secret.`));
  if (namesOneItself(asker))
    return withoutVerdict(unknownWith('untellable', 'clientId', say`Its client ID is in a variable of its own.`));
  const text = say`${nameOfAsker(asker)} names no client ID, and ${accountName} has no annotation with one. It works only if the program names the identity itself.`;
  return withProblem({ code: 'clientIdMissing', severity: 'info', text, isOpen: true, ...defined({ yaml }) });
}

function withoutVerdict(unknown: Extract<Works, { kind: 'unknown' }>['unknown']): Missing {
  return { works: { kind: 'unknown', unknown }, problems: [] };
}

function withProblem(problem: Problem): Missing {
  return { ...withoutVerdict(unknownWith('untellable', 'clientId', problem.text)), problems: [problem] };
}

/** Says what shows that an annotation was meant: it is younger than the pods, empty, misspelt, or on the pod. */
function faultOf(asker: Asker, { namespace, serviceAccount, clientId, marks }: AccountFact): Words | undefined {
  const askerName = nameOfAsker(asker);
  const accountName = `${namespace}/${serviceAccount}`;
  if (clientId !== undefined)
    return say`${askerName} has no client ID: its pods are older than the annotation of ${accountName}. Restart them.`;
  const mark = Object.keys(marks).find((name) => /client/i.test(name));
  if (mark === clientIdAnnotation)
    return say`${askerName} names no client ID: the annotation ${clientIdAnnotation} of ${accountName} is empty.`;
  if (mark !== undefined)
    return say`${askerName} names no client ID. ${accountName} has ${mark}, which is not read: the annotation is ${clientIdAnnotation}.`;
  const isOnPod = asker.pods?.some(({ annotations }) => annotations[clientIdAnnotation] !== undefined) === true;
  return isOnPod
    ? say`${askerName} names no client ID: the annotation ${clientIdAnnotation} is on its pods, where it is not read. It belongs on ${accountName}.`
    : undefined;
}

/** Programs can take the ID from a variable of any name. */
function namesOneItself({ pods = [] }: Asker): boolean {
  return pods.some(({ containers }) =>
    containers.some(({ env }) => env.some((name) => name !== 'AZURE_CLIENT_ID' && /client_?id/i.test(name))),
  );
}
