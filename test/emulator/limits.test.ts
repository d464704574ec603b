import { describe, expect, it } from 'vitest';
import { limitHeader, limits, type Limit } from '../../src/emulator/arm/limits.ts';
import { clusterPath, emulate, group, identity, identityId, said, subscription, type Loose } from './emulated.ts';

const graph = '/providers/Microsoft.ResourceGraph/resources';
const tenant = '/22222222-2222-4222-a222-222222222222';
const disk = `${group}/providers/Microsoft.Odd/things/one`;
const features = `${subscription}/providers/Microsoft.Features/providers/Microsoft.ContainerService`;
const deployment = `${group}/providers/Microsoft.Resources/deployments/one`;
const roles = `${group}/providers/Microsoft.Authorization`;

type Row = readonly [limit: Limit, method: string, path: string, status: number, code: string, body?: unknown];

/** What Azure has and the emulator lacks, with the status and the code of its refusal. */
const beyond: readonly Row[] = [
  ['resourceProvider', 'GET', `${subscription}/providers/Microsoft.Web`, 404, 'InvalidResourceNamespace'],
  ['resourceProvider', 'PUT', `${group}/providers/Microsoft.Web/sites/one`, 404, 'InvalidResourceNamespace', {}],
  ['resourceType', 'PUT', deployment, 404, 'InvalidResourceType', {}],
  ['resourceType', 'POST', `${deployment}/validate`, 404, 'InvalidResourceType', {}],
  ['resourceType', 'PUT', `${roles}/policyAssignments/one`, 404, 'InvalidResourceType', {}],
  [
    'resourceType',
    'GET',
    `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/usages`,
    404,
    'InvalidResourceType',
  ],
  [
    'resourceType',
    'POST',
    `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/checkName`,
    404,
    'InvalidResourceType',
    {},
  ],
  [
    'resourceType',
    'PUT',
    '/providers/Microsoft.Management/managementGroups/new?api-version=2021-04-01',
    404,
    'InvalidResourceType',
    {},
  ],
  // az sends templates as they are, with what JSON does not allow.
  ['resourceType', 'POST', `${deployment}/validate`, 404, 'InvalidResourceType', '{ // a comment'],
  ['action', 'POST', `${identityId('one')}/frobnicate`, 404, 'ResourceActionNotFound'],
  ['action', 'POST', `${clusterPath}/runCommand`, 404, 'ResourceActionNotFound'],
  ['method', 'PATCH', `${identityId('one')}/federatedIdentityCredentials/one`, 405, 'HttpMethodNotAllowed', {}],
  ['method', 'PUT', disk, 400, 'NotSupportedByEmulator', { location: 'westeurope' }],
  ['route', 'POST', `${group}/moveResources`, 404, 'NotFound', {}],
  ['route', 'GET', `${subscription}/tagNames`, 404, 'NotFound'],
  ['route', 'PUT', `${subscription}`, 404, 'NotFound', {}],
  ['route', 'POST', '/batch', 404, 'NotFound', {}],
  ['route', 'PUT', `${features}/featureProviders/one?api-version=2021-07-01`, 404, 'NotFound', {}],
  ['apiVersion', 'GET', `${clusterPath}?api-version=2031-01-01`, 400, 'NoRegisteredProviderFound'],
  ['apiVersion', 'GET', `${clusterPath}?api-version=2031-01-02-preview`, 400, 'NoRegisteredProviderFound'],
  ['apiVersion', 'GET', '/subscriptions?api-version=2031-01-01', 400, 'InvalidApiVersionParameter'],
  ['apiVersion', 'POST', `${graph}?api-version=2031-01-01`, 404, 'InvalidResourceType', { query: 'resources' }],
  ['feature', 'GET', `${features}/features/Frobnicate?api-version=2021-07-01`, 404, 'FeatureNotFound'],
  ['filter', 'GET', `${group}/resources?$filter=plan eq 'x'`, 400, 'InvalidFilterInQueryString'],
  ['filter', 'GET', `${group}/resources?$filter=startswith(tagName,'x')`, 400, 'InvalidFilterInQueryString'],
  ['filter', 'GET', `${roles}/roleDefinitions?$filter=x`, 400, 'InvalidFilter'],
  ['filter', 'GET', `${roles}/denyAssignments?$filter=x`, 400, 'InvalidFilter'],
  ['filter', 'GET', `${roles}/roleEligibilityScheduleInstances?api-version=2020-10-01`, 400, 'InvalidFilter'],
  ['query', 'POST', graph, 400, 'BadRequest', { query: 'resources', facets: [{ expression: 'location' }] }],
  ...[
    ...['resources | join kind=inner (resourcecontainers) on subscriptionId', 'resources | distinct location'],
    ...['resources | mv-expand tags', 'resources | project-rename a = name', 'resources | union resourcecontainers'],
    ...['resources | top 2 by name', 'let x = 1; resources', 'union resources, resourcecontainers'],
    ...[
      "resources | where name has 'a'",
      "resources | where name !has 'a'",
      "resources | where name matches regex 'a'",
    ],
    ...['resources | extend a = startofday(1)', 'resources | extend a = bin(1, 1)', 'resources | extend a = 2 * 3'],
    ...['resources | summarize arg_max(name, *) by type', 'resources | summarize make_bag(tags)', 'securityresources'],
    ...[
      "resources | extend a = extract('a', 0, name)",
      'resources | order by name asc nulls first',
      'HealthResourceChanges',
    ],
  ].map((query): Row => ['query', 'POST', graph, 400, 'BadRequest', { query }]),
  ['directory', 'POST', '/v1.0/users', 403, 'Authorization_RequestDenied', {}],
  ['directory', 'GET', '/v1.0/groups/x/members', 404, 'ResourceNotFound'],
  ['directory', 'GET', "/v1.0/users?$filter=endswith(displayName,'x')", 400, 'Request_UnsupportedQuery'],
  ['directory', 'POST', `${tenant}/oauth2/v2.0/devicecode`, 404, 'invalid_request'],
  [
    'directory',
    'POST',
    `${tenant}/oauth2/v2.0/token`,
    400,
    'unsupported_grant_type',
    'grant_type=device_code&client_id=a',
  ],
  ['body', 'PUT', identityId('two'), 400, 'InvalidRequestContent', `${'['.repeat(101)}${']'.repeat(101)}`],
];

type RefusedRow = readonly [method: string, path: string, code: string, body?: unknown];

/** What Azure refuses, too. */
const refusedByAzure: readonly RefusedRow[] = [
  ['GET', '/subscriptions?api-version=1999-01-01', 'InvalidApiVersionParameter'],
  ['GET', `${clusterPath}?api-version=2015-01-01`, 'NoRegisteredProviderFound'],
  ['GET', `${clusterPath}?api-version=latest`, 'NoRegisteredProviderFound'],
  ['GET', clusterPath, 'ResourceNotFound'],
  ['PUT', identityId('two'), 'InvalidRequestContent', '{'],
  ['PUT', identityId('two'), 'LocationRequired', {}],
  ['DELETE', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`, 'HttpMethodNotAllowed'],
  ['POST', graph, 'BadRequest', { query: 'resources | frobnicate' }],
  ['POST', graph, 'BadRequest', { query: 'frobnicate' }],
  ['POST', graph, 'BadRequest', { query: 'resources | where name = 1' }],
  ['POST', graph, 'BadRequest', { query: 'resources | where nmae == 1' }],
  ['POST', `${tenant}/oauth2/v2.0/token`, 'unsupported_grant_type', 'grant_type=frobnicate&client_id=a'],
  ['GET', '/v1.0/users/00000000-0000-4000-a000-000000000009', 'Request_ResourceNotFound'],
];

const { send } = emulate({
  resources: [identity('one'), { id: disk, name: 'one', type: 'Microsoft.Odd/things', location: 'westeurope' }],
});

/** Code and message in the form of ARM or of sign-in. */
function errorOf(body: Loose): { readonly code: string; readonly message: string } {
  const { error, error_description: description } = body;
  return description === undefined
    ? { code: said(error?.['code']), message: said(error?.['message']) }
    : { code: said(error), message: said(description) };
}

describe('what the emulator lacks', () => {
  it.each(beyond.map((row) => ({ row })))('is told apart: row %#', async ({ row }) => {
    const [limit, method, path, status, code, body] = row;
    await send('DELETE', '/_emulator/requests');
    const answer = await send(method, path, body);
    const { code: found, message } = errorOf(answer.body);
    expect([path, answer.status, found, answer.headers[limitHeader]]).toEqual([path, status, code, limit]);
    expect(message).toMatch(/^The emulator .+\. Azure may\./);
    const { requests } = (await send('GET', '/_emulator/requests')).body as unknown as {
      requests: { limit?: string }[];
    };
    expect(requests.map((each) => each.limit)).toEqual(limit === 'directory' ? [] : [limit]);
  });

  it('is driven here for every limit, but for those of the server (E-260)', () => {
    const driven = new Set([...beyond.map(([limit]) => limit), 'host', 'itself']);
    expect([...driven].sort()).toEqual(Object.keys(limits).sort());
  });
});

describe('what Azure refuses', () => {
  it.each(refusedByAzure.map((row) => ({ row })))('has the words of Azure alone: row %#', async ({ row }) => {
    const [method, path, code, body] = row;
    const answer = await send(method, path, body);
    const { code: found, message } = errorOf(answer.body);
    expect([path, found, answer.headers[limitHeader]]).toEqual([path, code, undefined]);
    expect(message).not.toContain('emulator');
  });
});
