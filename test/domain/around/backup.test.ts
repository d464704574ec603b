import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { lookAtBackup, backupVaultType } from '../../../src/domain/around/things/backup.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { needsOf, requirementsOf } from '../../../src/domain/needs/needs.ts';
import { every, below } from '../../support/domain/around/aroundParts.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  controlPlanePrincipal,
  group,
  resource,
  subscription,
  subscriptionId,
} from '../../support/domain/clusterFixture.ts';
import { unreadable, type Entry } from '../../support/domain/factsOf.ts';
import { ofId } from '../../support/domain/cases/needParts.ts';

const snapshots = `${subscription}/resourceGroups/rg-snapshots`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/stbackup`;
const vaultId = `${group}/providers/${backupVaultType}/bv-shop`;
const policyId = `${vaultId}/backupPolicies/daily`;
const vaultPrincipal = 'f0000000-0000-0000-0000-000000000001';
const extensionPrincipal = 'f0000000-0000-0000-0000-000000000002';

const extension = below(clusterId, 'providers/Microsoft.KubernetesConfiguration/extensions', {
  id: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
  name: 'azure-aks-backup',
  properties: {
    extensionType: 'Microsoft.DataProtection.Kubernetes',
    aksAssignedIdentity: { principalId: extensionPrincipal },
    configurationSettings: {
      'configuration.backupStorageLocation.config.storageAccount': 'stbackup',
      'configuration.backupStorageLocation.config.resourceGroup': 'rg-shop',
      'configuration.backupStorageLocation.config.subscriptionId': subscriptionId,
    },
  },
});
const vault = every(backupVaultType, {
  id: vaultId,
  name: 'bv-shop',
  identity: { type: 'SystemAssigned', principalId: vaultPrincipal },
});
const instance = (of: string = clusterId, more: JsonObject = {}): JsonObject => ({
  id: `${vaultId}/backupInstances/${of.split('/').at(-1) ?? ''}`,
  name: 'shop-1',
  properties: {
    friendlyName: 'shop',
    dataSourceInfo: { resourceID: of.toUpperCase() },
    protectionStatus: { status: 'ProtectionConfigured' },
    policyInfo: { policyId, policyParameters: { dataStoreParametersList: [{ resourceGroupId: snapshots }] } },
    ...more,
  },
});
const instances = (...all: readonly JsonObject[]): Entry => below(vaultId, 'backupInstances', ...all);
const policy = (dataStoreType: string): Entry =>
  resource(policyId, { policyRules: [{ lifecycles: [{ sourceDataStore: { dataStoreType } }] }] });
const protectedCluster = [extension, vault, instances(instance()), policy('OperationalStore')];

const around = (grants: readonly RoleAssignment[], entries: readonly Entry[]) => ({
  ...azure(grants, entries),
  looksAround: true,
});
const roles = (grants: readonly RoleAssignment[], entries: readonly Entry[] = protectedCluster) =>
  requirementsOf(cluster(), around(grants, entries))
    .filter(({ id }) => ['P-62', 'P-63', 'P-65'].includes(id))
    .map(({ id, holder = 'control plane', role: { name }, scope, verdict }) =>
      [id, holder, name, scope.split('/').at(-1), verdict].join(' '),
    );

describe('backup', () => {
  it('is shown with its vault, its snapshot group and its account, and another cluster’s is not', () => {
    const other = instance(`${clusterId}-2`);
    const facts = around([], [extension, vault, instances(instance(), other), policy('OperationalStore')]);
    expect(lookAtBackup(cluster(), facts)).toMatchObject({
      unknown: [],
      things: [
        {
          name: 'bv-shop',
          what: 'backup shop',
          state: { tone: 'ok' },
          identities: [{ principalId: vaultPrincipal }],
          facts: [
            { label: 'Snapshot group', value: snapshots },
            { label: 'Storage account', value: account },
            { label: 'Policy', value: 'daily' },
            { label: 'Copies in the vault', value: 'no' },
          ],
        },
      ],
    });
  });

  it('of a cluster without the extension is none, and no vault is asked for it', () => {
    const facts = around([], []);
    expect(lookAtBackup(cluster(), facts)).toEqual({ things: [], unknown: [] });
    expect(facts.missed.map(({ kind }) => kind)).not.toContain('everyResource');
  });

  it('that can’t be read is unknown with the reason, at the extension, the vaults and the instances', () => {
    const unread = (read: Entry[0], ...before: Entry[]) =>
      lookAtBackup(cluster(), around([], [...before, [read, unreadable('403')]])).unknown;
    const list = 'providers/Microsoft.KubernetesConfiguration/extensions';
    expect(inWords(unread({ kind: 'listBelow', id: clusterId, list }))).toEqual(['Extensions: 403']);
    expect(inWords(unread({ kind: 'everyResource', type: backupVaultType }, extension))).toEqual([
      'Backup vaults: 403',
    ]);
    expect(
      inWords(unread({ kind: 'listBelow', id: vaultId as ArmId, list: 'backupInstances' }, extension, vault)),
    ).toEqual(['Backup instances of bv-shop: 403']);
  });

  it('needs roles of the extension, the control plane and the vault; those for copies in the vault are advice', () => {
    expect(roles([])).toEqual([
      'P-62 Backup extension Storage Blob Data Contributor stbackup missing',
      'P-63 control plane Contributor rg-snapshots missing',
      'P-65 Backup vault bv-shop Reader shop missing',
      'P-65 Backup vault bv-shop Reader rg-snapshots missing',
      'P-65 Backup vault bv-shop Disk Snapshot Contributor rg-snapshots missing',
      'P-65 Backup vault bv-shop Data Operator for Managed Disks rg-snapshots missing',
      'P-65 Backup vault bv-shop Storage Blob Data Contributor stbackup missing',
    ]);
    const facts = around([], protectedCluster);
    const advice = ofId(needsOf(cluster(), facts), 'P-65').filter((need) => need.advice);
    expect(advice).toHaveLength(3);
    const vaulted = around([], [extension, vault, instances(instance()), policy('VaultStore')]);
    expect(ofId(needsOf(cluster(), vaulted), 'P-65').filter((need) => need.advice)).toEqual([]);
  });

  it('has all its roles with those that are proposed; either of two serves the extension', () => {
    const grants = requirementsOf(cluster(), around([], protectedCluster))
      .filter(({ id }) => id !== 'P-01')
      .map((each) => assignment(each.role, each.scope, each.principalId));
    expect(roles(grants).filter((text) => !text.endsWith('granted'))).toEqual([]);
    const keys = assignment(role.storageAccountContributor, account, extensionPrincipal);
    expect(roles([keys])[0]).toBe('P-62 Backup extension Storage Blob Data Contributor stbackup granted');
  });

  it('causes no need unless the resources around clusters are read', () => {
    const ids = needsOf(cluster(), azure([], protectedCluster)).map(({ id }) => id);
    expect(ids).toEqual(['P-01']);
  });

  it('with a policy that can’t be read leaves open what copies need', () => {
    const unreadPolicy: Entry = [{ kind: 'resource', id: policyId as ArmId }, unreadable('403')];
    const open = roles(
      [assignment(role.contributor, snapshots, controlPlanePrincipal)],
      [extension, vault, instances(instance()), unreadPolicy],
    );
    expect(open.filter((text) => text.endsWith('unknown'))).toHaveLength(3);
  });
});
