import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  identity,
  identityId,
  items,
  said,
  subscription,
  subscriptionId,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const nodeGroup = `${subscription}/resourceGroups/MC_rg_shop_westeurope`;
const scaleSets = `${nodeGroup}/providers/Microsoft.Compute/virtualMachineScaleSets`;
const version = '?api-version=2024-07-01';
const features = (...names: string[]) =>
  names.map((name) => ({ subscriptionId, name: `Microsoft.ContainerService/${name}` }));

async function identitiesOnNodes(emulated: Emulated): Promise<readonly string[]> {
  const { body } = await emulated.send('GET', `${scaleSets}${version}`);
  const [scaleSet] = items(body);
  const assigned = scaleSet!['identity']!['userAssignedIdentities']!;
  return Object.keys(assigned)
    .map((id) => id.split('/').at(-1)!.toLowerCase())
    .sort();
}

async function change(emulated: Emulated, more: Readonly<Record<string, unknown>>): Promise<Loose> {
  const { body } = await emulated.send('GET', clusterPath);
  const { location, sku, identity: own, properties } = body as unknown as Record<string, Record<string, unknown>>;
  const changed = await emulated.done('PUT', clusterPath, {
    location,
    sku,
    identity: own,
    properties: { ...properties, ...more },
  });
  return { ...changed.body, status: changed.status as unknown as Loose };
}

describe('node machines', () => {
  it('carry the identities of the kubelet, of add-ons and of cost analysis, and lose them with the add-on (E-065)', async () => {
    const emulated = emulate();
    const addonProfiles = {
      azurepolicy: { enabled: true },
      omsagent: { enabled: true, config: { useAADAuth: 'true' } },
    };
    const metricsProfile = { costAnalysis: { enabled: true } };
    await emulated.done('PUT', clusterPath, clusterBody({}, { addonProfiles, metricsProfile }));
    expect(await identitiesOnNodes(emulated)).toEqual(['azurepolicy-shop', 'cost-analysis-identity', 'shop-agentpool']);
    await change(emulated, { addonProfiles: { azurepolicy: { enabled: false } }, metricsProfile: {} });
    expect(await identitiesOnNodes(emulated)).toEqual(['shop-agentpool']);
  });

  it('keep an identity that a user attached when the cluster is updated, and show its principal (E-066)', async () => {
    const emulated = emulate({ resources: [identity('mine')] });
    await emulated.done('PUT', clusterPath, clusterBody());
    const [scaleSet] = items((await emulated.send('GET', `${scaleSets}${version}`)).body);
    const attached = { identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId('mine')]: {} } } };
    expect((await emulated.send('PATCH', `${said(scaleSet!['id'])}${version}`, attached)).status).toBe(200);
    expect(await identitiesOnNodes(emulated)).toEqual(['mine', 'shop-agentpool']);
    await change(emulated, { tags: { a: 'b' } });
    expect(await identitiesOnNodes(emulated)).toEqual(['mine', 'shop-agentpool']);
    const off = { identity: { userAssignedIdentities: { [identityId('mine').toUpperCase()]: null } } };
    await emulated.send('PATCH', `${said(scaleSet!['id'])}${version}`, off);
    expect(await identitiesOnNodes(emulated)).toEqual(['shop-agentpool']);
  });
});

describe('the metadata endpoint of nodes', () => {
  const closed = { networkProfile: { podLinkLocalAccess: 'None' }, oidcIssuerProfile: { enabled: true } };

  it('is closed for pods only with the preview feature and the issuer (R-18, E-067)', async () => {
    const without = emulate();
    expect((await without.send('PUT', clusterPath, clusterBody({}, closed))).status).toBe(400);
    const emulated = emulate({ features: features('IMDSRestrictionPreview') });
    const noIssuer = { ...closed, oidcIssuerProfile: { enabled: false } };
    expect((await emulated.send('PUT', clusterPath, clusterBody({}, noIssuer))).status).toBe(400);
    expect((await emulated.send('PUT', clusterPath, clusterBody({}, closed))).status).toBe(201);
  });

  it.each<[string, Record<string, unknown>]>([
    ['azurepolicy', { addonProfiles: { azurePolicy: { enabled: true } } }],
    ['Container Insights', { addonProfiles: { omsagent: { enabled: true, config: { useAADAuth: 'true' } } } }],
    ['application routing', { ingressProfile: { webAppRouting: { enabled: true } } }],
    ['cost analysis', { metricsProfile: { costAnalysis: { enabled: true } } }],
  ])('is not closed together with %s, whichever comes first (R-18, E-068)', async (_, addon) => {
    const emulated = emulate({ features: features('IMDSRestrictionPreview') });
    expect((await emulated.send('PUT', clusterPath, clusterBody({}, { ...closed, ...addon }))).status).toBe(400);
    await emulated.done('PUT', clusterPath, clusterBody({}, closed));
    expect((await change(emulated, addon))['status']).toBe(400);
  });
});

describe('Application Gateway for Containers as an add-on', () => {
  const on = {
    ingressProfile: { applicationLoadBalancer: { enabled: true }, gatewayAPI: { installation: 'Standard' } },
    oidcIssuerProfile: { enabled: true },
  };
  const previews = features('ApplicationLoadBalancerPreview', 'ManagedGatewayAPIPreview');

  it('has an identity with a credential and three roles, and none when it is off (E-069)', async () => {
    const propertyVersions = { 'properties.ingressProfile.applicationLoadBalancer': '2025-01-01' };
    const emulated = emulate({ features: previews, propertyVersions });
    await emulated.done('PUT', clusterPath, clusterBody({}, on));
    const { body } = await emulated.send('GET', `${clusterPath}?api-version=2026-08-02-preview`);
    const told = body['properties']!['ingressProfile']!['applicationLoadBalancer']!['identity']!;
    const id = said(told['resourceId']);
    expect(id).toMatch(/\/applicationloadbalancer-shop$/);
    const [credential] = items((await emulated.send('GET', `${id}/federatedIdentityCredentials`)).body);
    expect(credential!['properties']).toMatchObject({
      issuer: body['properties']!['oidcIssuerProfile']!['issuerURL'],
      subject: 'system:serviceaccount:kube-system:alb-controller-sa',
    });
    const filter = encodeURIComponent(`principalId eq '${said(told['objectId'])}'`);
    const list = `${nodeGroup}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${filter}`;
    expect(items((await emulated.send('GET', list)).body)).toHaveLength(3);

    await change(emulated, { ingressProfile: { applicationLoadBalancer: { enabled: false } } });
    expect((await emulated.send('GET', id)).status).toBe(404);
    expect(items((await emulated.send('GET', list)).body)).toEqual([]);
  });

  it('is refused without its preview features, and without the issuer (E-070)', async () => {
    expect((await emulate().send('PUT', clusterPath, clusterBody({}, on))).status).toBe(400);
    const noIssuer = { ...on, oidcIssuerProfile: { enabled: false } };
    const emulated = emulate({ features: previews });
    expect((await emulated.send('PUT', clusterPath, clusterBody({}, noIssuer))).status).toBe(400);
  });
});
