/**
 * What a principal can do to a cluster, one record for each ability: in Azure by actions, in Kubernetes by data actions,
 * never by the name of a role. A principal has an ability if it has one of its rights.
 * Sources: https://learn.microsoft.com/azure/aks/concepts-cluster-authorization and
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/containers
 */
import { say, type Words } from '../../sentences/words.ts';
import type { AccessPosture } from './accessMode.ts';

interface AbilityRecord {
  /** What it is called after "can". */
  readonly words: Words;
  /** The heading of its column. */
  readonly heading: Words;
}

/** One right that gives an ability. */
export type AccessRight = { readonly action: string } | { readonly dataAction: string };

interface AzureAbilityRecord extends AbilityRecord {
  readonly rights: readonly AccessRight[];
  /** Where it is asked about; left out: at the cluster. */
  readonly at?: 'nodeGroup';
  /** When it does something to the cluster: never, or only where it is a way to administrator; left out: always. */
  readonly acts?: 'never' | 'asWay';
  /** In which clusters it has an effect; left out: in all. */
  readonly hasEffect?: (posture: AccessPosture) => boolean;
  /** How somebody who has it can become administrator. */
  readonly way?: {
    /** In which of the clusters in which it has an effect; left out: in all. */
    readonly isOpen?: (posture: AccessPosture) => boolean;
    /** How it works, and what closes it. */
    readonly words: Words;
    /** The same for the identity as which AKS itself manages the nodes, which can't do without; left out: it is no different. */
    readonly ownWords?: Words;
  };
}

interface KubernetesAbilityRecord extends AbilityRecord {
  /** What follows the provider's prefix in the data actions that give it. */
  readonly dataActions: readonly string[];
}

const aks = 'Microsoft.ContainerService/managedClusters';
const machines = 'Microsoft.Compute/virtualMachines';

const inAzure = <K extends string>(records: Readonly<Record<K, AzureAbilityRecord>>) => records;
const inKubernetes = <K extends string>(records: Readonly<Record<K, KubernetesAbilityRecord>>) => records;

/** What can be done to the cluster as an Azure resource, and to its nodes. */
export const azureAbilities = inAzure({
  readCluster: {
    words: say`see the cluster in Azure`,
    heading: say`View`,
    rights: [{ action: `${aks}/read` }],
    acts: 'never',
  },
  changeCluster: {
    words: say`change the cluster`,
    heading: say`Change`,
    rights: [{ action: `${aks}/write` }],
    way: {
      words: say`Anyone who can change the cluster can name a group of administrators, and turn on local accounts if they are off. To prevent this, assign a narrower role.`,
    },
  },
  userCredential: {
    words: say`get user credentials`,
    heading: say`User credentials`,
    rights: [{ action: `${aks}/listClusterUserCredential/action` }],
    hasEffect: ({ mode }) => mode !== 'nobody',
    acts: 'asWay',
    way: {
      isOpen: ({ mode }) => mode === 'certificates' || mode === 'open',
      words: say`In this cluster, the user credential has administrator rights. To prevent this, use Microsoft Entra and Kubernetes RBAC.`,
    },
  },
  adminCredential: {
    words: say`get admin credentials`,
    heading: say`Admin credentials`,
    rights: [
      { action: `${aks}/listClusterAdminCredential/action` },
      { action: `${aks}/accessProfiles/listCredential/action` },
    ],
    hasEffect: ({ hasLocalAccounts }) => hasLocalAccounts,
    way: {
      words: say`The admin credential is a certificate that works without Microsoft Entra. To prevent this, disable local accounts, which requires Microsoft Entra.`,
    },
  },
  runCommand: {
    words: say`run commands in the cluster through Azure`,
    heading: say`Run command`,
    rights: [{ action: `${aks}/runcommand/action` }],
    way: {
      isOpen: ({ mode, usesEntra }) => !usesEntra || mode === 'open',
      words: say`Without Microsoft Entra, a command run through Azure may have administrator rights. To prevent this, assign a narrower role.`,
    },
  },
  grant: {
    words: say`assign roles`,
    heading: say`Assign roles`,
    rights: [{ action: 'Microsoft.Authorization/roleAssignments/write' }],
    way: {
      words: say`Anyone who can assign roles here can take any role. To prevent this, add a condition to the role assignment.`,
    },
  },
  nodes: {
    words: say`act as root on nodes`,
    heading: say`Nodes`,
    at: 'nodeGroup',
    rights: [
      { action: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action' },
      { action: 'Microsoft.Compute/virtualMachineScaleSets/write' },
      { action: 'Microsoft.Compute/virtualMachineScaleSets/extensions/write' },
      { action: `${machines}/runCommand/action` },
      { action: `${machines}/runCommands/write` },
      { action: `${machines}/extensions/write` },
      { dataAction: `${machines}/loginAsAdmin/action` },
    ],
    way: {
      words: say`Anyone who runs commands on a node can use its credentials. To prevent this, assign a role that leaves out the node resource group. What manages nodes needs it, such as Karpenter or the cluster's service principal.`,
      ownWords: say`AKS manages the nodes with this identity, so the cluster needs it.`,
    },
  },
});

/** What can be done in the Kubernetes API, if the cluster asks Azure; the first is the most. */
export const kubernetesAbilities = inKubernetes({
  clusterAdmin: {
    words: say`administer the whole cluster`,
    heading: say`Cluster administrator`,
    dataActions: ['*', 'rbac.authorization.k8s.io/clusterrolebindings/write'],
  },
  admin: {
    words: say`give Kubernetes roles to others`,
    heading: say`Administrator`,
    dataActions: ['rbac.authorization.k8s.io/rolebindings/write'],
  },
  write: {
    words: say`create and change workloads`,
    heading: say`Writer`,
    // Whoever writes one of these runs pods.
    dataActions: [
      'pods/write',
      ...['deployments', 'statefulsets', 'daemonsets', 'replicasets'].map((kind) => `apps/${kind}/write`),
      ...['jobs', 'cronjobs'].map((kind) => `batch/${kind}/write`),
    ],
  },
  secrets: { words: say`read Secrets`, heading: say`Secrets`, dataActions: ['secrets/read'] },
  exec: { words: say`run commands in pods`, heading: say`Exec`, dataActions: ['pods/exec/action'] },
  read: { words: say`see workloads`, heading: say`Reader`, dataActions: ['pods/read'] },
});

/** What can be done to the cluster as an Azure resource, and to its nodes. */
export type AzureAbility = keyof typeof azureAbilities;
/** What can be done in the Kubernetes API. */
export type KubernetesAbility = keyof typeof kubernetesAbilities;
/** Anything that a principal can do to a cluster. */
export type Ability = AzureAbility | KubernetesAbility;

/** What each ability is called. */
export const abilities: Readonly<Record<Ability, AbilityRecord>> = { ...azureAbilities, ...kubernetesAbilities };

/** The data actions of a cluster, and those that a Fleet has for its members. */
export const dataActionPrefix = { cluster: aks, fleetMember: 'Microsoft.ContainerService/fleets/members' } as const;

/** All abilities in Azure. */
export const azureAbilityIds = Object.keys(azureAbilities) as readonly AzureAbility[];

/** All abilities in Kubernetes, the most first. */
export const kubernetesAbilityIds = Object.keys(kubernetesAbilities) as readonly KubernetesAbility[];

/** All abilities. */
export const abilityIds: readonly Ability[] = [...azureAbilityIds, ...kubernetesAbilityIds];

/** Returns whether an ability is one in Azure; all others are in Kubernetes. */
export function isInAzure(ability: Ability | 'other'): ability is AzureAbility {
  return ability in azureAbilities;
}

/** Returns true for an ability that is asked at the node resource group instead of the cluster. */
export function isAskedAtNodes(ability: Ability): boolean {
  return isInAzure(ability) && recordOf(ability).at === 'nodeGroup';
}

/** Returns true for an ability that never does anything to a cluster, such as seeing it. */
export function isHarmless(ability: Ability): boolean {
  return isInAzure(ability) && recordOf(ability).acts === 'never';
}

/** A way to administrator, and whether it is open because AKS itself manages the nodes as that identity, which can't do without. */
interface OpenWay {
  readonly words: Words;
  readonly isForAks: boolean;
}

/** Returns how an ability leads to administrator in a cluster that is set up like this; `undefined` if it does not. `managesNodes`: AKS manages the nodes as whoever has it. */
export function openWayOf(
  ability: Ability | 'other',
  posture: AccessPosture,
  managesNodes = false,
): OpenWay | undefined {
  if (!isInAzure(ability) || !hasEffect(ability, posture)) return undefined;
  const { way } = recordOf(ability);
  if (way === undefined || way.isOpen?.(posture) === false) return undefined;
  return managesNodes && way.ownWords !== undefined
    ? { words: way.ownWords, isForAks: true }
    : { words: way.words, isForAks: false };
}

/** Returns true if whoever has an ability can do something to a cluster that is set up like this. */
export function actsOn(ability: Ability, posture: AccessPosture): boolean {
  if (isHarmless(ability) || !hasEffect(ability, posture)) return false;
  const actsOnlyAsWay = isInAzure(ability) && recordOf(ability).acts === 'asWay';
  return !actsOnlyAsWay || openWayOf(ability, posture) !== undefined;
}

function recordOf(ability: AzureAbility): AzureAbilityRecord {
  return azureAbilities[ability];
}

/** Returns whether a right of Azure has an effect in a cluster: one that it does not ask about, or gives to no one, has none. */
export function hasEffect(ability: Ability | 'other', posture: AccessPosture): boolean {
  return isInAzure(ability) ? (recordOf(ability).hasEffect?.(posture) ?? true) : posture.mode === 'azure';
}
