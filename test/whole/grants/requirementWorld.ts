import type { Json, WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { assignRole, tenantId } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { parseResourceId } from '../../../src/domain/arm/resourceId.ts';
import {
  clusterJson,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  kubeletId,
  kubeletPrincipal,
  nodeGroup,
  otherPrincipal,
  subscription,
  subscriptionId,
} from '../../support/domain/clusterFixture.ts';
import { gateId, gatePrincipal, type Row } from '../../support/domain/cases/needParts.ts';

/** A company with one cluster, which has these properties, and with everything that its JSON names. */
export function worldWith(properties: JsonObject, given: Row['facts'] = []): WorldFile {
  const cluster = clusterJson(properties);
  const known: WorldResource[] = [
    { ...(cluster as object), type: 'Microsoft.ContainerService/managedClusters' } as unknown as WorldResource,
    identity(controlPlaneId, controlPlanePrincipal),
    identity(kubeletId, kubeletPrincipal),
    identity(
      `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shop-agentpool`,
      kubeletPrincipal,
    ),
    identity(`${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/addon`, otherPrincipal),
    ...(idsIn([cluster, ...given] as unknown as Json).includes(gateId) ? [identity(gateId, gatePrincipal)] : []),
    ...given.flatMap(([, answer]) => (answer.kind === 'found' ? [answer.value as WorldResource] : [])),
  ].map((one) => ({ ...one, ...nameAndType(one.id) }));
  const names = new Set(known.map(({ id }) => id.toLowerCase()));
  const others = idsIn([cluster, ...given] as unknown as Json)
    .flatMap(withParents)
    .filter((id) => !names.has(id.toLowerCase()) && names.add(id.toLowerCase()) !== undefined)
    .map((id): WorldResource => {
      const named = nameAndType(id);
      const { properties } = identity(id, otherPrincipal);
      const isIdentity = named.type === 'Microsoft.ManagedIdentity/userAssignedIdentities';
      return { id, ...named, location: 'westeurope', properties: isIdentity ? properties : {} };
    });
  return {
    tenantId,
    subscriptions: [{ subscriptionId, displayName: 'Contoso' }],
    resources: [...known, ...others],
    roleAssignments: [assignRole('Contributor', controlPlanePrincipal, nodeGroup)],
  };
}

function identity(id: string, principalId: string): WorldResource {
  const clientId = principalId.replaceAll('0000-0000', '0000-1111');
  return { id, name: '', type: '', location: 'westeurope', properties: { principalId, clientId, tenantId } };
}

function nameAndType(id: string): { name: string; type: string } {
  const { name = '', type = '' } = parseResourceId(id) ?? {};
  return { name, type };
}

/** Every id of a resource that stands somewhere in the JSON. */
function idsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') {
    return value.startsWith(`${subscription}/`) && parseResourceId(value)?.name ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [...idsIn(name), ...idsIn(one as Json)]);
}

/** The id, that of its parent resource, and that of its group. */
function withParents(id: string): readonly string[] {
  const parent = parseResourceId(id)?.parent;
  const own = parent !== undefined && parseResourceId(parent)?.type.includes('/') ? withParents(parent) : [];
  const place = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0] ?? group;
  return [place, ...own, id];
}
