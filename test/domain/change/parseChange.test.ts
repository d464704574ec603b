import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import type { Change, ChangeKind } from '../../../src/domain/change/change.ts';
import { parseChange, parseDraft } from '../../../src/domain/change/parseChange.ts';
import { fc } from '../../support/property.ts';

const place = { subscriptionId: 's', location: 'westeurope' };
const full: Readonly<Record<ChangeKind, Change>> = {
  createResourceGroup: { kind: 'createResourceGroup', name: 'rg', tags: { a: '' }, ...place },
  createIdentity: { kind: 'createIdentity', resourceGroup: 'rg', name: 'id', ...place },
  deleteIdentity: { kind: 'deleteIdentity', identityId: 'x' },
  createCluster: {
    kind: 'createCluster',
    resourceGroup: 'rg',
    name: 'c',
    controlPlane: { kind: 'userAssigned', identityId: 'x' },
    kubelet: { identityId: 'x' },
    network: { plugin: 'azure', pluginMode: 'overlay', subnetId: 'x', outboundType: 'userDefinedRouting' },
    privateCluster: {},
    registries: ['x'],
    nodePool: { count: 3 },
    linux: { adminUsername: 'a', sshPublicKey: 'k' },
    oidcIssuer: true,
    ...place,
  },
  setControlPlane: { kind: 'setControlPlane', clusterId: 'x', controlPlane: { kind: 'systemAssigned' } },
  setKubelet: { kind: 'setKubelet', clusterId: 'x', identityId: 'x' },
  upgradeNodeImages: { kind: 'upgradeNodeImages', clusterId: 'x', pools: ['p'] },
  assignRole: {
    kind: 'assignRole',
    principalId: 'p',
    principalType: 'ServicePrincipal',
    role: { id: 'r' },
    scope: '/',
    tenantId: 't',
  },
  removeRole: { kind: 'removeRole', roleAssignmentId: 'x', tenantId: 't' },
  removeAccessPolicy: { kind: 'removeAccessPolicy', vaultId: 'x', principalId: 'p' },
  attachRegistry: { kind: 'attachRegistry', clusterId: 'x', registryId: 'y' },
  detachRegistry: { kind: 'detachRegistry', clusterId: 'x', registryId: 'y' },
  setWorkloadIdentity: { kind: 'setWorkloadIdentity', clusterId: 'x', oidcIssuer: true, enabled: false },
  createCredential: {
    kind: 'createCredential',
    identityId: 'x',
    name: 'n',
    namespace: 'shop',
    serviceAccount: 'cart',
    clusterId: 'y',
  },
  deleteCredential: { kind: 'deleteCredential', credentialId: 'x' },
  moveCredentials: { kind: 'moveCredentials', fromIssuer: 'i', clusterId: 'x', identityIds: ['y'] },
  bindIdentity: { kind: 'bindIdentity', clusterId: 'x', identityId: 'y', name: 'n' },
  unbindIdentity: { kind: 'unbindIdentity', bindingId: 'x' },
  removeTrustedAccess: { kind: 'removeTrustedAccess', bindingId: 'x' },
};

describe('changes from outside', () => {
  test.each(Object.entries(full))('a complete %s is taken as it is', (_, change) => {
    expect(parseChange(JSON.parse(JSON.stringify(change)))).toEqual(change);
  });

  test.each(Object.entries(full))('%s with an unknown or a missing field is refused', (kind, change) => {
    expect(() => parseChange({ ...change, body: {} })).toThrow(`${kind} has no field "body"`);
    const [required] = Object.keys(change).filter((key) => key !== 'kind');
    expect(() => parseChange({ ...change, [required!]: undefined })).toThrow('is missing');
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'has to be an object'],
    ['an unknown kind', { kind: 'dropCluster' }, 'is not a kind of change'],
    ['a kind that is no text', { kind: Object.create(null) as object }, 'with a "kind"'],
    ['a kind from the prototype', { kind: 'constructor' }, 'is not a kind of change'],
    ['an empty text', { kind: 'deleteIdentity', identityId: ' ' }, 'not empty'],
    ['a number for a text', { kind: 'deleteIdentity', identityId: 1 }, 'not empty'],
    [
      'an unknown choice',
      { ...full.setControlPlane, controlPlane: { kind: 'none' } },
      'has to be { kind: systemAssigned }',
    ],
    [
      'a choice with too much',
      { ...full.setControlPlane, controlPlane: { kind: 'systemAssigned', identityId: 'x' } },
      'no field',
    ],
    ['two ways to name a role', { ...full.assignRole, role: { id: 'x', name: 'y' } }, '{ name } or { id }'],
    ['another principal type', { ...full.assignRole, principalType: 'User' }, 'ServicePrincipal'],
    ['a text for a list', { ...full.upgradeNodeImages, pools: 'p' }, 'has to be a list'],
    ['a number in tags', { ...full.createResourceGroup, tags: { a: 1 } }, 'tags.a has to be a text'],
    ['an unknown plugin', { ...full.createCluster, network: { plugin: 'cilium' } }, 'azure or kubenet or none'],
    ['a text for a number', { ...full.createCluster, nodePool: { count: '3' } }, 'has to be a number'],
    ['a text for a switch', { ...full.createCluster, oidcIssuer: 'yes' }, 'true or false'],
  ])('%s is refused in words', (_, value, message) => {
    expect(() => parseChange(value)).toThrow(message);
  });

  test('a way back to a service principal is refused with the page that says so (D-16)', () => {
    const change = { ...full.setControlPlane, controlPlane: { kind: 'servicePrincipal', clientId: 'x' } };
    expect(() => parseChange(change)).toThrow(
      expect.objectContaining({ source: expect.stringContaining('managed-identity-overview') as unknown }),
    );
  });

  test('whatever comes, it is a change or a refusal', () => {
    const kind = fc.constantFrom(...Object.keys(full));
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ kind, clusterId: fc.jsonValue(), controlPlane: fc.jsonValue() })),
        (value) => {
          try {
            expect(Object.keys(full)).toContain(parseChange(value).kind);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
          }
        },
      ),
    );
  });
});

describe('a draft from outside', () => {
  test('may lack any field, and has no wrong one', () => {
    expect(parseDraft({ kind: 'setControlPlane' })).toEqual({ kind: 'setControlPlane' });
    expect(parseDraft({ kind: 'assignRole', role: { name: 'Reader' } })).toEqual({
      kind: 'assignRole',
      role: { name: 'Reader' },
    });
    expect(() => parseDraft({ kind: 'setControlPlane', clusterId: 5 })).toThrow(/clusterId has to be a text/);
    expect(() => parseDraft({ kind: 'setControlPlane', other: 'x' })).toThrow(/no field "other"/);
    expect(() => parseDraft({ kind: 'assignRole', role: {} })).toThrow(/role has to be/);
    expect(() => parseDraft({ kind: 'toString' })).toThrow(/not a kind of change/);
  });
});
