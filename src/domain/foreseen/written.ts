/** What runs have written, and which clusters may be different because of it. */
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { asArmId, resourceType, type ArmId } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import type { Change } from '../change/change.ts';
import type { Facts } from '../cluster/facts.ts';
import { namesOfPrincipal } from '../cluster/principals.ts';
import type { Plan, Step } from '../plan/plan.ts';
import { touchedClusters } from './stepOutcomes.ts';
import {
  clustersNaming,
  clustersWithIssuers,
  mergeTouched,
  usersOfGrant,
  type TouchedClusters,
} from './touchedClusters.ts';
import { say } from '../../sentences/words.ts';

/** What runs have written, or may have. */
export interface Written {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** The clusters that lose something by it, according to the plans. */
  readonly losers: readonly ArmId[];
  /** The principals of the identities that were replaced. */
  readonly replaced: readonly string[];
}

/** Returns what the given steps of a plan have written. */
export function writtenOf({ changes, lost = [], former = [] }: Plan, steps: readonly Step[]): Written {
  return {
    changes,
    steps,
    losers: lost.map(({ clusterId }) => clusterId),
    replaced: former.map(({ principalId }) => principalId),
  };
}

/** Joins what several runs have written. */
export function mergeWritten(parts: readonly Written[]): Written {
  return {
    changes: parts.flatMap(({ changes }) => changes),
    steps: parts.flatMap(({ steps }) => steps),
    losers: parts.flatMap(({ losers }) => losers),
    replaced: parts.flatMap(({ replaced }) => replaced),
  };
}

/** Returns the clusters that were written to, or that use what was written, and why there may be more. */
export function clustersTouchedBy({ steps, losers, replaced }: Written, facts: Facts): TouchedClusters {
  return mergeTouched([
    { ids: [...losers, ...steps.flatMap(clusterWrittenTo)], unknown: [] },
    touchedClusters(steps, facts),
    ...steps.map((step) => usersOfStep(step, facts)),
    ...replaced.map((principalId) => usersOfGrant({ kind: 'principal', principalId }, facts)),
  ]);
}

function clusterWrittenTo(step: Step): readonly ArmId[] {
  const [path] = /^.*\/managedClusters\/[^/]+/i.exec(step.request.path) ?? [];
  return [
    ...('clusterId' in step ? [step.clusterId] : []),
    ...(path === undefined ? [] : [asArmId(path, resourceType.cluster)]),
  ];
}

const none: TouchedClusters = { ids: [], unknown: [] };

/** The clusters that use what a step has written, apart from those whose findings a plan predicts. */
function usersOfStep(step: Step, facts: Facts): TouchedClusters {
  switch (step.kind) {
    case 'putCluster':
      return step.edit.kubeletIdentityId === undefined ? none : clustersNaming(step.edit.kubeletIdentityId, facts);
    case 'removeRole':
      return usersOfPrincipal(step.principalId, facts);
    case 'assignRole':
    case 'addAccessPolicy':
    case 'removeAccessPolicy':
      return step.principal.kind === 'principal'
        ? usersOfPrincipal(step.principal.principalId, facts)
        : usersOfGrant(step.principal, facts);
    case 'deleteCredential':
      return step.issuer === undefined
        ? { ids: [], unknown: [unknownUsers] }
        : clustersWithIssuers([step.issuer], facts);
    case 'createResourceGroup':
    case 'createIdentity':
    case 'deleteIdentity':
    case 'createCluster':
    case 'upgradeNodeImage':
    case 'createCredential':
    case 'createBinding':
    case 'deleteBinding':
    case 'rejoinFleet':
    case 'deleteTrustedBinding':
    case 'activateRole':
      return none;
  }
}

const unknownUsers: Unknown = unknownWith('untellable', 'clusters', say`Whose it was is not known.`);

/** A principal that is neither an identity nor named by a cluster may be a group, or belong to something near a cluster. */
function usersOfPrincipal(principalId: string | undefined, facts: Facts): TouchedClusters {
  if (principalId === undefined) return { ids: [], unknown: [unknownUsers] };
  const users = usersOfGrant({ kind: 'principal', principalId }, facts);
  if (users.ids.length > 0 || namesOfPrincipal(principalId, facts).id !== undefined) return users;
  const reason = say`It is not known which clusters ${shortGuid(principalId)} belongs to.`;
  return { ids: [], unknown: [...users.unknown, unknownWith('untellable', 'clusters', reason)] };
}
