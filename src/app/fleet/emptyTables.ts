/** Which empty answers of Resource Graph are not believed, although they are well-formed. */
import { say } from '../../sentences/words.ts';
import { inParallel } from '../../async/inParallel.ts';
import { machineTypes } from '../../domain/around/things/nodes.ts';
import { groupId, resourceType, sameText } from '../../domain/arm/resourceId.ts';
import type { Read } from '../../domain/cluster/facts.ts';
import { identitiesOf } from '../../domain/cluster/identitiesOf.ts';
import { principalIdsIn } from '../../domain/cluster/principals.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { IdentityError, type Failure } from '../../errors.ts';
import type { ReadFact } from '../facts/gatherFacts.ts';
import type { TableName } from './loadedTables.ts';

/** Says whether ARM or the clusters themselves show that an empty table lacks something that is there. */
export type Contradiction = (name: TableName, isVisible: (id: string) => boolean) => Promise<boolean>;

/** Why such a table counts as unanswered. */
export const emptyAnswer: Failure = new IdentityError({
  code: 'unexpected',
  message: say`The answer is empty, although there is something to list.`,
}).failure;

/** How many clusters are asked one by one about a table that is empty. */
const sample = 3;

/**
 * Doubts an empty table of identities if clusters have visible ones, and one of role assignments or of what is below clusters if
 * ARM lists some for one of the first clusters. Other empty tables are believed: most fleets have no gateways, Fleets or vaults.
 */
export function findContradiction(clusters: readonly Cluster[], read: ReadFact): Contradiction {
  return async (name, isVisible) => {
    const type = typeof name === 'string' ? undefined : name.resources;
    // A table says nothing about subscriptions that Resource Graph was not asked for.
    const covered = clusters.filter(({ id }) => isVisible(id));
    if (type === resourceType.identity)
      return covered.some((cluster) => identitiesOf(cluster).some(({ identityId }) => isVisible(identityId)));
    // Every cluster has machines.
    const first = covered.slice(0, isMachine(type) ? 1 : sample);
    const lists = first.flatMap((cluster) => (type === undefined ? roleReads(cluster) : listsBelow(cluster, type)));
    const answers = await inParallel(lists, sample, read);
    return answers.some(({ kind, ...answer }) => kind === 'found' && 'value' in answer && !isEmptyList(answer.value));
  };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isMachine(type: string | undefined): boolean {
  return machineTypes.some((machineType) => sameText(machineType, type));
}

function roleReads(cluster: Cluster): readonly Read[] {
  const { subscriptionId } = cluster;
  return principalIdsIn(cluster).map((principalId) => ({ kind: 'assignmentsOf', subscriptionId, principalId }));
}

function listsBelow({ id, subscriptionId, nodeResourceGroup }: Cluster, type: string): readonly Read[] {
  if (sameText(type, resourceType.extension)) return [{ kind: 'listBelow', id, list: `providers/${type}` }];
  if (nodeResourceGroup === undefined || !isMachine(type)) return [];
  const group = groupId(subscriptionId, nodeResourceGroup);
  return machineTypes.map((machineType) => ({ kind: 'listBelow', id: group, list: `providers/${machineType}` }));
}
