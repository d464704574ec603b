import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import type { Need, Requirement } from '../../../src/domain/needs/need.ts';
import { pullNeed } from '../../../src/domain/needs/kubelet.ts';
import { judgeNeed, needsOf, requirementsOf } from '../../../src/domain/needs/needs.ts';
import { role } from '../../../src/domain/access/roles.ts';
import {
  assignment,
  azure,
  cluster,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  kubeletPrincipal,
  otherPrincipal,
  registryId,
  resource,
  subnet,
  subscription,
  subscriptionId,
  systemAssigned,
  vaultId,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { factsOf, found, unreadable, type Entry } from '../../support/domain/factsOf.ts';

import { onSubnet, addon, routing, kms, ofId } from '../../support/domain/cases/needParts.ts';
import { principalOf } from '../../../src/domain/cluster/principals.ts';

describe('the registries of a kubelet', () => {
  const pulls = assignment(role.acrPull, registryId, kubeletPrincipal);
  const abac = resource(registryId, { roleAssignmentMode: 'AbacRepositoryPermissions' });
  const requirement = (grants: (typeof pulls)[], entries: Entry[] = []) =>
    ofId(requirementsOf(cluster(), azure(grants, entries)), 'P-31');

  it('are those at whose own scope it holds a role (P-31)', () => {
    expect(requirement([])).toEqual([]);
    expect(requirement([assignment(role.acrPull, group, kubeletPrincipal)])).toEqual([]);
    expect(requirement([pulls])).toMatchObject([{ identity: 'kubelet', verdict: 'granted', scope: registryId }]);
  });

  it('give nothing by AcrPull where the registry decides by repository (P-31)', () => {
    expect(requirement([pulls], [abac])).toMatchObject([{ verdict: 'missing', role: role.repositoryReader }]);
    const reads = assignment(role.repositoryReader, registryId, kubeletPrincipal);
    expect(requirement([pulls, reads], [abac])).toMatchObject([{ verdict: 'granted', grantedBy: reads.id }]);
  });

  it('are neither granted nor missing if the registry was read in a version that does not show its mode', () => {
    const silent = resource(registryId, {});
    for (const each of [role.acrPull, role.repositoryReader]) {
      const held = assignment(each, registryId, kubeletPrincipal);
      const facts = azure([held], [silent]);
      expect(ofId(requirementsOf(cluster(), facts), 'P-31')).toMatchObject([
        { verdict: 'unknown', role: each, reason: expect.stringContaining('permission mode') as unknown },
      ]);
      expect(findingsOf(cluster(), facts).map(({ code }) => code)).not.toContain('missingGrant:P-31');
    }
  });

  it('give nothing by Owner, Contributor or Reader where the registry decides by repository (P-31)', () => {
    for (const each of [role.owner, role.contributor, role.reader]) {
      expect(requirement([assignment(each, registryId, kubeletPrincipal)], [abac])).toMatchObject([
        { verdict: 'missing' },
      ]);
    }
  });

  it("are unknown where the mode can't be read or a condition limits the repositories (P-31)", () => {
    const read = { kind: 'resource', id: registryId as Cluster['id'] } as const;
    expect(requirement([pulls], [[read, unreadable()]])).toMatchObject([{ verdict: 'unknown' }]);
    expect(requirement([{ ...pulls, condition: 'repo' }])).toMatchObject([{ verdict: 'unknown' }]);
  });

  it('have a need that can be asked for by itself, for a registry to attach (P-31)', () => {
    expect(pullNeed(registryId, azure())).toMatchObject({ role: role.acrPull, scope: registryId });
    expect(pullNeed(registryId, azure([], [abac])).role).toEqual(role.repositoryReader);
  });
});

const vaults = { kind: 'resourcesOfType', subscriptionId, type: 'Microsoft.KeyVault/vaults' } as const;

describe('a vault with access policies', () => {
  const model = cluster(kms({ keyVaultResourceId: vaultId }));
  const policy = (keys: string[], objectId = controlPlanePrincipal.toUpperCase()) =>
    resource(vaultId, { accessPolicies: [{ objectId, permissions: { keys } }] });
  const verdict = (entry: Entry) =>
    ofId(requirementsOf(model, azure([assignment(role.keyVaultCryptoUser, vaultId)], [entry])), 'P-22')[0];

  it('grants by a policy for the principal (P-22)', () => {
    expect(verdict(policy(['Encrypt', 'Decrypt']))).toMatchObject({ verdict: 'granted' });
    expect(verdict(policy(['all']))).toMatchObject({ verdict: 'granted' });
  });

  it('is unknown where no policy does, because a role has no effect there (P-22)', () => {
    for (const entry of [policy(['Get', 'Decrypt']), policy(['all'], otherPrincipal)]) {
      const requirement = verdict(entry);
      expect(requirement?.verdict).toBe('unknown');
      expect(requirement?.reason).toContain('A role has no effect there');
    }
  });

  it("is unknown where the vault can't be read, or is named by a key only and not in sight", () => {
    const read = { kind: 'resource', id: vaultId as Cluster['id'] } as const;
    expect(verdict([read, unreadable('403')])).toMatchObject({ verdict: 'unknown' });
    const [byKey] = ofId(requirementsOf(cluster(kms({})), azure()), 'P-22');
    expect(byKey).toMatchObject({ verdict: 'unknown', scope: 'https://kv-shop.vault.azure.net/keys/k/1' });
    const unlisted: Entry = [vaults, unreadable('403')];
    const [hidden] = ofId(requirementsOf(cluster(kms({})), azure([], [unlisted])), 'P-22');
    expect(hidden).toMatchObject({ verdict: 'unknown', reason: "The vaults can't be listed: 403" });
  });

  it('is found by its name where the JSON has only the key (P-22)', () => {
    const listed: Entry = [vaults, found([{ id: vaultId, name: 'KV-shop' }])];
    const rbac = resource(vaultId, { enableRbacAuthorization: true });
    const grants = [assignment(role.keyVaultCryptoUser, vaultId)];
    const [requirement] = ofId(requirementsOf(cluster(kms({})), azure(grants, [listed, rbac])), 'P-22');
    expect(requirement).toMatchObject({ verdict: 'granted', scope: vaultId });
  });

  it('asks for Key Vault Contributor too where the vault is private (P-22)', () => {
    const needs = ofId(
      needsOf(cluster(kms({ keyVaultResourceId: vaultId, keyVaultNetworkAccess: 'Private' })), azure()),
      'P-22',
    );
    expect(needs.map((need) => need.role.name)).toEqual(['Key Vault Crypto User', 'Key Vault Contributor']);
  });
});

describe('keys for Kubernetes secrets', () => {
  const unversioned = 'https://kv-shop.vault.azure.net/keys/k';
  const versioned = `${unversioned}/1`;
  const both = ['Key Vault Crypto User', 'Key Vault Contributor'];
  const [user] = both;
  const profile = (infrastructureEncryption: string) => ({
    kubernetesResourceObjectEncryptionProfile: { infrastructureEncryption },
  });
  const rolesWith = (keys: JsonObject | undefined, more: JsonObject = {}): readonly string[] => {
    const { azureKeyVaultKms } = kms({ keyVaultResourceId: vaultId, ...keys })['securityProfile'] as JsonObject;
    const securityProfile = { ...(keys ? { azureKeyVaultKms } : {}), ...more } as JsonObject;
    const needs = needsOf(cluster({ securityProfile }), azure()).filter(({ scope }) => scope === vaultId);
    return needs.map(({ role: { name } }) => name);
  };

  it.each([
    ['no version', 'Public', { keyId: unversioned }, {}, both],
    ['no version', 'Private', { keyId: unversioned }, {}, both],
    ['no version and a slash', 'Public', { keyId: `${unversioned}/` }, {}, both],
    ['a version', 'Public', { keyId: versioned }, {}, [user]],
    ['a version', 'Private', { keyId: versioned }, {}, both],
    ['a version beside data encryption', 'Public', { keyId: versioned }, profile('Enabled'), both],
    ['a version beside data encryption', 'Private', { keyId: versioned }, profile('enabled'), both],
    ['a version beside data encryption that is off', 'Public', { keyId: versioned }, profile('Disabled'), [user]],
    ['a version and switched off', 'Public', { keyId: versioned, enabled: false }, {}, []],
  ])('a key with %s in a vault that is %s needs its roles (P-55, R-22, T-61)', (_, access, keys, more, wanted) => {
    expect(rolesWith({ ...keys, keyVaultNetworkAccess: access }, more as JsonObject)).toEqual(wanted);
  });

  it('keys of the platform need no role (P-55)', () => {
    expect(rolesWith(undefined, profile('Enabled'))).toEqual([]);
  });
});

describe('whose need it is', () => {
  const servicePrincipal = { identity: null };
  const onPrincipal = { ...onSubnet, servicePrincipalProfile: { clientId: 'app-1' }, identityProfile: null };

  it('a cluster with a service principal needs everything for that, with an unknown object ID: ARM does not show it', () => {
    const model = cluster({ ...onPrincipal, ...addon('omsagent', {}) }, servicePrincipal);
    const requirements = requirementsOf(model, azure());
    expect(new Set(requirements.map(({ identity }) => identity))).toEqual(new Set(['servicePrincipal']));
    expect(new Set(requirements.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });

  it('a need is judged by the principal of its identity', () => {
    const model = cluster(routing({}));
    expect(principalOf(model, 'controlPlane')).toBe(controlPlanePrincipal);
    expect(principalOf(model, 'kubelet')).toBe(kubeletPrincipal);
    expect(principalOf(model, 'webapprouting')).toBe(otherPrincipal);
    expect(principalOf(model, 'servicePrincipal')).toBeUndefined();
    expect(principalOf(cluster({}, systemAssigned), 'controlPlane')).toBe(controlPlanePrincipal);
  });

  it("a need takes the principal from the identity itself while the cluster's JSON has none", () => {
    const model = cluster({}, { identity: { type: 'userassigned', userAssignedIdentities: { [controlPlaneId]: {} } } });
    expect(principalOf(model, 'controlPlane')).toBeUndefined();
    const facts = factsOf([resource(controlPlaneId, { principalId: otherPrincipal })]);
    expect(principalOf(model, 'controlPlane', facts)).toBe(otherPrincipal);
  });
});

describe('a judged need', () => {
  const need: Need = needsOf(cluster(onSubnet), azure()).find(({ id }) => id === 'P-02')!;
  const verdict = (...grants: Parameters<typeof azure>): Requirement =>
    judgeNeed(need, controlPlanePrincipal, azure(...grants));

  it('has the shape of the public API', () => {
    expect(verdict([assignment(role.networkContributor, subnet)])).toEqual({
      id: 'P-02',
      identity: 'controlPlane',
      principalId: controlPlanePrincipal,
      role: { name: 'Network Contributor', id: role.networkContributor.id },
      scope: subnet,
      actions: [
        'Microsoft.Network/virtualNetworks/subnets/read',
        'Microsoft.Network/virtualNetworks/subnets/join/action',
      ],
      verdict: 'granted',
      grantedBy: assignment(role.networkContributor, subnet).id,
      reason: 'Network Contributor on snet-aks.',
    });
  });

  it('says where a grant comes from, that it is broad, and that it is fresh', () => {
    expect(verdict([assignment(role.networkContributor, vnet)]).reason).toContain('inherited from vnet-shop');
    const broad = assignment(role.owner, subscription, controlPlanePrincipal, { createdOn: '2026-09-01T11:59:00Z' });
    expect(verdict([broad]).reason).toContain('Network Contributor on snet-aks would be enough');
    expect(verdict([broad]).reason).toContain('may not be effective yet');
    const byGroup = assignment(role.networkContributor, subnet, otherPrincipal, { principalType: 'Group' });
    const read = { kind: 'assignments', scope: subnet, principalId: controlPlanePrincipal } as const;
    expect(verdict([], [[read, found([byGroup])]]).reason).toContain('through a group');
  });

  it('is unknown for a principal that is not known', () => {
    expect(judgeNeed(need, undefined, azure())).toMatchObject({ verdict: 'unknown' });
  });
});
