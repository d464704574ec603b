import { describe, expect, it } from 'vitest';
import { accessPosture, type AccessMode } from '../../../src/domain/whoCanAct/accessMode.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';

const managed = { managed: true, tenantID: '33333333-0000-4000-8000-000000000001' };

const cases: readonly (readonly [string, JsonObject, AccessMode])[] = [
  ['without Entra', {}, 'certificates'],
  ['without Entra, said with null', { aadProfile: null, disableLocalAccounts: null, enableRBAC: null }, 'certificates'],
  ['without Entra and without local accounts', { disableLocalAccounts: true }, 'nobody'],
  ['without Entra, local accounts or Kubernetes RBAC', { disableLocalAccounts: true, enableRBAC: false }, 'nobody'],
  ['with Entra', { aadProfile: managed }, 'inside'],
  ['with Entra and Azure RBAC off', { aadProfile: { ...managed, enableAzureRBAC: false } }, 'inside'],
  ['with Entra and Azure RBAC', { aadProfile: { ...managed, enableAzureRBAC: true } }, 'azure'],
  ['as az prints it', { aadProfile: { ...managed, enableAzureRbac: true } }, 'azure'],
  ['with the retired integration', { aadProfile: { clientAppID: 'a', serverAppID: 'b' } }, 'legacy'],
  ['without Kubernetes RBAC', { enableRBAC: false }, 'open'],
  ['with Entra and without Kubernetes RBAC', { aadProfile: managed, enableRBAC: false }, 'open'],
];

describe('who decides in a cluster', () => {
  it.each(cases)('%s is told by its JSON (H-01)', (_, properties, mode) => {
    expect(accessPosture({ raw: { properties } }).mode).toBe(mode);
  });

  it('is Azure in AKS Automatic, which always asks Azure (H-01)', () => {
    const raw = { sku: { name: 'Automatic' }, properties: { aadProfile: managed } };
    expect(accessPosture({ raw }).mode).toBe('azure');
  });

  it('is shown with local accounts and the groups of administrators (H-01)', () => {
    const raw = {
      properties: { disableLocalAccounts: true, aadProfile: { ...managed, adminGroupObjectIDs: ['g1', ''] } },
    };
    expect(accessPosture({ raw })).toEqual({
      mode: 'inside',
      hasLocalAccounts: false,
      usesEntra: true,
      adminGroupIds: ['g1'],
    });
  });
});
