/** Fleets (Azure Kubernetes Fleet Manager) and their members. */
import { objectAt, textAt } from '../../arm/json.ts';
import type { JsonObject } from '../../arm/json.ts';
import { lastSegment, resourceType, sameId } from '../../arm/resourceId.ts';
import type { ArmId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { AroundIdentity, AroundLook, AroundThing, Lacking, Listed } from './thing.ts';
import { itemsBelow, itemsOf, lackingIn, linesOf, provisioned } from './thing.ts';

/** The list of a Fleet's members. */
const membersList = 'members';

const page = 'https://learn.microsoft.com/azure/kubernetes-fleet/concepts-member-cluster-types';

/** A cluster's membership in a Fleet, with the JSON of both. */
export interface Membership {
  readonly fleet: JsonObject;
  readonly fleetId: ArmId;
  readonly member: JsonObject;
  readonly memberId: ArmId;
}

/** The Fleets that a cluster is a member of, and what could not be looked at. */
export interface Memberships extends Lacking {
  readonly all: readonly Membership[];
}

/** Returns every visible Fleet, and what could not be looked at. */
function fleetsIn(facts: Facts): Listed {
  return itemsOf('Fleets', facts.get({ kind: 'everyResource', type: resourceType.fleet }));
}

/** Returns the Fleets that a cluster is a member of: the cluster itself does not say so, each Fleet's members are listed. */
export function membershipsOf(cluster: Pick<Cluster, 'id'>, facts: Facts): Memberships {
  const fleets = fleetsIn(facts);
  const listed = fleets.items.map((fleet) => {
    const fleetId = (textAt(fleet, 'id') ?? '') as ArmId;
    const members = itemsBelow(`Members of Fleet ${lastSegment(fleetId)}`, { id: fleetId, list: membersList }, facts);
    const own = members.items.filter((member) => sameId(textAt(member, 'properties.clusterResourceId'), cluster.id));
    return {
      own: own.map((member) => ({ fleet, fleetId, member, memberId: (textAt(member, 'id') ?? '') as ArmId })),
      ...lackingIn(members),
    };
  });
  return {
    all: listed.flatMap(({ own }) => own),
    ...lackingIn(fleets, ...listed),
  };
}

/** Looks at the Fleets that a cluster is a member of. */
export function lookAtFleets(cluster: Cluster, facts: Facts): AroundLook {
  const { all, ...lacking } = membershipsOf(cluster, facts);
  return { things: all.map(thingOf), ...lacking };
}

function thingOf({ fleet, fleetId, member, memberId }: Membership): AroundThing {
  const name = textAt(fleet, 'name') ?? lastSegment(fleetId);
  const why = textAt(member, 'properties.status.lastOperationError.message');
  return {
    id: memberId,
    name,
    what: `member ${textAt(member, 'name') ?? lastSegment(memberId)}`,
    state: provisioned(textAt(member, 'properties.provisioningState'), why),
    identities: identitiesOfResource(fleet, `Fleet ${name}`),
    noIdentity: 'The Fleet has no managed identity.',
    facts: linesOf({
      Fleet: fleetId,
      Hub: hasHub(fleet) ? 'with a hub cluster' : 'without a hub cluster',
      'Update group': textAt(member, 'properties.group'),
      Labels: labelsOf(member)?.join(', '),
    }),
    source: page,
  };
}

/** Returns true for a Fleet that has a cluster of its own. */
function hasHub(fleet: JsonObject): boolean {
  return objectAt(fleet, 'properties.hubProfile') !== undefined;
}

/** Returns the labels of a member, each as `key=value`; nothing if it has none. */
export function labelsOf(member: JsonObject): readonly string[] | undefined {
  const labels = objectAt(member, 'properties.labels');
  if (labels === undefined) return undefined;
  // Azure takes nothing but texts as labels.
  return Object.entries(labels as Readonly<Record<string, string>>).map(([key, value]) => `${key}=${value}`);
}

/** Returns the identities that a resource carries: its own one by `name`, and the user-assigned ones. */
export function identitiesOfResource(resource: JsonObject, name: string): readonly AroundIdentity[] {
  const own = textAt(resource, 'identity.principalId');
  const assigned = Object.entries(objectAt(resource, 'identity.userAssignedIdentities') ?? {});
  return [
    ...(own === undefined ? [] : [{ name, principalId: own }]),
    ...assigned.map(([resourceId, told]) => {
      const [principalId, clientId] = [textAt(told, 'principalId'), textAt(told, 'clientId')];
      return {
        name: lastSegment(resourceId),
        resourceId,
        ...(principalId === undefined ? {} : { principalId }),
        ...(clientId === undefined ? {} : { clientId }),
      };
    }),
  ];
}
