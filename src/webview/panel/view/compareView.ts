/** What a plan changes, before and after. */
import type { ActingWorkload, ClusterSetting, PlanSketch } from '../../../domain/plan/plan.ts';
import { nodeImageWords } from '../../../domain/words/nodeImage.ts';
import type { PlanView } from '../../protocol/flow.ts';
import { t, shownText } from '../../../sentences/language.ts';
import { joinWords, say, type Words } from '../../../sentences/words.ts';

/** Compares a cluster before and after; created or deleted things, and single roles, are in the summary. */
export function compareSketches(before: PlanSketch, after: PlanSketch): PlanView['compare'] {
  // An identity that loses a role may have others.
  const rows: readonly (readonly [string, (sketch: PlanSketch) => string | undefined, afterwards?: string])[] = [
    [t`Control plane`, ({ controlPlane }) => controlPlane && shownText(controlPlane)],
    [t`Kubelet`, ({ kubelet }) => kubelet && shownText(kubelet)],
    [t`Roles`, ({ roles = [] }) => (roles.length === 0 ? undefined : shownText(joinWords(roles, ', '))), t`removed`],
    [t`Workload identity`, ({ workloadIdentity }) => workloadIdentity && shownText(workloadIdentity)],
    ...Object.entries(settingNames).map(
      ([setting, label]) =>
        [
          shownText(label),
          ({ settings }: PlanSketch) => {
            const value = settings?.[setting as ClusterSetting];
            return value && shownText(value);
          },
        ] as const,
    ),
    [t`Local accounts`, ({ localAccounts }) => localAccounts && shownText(localAccounts)],
    [t`Default ingress controller`, ({ nginx }) => nginx],
    ...poolsOf(before, after).map(
      (pool) => [t`Node image of ${pool}`, ({ nodeImages }: PlanSketch) => imageWords(nodeImages?.[pool])] as const,
    ),
  ];
  const compared = rows.flatMap(([label, valueIn, without = t`none`]) => {
    const former = valueIn(before);
    const later = valueIn(after);
    return former === undefined ? [] : [{ label, before: former, after: later ?? without }];
  });
  return [...compared, ...compareWorkloads(before.workloads ?? [], after.workloads ?? [])];
}

const settingNames: Readonly<Record<ClusterSetting, Words>> = {
  oidcIssuer: say`OIDC issuer`,
  gatewayApi: say`Gateway API`,
  istioRouting: say`Istio of application routing`,
  routingOperator: say`Operator of application routing`,
  vaultProvider: say`Key Vault provider`,
};

/** One row for each workload, and for each identity that is bound to a cluster. */
function compareWorkloads(before: readonly ActingWorkload[], after: readonly ActingWorkload[]): PlanView['compare'] {
  const earlier = Map.groupBy(before, accountCell);
  const later = Map.groupBy(after, accountCell);
  return [...new Map([...earlier, ...later])].map(([label, [first]]) => {
    const without = first?.through === 'binding' ? t`not bound` : t`no identity`;
    return {
      label,
      before: earlier.get(label)?.map(identityCell).join(', ') ?? without,
      after: later.get(label)?.map(identityCell).join(', ') ?? t`removed`,
    };
  });
}

function accountCell({ account, identity, through }: ActingWorkload): string {
  return through === 'binding' ? t`Binding of ${identity}` : shownText(account);
}

function identityCell({ account, identity, note, through }: ActingWorkload): string {
  if (through === 'binding') return shownText(account);
  return note === undefined ? shownText(identity) : t`${identity} (${note})`;
}

function imageWords(image: string | undefined): string | undefined {
  return image === undefined ? undefined : shownText(nodeImageWords(image));
}

function poolsOf(before: PlanSketch, after: PlanSketch): readonly string[] {
  return [...new Set([...Object.keys(before.nodeImages ?? {}), ...Object.keys(after.nodeImages ?? {})])];
}
