/** The identities that pods of a cluster get, on its map. */
import type { NamedWorkload } from '../../app/facts/clusterWorkloads.ts';
import { idKey, lastSegment } from '../../domain/arm/resourceId.ts';
import { nameOfWorkload } from '../../domain/workloads/workloads.ts';
import { stateWords, toneOfState } from '../workloads/workloadsView.ts';
import type { MapNode } from '../protocol/panel.ts';
import { drawRole, type Drawing } from './drawing.ts';
import { textOf } from '../../sentences/textOf.ts';

/** More would make a map that no one can read; Details lists all. */
const mostIdentities = 20;

/** Draws the identities of workloads with the roles that pods have through them: what does not work comes first. */
export function addWorkloads(drawing: Drawing, root: string, workloads: readonly NamedWorkload[]): void {
  const identities = [...Map.groupBy(workloads, ({ identityId }) => idKey(identityId)).values()];
  const sorted = identities.toSorted((a, b) => worstState(a) - worstState(b));
  for (const own of sorted.slice(0, mostIdentities)) {
    const node = nodeOf(own);
    drawing.connect(root, drawing.add(node), own.every(({ state }) => state === 'broken') ? 'leftover' : 'granted');
    for (const role of own[0]?.roles ?? []) drawRole(drawing, node, role);
  }
  const more = sorted.length - mostIdentities;
  if (more > 0) drawing.connect(root, drawing.add(moreNode(more)), 'granted');
}

const worstFirst: readonly NamedWorkload['state'][] = ['broken', 'unknown', 'works'];

function worstState(workloads: readonly NamedWorkload[]): number {
  return worstFirst.findIndex((one) => workloads.some(({ state }) => state === one));
}

function nodeOf(workloads: readonly NamedWorkload[]): MapNode {
  const [first] = workloads;
  const [identityId, principalId] = [first?.identityId ?? '', first?.principalId];
  const state = worstFirst[worstState(workloads)] ?? 'unknown';
  return {
    id: `workload ${idKey(identityId)}`,
    kind: 'identity',
    label: lastSegment(identityId),
    caption: accountsOf(workloads),
    tone: toneOfState[state],
    facts: [
      ...workloads.map((each) => ({
        label: nameOfWorkload(each),
        value: [stateWords[each.state], each.reason && textOf(each.reason)].filter(Boolean).join(': '),
      })),
      ...(principalId === undefined ? [] : [{ label: 'Principal ID', value: principalId, copy: principalId }]),
      { label: 'Resource ID', value: identityId, copy: identityId },
    ],
  };
}

function accountsOf(workloads: readonly NamedWorkload[]): string {
  const names = [...new Set(workloads.map(nameOfWorkload))];
  return names.length > 2 ? `${names.length} service accounts` : names.join(' and ');
}

function moreNode(count: number): MapNode {
  return {
    id: 'more workloads',
    kind: 'identity',
    label: `${count} more identities`,
    caption: 'of workloads, in Details',
    tone: 'info',
    facts: [],
  };
}
