import { expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  principal,
  subscription,
  subscriptionId,
  tokenOf,
  userAssigned,
} from './emulated.ts';
import { drawn, fc } from '../support/property.ts';

const reader = principal('reader');
const nobody = principal('nobody');
const owner = principal('owner');
const assignment = `${group}/providers/Microsoft.Authorization/roleAssignments/`;

const workloadIdentity = {
  oidcIssuerProfile: { enabled: true },
  securityProfile: { workloadIdentity: { enabled: true } },
};
const feature = 'Microsoft.ContainerService/IdentityBindingPreview';

const paths = [
  '/subscriptions',
  subscription,
  `${subscription}/resourceGroups`,
  group,
  `${subscription}/resourceGroups/new`,
  `${subscription}/resources`,
  `${subscription}/providers/Microsoft.ContainerService`,
  `${subscription}/providers/Microsoft.ContainerService/managedClusters`,
  `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/kubernetesVersions`,
  `${subscription}/providers/Microsoft.ContainerService/locations/westeurope/operations/x`,
  clusterPath,
  `${clusterPath}/agentPools`,
  `${clusterPath}/agentPools/nodepool1`,
  `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`,
  `${clusterPath}/listClusterUserCredential`,
  `${clusterPath}/abort`,
  `${clusterPath}/identityBindings/bind`,
  identityId('cpx'),
  identityId('kub'),
  `${identityId('cpx')}/federatedIdentityCredentials/cred`,
  `${identityId('cpx')}/listAssociatedResources`,
  `${group}/providers/Microsoft.Network/virtualNetworks/net`,
  `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/one`,
  `${assignment}${principal('assignment')}`,
  `${group}/providers/Microsoft.Authorization/roleDefinitions/${principal('role')}`,
  `${group}/providers/Microsoft.Authorization/permissions`,
  '/providers/Microsoft.ResourceGraph/resources',
  `${subscription}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/IdentityBindingPreview`,
  '/_emulator/world',
  '/v1.0/me',
];

const bodies: readonly fc.Arbitrary<unknown>[] = [
  fc.constantFrom<unknown>(
    undefined,
    { location: 'westeurope' },
    clusterBody(),
    clusterBody(userAssigned('cpx')),
    clusterBody(userAssigned('cpx'), workloadIdentity),
    clusterBody(userAssigned('cpx'), { identityProfile: { kubeletidentity: { resourceId: identityId('kub') } } }),
    { properties: { issuer: 'https://i', subject: 's', audiences: ['a'] } },
    { properties: { managedIdentity: { resourceId: identityId('cpx') } } },
    { location: 'westeurope', properties: { subnets: [{ name: 'one' }, 7, null] } },
    {
      properties: {
        roleDefinitionId: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
        principalId: reader,
        principalType: 'ServicePrincipal',
      },
    },
    { properties: { roleName: 'r', assignableScopes: [group], permissions: [{ actions: ['*'] }] } },
    { query: 'resources | project id' },
    '{',
  ),
  fc.json(),
  fc.record(
    {
      location: fc.constantFrom<unknown>('westeurope', 'nowhere', 3, null),
      tags: fc.anything(),
      identity: fc.oneof(
        fc.constantFrom<unknown>({ type: 'SystemAssigned' }, { type: 'None' }, { type: 'UserAssigned' }),
        fc.anything(),
      ),
      properties: fc.oneof(
        fc.object(),
        fc.record({
          agentPoolProfiles: fc.array(fc.anything()),
          networkProfile: fc.anything(),
          addonProfiles: fc.object(),
        }),
      ),
    },
    { requiredKeys: [] },
  ),
];

const step = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS'),
  path: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...paths) }, { weight: 1, arbitrary: fc.webPath() }),
  body: fc.oneof(...bodies),
  who: fc.constantFrom('owner', 'reader', 'nobody'),
  ifMatch: fc.option(fc.constantFrom('*', 'x'), { nil: undefined }),
  seconds: fc.constantFrom(0, 1, 10),
});

const tokens = { owner: tokenOf(owner), reader: tokenOf(reader), nobody: tokenOf(nobody) };

/** The world without what changes by reading and by time alone. */
function written(world: unknown): string {
  const { resources, roleAssignments, roleDefinitions } = world as Record<string, unknown>;
  return JSON.stringify({ resources, roleAssignments, roleDefinitions });
}

it('the emulator never breaks: ids are the same in every casing, and no one writes without the right (E-021)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { emulator, send, advance } = emulate(
        {
          resources: [identity('cpx'), identity('kub')],
          features: [{ subscriptionId, name: feature }],
          caller: { objectId: owner, roles: [{ scope: subscription, roleName: 'Owner' }] },
          roleAssignments: [
            { scope: subscription, principalId: reader, roleName: 'Reader' },
            { scope: group, principalId: principal('cpx'), roleName: 'Managed Identity Operator' },
          ],
        },
        { operationSeconds: 5 },
      );
      let readerMayWrite = false;
      for (const { method, path, body, who, ifMatch, seconds } of steps) {
        advance(seconds);
        await send('GET', '/_emulator/clock');
        const before = written(emulator.snapshot());
        const headers = { ...tokens[who], ...(ifMatch !== undefined && { 'If-Match': ifMatch }) };
        const answer = await send(method, path, body, headers);
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400 && !path.startsWith('/v1.0') && method !== 'HEAD') {
          expect(answer.body['code'] ?? answer.body['error']?.['code']).toBeTruthy();
        }
        if (who === 'nobody' || (who === 'reader' && !readerMayWrite))
          expect(written(emulator.snapshot())).toBe(before);
        readerMayWrite ||=
          emulator.snapshot().roleAssignments.filter(({ principalId }) => principalId === reader).length > 1;
      }
      for (const { id } of emulator.snapshot().resources) {
        const version = /resourceGroups\/[^/]+$/i.test(id) ? '2024-11-01' : '2024-05-01';
        const suffix = `?api-version=${version}`;
        const answers = await Promise.all(
          [id, id.toLowerCase(), id.toUpperCase()].map((path) => send('GET', path + suffix, undefined, tokens.owner)),
        );
        const [first, ...others] = answers;
        for (const other of others) expect([other.status, other.body]).toEqual([first!.status, first!.body]);
        expect(first!.status).toBe(200);
      }
    }),
    { numRuns: drawn(2000) },
  );
}, 120_000);
