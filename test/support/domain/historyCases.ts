/** Events and changes as Azure logs them, for tests of histories. */
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { HistoryView } from '../../../src/domain/history/model.ts';
import type { OwnRequest } from '../../../src/domain/history/ownRuns.ts';
import { say } from '../../../src/sentences/words.ts';

export const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
export const shop = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/shop`;
export const registry = `${subscription}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/acrshop`;
export const identity = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop`;
export const kubelet = '22222222-2222-4222-8222-222222222222';
export const stranger = '33333333-3333-4333-8333-333333333333';
export const acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** The cluster shop with its kubelet identity. */
export const shopView: HistoryView = {
  subject: { kind: 'cluster', id: shop, name: 'shop' },
  resourceIds: [shop, identity],
  scopes: [`${subscription}/resourceGroups/MC_rg-shop_shop`],
  principals: [{ id: kubelet, name: 'the kubelet identity' }],
};

/** Returns the id of a role assignment at a scope. */
export const assignment = (scope: string, end = '1'): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-00000000000${end}`;

interface EventOptions {
  readonly action: string;
  readonly id: string;
  readonly operation?: string;
  readonly correlation?: string;
  readonly at?: string;
  readonly status?: string;
  readonly properties?: JsonObject;
  readonly more?: JsonObject;
}

/** An event of the activity log, in the form of a recording of azure-cli. */
export function activityEvent({
  action,
  id,
  operation = 'op-1',
  correlation = operation,
  at = '2026-11-25T09:12:17.3471234Z',
  status = 'Succeeded',
  properties = {},
  more = {},
}: EventOptions): JsonObject {
  return {
    authorization: { action, scope: id },
    caller: 'ana@contoso.com',
    claims: {
      appid: azureCli,
      name: 'Ana',
      'http://schemas.microsoft.com/identity/claims/objectidentifier': stranger,
    },
    correlationId: correlation,
    operationId: operation,
    eventDataId: `${operation} ${status}`,
    eventName: { value: status === 'Started' ? 'BeginRequest' : 'EndRequest' },
    category: { value: 'Administrative' },
    httpRequest: { method: 'PUT', clientIpAddress: '203.0.113.7' },
    resourceId: id,
    operationName: { value: action },
    properties: { eventCategory: 'Administrative', ...properties },
    status: { value: status },
    subStatus: { value: '' },
    eventTimestamp: at,
    submissionTimestamp: at,
    ...more,
  };
}

/** A row of Resource Graph's table of changes. */
export function changeOf(
  changes: Readonly<Record<string, readonly [before: string | null, after: string | null]>>,
  attributes: JsonObject = {},
  target = shop,
): JsonObject {
  return {
    id: `${target}/providers/Microsoft.Resources/changes/1`,
    name: '1',
    properties: {
      targetResourceId: target,
      targetResourceType: 'microsoft.containerservice/managedclusters',
      changeType: 'Update',
      changeAttributes: {
        timestamp: '2026-11-25T09:12:20.000+00:00',
        changedBy: 'ana@contoso.com',
        changedByType: 'User',
        clientType: 'Azure Portal',
        operation: 'microsoft.containerservice/managedclusters/write',
        correlationId: 'op-1',
        changesCount: Object.keys(changes).length,
        ...attributes,
      },
      changes: Object.fromEntries(
        Object.entries(changes).map(([path, [previousValue, newValue]]) => [path, { previousValue, newValue }]),
      ),
    },
  };
}

/** A request of ours to that cluster, as the journal knows it. */
export const ownRequest: OwnRequest = {
  activityId: 'run-1',
  title: say`Disable local accounts of shop`,
  method: 'PUT',
  path: shop,
  sentAt: '2026-11-25T09:12:16.000Z',
  status: 'succeeded',
};
