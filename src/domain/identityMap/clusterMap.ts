/** The map of a cluster: who it is, what each of its identities may do, and everything that is wrong or unknown there. */
import { groupId, idKey, isAtOrBelow, lastSegment, sameGuid } from '../arm/resourceId.ts';
import { unknownBrief, unknownTexts } from '../arm/unknown.ts';
import { addonInfo, addonNamed } from '../cluster/addons.ts';
import { otherIdentitiesOf } from '../cluster/identitiesOf.ts';
import type { Cluster } from '../cluster/model.ts';
import { identitySummary, type SummaryRow } from '../identityTable/identityTable.ts';
import { withoutOwnIdentity } from '../identityTable/presentIdentity.ts';
import { controlPlaneKinds } from '../words/describe.ts';
import type { Group } from '../picture/picture.ts';
import { textOf, toText } from '../../sentences/textOf.ts';
import { accessGroup, drawAccess } from './access.ts';
import { drawAround, placeAround } from './around.ts';
import type { ClusterMapFacts, ClusterSketch } from './clusterFacts.ts';
import { drawRoles, newHolders, type Holders } from './holders.ts';
import { placeFindings, placeOpenNeeds } from './placeFindings.ts';
import { copyFacts, newSketch, type IdentityMap, type MapSketch } from './sketch.ts';
import { sketchWorkloads, placeStates } from './workloads.ts';
import { capitalised, say } from '../../sentences/words.ts';

/** The groups in the order in which people think. */
const clusterGroups = (): readonly Group[] => [
  { id: 'controlPlane', title: toText`Control plane` },
  { id: 'kubelet', title: toText`Kubelet` },
  { id: 'addons', title: toText`Add-ons` },
  { id: 'workloads', title: toText`Workloads` },
  { id: 'around', title: toText`Around the cluster` },
  { id: 'former', title: toText`Others` },
  { id: accessGroup, title: toText`Can act on the cluster` },
];

/** Makes the map of a cluster. */
export function clusterMap(facts: ClusterMapFacts): IdentityMap {
  const sketch = newSketch(scopeWordsOf(facts.cluster));
  const clusterSketch: ClusterSketch = { sketch, holders: newHolders(sketch), facts, root: addRoot(sketch, facts) };
  for (const row of identitySummary(facts.cluster)) addOwn(clusterSketch, row);
  addOthers(clusterSketch);
  sketchWorkloads(clusterSketch);
  drawAround(clusterSketch);
  drawGrants(clusterSketch);
  drawAccess(clusterSketch);
  placeFindings(clusterSketch);
  placeStates(clusterSketch);
  placeAround(clusterSketch);
  placeOpenNeeds(clusterSketch);
  placeUnknown(clusterSketch);
  placeUnread(clusterSketch);
  return sketch.map(clusterGroups(), facts.notChecked);
}

function addRoot(sketch: MapSketch, { cluster }: ClusterMapFacts): string {
  return sketch.add({
    id: idKey(cluster.id),
    column: 0,
    icon: 'cluster',
    label: cluster.name,
    caption: toText`AKS cluster \u00b7 ${controlPlaneKinds[cluster.controlPlane.kind]}`,
    facts: [{ label: toText`Region`, value: cluster.location }, ...copyFacts({ 'Resource ID': cluster.id })],
    clusterId: cluster.id,
  });
}

function groupOfRow({ id }: SummaryRow): string {
  return id === 'controlPlane' || id === 'kubelet' ? id : 'addons';
}

/** Adds an identity of the cluster itself or of an add-on, or an add-on that is on without one. */
function addOwn({ sketch, holders, root, facts: { cluster } }: ClusterSketch, row: SummaryRow): void {
  const { id, part, identity, actual, about, retired } = row;
  if (id === 'workloadIdentity' || (part === undefined && actual.kind !== 'identity')) return;
  const addon = groupOfRow(row) === 'addons' ? addonNamed(cluster, part ?? id) : undefined;
  const isOff = addon !== undefined && !addon.enabled;
  if (actual.kind === 'off') return;
  const isPrincipal = actual.kind === 'servicePrincipal';
  const hasNames = actual.principalId ?? actual.identityId ?? actual.clientId;
  const names = isPrincipal && hasNames === undefined ? clientOfCluster(cluster) : actual;
  const otherIcon = hasNames === undefined ? 'extension' : 'identity';
  const label = actual.name ?? (isPrincipal ? toText`Service principal` : textOf(identity));
  const box = holders.add({
    key: id,
    group: groupOfRow(row),
    principalId: names.principalId,
    clientId: names.clientId,
    identityId: actual.identityId,
    icon: isPrincipal ? 'workload' : otherIcon,
    label,
    caption: captionOf(row, isOff, label),
    why: textOf(row.use),
    facts: [
      { label: textOf(identity), value: textOf(actual.text) },
      ...(about ? [{ label: textOf(about.label), value: about.id, copy: about.id }] : []),
      ...(retired ? [{ label: toText`Retired`, value: textOf(retired) }] : []),
    ],
  });
  holders.name(box, part, id, part === 'controlPlane' && isPrincipal ? 'servicePrincipal' : undefined);
  const isHidden = actual.kind === 'notVisible' || actual.kind === 'pending';
  const kindOfUse = isHidden ? 'unknown' : 'granted';
  sketch.connect({ from: root, to: box, kind: isOff ? 'notUsed' : kindOfUse });
}

/** What it is for is not said once more where that is its label. */
function captionOf({ identity: named, actual, id }: SummaryRow, isOff: boolean, label: string): string {
  const identity = textOf(named);
  const own = withoutOwnIdentity[actual.kind];
  const origin =
    actual.identityId === undefined ? toText`system-assigned` : id === 'controlPlane' && toText`user-assigned`;
  const parts = [
    identity === label ? undefined : identity,
    actual.kind === 'identity' ? origin : own && textOf(own),
    isOff ? toText`off` : undefined,
  ];
  return parts.filter(Boolean).join(' \u00b7 ');
}

function clientOfCluster({ controlPlane }: Cluster): { readonly clientId?: string; readonly principalId?: string } {
  return controlPlane.kind === 'servicePrincipal' ? { clientId: controlPlane.clientId } : {};
}

/** Adds the identities that the cluster's settings name for something else, those of pods included. */
function addOthers({ sketch, holders, root, facts: { cluster } }: ClusterSketch): void {
  const uses = [
    ...otherIdentitiesOf(cluster).map(({ identityId, as }) => ({ identityId, as, group: 'addons' })),
    ...cluster.podIdentities.map((identityId) => ({ identityId, as: say`pod identity`, group: 'workloads' })),
  ];
  for (const { identityId, as, group } of uses) {
    const caption = textOf(capitalised(as));
    const box = holders.add({ key: identityId, group, identityId, label: lastSegment(identityId), caption });
    sketch.connect({ from: root, to: box });
  }
  for (const { name, objectId } of cluster.addons) {
    const box = holders.find({ principalId: objectId });
    if (box !== undefined) holders.name(box, name, addonInfo(name)?.displayName);
  }
}

/** Says what a scope is to the cluster. */
function scopeWordsOf(cluster: Cluster): (scope: string) => string | undefined {
  const { id, nodeResourceGroup, subscriptionId } = cluster;
  const nodes = nodeResourceGroup === undefined ? undefined : idKey(groupId(subscriptionId, nodeResourceGroup));
  return (scope) => {
    const key = idKey(scope);
    if (key === nodes) return toText`node resource group`;
    if (key === idKey(id)) return toText`the cluster itself`;
    const [, below] = /^\/(namespaces|managednamespaces)\/[^/]+$/.exec(key.slice(idKey(id).length)) ?? [];
    if (below === undefined || !isAtOrBelow(scope, id)) return undefined;
    return below === 'namespaces' ? toText`namespace of the cluster` : toText`managed namespace of the cluster`;
  };
}

/** Draws what the cluster's own identities hold. */
function drawGrants({
  sketch,
  holders,
  facts: { cluster, roles = [], requirements, met = requirements },
}: ClusterSketch): void {
  for (const [principalId, heldRoles] of Map.groupBy(roles, (role) => role.principalId.toLowerCase())) {
    const box = holders.find({ principalId }) ?? holderOfPrincipal(cluster, principalId, holders);
    if (box !== undefined) drawRoles(sketch, box, heldRoles, met);
  }
}

/** The control plane whose principal the cluster's JSON does not show. */
function holderOfPrincipal({ controlPlane }: Cluster, principalId: string, holders: Holders): string | undefined {
  const ownPrincipal = 'principalId' in controlPlane ? controlPlane.principalId : undefined;
  const box = holders.named('controlPlane');
  if (box === undefined || (ownPrincipal !== undefined && !sameGuid(ownPrincipal, principalId))) return undefined;
  holders.name(box, principalId);
  return box;
}

/** Says at the cluster what of it could not be read. */
function placeUnknown({ sketch, root, facts: { unknown = [], workloadsUnknown = [] } }: ClusterSketch): void {
  for (const text of [...unknown.map(unknownBrief), ...unknownTexts(workloadsUnknown)])
    sketch.report({ tone: 'unknown', word: toText`not fully read`, text }, [root]);
}

/** Says at identities of the cluster that their roles could not be read, unless the roles that they need say it. */
function placeUnread({ sketch, holders, facts }: ClusterSketch): void {
  const { rolesUnread = [], requirements = [], untold = [] } = facts;
  const open = [...requirements.filter(({ verdict }) => verdict === 'unknown'), ...untold];
  const said = open.map(
    ({ principalId, holder, identity }) => holders.find({ principalId }) ?? holders.named(holder ?? identity),
  );
  for (const id of rolesUnread) {
    const thing = sketch.thing(holders.find({ principalId: id }) ?? holders.find({ identityId: id }) ?? '');
    if (thing !== undefined && !said.includes(thing.id)) sketch.add({ ...thing, unread: toText`roles unknown` });
  }
}
