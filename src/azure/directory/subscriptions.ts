import { apiVersions } from '../../domain/arm/apiVersions.ts';
import { objectsAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { isGuid } from '../../domain/arm/resourceId.ts';
import type { Subscription } from '../../domain/cluster/model.ts';
import type { Arm } from '../arm/arm.ts';
import { checkedResource } from '../http/pageCheck.ts';
import { armShapes } from '../http/armShapes.ts';
import { defined } from '../../shape/defined.ts';

/** The subscriptions that a tenant's account sees. */
export interface ListedSubscriptions {
  /** Those in which resources can be read. */
  readonly items: readonly Subscription[];
  /** Those that are still listed and have nothing in them any more. */
  readonly deleted: readonly Subscription[];
}

/**
 * Lists the subscriptions that a tenant's account sees. In every state but one what is in them can be read.
 * Source: https://learn.microsoft.com/azure/cost-management-billing/manage/subscription-states
 */
export async function listSubscriptions(arm: Arm, signal?: AbortSignal): Promise<ListedSubscriptions> {
  const rawSubscriptions = await arm.list('/subscriptions', apiVersions.subscription, signal, armShapes.subscription);
  const isDeleted = (raw: JsonObject): boolean => stateOf(raw) === 'deleted';
  const ofThese = (some: readonly JsonObject[]): readonly Subscription[] => some.map((raw) => subscriptionOf(raw, arm));
  return {
    items: ofThese(rawSubscriptions.filter((raw) => !isDeleted(raw))),
    deleted: ofThese(rawSubscriptions.filter(isDeleted)),
  };
}

/** Reads one subscription by its ID. */
export async function getSubscription(arm: Arm, id: string, signal?: AbortSignal): Promise<Subscription> {
  const path = `/subscriptions/${id}`;
  return subscriptionOf(await arm.get(path, apiVersions.subscription, signal, armShapes.subscription), arm);
}

/** In lower case. The page of states has one more than the API lists. */
const readOnlyStates: ReadonlySet<string | undefined> = new Set(['disabled', 'expired']);

function stateOf(subscription: JsonObject): string | undefined {
  return textAt(subscription, 'state')?.toLowerCase();
}

function subscriptionOf(raw: JsonObject, arm: Arm): Subscription {
  const id = textAt(raw, 'subscriptionId') ?? '';
  const tenantId = textAt(raw, 'tenantId') ?? '';
  const delegation = delegationOf(raw, tenantId, arm);
  const isReadOnly = readOnlyStates.has(stateOf(raw)) ? true : undefined;
  return { id, name: textAt(raw, 'displayName') ?? id, tenantId, ...defined({ delegation, isReadOnly }) };
}

/**
 * Whether the subscription belongs to another directory that lets the signed-in one manage it; an emulator counts as
 * that directory itself.
 * Source: https://learn.microsoft.com/rest/api/resources/subscriptions/get
 */
function delegationOf(raw: JsonObject, tenantId: string, { options }: Arm): Subscription['delegation'] {
  const managing = objectsAt(raw, 'managedByTenants').map((tenant) => textAt(tenant, 'tenantId')?.toLowerCase());
  if (managing.length === 0) return undefined;
  const ownTenant = options.tenantId?.toLowerCase() ?? '';
  if (!isGuid(ownTenant)) return options.isEmulator ? 'delegated' : 'unknown';
  return tenantId.toLowerCase() !== ownTenant && managing.includes(ownTenant) ? 'delegated' : undefined;
}

/**
 * Returns the ids of all subscriptions of a directory, in lower case, as its root management group lists them.
 * Source: https://learn.microsoft.com/rest/api/managementgroups/management-groups/get
 */
export async function listAllSubscriptions(
  arm: Arm,
  directory: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const path = `/providers/Microsoft.Management/managementGroups/${directory}`;
  const answer = await arm.send({
    method: 'GET',
    path,
    apiVersion: apiVersions.managementGroup,
    query: { $expand: 'children', $recurse: 'true' },
    signal,
  });
  return subscriptionsIn(objectsAt(checkedResource(answer.body, path), 'properties.children'));
}

function subscriptionsIn(children: readonly JsonObject[]): readonly string[] {
  return children.flatMap((child) => {
    const isSubscription = (textAt(child, 'type') ?? '').toLowerCase().endsWith('/subscriptions');
    return isSubscription
      ? [(textAt(child, 'name') ?? '').toLowerCase()]
      : subscriptionsIn(objectsAt(child, 'children'));
  });
}
