/**
 * What a principal can do to a cluster: in Azure by actions, in Kubernetes by data actions, never by the name of a
 * role. A principal has an ability if it has one of its rights.
 * Sources: https://learn.microsoft.com/azure/aks/concepts-cluster-authorization and
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/containers
 */

/** What can be done to the cluster as an Azure resource, and to its nodes. */
export type AzureAbility =
  'readCluster' | 'changeCluster' | 'userCredential' | 'adminCredential' | 'runCommand' | 'grant' | 'nodes';

/** What can be done in the Kubernetes API, if the cluster asks Azure; the first is the most. */
export type KubernetesAbility = 'clusterAdmin' | 'admin' | 'write' | 'secrets' | 'exec' | 'read';

/** Anything that a principal can do to a cluster. */
export type Ability = AzureAbility | KubernetesAbility;

/** One right that gives an ability. */
export type AccessRight = { readonly action: string } | { readonly dataAction: string };

const aks = 'Microsoft.ContainerService/managedClusters';
const machines = 'Microsoft.Compute/virtualMachines';

/** The abilities in Azure, by the rights that give them; `nodes` is asked at the node resource group. */
export const azureAbilities: Readonly<Record<AzureAbility, readonly AccessRight[]>> = {
  readCluster: [{ action: `${aks}/read` }],
  changeCluster: [{ action: `${aks}/write` }],
  userCredential: [{ action: `${aks}/listClusterUserCredential/action` }],
  adminCredential: [
    { action: `${aks}/listClusterAdminCredential/action` },
    { action: `${aks}/accessProfiles/listCredential/action` },
  ],
  runCommand: [{ action: `${aks}/runcommand/action` }],
  grant: [{ action: 'Microsoft.Authorization/roleAssignments/write' }],
  nodes: [
    { action: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action' },
    { action: 'Microsoft.Compute/virtualMachineScaleSets/write' },
    { action: 'Microsoft.Compute/virtualMachineScaleSets/extensions/write' },
    { action: `${machines}/runCommand/action` },
    { action: `${machines}/runCommands/write` },
    { action: `${machines}/extensions/write` },
    { dataAction: `${machines}/loginAsAdmin/action` },
  ],
};

/** The abilities in Kubernetes: what follows the provider's prefix in the data actions that give them. */
export const kubernetesAbilities: Readonly<Record<KubernetesAbility, readonly string[]>> = {
  clusterAdmin: ['*', 'rbac.authorization.k8s.io/clusterrolebindings/write'],
  admin: ['rbac.authorization.k8s.io/rolebindings/write'],
  // Whoever writes one of these runs pods.
  write: [
    'pods/write',
    ...['deployments', 'statefulsets', 'daemonsets', 'replicasets'].map((kind) => `apps/${kind}/write`),
    ...['jobs', 'cronjobs'].map((kind) => `batch/${kind}/write`),
  ],
  secrets: ['secrets/read'],
  exec: ['pods/exec/action'],
  read: ['pods/read'],
};

/** The data actions of a cluster, and those that a Fleet has for its members. */
export const dataActionPrefix = { cluster: aks, fleetMember: 'Microsoft.ContainerService/fleets/members' } as const;

/** All abilities in Azure. */
export const azureAbilityIds = Object.keys(azureAbilities) as readonly AzureAbility[];

/** All abilities in Kubernetes, the most first. */
export const kubernetesAbilityIds = Object.keys(kubernetesAbilities) as readonly KubernetesAbility[];

/** All abilities. */
export const abilityIds: readonly Ability[] = [...azureAbilityIds, ...kubernetesAbilityIds];
