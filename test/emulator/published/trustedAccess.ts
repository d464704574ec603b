/** What the examples of Trusted Access say: specification/containerservice, aks. */
import { clusterPath, group, subscription } from '../emulated.ts';
import { ofItems, resource, type PublishedExample, type Sent, type Shown } from './example.ts';

const version = '2025-10-01';
const folder = `aks/stable/${version}/examples`;
const list = `${clusterPath}/trustedAccessRoleBindings`;
const path = `${list}/binding1`;
const workspaces = 'Microsoft.MachineLearningServices/workspaces';
const put: Sent = {
  method: 'PUT',
  path,
  body: {
    properties: {
      sourceResourceId: `${group}/providers/${workspaces}/c`,
      roles: [`${workspaces}/reader`, `${workspaces}/writer`],
    },
  },
};
const shape: Readonly<Record<string, Shown>> = {
  ...resource,
  'properties.sourceResourceId': 'string',
  'properties.roles[]': 'string',
};

/** The examples of Trusted Access. */
export const trustedAccessExamples: readonly PublishedExample[] = [
  {
    source: `${folder}/TrustedAccessRoleBindings_CreateOrUpdate`,
    version,
    ...put,
    status: 201,
    published: [200, 201],
    shows: shape,
  },
  {
    source: `${folder}/TrustedAccessRoleBindings_CreateOrUpdate`,
    version,
    ...put,
    before: [put],
    status: 200,
    published: [200, 201],
    shows: shape,
  },
  {
    source: `${folder}/TrustedAccessRoleBindings_Get`,
    version,
    method: 'GET',
    path,
    before: [put],
    status: 200,
    published: [200],
    shows: shape,
  },
  {
    source: `${folder}/TrustedAccessRoleBindings_List`,
    version,
    method: 'GET',
    path: list,
    before: [put],
    status: 200,
    published: [200],
    shows: ofItems(shape),
  },
  {
    source: `${folder}/TrustedAccessRoleBindings_Delete`,
    version,
    method: 'DELETE',
    path,
    before: [put],
    status: 202,
    published: [202, 204],
    headers: ['Location'],
  },
  {
    source: `${folder}/TrustedAccessRoleBindings_Delete`,
    version,
    method: 'DELETE',
    path,
    status: 204,
    published: [202, 204],
  },
  {
    source: `${folder}/TrustedAccessRoles_List`,
    version,
    method: 'GET',
    status: 200,
    published: [200],
    path: `${subscription}/providers/Microsoft.ContainerService/locations/westus2/trustedAccessRoles`,
    shows: ofItems<Shown>({
      sourceResourceType: 'string',
      name: 'string',
      'rules[].verbs[]': 'string',
      'rules[].apiGroups[]': 'string',
      'rules[].resources[]': 'string',
      'rules[].resourceNames': 'array',
      'rules[].nonResourceURLs': 'array',
    }),
  },
];
