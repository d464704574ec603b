import { describe, expect, it } from 'vitest';
import type { WorldFile } from '../../../../src/emulator/arm/worldFile.ts';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  principal,
  said,
  subscription,
  tenantId,
  userAssigned,
} from '../../emulated.ts';

const person = principal('person');

/** A world whose caller has these roles. */
function asCaller(roles: readonly (readonly [string, string])[], more: Partial<WorldFile> = {}): Partial<WorldFile> {
  return {
    ...more,
    caller: { objectId: person, displayName: 'Person', roles: roles.map(([roleName, scope]) => ({ roleName, scope })) },
  };
}

describe('a caller', () => {
  it('needs the right to assign the identity at every PUT of the cluster, also for something else (E-043)', async () => {
    const world = asCaller(
      [
        ['Azure Kubernetes Service Contributor Role', group],
        ['Reader', subscription],
      ],
      { resources: [identity('cpx')] },
    );
    const { send } = emulate(world);
    const refused = await send('PUT', clusterPath, clusterBody({ ...userAssigned('cpx'), tags: { only: 'tags' } }));
    expect(refused.status).toBe(403);
    expect(refused.body['error']).toEqual({
      code: 'LinkedAuthorizationFailed',
      message: `The client 'Person' with object id '${person}' has permission to perform action 'Microsoft.ContainerService/managedClusters/write' on scope '${clusterPath}'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${identityId('cpx')}' or the linked scope(s) are invalid.`,
    });
    expect((await send('PUT', clusterPath, clusterBody())).status).toBe(201);
  });

  it.each([
    [
      'own subnet',
      {
        agentPoolProfiles: [
          {
            name: 'np',
            mode: 'System',
            vnetSubnetID: `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`,
          },
        ],
      },
      'subnets/join/action',
    ],
    [
      'outbound address',
      {
        networkProfile: {
          loadBalancerProfile: {
            outboundIPs: { publicIPs: [{ id: `${group}/providers/Microsoft.Network/publicIPAddresses/p` }] },
          },
        },
      },
      'publicIPAddresses/join/action',
    ],
    [
      'disk encryption set',
      { diskEncryptionSetID: `${subscription}/resourceGroups/other/providers/Microsoft.Compute/diskEncryptionSets/d` },
      'diskEncryptionSets/read',
    ],
    [
      'workspace',
      {
        addonProfiles: {
          omsagent: {
            enabled: true,
            config: {
              logAnalyticsWorkspaceResourceID: `${group}/providers/Microsoft.OperationalInsights/workspaces/w`,
            },
          },
        },
      },
      'workspaces/sharedkeys/read',
    ],
    [
      'application gateway',
      {
        addonProfiles: {
          ingressApplicationGateway: {
            enabled: true,
            config: { applicationGatewayId: `${group}/providers/Microsoft.Network/applicationGateways/g` },
          },
        },
      },
      'applicationGateways/read',
    ],
  ])('needs a right at the %s that the cluster names (E-044)', async (_what, properties, action) => {
    const { send } = emulate(asCaller([['Azure Kubernetes Service Contributor Role', group]]));
    const refused = await send('PUT', clusterPath, clusterBody({}, properties));
    expect(codeOf(refused.body)).toBe('LinkedAuthorizationFailed');
    expect(said(refused.body['error']!['message'])).toContain(action);
  });

  it("of one tenant can't link what is in another (E-045)", async () => {
    const foreign = '44444444-4444-4444-a444-444444444444';
    const id = `/subscriptions/${foreign}/resourceGroups/r/providers/Microsoft.ManagedIdentity/userAssignedIdentities/far`;
    const subscriptions = [
      { subscriptionId: subscription.split('/')[2]!, displayName: 'One' },
      { subscriptionId: foreign, displayName: 'Far', tenantId: principal('tenant') },
    ];
    const { send } = emulate({ subscriptions });
    const refused = await send(
      'PUT',
      clusterPath,
      clusterBody({ identity: { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } } }),
    );
    expect(codeOf(refused.body)).toBe('LinkedAuthorizationFailed');
    expect(said(refused.body['error']!['message'])).toContain(
      `however the current tenant '${tenantId}' is not authorized to access linked subscription '${foreign}'.`,
    );
  });
});
