/** Judges the pods of those that get their tokens from the webhook. */
import type { Cluster } from '../../cluster/model.ts';
import { hasWorkloadIdentity, issuerOf } from '../../workloads/issuer.ts';
import { useLabel } from '../../workloads/manifests.ts';
import { say } from '../../../sentences/words.ts';
import { podLabelYaml } from '../askerYaml.ts';
import { kindsRead } from '../reading/kinds.ts';
import type { Asker, AskerFinding, PodFact } from '../model.ts';

/** A problem, with what it says about whether the asker works; left out: that is not known. */
export interface Problem extends Omit<AskerFinding, 'severity'> {
  readonly severity?: AskerFinding['severity'];
  /** Left out: it can't work. */
  readonly isOpen?: true;
}

const ofOperators: ReadonlySet<string> = new Set(kindsRead.flatMap(({ kind, askersOf }) => (askersOf ? [kind] : [])));

/** True for pods and accounts, which ask for themselves; what asks because of an object may need no webhook. */
export function asksWithPods({ what: { kind } }: Pick<Asker, 'what'>): boolean {
  return !ofOperators.has(kind);
}

/** What the pods of an asker show; without workload identity on the cluster nothing puts tokens into them. */
export function podProblems(asker: Asker, cluster: Cluster): readonly Problem[] {
  const { pods = [], account } = asker;
  const [first] = pods;
  if (first === undefined || account === undefined || !asksWithPods(asker)) return [];
  const names = pods.length === 1 ? first.name : say`${first.name} and ${pods.length - 1} more`;
  const accountName = `${account.namespace}/${account.serviceAccount}`;
  const isOne = pods.length === 1;
  if (first.isOnVirtualNode)
    return [
      {
        code: 'settingStopsSignIn',
        text: isOne
          ? say`${names} of ${accountName} runs on a virtual node, where there is no workload identity.`
          : say`${names} of ${accountName} run on a virtual node, where there is no workload identity.`,
      },
    ];
  if (isSkipped(first))
    return [
      {
        code: 'settingStopsSignIn',
        text: isOne
          ? say`${names} of ${accountName} names all of its containers in the annotation ${skipAnnotation}, so none of them gets a token.`
          : say`${names} of ${accountName} name all of their containers in the annotation ${skipAnnotation}, so none of them gets a token.`,
      },
    ];
  if (!first.hasUseLabel && !first.hasFederatedToken && asker.mode !== 'binding')
    return [
      {
        code: 'podLabelMissing',
        text: isOne
          ? say`${names} of ${accountName} lacks the label ${useLabel}: "true" and gets no token.`
          : say`${names} of ${accountName} lack the label ${useLabel}: "true" and get no token.`,
        yaml: podLabelYaml(asker),
      },
    ];
  if (first.kind === 'Pod' && first.hasUseLabel && first.audiences.length === 0 && !hasWorkloadIdentity(cluster))
    return [
      {
        code: 'tokenNotInjected',
        text: isOne
          ? say`${names} of ${accountName} has the label but no token: workload identity is off on ${cluster.name}.`
          : say`${names} of ${accountName} have the label but no token: workload identity is off on ${cluster.name}.`,
        fix: { kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true, ...issuerToo(cluster) },
      },
    ];
  if (first.kind === 'Pod' && first.hasUseLabel && first.audiences.length === 0)
    return [
      {
        code: 'tokenNotInjected',
        text: isOne
          ? say`${names} of ${accountName} has the label but no token: it was created before it had the label, or while the webhook was not running. Restart it.`
          : say`${names} of ${accountName} have the label but no token: they were created before they had the label, or while the webhook was not running. Restart them.`,
      },
    ];
  return [];
}

const skipAnnotation = 'azure.workload.identity/skip-containers';

/** True if the webhook passes over every container; what mounts the token by hand has its variable all the same. */
function isSkipped({ annotations, containers, hasUseLabel }: PodFact): boolean {
  const skipped = new Set((annotations[skipAnnotation] ?? '').split(';').map((name) => name.trim()));
  return (
    hasUseLabel &&
    containers.length > 0 &&
    containers.every(({ name, env }) => skipped.has(name) && !env.includes('AZURE_FEDERATED_TOKEN_FILE'))
  );
}

function issuerToo(cluster: Cluster): { readonly oidcIssuer?: true } {
  return issuerOf(cluster) === undefined ? { oidcIssuer: true } : {};
}
