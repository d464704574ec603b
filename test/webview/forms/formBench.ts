import type { ChangeKind } from '../../../src/domain/change/change.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import { drawChangeForm } from '../../../src/webview/forms/forms.ts';
import type { ChoiceItems, ChoiceList, ChoiceRequest, Choices } from '../../../src/webview/forms/parts/lists.ts';
import { fieldsOf, type DrawnForm, type Values } from '../../../src/webview/forms/parts/parts.ts';
import type { Field } from '../../../src/webview/protocol/form.ts';

/** Where everything is. */
export const subscription = '11111111-1111-4111-8111-111111111111';
export const group = `/subscriptions/${subscription}/resourceGroups/rg-shop`;
export const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/shop-weu`;
export const idOf = (name: string): string =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
export const principal = '33333333-3333-4333-8333-333333333333';
export const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
export const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet-aks`;
export const farSubnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-neu/subnets/snet-aks`;

/** A cluster in JSON as ARM sends it. */
export function cluster(by: { identity?: object; location?: string; properties?: object } = {}): Cluster {
  return clusterOf({
    id: clusterId,
    name: 'shop-weu',
    location: by.location ?? 'westeurope',
    identity: (by.identity ?? { type: 'SystemAssigned', principalId: principal }) as never,
    properties: {
      provisioningState: 'Succeeded',
      nodeResourceGroup: 'MC_rg-shop',
      servicePrincipalProfile: { clientId: 'msi' },
      agentPoolProfiles: [
        { name: 'old', nodeImageVersion: 'img-1' },
        { name: 'new', nodeImageVersion: 'img-2' },
      ],
      ...by.properties,
    },
  });
}
export const userAssigned = {
  type: 'UserAssigned',
  userAssignedIdentities: { [idOf('id-now')]: { principalId: principal } },
};

export const items: { readonly [K in ChoiceRequest['kind']]: readonly ChoiceItems[K][] } = {
  adminFetches: [],
  subscriptions: [{ id: subscription, name: 'Contoso', tenantId: 't' }],
  clusters: [],
  identities: ['id-now', 'id-other'].map((name) => ({
    id: idOf(name) as never,
    name,
    location: 'westeurope',
    subscriptionId: subscription,
    resourceGroup: 'rg-shop',
    principalId: principal,
    clientId: principal,
    tenantId: 't',
  })),
  groups: [{ id: group as never, name: 'rg-shop', location: 'northeurope', resourceGroup: 'rg-shop' }],
  locations: [
    { name: 'westeurope', displayName: 'West Europe' },
    { name: 'northeurope', displayName: 'North Europe' },
    { name: 'usdodeast', displayName: 'US DoD East' },
    { name: 'chinaeast', displayName: 'China East' },
  ],
  regionsOf: [],
  activations: [],
  heldInPlace: [{ held: [], unknown: [] }],
  subnets: [
    {
      id: subnet as never,
      name: 'snet-aks',
      network: 'vnet',
      location: 'westeurope',
      resourceGroup: 'rg-shop',
      addressPrefixes: ['10.2.0.0/16'],
      networkPrefixes: ['10.2.0.0/16'],
      hasRouteTable: false,
    },
    {
      id: farSubnet as never,
      name: 'snet-aks',
      network: 'vnet-neu',
      location: 'northeurope',
      resourceGroup: 'rg-shop',
      addressPrefixes: [],
      networkPrefixes: [],
      hasRouteTable: true,
    },
  ],
  resources: [{ id: registry as never, name: 'acrshop', location: 'westeurope', resourceGroup: 'rg-shop' }],
  roles: [{ guid: '4d97b98b-1d4f-4787-a291-c67834d212e7', name: 'Network Contributor', permissions: [] }],
  unusedRoles: [],
  otherIssuers: [],
  gatewayPlaces: [],
  gatewayAccounts: [],
  workloads: [],
  trustedAccess: [],
  sshKeys: [],
  versions: [
    { version: '1.34', isDefault: false },
    { version: '1.33', isDefault: true },
  ],
  vmSizes: [{ name: 'Standard_D4ds_v5', cores: 4, memoryInMB: 16_384 }],
  callerCan: [{ kind: 'granted' }],
  credentials: [],
  held: [],
};
/** Every list, read. */
export const choices: Choices = {
  get: ({ kind }) => ({ loading: false, items: items[kind] }),
};
/** Lists with other items in some of them; those that have a problem say it. */
export function withLists(
  others: { readonly [K in ChoiceRequest['kind']]?: readonly ChoiceItems[K][] },
  problems: Readonly<Partial<Record<ChoiceRequest['kind'], string>>> = {},
): Choices {
  const get = ({ kind }: ChoiceRequest): ChoiceList<unknown> => ({
    loading: false,
    items: others[kind] ?? items[kind],
    ...(problems[kind] === undefined ? {} : { problem: problems[kind] }),
  });
  return { get: get as Choices['get'] };
}
/** No list is there yet. */
export const loading: Choices = { get: () => ({ loading: true, items: [] }) };

/** The form with these values. */
export function form(kind: ChangeKind, values: Values = {}, of: Cluster = cluster(), from = choices): DrawnForm {
  return drawChangeForm(kind, { values, choices: from, cluster: of });
}
/** A field of the form. */
export function field(drawn: DrawnForm, name: string): Field {
  const found = fieldsOf(drawn.sections).find((one) => one.name === name);
  if (!found) throw new Error(`No field ${name}.`);
  return found;
}
/** What a field offers. */
export function optionsOf(
  drawn: DrawnForm,
  name: string,
): readonly { value: string; label: string; disabled?: string }[] {
  const found = field(drawn, name);
  return 'options' in found ? found.options : [];
}
/** Why an option can't be chosen. */
export const disabledReason = (drawn: DrawnForm, name: string, value: string): string | undefined =>
  optionsOf(drawn, name).find((option) => option.value === value)?.disabled;
