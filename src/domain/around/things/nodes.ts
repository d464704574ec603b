/** The machines of a cluster's nodes, and their identities. */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { groupId, idKey, lastSegment, sameText } from '../../arm/resourceId.ts';
import { overviewPage } from '../../arm/docs.ts';
import { addonInfo } from '../../cluster/addons.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import { identitiesOfResource } from './fleets.ts';
import { metadataEndpointOf, nodeUseOf } from './nodeIdentities.ts';
import {
  itemsBelow,
  joinLacking,
  factLines,
  stateFromProvisioning,
  type AroundThings,
  type AroundThing,
  type Listed,
} from './thing.ts';
import { unknownToAll, type Unknown } from '../../arm/unknown.ts';
import { countWithNoun } from '../../words/counts.ts';
import { distinctWords, joinWords, say, type Words, verbatim, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

const scaleSets = 'Microsoft.Compute/virtualMachineScaleSets';
const machines = 'Microsoft.Compute/virtualMachines';

/** The types of machines that nodes run on; the second one is used by Virtual Machines pools and by node auto-provisioning. */
export const machineTypes: readonly string[] = [scaleSets, machines];

/** Returns the scale sets and machines in a cluster's node resource group, and what could not be checked. */
export function machinesOf(cluster: Cluster, facts: Facts): Listed {
  const { subscriptionId, nodeResourceGroup } = cluster;
  if (nodeResourceGroup === undefined) return { items: [], unknown: [noGroup(cluster)] };
  const id = groupId(subscriptionId, nodeResourceGroup);
  const lists = machineTypes.map((type) =>
    inOwnWords(id, type, itemsBelow(typeWords(type), { id, list: `providers/${type}` }, facts)),
  );
  return { items: lists.flatMap(({ items }) => items), ...joinLacking(...lists) };
}

function noGroup({ id }: Cluster): Unknown {
  return {
    ...unknownToAll('nodeResourceGroup', id, say`the cluster doesn't name its node resource group.`),
    title: say`Node machines`,
  };
}

function typeWords(type: string): Words {
  return type === scaleSets ? say`Scale sets` : say`Virtual machines`;
}

/** Resource Graph writes groups and types in another case than ARM; one machine gets one id, wherever it was read. */
function inOwnWords(group: string, type: string, listing: Listed): Listed {
  const items = listing.items.map((machine) => {
    const name = textAt(machine, 'name') ?? lastSegment(textAt(machine, 'id') ?? '');
    return { ...machine, id: `${group}/providers/${type}/${name}`, type };
  });
  return { ...listing, items };
}

/** Returns the IDs of the user-assigned identities that a machine carries. */
export function identitiesOfMachine(machine: JsonObject): readonly string[] {
  return Object.keys(objectAt(machine, 'identity.userAssignedIdentities') ?? {});
}

/** The identities that the machines of one pool, or a single machine, carry. */
export interface NodeMachine {
  readonly name: string;
  /** Left out if its tags name none. */
  readonly pool?: string;
  readonly identities: readonly string[];
  /** True if it has a system-assigned identity, too. */
  readonly hasOwn: boolean;
}

/** The machines of a cluster's nodes with their identities, and what could not be checked. */
export interface NodeMachines {
  readonly machines: readonly NodeMachine[];
  readonly unknown: readonly Unknown[];
}

/** Returns the identities on the machines of a cluster's nodes. */
export function nodeMachinesOf(cluster: Cluster, facts: Facts): NodeMachines {
  const { items, unknown = [] } = machinesOf(cluster, facts);
  const machines = items.map((machine) => ({
    name: textAt(machine, 'name') ?? '',
    identities: identitiesOfMachine(machine),
    hasOwn: /systemassigned/i.test(textAt(machine, 'identity.type') ?? ''),
    ...defined({ pool: poolOf(machine) }),
  }));
  return { machines, unknown };
}

/** Names the purposes of the identities on a machine, such as `kubelet, Azure Policy`. */
export function usesOfMachine(machine: JsonObject, cluster: Cluster): readonly Phrase[] {
  return identitiesOfMachine(machine).map((id) => useInWords(nodeUseOf(cluster, id)));
}

function useInWords(use: string): Phrase {
  return use === 'cost-analysis' ? say`cost analysis` : (addonInfo(use)?.displayName ?? use);
}

/** Looks at the machines of a cluster's nodes: each scale set, and single machines by pool and identities. */
export function lookAtNodes(cluster: Cluster, facts: Facts): AroundThings {
  const { items, ...rest } = machinesOf(cluster, facts);
  const groups = Map.groupBy(items, (machine) => machineGroup(machine));
  return { things: [...groups.values()].map((ofGroup) => machinesThing(ofGroup, cluster)), ...rest };
}

/** What a cluster's machines show of a node pool: the identities on it in a few words, or why these are not known. */
export interface PoolIdentities {
  readonly words?: Words;
  readonly unknown?: Unknown;
}

/** Returns what is known of the identities on a pool from what was seen of the cluster's nodes. */
export function identitiesOnPool(
  pool: string,
  nodes: {
    readonly things: readonly Pick<AroundThing, 'pool' | 'what'>[];
    readonly unknown: readonly Unknown[];
  },
): PoolIdentities {
  const things = nodes.things.filter((thing) => sameText(thing.pool, pool));
  const words = distinctWords(things.map(({ what }) => verbatim(what)));
  const [unknown] = nodes.unknown;
  return words.length > 0 ? { words: joinWords(words, '; ') } : defined({ unknown });
}

/** Node auto-provisioning creates a machine for each node; equal ones share a row. */
function machineGroup(machine: JsonObject): string {
  if (!isSingle(machine)) return idKey(textAt(machine, 'id') ?? '');
  return [poolOf(machine) ?? '', ...identitiesOfMachine(machine).map(idKey).sort()].join('|');
}

function isSingle(machine: JsonObject): boolean {
  return sameText(textAt(machine, 'type'), machines);
}

/** The pool of a machine. Source for the second tag: https://github.com/Azure/karpenter-provider-azure */
function poolOf(machine: JsonObject): string | undefined {
  const tags = objectAt(machine, 'tags') ?? {};
  const names = ['aks-managed-poolName', 'karpenter.sh_nodepool'];
  const foundTag = Object.entries(tags).find(([tag]) => names.some((name) => sameText(name, tag)));
  return typeof foundTag?.[1] === 'string' ? foundTag[1] : undefined;
}

function machinesThing(groupMachines: readonly JsonObject[], cluster: Cluster): AroundThing {
  const machine = groupMachines[0] ?? {};
  const id = textAt(machine, 'id') ?? '';
  const ownName = textAt(machine, 'name') ?? lastSegment(id);
  const name = groupMachines.length > 1 ? say`${ownName} and ${groupMachines.length - 1} more` : ownName;
  const uses = usesOfMachine(machine, cluster);
  const pool = poolOf(machine);
  return {
    id,
    name,
    what:
      uses.length === 0
        ? say`no user-assigned identity`
        : say`${countWithNoun(uses.length, 'identity')} (${joinWords(uses, ', ')})`,
    state: stateFromProvisioning(textAt(machine, 'properties.provisioningState')),
    ...defined({ pool }),
    identities: identitiesOfResource(machine, say`${ownName} itself`),
    noIdentity: say`The machine carries no identity.`,
    facts: factLines({
      Pool: pool,
      'Metadata endpoint': endpointWords[metadataEndpointOf(cluster)],
    }),
    source: overviewPage,
  };
}

const endpointWords: Readonly<Record<ReturnType<typeof metadataEndpointOf>, Phrase>> = {
  open: say`open to every pod`,
  closed: say`closed, but for pods in the host network`,
  notShown: say`open to every pod, unless it is restricted (preview), which this API version does not show`,
};
