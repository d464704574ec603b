/**
 * What a person may ask for, as data. The same union is the public API's, the panel's and the planner's.
 */

/** The control plane identity that is wanted. */
export type ControlPlaneChoice =
  { readonly kind: 'systemAssigned' } | { readonly kind: 'userAssigned'; readonly identityId: string };

/** How traffic leaves the cluster. Source: https://learn.microsoft.com/azure/aks/egress-outboundtype */
export type OutboundType = 'loadBalancer' | 'userDefinedRouting' | 'managedNATGateway' | 'userAssignedNATGateway';

/** Tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

export interface CreateResourceGroup {
  readonly kind: 'createResourceGroup';
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: Tags;
}

export interface CreateIdentity {
  readonly kind: 'createIdentity';
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: Tags;
}

export interface DeleteIdentity {
  readonly kind: 'deleteIdentity';
  readonly identityId: string;
}

export interface CreateCluster {
  readonly kind: 'createCluster';
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  readonly controlPlane: ControlPlaneChoice;
  readonly kubelet?: { readonly identityId: string };
  readonly network?: {
    readonly plugin?: 'azure' | 'kubenet' | 'none';
    readonly pluginMode?: 'overlay';
    readonly subnetId?: string;
    readonly serviceCidr?: string;
    readonly dnsServiceIP?: string;
    readonly podCidr?: string;
    readonly outboundType?: OutboundType;
  };
  /** `privateDnsZone` left out means `system`; any text but `system` and `none` has to be an ARM id. */
  readonly privateCluster?: { readonly privateDnsZone?: string };
  readonly registries?: readonly string[];
  readonly nodePool?: {
    readonly name?: string;
    readonly count?: number;
    readonly vmSize?: string;
    readonly osType?: string;
  };
  readonly kubernetesVersion?: string;
  readonly dnsPrefix?: string;
  readonly nodeResourceGroup?: string;
  readonly linux?: { readonly adminUsername: string; readonly sshPublicKey: string };
  readonly oidcIssuer?: boolean;
  readonly workloadIdentity?: boolean;
  readonly tags?: Tags;
}

export interface SetControlPlane {
  readonly kind: 'setControlPlane';
  readonly clusterId: string;
  readonly controlPlane: ControlPlaneChoice;
}

export interface SetKubelet {
  readonly kind: 'setKubelet';
  readonly clusterId: string;
  readonly identityId: string;
  readonly controlPlane?: ControlPlaneChoice;
}

export interface UpgradeNodeImages {
  readonly kind: 'upgradeNodeImages';
  readonly clusterId: string;
  readonly pools?: readonly string[];
}

export interface AssignRole {
  readonly kind: 'assignRole';
  readonly principalId: string;
  readonly principalType?: 'ServicePrincipal';
  /** `id`: a GUID or a full role definition id. */
  readonly role: { readonly name: string } | { readonly id: string };
  readonly scope: string;
  /** The directory of a scope above all subscriptions; left out: the only one that has the scope. */
  readonly tenantId?: string;
}

export interface RemoveRole {
  readonly kind: 'removeRole';
  readonly roleAssignmentId: string;
  /** The directory of an assignment above all subscriptions; left out: the only one that has the assignment. */
  readonly tenantId?: string;
}

export interface AttachRegistry {
  readonly kind: 'attachRegistry';
  readonly clusterId: string;
  readonly registryId: string;
}

export interface DetachRegistry {
  readonly kind: 'detachRegistry';
  readonly clusterId: string;
  readonly registryId: string;
}

/** Everything that a person may ask for. */
export type Change =
  | CreateResourceGroup
  | CreateIdentity
  | DeleteIdentity
  | CreateCluster
  | SetControlPlane
  | SetKubelet
  | UpgradeNodeImages
  | AssignRole
  | RemoveRole
  | AttachRegistry
  | DetachRegistry;

/** The kinds of change, for tables and exhaustive tests. */
export type ChangeKind = Change['kind'];

/** A change that is still being put together: its kind, and whatever is known already. */
export type Draft<C extends Change = Change> = C extends Change ? Pick<C, 'kind'> & Partial<Omit<C, 'kind'>> : never;
