/** What the examples of cluster extensions say: specification/kubernetesconfiguration, extensions. */
import { makeExtension } from '../../../src/emulator/scenarios/parts/around.ts';
import { clusterPath, identityId } from '../emulated.ts';
import { noNextLink, ofItems, resource, systemData, type PublishedExample, type Shown } from './example.ts';

const version = '2025-03-01';
const folder = `kubernetesconfiguration/extensions/stable/${version}/examples`;
const list = `${clusterPath}/providers/Microsoft.KubernetesConfiguration/extensions`;
const made = makeExtension(clusterPath, 'azureVote', {
  type: 'azure-vote',
  settings: { 'omsagent.env.clusterName': 'shop' },
  identity: { type: 'Workload' },
});
const get = { source: `${folder}/GetExtension`, version, method: 'GET', path: made.id, world: [made] } as const;

const shape: Readonly<Record<string, Shown>> = {
  ...resource,
  ...systemData,
  'properties.extensionType': 'string',
  'properties.autoUpgradeMinorVersion': 'boolean',
  'properties.releaseTrain': 'string',
  'properties.version': 'string|null',
  'properties.currentVersion': 'string|null',
  'properties.scope.cluster.releaseNamespace': 'string',
  'properties.configurationSettings.*': 'string',
  'properties.provisioningState': 'string',
  'properties.statuses': 'array',
  'properties.isSystemExtension': 'boolean',
};
const withoutSystemData = Object.fromEntries(
  Object.keys(systemData).map((path) => [path, 'the world says who made what, where it matters']),
);
const notWritten = 'written by az and Azure itself: the world has them';

/** What AKS manages says so; the world is to say it. */
const managed = {
  ...made,
  managedBy: clusterPath,
  plan: { name: 'standard', publisher: 'Microsoft', product: 'offer' },
  properties: {
    ...(made['properties'] as object),
    autoUpgradeMode: 'compatible',
    managementDetails: {
      category: 'managed',
      accessDetails: [{ entity: 'Users', allowedActions: ['Read'], description: 'Read only.' }],
    },
  },
};
const managedShape: Readonly<Record<string, Shown>> = {
  ...shape,
  managedBy: 'string',
  'plan.name': 'string',
  'plan.publisher': 'string',
  'plan.product': 'string',
  'properties.autoUpgradeMode': 'string',
  'properties.managementDetails.category': 'string',
  'properties.managementDetails.accessDetails[].entity': 'string',
  'properties.managementDetails.accessDetails[].allowedActions[]': 'string',
  'properties.managementDetails.accessDetails[].description': 'string',
};

/** The examples of extensions; writes are not among what the emulator does. */
export const extensionExamples: readonly PublishedExample[] = [
  { ...get, status: 200, published: [200], shows: shape, leftOut: withoutSystemData },
  {
    ...get,
    source: `${folder}/ListExtensions`,
    path: list,
    status: 200,
    published: [200],
    shows: { ...ofItems(shape), nextLink: 'string|null' },
    leftOut: { ...ofItems(withoutSystemData), ...noNextLink },
  },
  {
    ...get,
    source: `${folder}/GetExtensionWithManagedBy`,
    world: [managed],
    status: 200,
    published: [200],
    shows: managedShape,
    leftOut: withoutSystemData,
  },
  {
    ...get,
    source: `${folder}/CreateExtensionWithIdentity`,
    world: [
      {
        ...made,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId('one')]: {} } },
      },
    ],
    status: 200,
    published: [200, 201],
    shows: {
      ...shape,
      'identity.type': 'string',
      'identity.userAssignedIdentities.*': 'object',
      'properties.aksAssignedIdentity.type': 'string',
    },
    leftOut: withoutSystemData,
  },
  {
    ...get,
    source: `${folder}/CreateExtension`,
    method: 'PUT',
    status: 400,
    published: [200, 201],
    body: { properties: { extensionType: 'azuremonitor-containers' } },
    leftOut: { status: notWritten },
  },
  {
    ...get,
    source: `${folder}/DeleteExtension`,
    method: 'DELETE',
    status: 400,
    published: [200, 202, 204],
    leftOut: { status: notWritten },
  },
];
