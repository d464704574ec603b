/** Fleets (Azure Kubernetes Fleet Manager) and their members. */
import { isOn, objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { idKey, lastSegment, resourceType, sameId, type ArmId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { Unknown } from '../../arm/unknown.ts';
import {
  itemsBelow,
  readItems,
  joinLacking,
  factLines,
  stateFromProvisioning,
  type AroundIdentity,
  type AroundThings,
  type AroundThing,
  type Lacking,
  type Listed,
} from './thing.ts';
import { say, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The list of a Fleet's members. */
export const membersList = 'members';

const pages = 'https://learn.microsoft.com/azure/kubernetes-fleet/';
const page = `${pages}concepts-member-cluster-types`;
const privateHubPage = `${pages}quickstart-create-fleet-resources-terraform`;

/** A cluster's membership in a Fleet, with the JSON of both. */
export interface Membership {
  readonly fleet: JsonObject;
  readonly fleetId: ArmId;
  readonly member: JsonObject;
  readonly memberId: ArmId;
}

/** The Fleets that a cluster is a member of, and what could not be checked. */
export interface Memberships extends Lacking {
  readonly all: readonly Membership[];
}

/** Returns every visible Fleet, and what could not be checked. */
function fleetsIn(facts: Facts): Listed {
  return readItems(say`Fleets`, { kind: 'everyResource', type: resourceType.fleet }, facts);
}

/** Returns the Fleets that a cluster is a member of. The cluster itself does not name them, so each Fleet's members are listed. */
export function membershipsOf(cluster: Pick<Cluster, 'id'>, facts: Facts): Memberships {
  const fleets = fleetsIn(facts);
  const perFleet = fleets.items.map((fleet) => {
    const fleetId = (textAt(fleet, 'id') ?? '') as ArmId;
    const members = itemsBelow(
      say`Members of Fleet ${lastSegment(fleetId)}`,
      { id: fleetId, list: membersList },
      facts,
    );
    const ownMembers = members.items.filter((member) =>
      sameId(textAt(member, 'properties.clusterResourceId'), cluster.id),
    );
    return {
      own: ownMembers.map((member) => ({ fleet, fleetId, member, memberId: (textAt(member, 'id') ?? '') as ArmId })),
      ...joinLacking(members),
    };
  });
  return {
    all: perFleet.flatMap(({ own }) => own),
    ...joinLacking(fleets, ...perFleet),
  };
}

/** The Fleets of some scopes with the clusters that are their members. */
export interface FleetMembers extends Lacking {
  /** By `idKey` of a cluster: the Fleets that it is a member of. */
  readonly fleetsOf: ReadonlyMap<string, readonly ArmId[]>;
}

/** Returns every visible Fleet by its id, and what could not be checked. */
export function fleetIdsIn(facts: Facts): Lacking & { readonly ids: readonly ArmId[] } {
  const { items, ...lacking } = fleetsIn(facts);
  return { ids: items.flatMap((fleet) => (textAt(fleet, 'id') as ArmId | undefined) ?? []), ...lacking };
}

/** Returns the members of these Fleets, listing each Fleet once for all clusters. */
export function membersOf(fleetIds: readonly ArmId[], facts: Facts): FleetMembers {
  const fleetsOf = new Map<string, ArmId[]>();
  const lists = fleetIds.map((id) => {
    const members = itemsBelow(say`Members of Fleet ${lastSegment(id)}`, { id, list: membersList }, facts);
    for (const member of members.items) {
      const key = idKey(textAt(member, 'properties.clusterResourceId') ?? '');
      const known = fleetsOf.get(key);
      if (known) known.push(id);
      else fleetsOf.set(key, [id]);
    }
    return members;
  });
  return { fleetsOf, ...joinLacking(...lists) };
}

/** The Fleets that connect a cluster's network with those of other members, and what could not be checked. */
export interface FleetConnection {
  readonly fleets: readonly string[];
  readonly unknown: readonly Unknown[];
}

/**
 * Returns the Fleets whose cross-cluster networking includes a cluster; only previews show that of a member. Source:
 * the published TypeSpec of Microsoft.ContainerService/fleets
 */
export function connectedBy(cluster: Pick<Cluster, 'id'>, facts: Facts): FleetConnection {
  const { all } = membershipsOf(cluster, facts);
  const connections = all.map(({ fleet, fleetId, member, memberId }): FleetConnection => {
    const name = textAt(fleet, 'name') ?? lastSegment(fleetId);
    if (isConnected(member)) return { fleets: [name], unknown: [] };
    const title = say`Cross-cluster networking of Fleet ${name}`;
    const { items, unknown } = itemsBelow(title, { id: fleetId, list: membersList, inPreview: true }, facts);
    const ownMember = items.find((item) => sameId(textAt(item, 'id'), memberId));
    return { fleets: ownMember !== undefined && isConnected(ownMember) ? [name] : [], unknown };
  });
  return {
    fleets: connections.flatMap(({ fleets }) => fleets),
    unknown: connections.flatMap(({ unknown }) => unknown),
  };
}

function isConnected(member: JsonObject): boolean {
  return objectAt(member, 'properties.meshProperties') !== undefined;
}

/** Looks at the Fleets that a cluster is a member of. */
export function lookAtFleets(cluster: Cluster, facts: Facts): AroundThings {
  const { all, ...lacking } = membershipsOf(cluster, facts);
  return { things: all.map(fleetThing), ...lacking };
}

function fleetThing({ fleet, fleetId, member, memberId }: Membership): AroundThing {
  const name = textAt(fleet, 'name') ?? lastSegment(fleetId);
  const errorText = textAt(member, 'properties.status.lastOperationError.message');
  const hub = hubOf(fleet);
  return {
    id: memberId,
    name,
    what: say`member ${textAt(member, 'name') ?? lastSegment(memberId)}`,
    state: stateFromProvisioning(textAt(member, 'properties.provisioningState'), errorText),
    identities: identitiesOfResource(fleet, say`Fleet ${name}`),
    noIdentity: say`The Fleet has no managed identity.`,
    facts: factLines({
      Fleet: fleetId,
      Hub:
        hub === undefined
          ? say`without a hub cluster`
          : hub.isPrivate
            ? say`with a private hub cluster`
            : say`with a hub cluster`,
      'Hub subnets': hub === undefined || hub.subnets.length === 0 ? undefined : hub.subnets.join(', '),
      'Needed on hub subnets': hub === undefined ? undefined : neededBy(hub),
      'Update group': textAt(member, 'properties.group'),
      Labels: labelsOf(member)?.join(', '),
    }),
    source: hub?.isPrivate ? privateHubPage : page,
  };
}

/** A Fleet's own cluster, and the user's subnets that it is in. */
interface Hub {
  readonly isPrivate: boolean;
  readonly isIntegrated: boolean;
  readonly subnets: readonly string[];
}

function hubOf(fleet: JsonObject): Hub | undefined {
  const profile = objectAt(fleet, 'properties.hubProfile');
  if (profile === undefined) return undefined;
  const subnets = [textAt(profile, 'agentProfile.subnetId'), textAt(profile, 'apiServerAccessProfile.subnetId')];
  return {
    isPrivate: isOn(profile, 'apiServerAccessProfile.enablePrivateCluster'),
    isIntegrated: isOn(profile, 'apiServerAccessProfile.enableVnetIntegration'),
    subnets: [...new Set(subnets.filter((id) => id !== undefined))],
  };
}

/**
 * Advises which role a private hub needs on its subnets. Without API server VNet integration, the documentation also
 * names Azure's own service, to which az grants the role by itself.
 * Source: https://learn.microsoft.com/azure/kubernetes-fleet/quickstart-create-fleet-and-members
 */
function neededBy({ isPrivate, isIntegrated, subnets }: Hub): Phrase | undefined {
  if (!isPrivate || subnets.length === 0) return undefined;
  const assignee = isIntegrated
    ? say`the Fleet's identity`
    : say`the Fleet's identity, and for Azure's own Fleet service`;
  return say`Network Contributor for ${assignee} (not checked here)`;
}

/** Returns the labels of a member, each as `key=value`; `undefined` if it has none. */
export function labelsOf(member: JsonObject): readonly string[] | undefined {
  const labels = objectAt(member, 'properties.labels');
  if (labels === undefined) return undefined;
  // Azure accepts only texts as labels.
  return Object.entries(labels as Readonly<Record<string, string>>).map(([key, value]) => `${key}=${value}`);
}

/** Returns the identities of a resource: its own under `name`, and the user-assigned ones. */
export function identitiesOfResource(resource: JsonObject, name: Phrase): readonly AroundIdentity[] {
  const ownPrincipal = textAt(resource, 'identity.principalId');
  const assigned = Object.entries(objectAt(resource, 'identity.userAssignedIdentities') ?? {});
  return [
    ...(ownPrincipal === undefined ? [] : [{ name, principalId: ownPrincipal }]),
    ...assigned.map(([resourceId, numbers]) => {
      const principalId = textAt(numbers, 'principalId');
      const clientId = textAt(numbers, 'clientId');
      return {
        name: lastSegment(resourceId),
        resourceId,
        ...defined({ principalId, clientId }),
      };
    }),
  ];
}
