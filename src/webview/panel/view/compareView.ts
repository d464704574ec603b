/** What a plan changes, before and after. */
import { lastSegment } from '../../../domain/arm/resourceId.ts';
import type { ActingWorkload, ClusterSetting, Plan, PlanSketch, Step } from '../../../domain/plan/plan.ts';
import { fewOf } from '../../../domain/words/counts.ts';
import { serviceAccountOf } from '../../../domain/workloads/serviceAccount.ts';
import { nodeImageWords } from '../../../domain/words/nodeImage.ts';
import type { PlanView } from '../../protocol/flow.ts';
import { t, shownText } from '../../../sentences/language.ts';
import { joinWords, say, type Phrase, type Words } from '../../../sentences/words.ts';

/** Compares what a plan changes, before and after; that something new was not there before needs no row. */
export function comparePlan({ before, after, steps }: Pick<Plan, 'before' | 'after' | 'steps'>): PlanView['compare'] {
  return [...compareSketches(before, after, steps), ...steps.flatMap(compareStep)];
}

/** What only a step says of the state before it. */
function compareStep(step: Step): PlanView['compare'] {
  if (step.kind === 'removeAccessPolicy') {
    const { vaultId, policy } = step;
    const given = Object.entries(policy.permissions).map(([kind, names]) => `${kind}: ${names.join(', ')}`);
    return [{ label: t`Access policy of ${lastSegment(vaultId)}`, before: given.join('; '), after: t`removed` }];
  }
  if (step.kind === 'deleteTrustedBinding')
    return [{ label: t`Trusted Access`, before: lastSegment(step.bindingId), after: t`removed` }];
  if (step.kind === 'deleteIdentity')
    return [{ label: t`Identity`, before: lastSegment(step.identityId), after: t`deleted` }];
  return [];
}

/** Compares two sketches. */
export function compareSketches(
  before: PlanSketch,
  after: PlanSketch,
  steps: readonly Step[] = [],
): PlanView['compare'] {
  const rows: readonly (readonly [string, (sketch: PlanSketch) => string | undefined])[] = [
    [t`Control plane`, ({ controlPlane }) => controlPlane && shownText(controlPlane)],
    [t`Kubelet`, ({ kubelet }) => kubelet && shownText(kubelet)],
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
  const compared = rows.flatMap(([label, valueIn]) => {
    const former = valueIn(before);
    const later = valueIn(after);
    return former === undefined ? [] : [{ label, before: former, after: later ?? t`none` }];
  });
  return [
    ...compared,
    ...compareRoles(before.roles ?? [], after.roles ?? []),
    ...joinEqual(inOrderOfSteps(compareWorkloads(before.workloads ?? [], after.workloads ?? []), steps)),
  ];
}

/** More roles that are assigned are counted after the first: the steps have each of them. */
const mostNamed = 3;

/** The roles that the plan is about, of whoever it is about: both may have others. */
function compareRoles(before: readonly Phrase[], after: readonly Phrase[]): PlanView['compare'] {
  const most = Math.max(before.length, after.length);
  if (most === 0) return [];
  const named = (roles: readonly Phrase[]): string => shownText(joinWords(roles, ', '));
  const isOnlyNew = before.length === 0 && after.length > mostNamed;
  return [
    {
      label: most === 1 ? t`Role` : t`Roles`,
      before: before.length === 0 ? t`not assigned` : named(before),
      after: after.length === 0 ? t`removed` : isOnlyNew ? shownText(fewOf(after, 'role')) : named(after),
    },
  ];
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
    const without = first?.through === 'binding' ? t`none` : t`no identity`;
    return {
      label,
      before: earlier.get(label)?.map(identityCell).join(', ') ?? without,
      after: later.get(label)?.map(identityCell).join(', ') ?? t`removed`,
    };
  });
}

/** In the order in which the steps are grouped by workload; those without a step of their own come last. */
function inOrderOfSteps(rows: PlanView['compare'], steps: readonly Step[]): PlanView['compare'] {
  const order = steps.map(workloadOf);
  const rank = (label: string): number => (order.includes(label) ? order.indexOf(label) : order.length);
  return rows.toSorted((a, b) => rank(a.label) - rank(b.label));
}

/** Many workloads of which the same is true are one row: the steps name each. */
function joinEqual(rows: PlanView['compare']): PlanView['compare'] {
  const equal = Map.groupBy(rows, ({ before, after }) => JSON.stringify([before, after]));
  return [...equal.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length <= mostNamed + 1) return same;
    const names = same.map(({ label }) => label);
    return [{ ...first, label: shownText(fewOf(names, 'workload')) }];
  });
}

/** The service account that a step is about, as `namespace/name`. */
export function workloadOf(step: Step): string | undefined {
  const account = 'subject' in step ? serviceAccountOf(step.subject ?? '') : undefined;
  return account && `${account.namespace}/${account.serviceAccount}`;
}

function accountCell({ account, note = '', through }: ActingWorkload): string {
  return through === 'binding' ? t`Binding ${note}` : shownText(account);
}

function identityCell({ account, identity, note, through }: ActingWorkload): string {
  if (through === 'binding') return t`${account} may use ${identity}`;
  return note === undefined ? shownText(identity) : t`${identity} (${note})`;
}

function imageWords(image: Phrase | undefined): string | undefined {
  return image && shownText(typeof image === 'string' ? nodeImageWords(image) : image);
}

function poolsOf(before: PlanSketch, after: PlanSketch): readonly string[] {
  return [...new Set([...Object.keys(before.nodeImages ?? {}), ...Object.keys(after.nodeImages ?? {})])];
}
