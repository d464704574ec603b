/** What an edit of a cluster's identities means: whether it is already done, and the cluster before and after. */
import { bodyForPut } from './clusterPutBody.ts';
import { clusterOf } from '../cluster/fromArm.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import { describeChoice, describeControlPlane, describeKubelet, sentenceList } from '../words/describe.ts';
import { valueAt, objectAt, type Json, type JsonObject } from '../arm/json.ts';
import type { Cluster, ControlPlane } from '../cluster/model.ts';
import type { PlanSketch } from './plan.ts';
import type { ClusterEdit } from './stepActions.ts';
import { allStays, nodesStay, type Pace, type WayBack } from './pace.ts';
import { type PlanPart } from './planPart.ts';
import { verbs } from '../change/tenses.ts';
import { lastSegment, sameId } from '../arm/resourceId.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';

function holdsControlPlane({ controlPlane }: Cluster, choice: ControlPlaneChoice): boolean {
  if (choice.kind === 'systemAssigned') return controlPlane.kind === 'systemAssigned';
  return controlPlane.kind === 'userAssigned' && sameId(controlPlane.identityId, choice.identityId);
}

/** Returns the control plane identity that the edit chooses, if it differs from the current one. */
export function newControlPlane(cluster: Cluster, { controlPlane }: ClusterEdit): ControlPlaneChoice | undefined {
  return controlPlane && !holdsControlPlane(cluster, controlPlane) ? controlPlane : undefined;
}

/** Returns true if the edit names another kubelet identity than the cluster has. */
export function changesKubelet({ kubelet }: Cluster, { kubeletIdentityId }: ClusterEdit): boolean {
  return kubeletIdentityId !== undefined && !('identityId' in kubelet && sameId(kubelet.identityId, kubeletIdentityId));
}

/**
 * Returns the identities that the edit replaces, if a change can bring all of them back: AKS takes back neither a service principal nor
 * the kubelet identity that it made.
 */
export function replacedBy(edit: ClusterEdit, { controlPlane, kubelet }: Cluster): ClusterEdit | undefined {
  if ((edit.controlPlane ?? edit.kubeletIdentityId) === undefined) return undefined;
  const choice = choiceThatIs(controlPlane);
  if ((edit.controlPlane && !choice) || (edit.kubeletIdentityId && kubelet.kind !== 'preCreated')) return undefined;
  return {
    ...(edit.controlPlane ? defined({ controlPlane: choice }) : {}),
    ...(edit.kubeletIdentityId && kubelet.kind === 'preCreated' ? { kubeletIdentityId: kubelet.identityId } : {}),
  };
}

function choiceThatIs(controlPlane: ControlPlane): ControlPlaneChoice | undefined {
  const { kind } = controlPlane;
  if (kind === 'userAssigned') return { kind, identityId: controlPlane.identityId };
  return kind === 'systemAssigned' ? { kind } : undefined;
}

/** Returns true if the cluster already is as the edit would make it. */
export function isAlready(cluster: Cluster, edit: ClusterEdit): boolean {
  const values = Object.entries(edit.values ?? {});
  return (
    newControlPlane(cluster, edit) === undefined &&
    !changesKubelet(cluster, edit) &&
    values.every(([path, value]) => isSameJson(valueAt(cluster.raw, path) ?? offByDefault(value), value))
  );
}

/** A missing switch is off. */
function offByDefault(value: Json | undefined): Json | undefined {
  return value === false ? false : undefined;
}

function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const members = new Map(Object.entries(a));
  const wantedMembers = new Map(Object.entries(b));
  const isAlike = Array.isArray(a) === Array.isArray(b) && members.size === wantedMembers.size;
  return isAlike && [...wantedMembers].every(([key, value]) => isSameJson(members.get(key), value as Json));
}

/** Returns the cluster after the edit, so that its needs can be derived; the new identities' principals are not known. */
export function clusterAfter(cluster: Cluster, edit: ClusterEdit): Cluster {
  const body = bodyForPut(cluster.raw, edit);
  const properties: JsonObject = {
    ...objectAt(body, 'properties'),
    nodeResourceGroup: cluster.nodeResourceGroup,
    servicePrincipalProfile: { clientId: 'msi' },
  };
  return clusterOf({ ...body, id: cluster.id, name: cluster.name, properties });
}

/** Returns the cluster's identities before and after the edit, ready to be shown side by side. */
export function sketchesOf(
  cluster: Cluster,
  edit: ClusterEdit,
): { readonly before: PlanSketch; readonly after: PlanSketch } {
  const { controlPlane, kubeletIdentityId } = edit;
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const showsKubelet = kubeletIdentityId !== undefined || leaves;
  const kubelet = kubeletIdentityId
    ? say`${lastSegment(kubeletIdentityId)} (user-assigned)`
    : say`${cluster.name}-agentpool (created by AKS), immediately or with the next node image`;
  return {
    before: {
      controlPlane: describeControlPlane(cluster.controlPlane),
      ...(showsKubelet ? { kubelet: describeKubelet(cluster.kubelet) } : {}),
    },
    after: {
      controlPlane: controlPlane ? describeChoice(controlPlane) : describeControlPlane(cluster.controlPlane),
      ...(showsKubelet ? { kubelet } : {}),
    },
  };
}

/** Says that the cluster already is as the edit would make it. */
export function alreadyText({ name }: Cluster, edit: ClusterEdit): Words {
  const uses = usesAfter(edit);
  return uses.length > 0 ? say`${name} already uses ${sentenceList(uses)}.` : say`${name} is already as requested.`;
}

function usesAfter({ controlPlane, kubeletIdentityId }: ClusterEdit): readonly Phrase[] {
  return [
    ...(controlPlane ? [controlPlaneWords(controlPlane)] : []),
    ...(kubeletIdentityId ? [say`${lastSegment(kubeletIdentityId)} for its nodes`] : []),
  ];
}

function controlPlaneWords(choice: ControlPlaneChoice): Words {
  return say`${choiceWords(choice)} for its control plane`;
}

/** Says how long an edit takes, what stops and how to undo it; `grants` are the roles that it assigns. */
export function editWords(
  cluster: Cluster,
  edit: ClusterEdit,
  grants: number,
): Pick<PlanPart, 'does' | 'pace' | 'says' | 'verb'> {
  const { name, agentPools } = cluster;
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  const repeats = isAlready(cluster, edit);
  const reimages = changesKubelet(cluster, edit) || (repeats && edit.kubeletIdentityId !== undefined);
  // That is documented for clusters without an identity of their own.
  // Source: https://learn.microsoft.com/azure/aks/user-assigned-managed-identity
  const keepsRunning = cluster.controlPlane.kind === 'systemAssigned' && newControlPlane(cluster, edit) !== undefined;
  const isDocumented = keepsRunning || newControlPlane(cluster, edit) === undefined;
  const missing =
    grants === 1 ? say`Assigns the role that is missing` : say`Assigns the ${grants} roles that are missing`;
  const roles = grants === 0 ? [] : [missing];
  const pools = agentPools.map((pool) => pool.name);
  return {
    ...(leaves ? migrationWords(name, edit) : {}),
    does: [whatIsDone(cluster, edit), ...roles],
    pace: {
      ...paceOf({ leaves, reimages, keepsRunning, isDocumented, pools }),
      wayBack: repeats ? { kind: 'keepsIdentities', cluster: name } : wayBackOf(cluster, { leaves, reimages }),
    },
  };
}

/** A cluster that leaves its service principal is migrated, as Azure calls it. */
function migrationWords(name: string, { controlPlane }: ClusterEdit): Pick<PlanPart, 'says' | 'verb'> {
  const to =
    controlPlane?.kind === 'userAssigned'
      ? say`managed identity ${lastSegment(controlPlane.identityId)}`
      : say`a system-assigned identity`;
  return { says: verbs.migrate(say`${name} to ${to}`), verb: migrateTitle };
}

/** What changing the control plane identity is called on a cluster with a service principal. */
export const migrateTitle = say`Migrate to managed identity`;

function changesOf(name: string, { controlPlane, kubeletIdentityId }: ClusterEdit): readonly Phrase[] {
  return [
    ...(controlPlane ? [say`${name}'s control plane identity to ${choiceWords(controlPlane)}`] : []),
    ...(kubeletIdentityId
      ? [
          controlPlane
            ? say`its kubelet identity to ${lastSegment(kubeletIdentityId)}`
            : say`${name}'s kubelet identity to ${lastSegment(kubeletIdentityId)}`,
        ]
      : []),
  ];
}

function choiceWords(choice: ControlPlaneChoice): Phrase {
  return choice.kind === 'systemAssigned' ? say`its system-assigned identity` : lastSegment(choice.identityId);
}

function whatIsDone(cluster: Cluster, edit: ClusterEdit): Words {
  const { name, controlPlane } = cluster;
  if (controlPlane.kind === 'servicePrincipal')
    return say`Migrates ${name} from its service principal to managed identities`;
  if (isAlready(cluster, edit)) return say`Sends the same update of ${name} once more`;
  const changes = changesOf(name, edit);
  return changes.length > 0 ? say`Changes ${sentenceList(changes)}` : say`Updates ${name}`;
}

interface Reach {
  readonly leaves: boolean;
  /** All nodes are reimaged. */
  readonly reimages: boolean;
}

interface Duration extends Reach {
  /** The documentation says that neither nodes nor control plane restart. */
  readonly keepsRunning: boolean;
  /** True if Azure's documentation says whether there is downtime. */
  readonly isDocumented: boolean;
  readonly pools: readonly string[];
}

function paceOf({ leaves, reimages, keepsRunning, isDocumented, pools }: Duration): Pace {
  if (reimages) return { lasts: 'perNode', downtime: { kind: 'reimagedByNode', pools } };
  if (leaves) return { lasts: 'severalMinutes', downtime: { kind: 'reimagedAtOnce', pools } };
  if (keepsRunning) return { lasts: 'fewMinutes', downtime: allStays };
  return { lasts: 'fewMinutes', downtime: isDocumented ? nodesStay : { kind: 'undocumented' } };
}

function wayBackOf({ kubelet, controlPlane }: Cluster, { leaves, reimages }: Reach): WayBack {
  if (leaves) return { kind: 'notToPrincipal' };
  if (!reimages) return { kind: controlPlane.kind === 'systemAssigned' ? 'changeBackToNewPrincipal' : 'changeBack' };
  return { kind: kubelet.kind === 'preCreated' ? 'changeBackRestarting' : 'notToMadeKubelet' };
}
