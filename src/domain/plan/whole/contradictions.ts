/** Changes that can't be in one plan, because each is planned from the state before the plan runs. */
import { Refusal } from '../../arm/refusal.ts';
import { idKey, lastSegment, parseResourceId, sameId } from '../../arm/resourceId.ts';
import type { Change, ChangeKind } from '../../change/change.ts';
import { sharesOf } from '../../gateway/shares.ts';
import { tokenSubject } from '../../workloads/serviceAccount.ts';
import type { FormerIdentity, Step } from '../plan.ts';
import { say, type Phrase } from '../../../sentences/words.ts';

/**
 * Throws a `Refusal` if two steps write the same cluster, because the second would undo the first. Pools may be
 * upgraded one after another.
 */
export function assertWrittenOnce(steps: readonly Step[]): void {
  const written = new Map<string, string>();
  for (const step of steps) {
    const clusterId = clusterWrittenBy(step);
    if (clusterId === undefined) continue;
    const key = idKey(clusterId);
    // Pools are upgraded one after another, each with its own write.
    const writer = step.kind === 'upgradeNodeImage' ? step.kind : step.id;
    if ((written.get(key) ?? writer) !== writer)
      throw new Refusal(
        say`${lastSegment(clusterId)} would be written twice in one plan. Plan the second change once the first has run; both identities of a cluster can be set in one change.`,
      );
    written.set(key, writer);
  }
}

function clusterWrittenBy(step: Step): string | undefined {
  if (step.kind === 'upgradeNodeImage') return parseResourceId(step.poolId)?.parent;
  return step.kind === 'putCluster' ? step.clusterId : undefined;
}

/** Throws a `Refusal` if a pull role would be given to, or removed from, a kubelet identity that the plan replaces. */
export function assertPullsStay(changes: readonly Change[], former: readonly FormerIdentity[]): void {
  const replaced = former.flatMap(({ as, kind, clusterId }) =>
    as === 'kubelet' || kind === 'servicePrincipal' ? [clusterId] : [],
  );
  refuseFirst(
    changes,
    (change) =>
      (change.kind === 'attachRegistry' || change.kind === 'detachRegistry') &&
      replaced.some((id) => sameId(id, change.clusterId)),
    say`Registries of ${lastSegment(replaced[0] ?? '')} need a plan of their own once its nodes have another identity.`,
  );
}

/** Throws a `Refusal` if two preparations give an account of a cluster two identities for Gateways: its annotation names only one. */
export function assertOneGatewayIdentity(changes: readonly Change[]): void {
  const identities = new Map<string, string>();
  for (const [index, change] of changes.entries()) {
    if (change.kind !== 'prepareGateway') continue;
    for (const { identityId, accounts } of sharesOf(change))
      for (const account of accounts) {
        const key = `${idKey(change.clusterId)} ${tokenSubject(account)}`;
        const first = identities.get(key) ?? identityId;
        identities.set(key, first);
        if (sameId(first, identityId)) continue;
        const refusal = new Refusal(
          say`${account.namespace}/${account.serviceAccount} on ${lastSegment(change.clusterId)} can't use both ${lastSegment(first)} and ${lastSegment(identityId)} for Gateways. Name one identity for it, or another account in one of the changes.`,
        );
        refusal.refusedAt = index;
        throw refusal;
      }
  }
}

/** The kinds of changes that put an identity to use. */
const using: ReadonlySet<ChangeKind> = new Set([
  ...(['createCluster', 'setControlPlane', 'setKubelet'] as const),
  ...(['assignRole', 'createCredential', 'bindIdentity'] as const),
]);

/** Throws a `Refusal` if the plan deletes an identity that another of its changes uses. */
export function assertNotDeleted(changes: readonly Change[]): void {
  for (const deletion of changes) {
    if (deletion.kind !== 'deleteIdentity') continue;
    const key = `"${idKey(deletion.identityId)}"`;
    refuseFirst(
      changes,
      (change) => using.has(change.kind) && JSON.stringify(change).toLowerCase().includes(key),
      say`${lastSegment(deletion.identityId)} can't be put to use and deleted in one plan.`,
    );
  }
}

function refuseFirst(changes: readonly Change[], is: (change: Change) => boolean, message: Phrase): void {
  const index = changes.findIndex(is);
  if (index === -1) return;
  const refusal = new Refusal(message);
  refusal.refusedAt = index;
  throw refusal;
}
