/** Which accounts the YAML for Gateways takes from other identities, for a plan as a whole. */
import { aksPage } from '../../arm/docs.ts';
import { idKey, lastSegment, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { Cluster } from '../../cluster/model.ts';
import { gatewayYaml, lastOfAccount, type GatewayObjects } from '../../gateway/gatewayYaml.ts';
import { ownAccountBeside } from '../../gateway/shares.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { tokenSubject } from '../../workloads/serviceAccount.ts';
import { trustInSight } from '../../workloads/trust.ts';
import { clusterAt } from '../lookUps.ts';
import type { NextStep } from '../nextSteps.ts';
import type { Plan, Warning } from '../plan.ts';
import type { PlanContext } from '../planPart.ts';
import { otherIdentities } from '../workloads/sharedIdentity.ts';
import { sentenceList } from '../../words/describe.ts';
import { say } from '../../../sentences/words.ts';

/** Facts, and all steps of a plan. */
type Whole = Pick<PlanContext, 'facts' | 'earlier'>;

/**
 * Returns the YAML of all preparations, in which no object of a cluster has the name of another, and a warning for each
 * account that can also act as another identity: the annotation takes it from that, whichever change lets it.
 */
export function handedOver(
  objects: readonly GatewayObjects[],
  whole: Whole,
): Pick<Plan, 'inCluster'> & { readonly warnings: readonly Warning[] } {
  const byCluster = [...Map.groupBy(objects, ({ clusterId }) => idKey(clusterId)).values()];
  const marked = byCluster.flatMap((ofOne) => markMoved(ofOne, whole));
  const warnings = marked.flatMap(({ accounts }) => accounts.flatMap(moveWarnings));
  return { warnings, ...(marked.length === 0 ? {} : { inCluster: gatewayYaml(marked) }) };
}

/** Returns that the YAML is to be applied, and what of it there is; nothing without objects. */
export function objectsToApply(objects: readonly GatewayObjects[]): readonly NextStep[] {
  const none = (of: 'zones' | 'vaults'): boolean => objects.every((each) => each[of].length === 0);
  if (objects.length === 0) return [];
  return [
    {
      kind: 'gatewayObjects',
      ...(none('zones') ? { noZones: true } : {}),
      ...(none('vaults') ? { noVaults: true } : {}),
    },
  ];
}

/** The objects of one cluster, in which each account that is moved says so where its identity is decided. */
function markMoved(ofOne: readonly GatewayObjects[], whole: Whole): readonly GatewayObjects[] {
  const cluster = clusterAt((ofOne[0]?.clusterId ?? '') as ArmId, whole.facts);
  if (!cluster) return ofOne;
  const taken = takenSubjects(ofOne, cluster, whole);
  const isLast = lastOfAccount(ofOne);
  return ofOne.map((each) => ({
    ...each,
    accounts: each.accounts.map((entry) => {
      const { account, identity } = entry;
      const identityId = identity.identityId as ArmId;
      const { names: others, maybe, isOpen } = otherIdentities({ account, identityId, cluster }, whole);
      if ((others.length + maybe.length === 0 && !isOpen) || !isLast(entry)) return entry;
      const own = ownAccountBeside(account, taken);
      taken.add(tokenSubject(own));
      return { ...entry, moved: { others, maybe, isOpen, own } };
    }),
  }));
}

/** The subjects that any identity trusts as far as is known, those of the plan, and what expressions compare with. */
function takenSubjects(ofOne: readonly GatewayObjects[], cluster: Cluster, { facts, earlier }: Whole): Set<string> {
  const credentials = trustInSight(cluster, facts)?.ofIssuer(issuerOf(cluster) ?? '') ?? [];
  return new Set([
    ...credentials.flatMap(({ subject, expression = '' }) => [subject, ...expression.split("'")]),
    ...earlier.flatMap((step) =>
      step.kind === 'createCredential' && sameId(step.clusterId, cluster.id) ? [step.subject] : [],
    ),
    ...ofOne.flatMap(({ accounts }) => accounts.map(({ account }) => tokenSubject(account))),
  ]);
}

function moveWarnings({ account, identity: { identityId }, moved }: GatewayObjects['accounts'][number]): Warning[] {
  if (moved === undefined) return [];
  const { own } = moved;
  const others = [...moved.others, ...moved.maybe.map((each) => say`${each} (if its expression matches)`)];
  // What could not be read stands in the YAML, and in a check where the account is new to the identity.
  if (others.length === 0) return [];
  const name = `${account.namespace}/${account.serviceAccount}`;
  const identity = lastSegment(identityId);
  return [
    {
      id: 'yamlMovesAccount',
      values: [name, identity, ...others],
      severity: 'warning',
      text: say`${name} can also act as ${sentenceList(others)}. The YAML of this plan sets its annotation to ${identity}: once it is applied, new pods of this account act as ${identity}. Use an account of its own for Gateways instead, such as ${own.namespace}/${own.serviceAccount} if that name is free.`,
      source: aksPage('workload-identity-overview'),
    },
  ];
}
