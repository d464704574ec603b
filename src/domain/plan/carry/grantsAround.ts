/** Plans the grants before and after an update of a cluster's identities. */
import { unknownToAll } from '../../arm/unknown.ts';
import { idKey, lastSegment, sameId, sameText } from '../../arm/resourceId.ts';
import type { ChangeOf } from '../../change/change.ts';
import { addonName } from '../../cluster/addons.ts';
import type { Cluster } from '../../cluster/model.ts';
import { principalOf } from '../../cluster/principals.ts';
import type { Need } from '../../needs/need.ts';
import { needsOf } from '../../needs/needs.ts';
import { changesKubelet, clusterAfter, newControlPlane } from '../clusterEdit.ts';
import { grantsFor, type Grantee } from '../grants/neededGrants.ts';
import { kubeletPullGrants, principalPullGrants } from '../grants/pullGrants.ts';
import { plannedIdentity, type PlannedIdentity } from '../lookUps.ts';
import type { IdentitySlot } from '../plan.ts';
import type { ClusterEdit } from '../stepActions.ts';
import { joinStepsAndChecks, type PlanContext, type StepsAndChecks } from '../planPart.ts';
import { carryOver, type CarriedAccess, type Takeover } from './carryOver.ts';
import { say, keyOfWords } from '../../../sentences/words.ts';

/** The new identities of a cluster. */
export interface IncomingIdentities {
  readonly controlPlane: PlannedIdentity | undefined;
  readonly kubelet: PlannedIdentity | undefined;
}

/** What else is to move, by id; left out: what is usually used. */
export type ChosenGrants = ChangeOf<'setControlPlane'>['carry'];

/** Returns what is carried over from the replaced identities; a service principal is in the kubelet's slot, too. */
export function accessCarriedOver(
  cluster: Cluster,
  edit: ClusterEdit,
  { identities, carry }: { readonly identities: IncomingIdentities; readonly carry: ChosenGrants },
  context: PlanContext,
): readonly CarriedAccess[] {
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const kubelet = changesKubelet(cluster, edit) || leaves ? kubeletGrantee(cluster, identities) : undefined;
  const takeovers: Takeover[] = [
    ...(newControlPlane(cluster, edit)
      ? [
          {
            of: 'controlPlane' as const,
            grantee: controlPlaneGrantee(cluster, edit, identities, context),
            wanted: carry?.controlPlane,
          },
        ]
      : []),
    ...(kubelet ? [{ of: 'kubelet' as const, grantee: kubelet, wanted: carry?.kubelet }] : []),
  ];
  return takeovers.map((takeover) => carryOver(cluster, takeover, context));
}

/** Grants, by whether their principal exists before the cluster is changed. */
export interface Grants {
  readonly before: StepsAndChecks;
  readonly after: StepsAndChecks;
}

/** Returns the grants that can be made before the PUT, because their principal exists, and those that have to follow it. */
export function grantsAround(
  cluster: Cluster,
  edit: ClusterEdit,
  { identities, carried }: { readonly identities: IncomingIdentities; readonly carried: readonly CarriedAccess[] },
  context: PlanContext,
): Grants {
  const after = clusterAfter(cluster, edit);
  const needs = needsOf(after, context.facts).filter((need) => !isMetByPolicy(need, carried));
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const controlPlane = grantsFor(
    needs.filter(({ identity }) => identity === 'controlPlane'),
    controlPlaneGrantee(cluster, edit, identities, context),
    context,
  );
  const kubelet = kubeletGrants(cluster, needs, { identities, carried }, context);
  const isSystemAssigned = edit.controlPlane?.kind === 'systemAssigned';
  const isOwnKubelet = identities.kubelet !== undefined;
  return {
    before: joinStepsAndChecks([
      ...(isSystemAssigned ? [] : [controlPlane, ...carriedBy('controlPlane', carried)]),
      ...(isOwnKubelet ? [...kubelet, ...carriedBy('kubelet', carried)] : []),
    ]),
    after: joinStepsAndChecks([
      ...(isSystemAssigned ? [controlPlane, ...carriedBy('controlPlane', carried)] : []),
      ...(leaves ? addonGrants(after, needs, context) : []),
      ...(isOwnKubelet ? [] : [...kubelet, ...carriedBy('kubelet', carried)]),
    ]),
  };
}

function carriedBy(slot: IdentitySlot, carried: readonly CarriedAccess[]): readonly StepsAndChecks[] {
  return carried.filter(({ holdings }) => holdings.outgoing?.of === slot);
}

/** A vault with access policies needs a policy, not a role, and that is carried over. */
function isMetByPolicy({ scope, dataActions = [], identity }: Need, carried: readonly CarriedAccess[]): boolean {
  return carried.some(({ all }) =>
    all.some(
      (access) =>
        access.isCarried === true &&
        access.purpose === 'keys' &&
        dataActions.length > 0 &&
        access.of === identity &&
        sameId(access.scope, scope),
    ),
  );
}

function kubeletGrants(
  cluster: Cluster,
  needs: readonly Need[],
  { identities, carried }: { readonly identities: IncomingIdentities; readonly carried: readonly CarriedAccess[] },
  context: PlanContext,
): readonly StepsAndChecks[] {
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  if (!identities.kubelet && !leaves) return [];
  const grantee = kubeletGrantee(cluster, identities);
  const ownGrants = grantsFor(
    needs.filter(({ identity }) => identity === 'kubelet'),
    grantee,
    context,
  );
  const carriedIds = new Set(
    carried.flatMap(({ all }) => all.flatMap((access) => (access.isCarried ? [idKey(access.id)] : []))),
  );
  const pulls = leaves ? principalPullGrants : kubeletPullGrants;
  return [ownGrants, pulls(cluster, { ...grantee, taken: carriedIds }, context)];
}

function kubeletGrantee(cluster: Cluster, { kubelet }: IncomingIdentities): Grantee {
  return (
    kubelet ?? { name: say`the kubelet of ${cluster.name}`, principal: { kind: 'kubelet', clusterId: cluster.id } }
  );
}

/** The identity that the roles are for. One that stays is read, because a recreated identity is another principal. */
function controlPlaneGrantee(
  cluster: Cluster,
  edit: ClusterEdit,
  { controlPlane }: IncomingIdentities,
  context: PlanContext,
): Grantee {
  if (controlPlane) return controlPlane;
  const name = say`the control plane of ${cluster.name}`;
  const later: Grantee = { name, principal: { kind: 'controlPlane', clusterId: cluster.id } };
  if (edit.controlPlane) return later;
  const isOwn = cluster.controlPlane.kind === 'userAssigned';
  const live = isOwn ? plannedIdentity(cluster.controlPlane.identityId, context) : undefined;
  if (live && live.unreadable === undefined) return live;
  const present = isOwn ? lastSegment(cluster.controlPlane.identityId) : name;
  const principalId = principalOf(cluster, 'controlPlane', context.facts);
  return principalId
    ? { name: present, principalId, principal: { kind: 'principal', principalId, principalType: 'ServicePrincipal' } }
    : {
        ...later,
        name: present,
        unreadable: unknownToAll('principal', keyOfWords(present), say`Azure does not show its principal.`),
      };
}

/** With the migration, add-ons get their own identities, which need roles. */
function addonGrants(after: Cluster, needs: readonly Need[], context: PlanContext): StepsAndChecks[] {
  return after.addons
    .filter(({ enabled }) => enabled)
    .map(({ name: addon }) =>
      grantsFor(
        needs.filter(({ identity }) => sameText(identity, addon)),
        { name: addonName(addon), principal: { kind: 'addon', clusterId: after.id, addon }, optional: true },
        context,
      ),
    );
}
