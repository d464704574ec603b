import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  userAssigned,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const operator = 'Managed Identity Operator';

async function read(emulated: Emulated): Promise<Loose> {
  return (await emulated.send('GET', clusterPath)).body;
}

/** What a client sends back: as read, without what only AKS sets. */
function asRequest(cluster: Loose, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    location: cluster['location'],
    sku: cluster['sku'],
    tags: cluster['tags'],
    identity: cluster['identity'],
    properties: cluster['properties'],
    ...more,
  };
}

const newerImage = {
  id: `${clusterPath}/agentPools/nodepool1/upgradeProfiles/default`,
  name: 'default',
  type: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles',
  properties: { latestNodeImageVersion: 'AKSUbuntu-2204gen2containerd-202609.01.0' },
};

describe('changing the identity of a cluster', () => {
  it('leaves a service principal: msi at once, the kubelet at the end, node images untouched where that is set (E-091)', async () => {
    const servicePrincipals = [{ appId: 'app', objectId: principal('sp'), displayName: 'sp' }];
    const emulated = emulate({ servicePrincipals, resources: [newerImage] }, { migrationReimage: 'atUpgrade' });
    await emulated.done(
      'PUT',
      clusterPath,
      clusterBody({ identity: undefined }, { servicePrincipalProfile: { clientId: 'app', secret: 's' } }),
    );
    const before = await read(emulated);
    expect(before['identity']).toBeUndefined();
    expect(before['properties']).toMatchObject({ servicePrincipalProfile: { clientId: 'app' } });
    expect(before['properties']!['servicePrincipalProfile']!['secret']).toBeUndefined();
    expect(before['properties']!['identityProfile']).toBeUndefined();

    const changed = await emulated.send(
      'PUT',
      clusterPath,
      asRequest(before, {
        identity: { type: 'SystemAssigned' },
        properties: { ...(before['properties'] as object), servicePrincipalProfile: { clientId: 'msi' } },
      }),
    );
    expect(changed.status).toBe(200);
    expect(changed.body['properties']).toMatchObject({
      provisioningState: 'Updating',
      servicePrincipalProfile: { clientId: 'msi' },
    });
    expect(changed.body['identity']!['principalId']).toBeTruthy();
    expect(changed.body['properties']!['identityProfile']).toBeUndefined();
    emulated.advance(5);
    const after = await read(emulated);
    expect(said(after['properties']!['identityProfile']!['kubeletidentity']!['resourceId'])).toMatch(
      /\/shop-agentpool$/,
    );
    expect(after['properties']!['agentPoolProfiles']![0]!['nodeImageVersion']).toBe(
      before['properties']!['agentPoolProfiles']![0]!['nodeImageVersion'],
    );
    expect(
      emulated.emulator.snapshot().emulator.clusters[said(after['id']).toLowerCase()]?.poolsOnServicePrincipal,
    ).toEqual(['nodepool1']);

    await emulated.done('POST', `${clusterPath}/agentPools/nodepool1/upgradeNodeImageVersion`);
    const upgraded = await emulated.send('GET', `${clusterPath}/agentPools/nodepool1`);
    expect(upgraded.body['properties']!['nodeImageVersion']).toBe('AKSUbuntu-2204gen2containerd-202609.01.0');
    expect(
      emulated.emulator.snapshot().emulator.clusters[said(after['id']).toLowerCase()]?.poolsOnServicePrincipal,
    ).toEqual([]);
  });

  it('leaves a service principal with new nodes at once (T-64, E-092)', async () => {
    const servicePrincipals = [{ appId: 'app', objectId: principal('sp'), displayName: 'sp' }];
    const emulated = emulate({ servicePrincipals, resources: [newerImage] });
    await emulated.done(
      'PUT',
      clusterPath,
      clusterBody({ identity: undefined }, { servicePrincipalProfile: { clientId: 'app' } }),
    );
    const changed = await emulated.done('PUT', clusterPath, clusterBody());
    expect(changed.body['properties']!['agentPoolProfiles']![0]!['provisioningState']).toBe('Updating');
    expect((await read(emulated))['properties']!['agentPoolProfiles']![0]!['nodeImageVersion']).toBe(
      'AKSUbuntu-2204gen2containerd-202609.01.0',
    );
  });

  it('goes from system- to user-assigned, to another one and back; the old one keeps its role on the nodes (E-095)', async () => {
    const emulated = emulate({ resources: [identity('a'), identity('b')] });
    const created = await emulated.done('PUT', clusterPath, clusterBody());
    const first = said(created.body['identity']!['principalId']);
    await emulated.done('PUT', clusterPath, clusterBody(userAssigned('a')));
    expect(Object.keys((await read(emulated))['identity']!['userAssignedIdentities'] as object)).toHaveLength(1);
    expect((await read(emulated))['identity']!['principalId']).toBeUndefined();
    await emulated.done('PUT', clusterPath, clusterBody(userAssigned('b')));
    expect(JSON.stringify((await read(emulated))['identity'])).not.toContain('/a"');
    await emulated.done('PUT', clusterPath, clusterBody());
    const last = said((await read(emulated))['identity']!['principalId']);
    expect(last).not.toBe(first);
    const nodes = `${subscription}/resourceGroups/MC_rg_shop_westeurope`;
    const assigned = await emulated.send(
      'GET',
      `${nodes}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
    );
    const holders = items(assigned.body).map((entry) => said(entry['properties']!['principalId']));
    expect(holders).toEqual([first, principal('a'), principal('b'), last]);
  });

  it('the replaced identity is still used until its token has run out (E-096)', async () => {
    const emulated = emulate({ resources: [identity('a')] });
    const created = await emulated.done('PUT', clusterPath, clusterBody());
    await emulated.done('PUT', clusterPath, clusterBody(userAssigned('a')));
    await read(emulated);
    const { previousControlPlane } =
      emulated.emulator.snapshot().emulator.clusters[said(created.body['id']).toLowerCase()]!;
    expect(previousControlPlane?.principalId).toBe(created.body['identity']!['principalId']);
    expect(previousControlPlane!.usedUntil - emulated.emulator.clock.now()).toBeGreaterThan(5 * 3600 * 1000);
  });

  it('never goes back to a service principal (E-097)', async () => {
    const emulated = emulate({ servicePrincipals: [{ appId: 'app', objectId: principal('sp'), displayName: 'sp' }] });
    await emulated.done('PUT', clusterPath, clusterBody());
    for (const body of [
      clusterBody({ identity: undefined }, { servicePrincipalProfile: { clientId: 'app', secret: 's' } }),
      clusterBody({ identity: { type: 'None' } }),
      clusterBody({}, { servicePrincipalProfile: { clientId: 'app', secret: 's' } }),
    ]) {
      const refused = await emulated.send('PUT', clusterPath, body);
      expect([refused.status, refused.body['code']]).toEqual([400, 'BadRequest']);
    }
  });

  it('a body without identity keeps the identity, a differing principalId is refused (E-098)', async () => {
    const emulated = emulate();
    await emulated.done('PUT', clusterPath, clusterBody());
    const before = await read(emulated);
    await emulated.done('PUT', clusterPath, clusterBody({ identity: undefined }));
    expect((await read(emulated))['identity']).toEqual(before['identity']);
    const refused = await emulated.send(
      'PUT',
      clusterPath,
      clusterBody({ identity: { type: 'SystemAssigned', principalId: principal('x') } }),
    );
    expect(said(refused.body['error']!['message'])).toContain('must be empty or match the existing principalId');
  });

  it('another kubelet identity is there at once, recreates every pool, and does not go with a system-assigned identity (E-099)', async () => {
    const emulated = emulate({
      resources: [identity('cp'), identity('ku'), newerImage],
      roleAssignments: [{ scope: group, principalId: principal('cp'), roleName: operator }],
    });
    await emulated.done('PUT', clusterPath, clusterBody(userAssigned('cp')));
    const body = clusterBody(userAssigned('cp'), {
      identityProfile: { kubeletidentity: { resourceId: identityId('ku') } },
    });
    const changed = await emulated.send('PUT', clusterPath, body);
    expect(changed.body['properties']!['identityProfile']!['kubeletidentity']).toMatchObject({
      clientId: principal('ku client'),
      objectId: principal('ku'),
    });
    expect(changed.body['properties']!['agentPoolProfiles']![0]!['provisioningState']).toBe('Updating');
    emulated.advance(5);
    const pool = (await read(emulated))['properties']!['agentPoolProfiles']![0]!;
    expect(pool).toMatchObject({
      provisioningState: 'Succeeded',
      nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202609.01.0',
    });
    const refused = await emulated.send('PUT', clusterPath, clusterBody());
    expect(refused.body['code']).toBe('CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster');
  });

  it('an identity that was created again is taken over by the next PUT (E-100)', async () => {
    const emulated = emulate({ resources: [identity('control')] });
    await emulated.done('PUT', clusterPath, clusterBody(userAssigned('control')));
    await emulated.send('DELETE', identityId('control'));
    expect((await emulated.send('PUT', clusterPath, clusterBody(userAssigned('control')))).body['error']).toMatchObject(
      {
        code: 'FailedIdentityOperation',
      },
    );
    const again = await emulated.send('PUT', identityId('control'), { location: 'westeurope' });
    expect(again.body['properties']!['principalId']).not.toBe(principal('control'));
    expect(JSON.stringify((await read(emulated))['identity'])).toContain(principal('control'));
    await emulated.done('PUT', clusterPath, clusterBody(userAssigned('control')));
    expect(JSON.stringify((await read(emulated))['identity'])).toContain(
      said(again.body['properties']!['principalId']),
    );
  });

  it('in the regions that do not offer it is refused (E-104)', async () => {
    const refused = await emulate({ resources: [identity('cp')] }).send(
      'PUT',
      clusterPath,
      clusterBody({ ...userAssigned('cp'), location: 'usgoviowa' }),
    );
    expect(refused.body['code']).toBe('InvalidParameter');
  });
});

describe('deleting a cluster', () => {
  it('takes its node resource group with it and leaves role assignments of its identities elsewhere (E-105)', async () => {
    const emulated = emulate();
    const created = await emulated.done('PUT', clusterPath, clusterBody());
    const principalId = said(created.body['identity']!['principalId']);
    const assignment = `${group}/providers/Microsoft.Authorization/roleAssignments/33333333-3333-4333-a333-333333333333`;
    await emulated.send('PUT', assignment, {
      properties: {
        roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7',
        principalId,
        principalType: 'ServicePrincipal',
      },
    });
    const deleted = await emulated.send('DELETE', clusterPath);
    expect(deleted.status).toBe(202);
    expect(Object.keys(deleted.headers)).toEqual(
      expect.arrayContaining(['Azure-AsyncOperation', 'Location', 'Retry-After']),
    );
    expect((await read(emulated))['properties']!['provisioningState']).toBe('Deleting');
    emulated.advance(5);
    expect((await emulated.send('GET', clusterPath)).status).toBe(404);
    expect(
      (await emulated.send('GET', `${subscription}/resourceGroups/MC_rg_shop_westeurope?api-version=2024-11-01`))
        .status,
    ).toBe(404);
    expect((await emulated.send('GET', assignment)).status).toBe(200);
    expect((await emulated.send('DELETE', clusterPath)).status).toBe(204);
  });
});
