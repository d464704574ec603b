/** Two weeks of the demo: what people and a pipeline changed, which explains some of what is wrong in it. */
import type { JsonObject } from '../arm/json.ts';
import type { WorldResource } from '../arm/worldFile.ts';
import type { WorldWrite, WorldWriter } from '../arm/worldHistory.ts';
import { demoPlace, deployServicePrincipal, devTest, production } from './demoSubscriptions.ts';
import { userAssignedIdentity, type Identity } from './parts/identities.ts';
import { guidOf } from './parts/resources.ts';

const portal = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const cli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

const ana: WorldWriter = person('ana.bowman@contoso.com', cli);
const kim: WorldWriter = person('kim.akers@contoso.com', portal);
const pipeline: WorldWriter = {
  objectId: deployServicePrincipal.objectId,
  displayName: deployServicePrincipal.displayName,
  type: 'Application',
  appId: deployServicePrincipal.appId,
};

const clients: ReadonlyMap<WorldWriter, string> = new Map([
  [ana, 'AZURECLI/2.74.0 azsdk-python-core/1.31.0 Python/3.12.10'],
  [kim, 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'],
  [pipeline, 'HashiCorp Terraform/1.13.1 (+https://www.terraform.io) terraform-provider-azurerm/4.41.0'],
]);

function person(name: string, appId: string): WorldWriter {
  return { objectId: guidOf('user', name), displayName: name, type: 'User', appId };
}

/** A write with all that follows from who, when and what. */
function by(
  caller: WorldWriter,
  time: string,
  method: WorldWrite['method'],
  id: string,
  more: Partial<WorldWrite> = {},
): WorldWrite {
  const operationId = guidOf('operation', time, method, id);
  const client = clients.get(caller) ?? '';
  return { time, method, id, caller, client, correlationId: operationId, operationId, ...more };
}

/** The role assignment that lets a principal write to a private zone, as `assignRole` names it. */
function roleOnZone(
  principalId: string,
  scope: string,
): { readonly id: string; readonly body: NonNullable<WorldWrite['after']> } {
  const subscription = scope.split('/').slice(0, 3).join('/');
  const role = 'b12aa53e-6015-4669-85d0-8515ebb3ae7f';
  const name = guidOf('role assignment', 'Private DNS Zone Contributor', principalId, scope);
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    body: { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal', scope } },
  };
}

type Find = (name: string) => WorldResource;

/** shop-weu moved to an identity of its own, got the role on its zone, and a pipeline took that away again. */
function shopHistory(find: Find): readonly WorldWrite[] {
  const home = demoPlace(production, 'rg-shop', 'weu');
  const cluster = find('shop-weu').id;
  const [next, old] = ['id-shop-weu', 'id-old'].map((name) => userAssignedIdentity(home, name)) as [Identity, Identity];
  const as = ({ id, clientId, principalId }: Identity): NonNullable<WorldWrite['before']> => ({
    identity: { userAssignedIdentities: { [id]: { clientId, principalId } } },
  });
  const zone = roleOnZone(next.principalId, find('privatelink.westeurope.azmk8s.io').id);
  return [
    by(ana, 'P12DT6H', 'PUT', zone.id, {
      requestBody: JSON.stringify(zone.body),
      statusCode: 201,
      after: zone.body,
    }),
    by(ana, 'P12DT5H30M', 'PUT', cluster, { ended: 'P12DT5H26M', before: as(old), after: as(next) }),
    by(pipeline, 'P6DT3H', 'DELETE', zone.id, { before: zone.body }),
    by(kim, 'P2DT4H', 'POST', cluster, { action: 'listClusterUserCredential' }),
  ];
}

/** The pipeline may not give web-weu the role on its private zone. */
function webHistory(find: Find): readonly WorldWrite[] {
  const zone = find('internal.contoso.com').id;
  const { id, body } = roleOnZone(principalOf(find('webapprouting-web-weu')), zone);
  const action = 'Microsoft.Authorization/roleAssignments/write';
  const message = `The client '${pipeline.objectId}' with object id '${pipeline.objectId}' does not have authorization or an ABAC condition not fulfilled to perform action '${action}' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  return [
    by(pipeline, 'P3DT2H', 'PUT', id, {
      requestBody: JSON.stringify(body),
      statusCode: 403,
      failure: { code: 'AuthorizationFailed', message },
    }),
  ];
}

function principalOf(resource: WorldResource): string {
  const { principalId = '' } = (resource['properties'] ?? {}) as { readonly principalId?: string };
  return principalId;
}

function poolsOf(cluster: WorldResource): readonly JsonObject[] {
  const { agentPoolProfiles = [] } = cluster['properties'] as { readonly agentPoolProfiles?: readonly JsonObject[] };
  return agentPoolProfiles;
}

/** sandbox-weu's identity was deleted and made again. */
function sandboxHistory(): readonly WorldWrite[] {
  const lab = demoPlace(devTest, 'rg-lab', 'weu');
  const [before, after] = [1, 2].map((generation) => userAssignedIdentity(lab, 'id-sandbox-weu', generation)) as [
    Identity,
    Identity,
  ];
  return [
    by(kim, 'P4DT2H', 'DELETE', before.id, { before: before.resource }),
    by(kim, 'P4DT1H50M', 'PUT', after.id, { statusCode: 201, after: after.resource }),
  ];
}

/** Makes the history of the demo with these resources, the oldest write first. */
export function demoHistory(resources: readonly WorldResource[]): readonly WorldWrite[] {
  const find: Find = (name) => {
    const found = resources.find((resource) => resource.name === name);
    if (found === undefined) throw new Error(`The demo has no '${name}'.`);
    return found;
  };
  const pay = find('pay-weu');
  return [
    ...shopHistory(find),
    ...webHistory(find),
    ...sandboxHistory(),
    by(kim, 'P1DT3H', 'PUT', pay.id, {
      ended: 'P1DT2H57M',
      before: { properties: { agentPoolProfiles: poolsOf(pay).map((pool) => ({ ...pool, count: 3 })) } },
      after: { properties: { agentPoolProfiles: poolsOf(pay) } },
    }),
    by(kim, 'P1DT2H', 'POST', find('legacy-neu').id, { action: 'listClusterAdminCredential' }),
    by(pipeline, 'P1DT1H', 'POST', find('orders-weu').id, { action: 'listClusterUserCredential' }),
  ];
}
