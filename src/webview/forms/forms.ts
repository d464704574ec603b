/** One form for each kind of change: what it starts with, and how it stands with the values it has. */
import type { Change, ChangeKind, Draft } from '../../domain/change/change.ts';
import { assignRoleForm, registryForm, removeRoleForm } from './access.ts';
import { clusterForm } from './createCluster.ts';
import { controlPlaneForm, kubeletForm, nodeImagesForm } from './identities.ts';
import { directoryValues } from './parts.ts';
import type { DrawnForm, FormContext, Values } from './parts.ts';
import { deleteIdentityForm, identityForm, resourceGroupForm } from './resources.ts';
import type { FieldValue } from '../protocol/form.ts';

/** The kinds of change that are about a cluster that exists. */
export const clusterKinds: readonly ChangeKind[] = [
  'setControlPlane',
  'setKubelet',
  'upgradeNodeImages',
  'attachRegistry',
  'detachRegistry',
];

/** The form as it stands. A kind that needs a cluster has no fields until the cluster has been read. */
export function drawForm(kind: ChangeKind, context: FormContext): DrawnForm & { readonly error?: string } {
  const { cluster } = context;
  switch (kind) {
    case 'createResourceGroup':
      return resourceGroupForm(context);
    case 'createIdentity':
      return identityForm(context);
    case 'deleteIdentity':
      return deleteIdentityForm(context);
    case 'createCluster':
      return clusterForm(context);
    case 'assignRole':
      return assignRoleForm(context);
    case 'removeRole':
      return removeRoleForm(context);
    case 'setControlPlane':
      return cluster ? controlPlaneForm(context, cluster) : nothingYet;
    case 'setKubelet':
      return cluster ? kubeletForm(context, cluster) : nothingYet;
    case 'upgradeNodeImages':
      return cluster ? nodeImagesForm(context, cluster) : nothingYet;
    case 'attachRegistry':
    case 'detachRegistry':
      return cluster ? registryForm(context, cluster, kind) : nothingYet;
  }
}

const nothingYet: DrawnForm = { sections: [], changes: [] };

/** The values that a draft gives; the cluster itself is not among them. */
export function valuesOf(draft: Draft): Values {
  switch (draft.kind) {
    case 'createResourceGroup':
      return given({ subscription: draft.subscriptionId, name: draft.name, location: draft.location });
    case 'createIdentity':
      return given({
        subscription: draft.subscriptionId,
        group: draft.resourceGroup,
        name: draft.name,
        location: draft.location,
      });
    case 'deleteIdentity':
      return given({ identity: draft.identityId });
    case 'createCluster':
      return clusterValues(draft);
    case 'setControlPlane':
      return controlPlaneValues(draft.controlPlane, 'identity');
    case 'setKubelet':
      return {
        ...given({ identity: draft.identityId }),
        ...controlPlaneValues(draft.controlPlane, 'controlPlaneIdentity'),
      };
    case 'upgradeNodeImages':
      return given({ pools: draft.pools });
    case 'assignRole':
      return {
        ...given({
          principal: draft.principalId,
          role: draft.role && ('name' in draft.role ? draft.role.name : draft.role.id),
          scope: draft.scope,
        }),
        ...directoryValues(draft.scope, draft.tenantId),
      };
    case 'removeRole':
      return {
        ...given({ assignment: draft.roleAssignmentId }),
        ...directoryValues(draft.roleAssignmentId, draft.tenantId),
      };
    case 'attachRegistry':
    case 'detachRegistry':
      return given({ registry: draft.registryId });
  }
}

type DraftOf<K extends ChangeKind> = Extract<Draft, { kind: K }>;

function clusterValues(draft: DraftOf<'createCluster'>): Values {
  return given({
    subscription: draft.subscriptionId,
    group: draft.resourceGroup,
    name: draft.name,
    location: draft.location,
    ...controlPlaneValues(draft.controlPlane, 'identity'),
    kubeletIdentity: draft.kubelet?.identityId,
    kubelet: draft.kubelet && 'preCreated',
    subnet: draft.network?.subnetId,
    registries: draft.registries,
  });
}

function controlPlaneValues(choice: DraftOf<'setControlPlane'>['controlPlane'], name: string): Values {
  if (!choice) return {};
  return { controlPlane: choice.kind, ...(choice.kind === 'userAssigned' ? { [name]: choice.identityId } : {}) };
}

function given(values: Readonly<Record<string, FieldValue | undefined>>): Values {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined),
  );
}

const needed: { readonly [K in ChangeKind]: readonly (keyof DraftOf<K> & string)[] } = {
  createResourceGroup: ['subscriptionId', 'name', 'location'],
  createIdentity: ['subscriptionId', 'resourceGroup', 'name', 'location'],
  deleteIdentity: ['identityId'],
  createCluster: ['subscriptionId', 'resourceGroup', 'name', 'location', 'controlPlane'],
  setControlPlane: ['clusterId', 'controlPlane'],
  setKubelet: ['clusterId', 'identityId'],
  upgradeNodeImages: ['clusterId', 'pools'],
  assignRole: ['principalId', 'role', 'scope'],
  removeRole: ['roleAssignmentId'],
  attachRegistry: ['clusterId', 'registryId'],
  detachRegistry: ['clusterId', 'registryId'],
};

/** True where the draft leaves nothing to choose, so that the plan can be shown at once. */
export function isComplete(draft: Draft): draft is Draft & Change {
  const values: Readonly<Record<string, unknown>> = { ...draft };
  return needed[draft.kind].every((name) => values[name] !== undefined);
}
