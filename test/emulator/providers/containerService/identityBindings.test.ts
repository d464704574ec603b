import { describe, expect, it } from 'vitest';
import type { BindingNeed, WorldFile } from '../../../../src/emulator/arm/worldFile.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  subscriptionId,
  tenantId,
  type Answered,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const features = [{ subscriptionId, name: 'Microsoft.ContainerService/IdentityBindingPreview' }];
const workloadIdentity = {
  oidcIssuerProfile: { enabled: true },
  securityProfile: { workloadIdentity: { enabled: true } },
};
const path = (name: string): string => `${clusterPath}/identityBindings/${name}`;
const to = (name: string): unknown => ({ properties: { managedIdentity: { resourceId: identityId(name) } } });
const credentials = `${identityId('one')}/federatedIdentityCredentials`;
const names = (body: Loose): readonly string[] => items(body).map((entry) => said(entry['name']));

/** A cluster that can have bindings, unless its properties say otherwise, and the identity `one`. */
async function withCluster(
  properties: Readonly<Record<string, unknown>> = workloadIdentity,
  more: Partial<WorldFile> = {},
): Promise<Emulated> {
  const emulated = emulate({ features, resources: [identity('one')], ...more });
  const made = await emulated.done('PUT', clusterPath, clusterBody({}, properties));
  expect(made.status).toBe(201);
  expect((await emulated.send('GET', clusterPath)).body['properties']!['provisioningState']).toBe('Succeeded');
  return emulated;
}

describe('an identity binding', () => {
  it('is made by an operation, and then names the identity and its issuer (E-157)', async () => {
    const { send, advance } = await withCluster();
    const made = await send('PUT', path('bind'), to('one'));
    expect([made.status, made.body['properties']!['provisioningState']]).toEqual([201, 'Creating']);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('InProgress');
    expect((await send('GET', credentials)).body['value']).toEqual([]);
    advance(5);
    expect((await send('GET', made.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
    const { body } = await send('GET', path('bind'));
    expect(body).toMatchObject({
      id: path('bind').replace('resourceGroups', 'resourcegroups'),
      name: 'bind',
      type: 'Microsoft.ContainerService/managedClusters/identityBindings',
      properties: {
        managedIdentity: {
          resourceId: identityId('one'),
          clientId: principal('one client'),
          objectId: principal('one'),
          tenantId,
        },
        oidcIssuer: { oidcIssuerUrl: `https://ib.oic.prod-aks.azure.com/${tenantId}/${principal('one client')}` },
        provisioningState: 'Succeeded',
      },
    });
    expect(said(body['eTag'])).not.toBe('');
    expect(names((await send('GET', `${clusterPath}/identityBindings`)).body)).toEqual(['bind']);
  });

  it('makes one credential at the identity, which all bindings share and which stays after the last of them (T-59, E-158)', async () => {
    const { send, done } = await withCluster();
    for (const name of ['bind', 'again']) await done('PUT', path(name), to('one'));
    const shared = items((await send('GET', credentials)).body);
    expect(shared.map(({ name }) => name)).toEqual(['aks-identity-binding']);
    const issuer = `https://ib.oic.prod-aks.azure.com/${tenantId}/${principal('one client')}`;
    // Nothing public says which subject and audience it has.
    expect(shared[0]!['properties']).toEqual({ issuer });
    for (const name of ['bind', 'again']) expect((await done('DELETE', path(name))).status).toBe(202);
    expect(names((await send('GET', `${clusterPath}/identityBindings`)).body)).toEqual([]);
    expect(names((await send('GET', credentials)).body)).toEqual(['aks-identity-binding']);
    expect((await send('DELETE', path('bind'))).status).toBe(204);
  });

  it('has a credential that can be deleted while a binding is there, as any other (E-159)', async () => {
    const { send, done } = await withCluster();
    await done('PUT', path('bind'), to('one'));
    await send('GET', clusterPath);
    expect((await send('DELETE', `${credentials}/aks-identity-binding`)).status).toBe(200);
    await done('PUT', path('bind'), to('one'));
    expect(names((await send('GET', credentials)).body)).toEqual(['aks-identity-binding']);
  });

  it('is removed by an operation (E-160)', async () => {
    const { send, done, advance } = await withCluster();
    await done('PUT', path('bind'), to('one'));
    const removed = await send('DELETE', path('bind'));
    expect(removed.headers['Azure-AsyncOperation']).toContain('/operations/');
    expect((await send('GET', path('bind'))).body['properties']!['provisioningState']).toBe('Deleting');
    advance(5);
    expect((await send('GET', path('bind'))).status).toBe(404);
    expect((await send('GET', removed.headers['Azure-AsyncOperation']!)).body['status']).toBe('Succeeded');
  });

  it('has an eTag that changes with each write, and heeds no condition (E-161)', async () => {
    const { send, done } = await withCluster();
    const etag = async (): Promise<string> => said((await send('GET', path('bind'))).body['eTag']);
    expect((await done('PUT', path('bind'), to('one'), { 'If-Match': 'x' })).status).toBe(201);
    const first = await etag();
    expect((await done('PUT', path('bind'), to('one'), { 'If-None-Match': '*' })).status).toBe(200);
    expect(await etag()).not.toBe(first);
    expect((await send('DELETE', path('bind'), undefined, { 'If-Match': first })).status).toBe(202);
  });

  it('keeps its identity: a write with another one is refused (T-57, E-162)', async () => {
    const { send, done } = await withCluster(workloadIdentity, { resources: [identity('one'), identity('two')] });
    await done('PUT', path('bind'), to('one'));
    const refused = await send('PUT', path('bind'), to('two'));
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'BadRequest']);
    expect((await send('GET', path('bind'))).body['properties']!['managedIdentity']!['resourceId']).toBe(
      identityId('one'),
    );
    await done('DELETE', path('bind'));
    expect((await done('PUT', path('bind'), to('two'))).status).toBe(201);
  });

  it('is made without the feature, the switches, or names as the specification has them, unless the world insists (E-163)', async () => {
    const odd = identityId('one').replace(/one$/, 'o_e');
    const { send } = await withCluster(
      { oidcIssuerProfile: { enabled: false } },
      { features: [], resources: [{ ...identity('one'), id: odd, name: 'o_e' }] },
    );
    const made = await send('PUT', path('bind-1'), { properties: { managedIdentity: { resourceId: odd } } });
    expect(made.status).toBe(201);
  });

  it.each(['Bind', '1bind', '-bind', 'bind_1', 'b'.repeat(64)])('is not called %s (E-164)', async (name) => {
    const { send } = await withCluster();
    const { body } = await send('PUT', path(name), to('one'));
    expect(codeOf(body)).toBe('InvalidResourceName');
    expect(JSON.stringify(body)).toContain('1 to 63 lower-case letters, digits or -, and starts with a letter');
  });

  it('has versions since 2025-06-02-preview, and without preview since 2026-04-01 (E-165)', async () => {
    const { send } = await withCluster();
    const status = async (version: string): Promise<number> =>
      (await send('GET', `${path('bind')}?api-version=${version}`)).status;
    for (const version of ['2025-06-02-preview', '2025-10-02-preview', '2026-04-01'])
      expect(await status(version)).toBe(404);
    for (const version of ['2025-05-02-preview', '2025-10-01', '2026-03-01']) expect(await status(version)).toBe(400);
  });
});

describe('an identity binding is refused', () => {
  const put = ({ send }: Emulated): Promise<Answered> => send('PUT', path('bind'), to('one'));

  it('in a subscription without the preview feature where the world insists on it (E-166)', async () => {
    const refused = await put(await withCluster(workloadIdentity, { features: [], bindingsNeed: ['feature'] }));
    expect([refused.status, said(refused.body['code'])]).toEqual([400, 'IdentityBindingFeatureFlagNotEnabled']);
    expect(said(refused.body['message'])).toContain('Microsoft.ContainerService/IdentityBindingPreview');
  });

  it.each<readonly [string, BindingNeed, Readonly<Record<string, unknown>>, string]>([
    ['without an issuer', 'issuer', { oidcIssuerProfile: { enabled: false } }, 'OIDC issuer'],
    ['without workload identity', 'workloadIdentity', { oidcIssuerProfile: { enabled: true } }, 'workload identity'],
  ])('on a cluster %s where the world insists on it (E-167)', async (_, need, properties, message) => {
    const refused = await put(await withCluster(properties, { bindingsNeed: [need] }));
    expect(refused.status).toBe(400);
    expect(said(refused.body['error']!['message'])).toContain(message);
    expect((await put(await withCluster(workloadIdentity, { bindingsNeed: [need] }))).status).toBe(201);
  });

  it('with names that the specification does not have where the world insists on it', async () => {
    const odd = identityId('o_e');
    const inGroup = identityId('one').replace(/resourceGroups\/[^/]+/, 'resourceGroups/r.g');
    const resources = [
      identity('one'),
      { ...identity('one'), id: odd, name: 'o_e' },
      { ...identity('one'), id: inGroup },
    ];
    const { send } = await withCluster(workloadIdentity, { resources, bindingsNeed: ['names'] });
    expect(codeOf((await send('PUT', path('bind-1'), to('one'))).body)).toBe('InvalidResourceName');
    for (const resourceId of [odd, inGroup]) {
      const refused = await send('PUT', path('bind'), { properties: { managedIdentity: { resourceId } } });
      expect([refused.status, codeOf(refused.body)]).toEqual([400, 'BadRequest']);
    }
    expect((await send('PUT', path('bind'), to('one'))).status).toBe(201);
  });

  it('on a cluster whose API server is in its network (E-168)', async () => {
    const apiServerAccessProfile = { enableVnetIntegration: true };
    const refused = await put(await withCluster({ ...workloadIdentity, apiServerAccessProfile }));
    expect(refused.status).toBe(400);
    expect(said(refused.body['error']!['message'])).toContain('VNet Integration');
  });

  it('to an identity that is not there', async () => {
    const { send } = await withCluster();
    const refused = await send('PUT', path('bind'), to('none'));
    expect([refused.status, said(refused.body['code'])]).toEqual([400, 'InvalidParameter']);
  });

  it('to callers who may not write credentials at the identity, or bindings at the cluster (E-169)', async () => {
    const { emulator } = await withCluster();
    const scopes = (atIdentity: string, atCluster: string): NonNullable<WorldFile['caller']> => ({
      objectId: principal('me'),
      roles: [
        { scope: identityId('one'), roleName: atIdentity },
        { scope: clusterPath, roleName: atCluster },
      ],
    });
    const as = async (atIdentity: string, atCluster: string): Promise<Answered> =>
      put(emulate({ ...emulator.snapshot(), caller: scopes(atIdentity, atCluster) }));
    expect(codeOf((await as('Managed Identity Operator', 'Contributor')).body)).toBe('LinkedAuthorizationFailed');
    expect(codeOf((await as('Contributor', 'Reader')).body)).toBe('AuthorizationFailed');
    expect((await as('Contributor', 'Contributor')).status).toBe(201);
  });

  it('while the cluster is being changed, which is refused while a binding is made (E-170)', async () => {
    const emulated = await withCluster();
    const { send, advance } = emulated;
    const body = (await send('GET', clusterPath)).body;
    await send('PUT', clusterPath, body);
    expect(codeOf((await put(emulated)).body)).toBe('OperationNotAllowed');
    advance(5);
    expect((await put(emulated)).status).toBe(201);
    expect(codeOf((await send('PUT', clusterPath, body)).body)).toBe('OperationNotAllowed');
    advance(5);
    expect((await send('PUT', clusterPath, body)).status).toBe(200);
  });
});

describe('the operation of an identity binding ends Failed', () => {
  async function end({ send, advance }: Emulated): Promise<readonly [string, string]> {
    const made = await send('PUT', path('bind'), to('one'));
    advance(5);
    const operation = (await send('GET', made.headers['Azure-AsyncOperation']!)).body;
    const { body } = await send('GET', path('bind'));
    expect(body['properties']!['provisioningState']).toBe('Failed');
    return [said(operation['status']), said(operation['error']!['message'])];
  }

  it('where the identity has twenty credentials of others (E-171)', async () => {
    const type = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
    const full = Array.from({ length: 20 }, (_, index) => ({
      id: `${credentials}/c-${String(index)}`,
      name: `c-${String(index)}`,
      type,
      properties: { issuer: 'https://i/', subject: String(index), audiences: ['a'] },
    }));
    const [status, message] = await end(await withCluster(undefined, { resources: [identity('one'), ...full] }));
    expect(status).toBe('Failed');
    expect(message).toContain('20');
  });

  it('where the region of the identity has no credentials', async () => {
    const elsewhere = { ...identity('one'), location: 'newzealandnorth' };
    expect((await end(await withCluster(undefined, { resources: [elsewhere] })))[0]).toBe('Failed');
  });

  it('by a fault, and leaves no credential', async () => {
    const emulated = await withCluster();
    const operationError = { code: 'InternalServerError', message: 'Try again.' };
    const match = { method: 'PUT', pathContains: 'identityBindings' };
    await emulated.send('POST', '/_emulator/faults', { match, operationError });
    expect(await end(emulated)).toEqual(['Failed', 'Try again.']);
    expect((await emulated.send('GET', credentials)).body['value']).toEqual([]);
  });
});

describe('identity bindings', () => {
  it('go with their cluster, and stay when their identity is deleted (E-172)', async () => {
    const { send, done } = await withCluster();
    await done('PUT', path('bind'), to('one'));
    await done('DELETE', identityId('one'));
    const { body } = await send('GET', path('bind'));
    expect(body['properties']!['managedIdentity']!['resourceId']).toBe(identityId('one'));
    expect((await send('GET', credentials)).status).toBe(404);
    await done('DELETE', clusterPath);
    expect((await send('GET', path('bind'))).status).toBe(404);
  });

  it('are in no table of Resource Graph, also where federated credentials are (E-173)', async () => {
    const { send, done } = await withCluster(workloadIdentity, { graphHasCredentials: true });
    await done('PUT', path('bind'), to('one'));
    const query = "resources | where type contains 'identityBindings'";
    const found = await send('POST', '/providers/Microsoft.ResourceGraph/resources', { query });
    expect(found.body['data']).toEqual([]);
  });

  it('of a world have an eTag, unless it says that they have none', async () => {
    const binding = (name: string, more: object = {}): WorldFile['resources'][number] => ({
      id: path(name),
      name,
      type: 'Microsoft.ContainerService/managedClusters/identityBindings',
      properties: { managedIdentity: { resourceId: identityId('one') }, provisioningState: 'Succeeded' },
      ...more,
    });
    const { send } = emulate({ resources: [identity('one'), binding('with'), binding('without', { eTag: null })] });
    expect(said((await send('GET', path('with'))).body['eTag'])).not.toBe('');
    expect((await send('GET', path('without'))).body).not.toHaveProperty('eTag');
  });

  it('are the same in any casing of their cluster', async () => {
    const { send, done } = await withCluster();
    await done('PUT', path('bind'), to('one'));
    const upper = path('bind').replace('/resourceGroups/rg', '/RESOURCEGROUPS/RG').replace('/shop/', '/SHOP/');
    const again = await done('PUT', upper, to('one'));
    const own = '/providers/Microsoft.ContainerService/managedClusters/SHOP/identityBindings/bind';
    expect([again.status, again.body['id']]).toEqual([200, `${subscription}/resourcegroups/RG${own}`]);
    expect(names((await send('GET', `${clusterPath}/identityBindings`)).body)).toEqual(['bind']);
  });
});
