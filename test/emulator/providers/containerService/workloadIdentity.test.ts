import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  identity,
  identityId,
  principal,
  said,
  tenantId,
  type Emulated,
  type Loose,
} from '../../emulated.ts';

const issuerOf = (properties: Loose): string => said(properties['oidcIssuerProfile']!['issuerURL']);

async function made(
  { send, done }: Emulated,
  properties: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Loose> {
  expect((await done('PUT', clusterPath, clusterBody(more, properties))).status).toBe(201);
  return (await send('GET', clusterPath)).body['properties']!;
}

describe('the issuer of a cluster', () => {
  it('has the region, the tenant and a GUID in it and a slash at the end, and stays (E-193)', async () => {
    const emulated = emulate();
    const issuer = issuerOf(await made(emulated, { oidcIssuerProfile: { enabled: true } }));
    expect(issuer).toMatch(
      new RegExp(`^https://westeurope\\.oic\\.prod-aks\\.azure\\.com/${tenantId}/[0-9a-f-]{36}/$`),
    );
    await emulated.done('PUT', clusterPath, (await emulated.send('GET', clusterPath)).body);
    expect(issuerOf((await emulated.send('GET', clusterPath)).body['properties']!)).toBe(issuer);
  });

  it('is another one when the cluster is made again under its name (E-194)', async () => {
    const emulated = emulate();
    const before = issuerOf(await made(emulated, { oidcIssuerProfile: { enabled: true } }));
    await emulated.done('DELETE', clusterPath);
    expect(issuerOf(await made(emulated, { oidcIssuerProfile: { enabled: true } }))).not.toBe(before);
  });

  it('is not switched off, while workload identity is (E-195)', async () => {
    const emulated = emulate();
    const { send } = emulated;
    const on = {
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    };
    await made(emulated, on);
    const body = clusterBody({}, { ...on, oidcIssuerProfile: { enabled: false } });
    const refused = await send('PUT', clusterPath, body);
    expect([refused.status, refused.body['code']]).toEqual([400, 'OIDCIssuerCannotBeDisabled']);
    const off = clusterBody({}, { ...on, securityProfile: { workloadIdentity: { enabled: false } } });
    expect((await emulated.done('PUT', clusterPath, off)).status).toBe(200);
  });
});

describe('a cluster of AKS Automatic', () => {
  it('has an issuer and workload identity from the beginning (E-196)', async () => {
    const automatic = await made(
      emulate(),
      { kubernetesVersion: '1.33' },
      { sku: { name: 'Automatic', tier: 'Standard' } },
    );
    expect(issuerOf(automatic)).not.toBe('');
    expect(automatic['securityProfile']).toEqual({ workloadIdentity: { enabled: true } });
    const base = await made(emulate(), { kubernetesVersion: '1.33' });
    expect([base['oidcIssuerProfile'], base['securityProfile']]).toEqual([{ enabled: false }, {}]);
  });
});

describe('pod identity', () => {
  it('has the identities that a body gives it, with the state that only AKS sets (E-197)', async () => {
    const emulated = emulate({ resources: [identity('pod')] });
    const given = {
      name: 'app',
      namespace: 'shop',
      bindingSelector: 'app',
      identity: { resourceId: identityId('pod'), clientId: principal('pod client'), objectId: principal('pod') },
    };
    const exceptions = [{ name: 'agents', namespace: 'kube-system', podLabels: { app: 'agent' } }];
    const properties = await made(emulated, {
      podIdentityProfile: {
        enabled: true,
        userAssignedIdentities: [{ ...given, provisioningState: 'Mine' }],
        userAssignedIdentityExceptions: exceptions,
      },
    });
    expect(properties['podIdentityProfile']).toEqual({
      enabled: true,
      userAssignedIdentities: [{ ...given, provisioningState: 'Assigned' }],
      userAssignedIdentityExceptions: exceptions,
    });
  });
});
