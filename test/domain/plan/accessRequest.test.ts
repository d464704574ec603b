import { describe, expect, it } from 'vitest';
import { askForRole, joinChecksByRight } from '../../../src/domain/plan/accessRequest.ts';
import { callerAction } from '../../../src/domain/plan/callerChecks.ts';
import type { Check } from '../../../src/domain/plan/plan.ts';
import { callerTitle, verdictTitle } from '../../../src/domain/words/verdictTitle.ts';
import { group, subnetId, worldFacts } from '../../support/domain/worldFacts.ts';
import { say } from '../../../src/sentences/words.ts';

const nothingRead = worldFacts({ resources: [] });

describe('what is asked of somebody else', () => {
  it.each([
    [callerAction.assignIdentity, 'Managed Identity Operator'],
    [callerAction.writeCluster, 'Azure Kubernetes Service Contributor Role'],
    ['Microsoft.Network/virtualNetworks/subnets/join/action', 'Network Contributor'],
    ['Microsoft.Network/applicationGateways/read', 'Reader'],
    [callerAction.upgradeNodeImage, 'Contributor'],
    ['Microsoft.KeyVault/vaults/accessPolicies/write', 'Key Vault Contributor'],
    [
      'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      'Azure Kubernetes Service Cluster User Role',
    ],
  ])('is the narrowest role at the scope: %s', (action, role) => {
    const account = { id: '1', name: "o'neil@contoso.com" };
    const request = askForRole({ action, scope: subnetId }, { account }, nothingRead);
    expect(request?.from).toBe(
      'an Owner, User Access Administrator or Role Based Access Control Administrator of subnet snet-aks',
    );
    expect(request?.command).toContain(`--assignee 'o'"'"'neil@contoso.com' --role `);
    expect(request?.command.replaceAll("'", '')).toContain(` --role ${role} --scope ${subnetId}`);
  });

  it('is never a role to manage access itself', () => {
    expect(askForRole({ action: callerAction.writeRole, scope: group }, {}, nothingRead)).toBeUndefined();
  });

  it('uses a placeholder if the name of the account is unknown', () => {
    expect(askForRole({ action: callerAction.writeCluster, scope: group }, {}, nothingRead)?.command).toContain(
      "--assignee '<sign-in name>'",
    );
  });

  it('is one request for one right, with the commands for every scope', () => {
    const right = (command: string, scope: string): Check => ({
      title: say`You can't assign roles there`,
      verdict: 'fail',
      detail: say`No.`,
      permission: { action: callerAction.writeRole, scope },
      request: { from: 'an Owner', command },
    });
    const checks = joinChecksByRight([
      right('az one', group),
      right('az two', group.toUpperCase()),
      right('az 3', subnetId),
    ]);
    expect(checks.map(({ request }) => request?.command)).toEqual(['az one\naz two', 'az 3']);
  });
});

describe('the title of a check', () => {
  it.each([
    ['the kubelet of a', 'pass', 'The kubelet of a can update shop-weu'],
    ['the kubelet of a', 'unknown', "Couldn't verify whether the kubelet of a can update shop-weu"],
    ['id-shop', 'fail', "id-shop can't update shop-weu"],
  ] as const)('says for %s and %s: %s', (who, verdict, title) => {
    expect(verdictTitle(who, 'update shop-weu', verdict)).toBe(title);
  });

  it.each([
    ['pass', 'You can update shop-weu'],
    ['fail', "You can't update shop-weu"],
    ['unknown', "Couldn't verify whether you can update shop-weu"],
  ] as const)('says for whoever is signed in and %s: %s', (verdict, title) => {
    expect(callerTitle('update shop-weu', verdict)).toBe(title);
  });
});
