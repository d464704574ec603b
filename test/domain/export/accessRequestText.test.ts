import { expect, it } from 'vitest';
import { accessRequestText } from '../../../src/domain/export/accessRequestText.ts';
import { toldByUser } from '../../../src/domain/words/lack.ts';
import { shownCommand } from '../../../src/domain/export/powershell.ts';
import { planAsAz } from '../../../src/domain/export/az.ts';
import {
  cp,
  onSubnet,
  planned,
  setControlPlane,
  subnet,
  toSystem,
  toUser,
} from '../../support/domain/plans/identityPlans.ts';
import { cluster, guid, subnetId, systemAssigned, userAssigned } from '../../support/domain/worldFacts.ts';
import { say } from '../../../src/sentences/words.ts';

it('a request to somebody who can help has each missing right once, in words, with its command', () => {
  const resources = [cluster(systemAssigned, onSubnet), cp, subnet];
  const caller = [
    {
      actions: ['*'],
      notActions: ['Microsoft.Network/*', 'Microsoft.Authorization/*/write'],
      dataActions: [],
      notDataActions: [],
    },
  ];
  const plan = planned(setControlPlane(toUser('id-shop')), { resources, caller });
  expect(accessRequestText(plan, false)).toBe(
    [
      "I can't make this change yet: Change control plane identity of shop-weu to id-shop.",
      'The commands are for bash or zsh.',
      'Where a command says <sign-in name>, please use mine.',
      '',
      "1. I can't join nodes to subnet snet-aks.",
      '   Permission: Microsoft.Network/virtualNetworks/subnets/join/action',
      `   Scope: ${subnetId}`,
      '   An Owner, User Access Administrator or Role Based Access Control Administrator of subnet snet-aks can run:',
      '   az role assignment create \\',
      "     --assignee '<sign-in name>' \\",
      "     --role 'Network Contributor' \\",
      `     --scope ${subnetId}`,
      '',
      "2. I can't assign roles on snet-aks.",
      '   Permission: Microsoft.Authorization/roleAssignments/write',
      `   Scope: ${subnetId}`,
      '   An Owner, User Access Administrator or Role Based Access Control Administrator of subnet snet-aks can run:',
      ...shownCommand(plan.steps[0]!.az, false)
        .split('\n')
        .map((line) => `   ${line}`),
      '',
    ].join('\n'),
  );
});

it('a request to somebody who can help has the whole plan where the identity that gets a role is made by it', () => {
  const resources = [cluster(userAssigned('id-shop', guid(10)), onSubnet), cp, subnet];
  const caller = [
    { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'], dataActions: [], notDataActions: [] },
  ];
  const plan = planned(setControlPlane(toSystem), { resources, caller });
  const text = accessRequestText(plan, false);
  expect(text).toContain("I can't assign roles on snet-aks.");
  expect(text).toContain("   My roles on subnet snet-aks don't allow it.");
  expect(text).not.toContain('Administrator of subnet snet-aks can run:');
  expect(text).toContain(`Someone with all of these rights can run:\n\n${planAsAz(plan)}`);
});

it('a request to somebody who can help gives the reason where no role would help', () => {
  const plan = planned(setControlPlane(toUser('id-shop')), { resources: [cluster(systemAssigned), cp] });
  const checks = [
    {
      title: say`Anything`,
      verdict: 'fail',
      detail: say`A deny assignment blocks everyone.`,
      lack: { can: 'update shop-weu' },
    },
  ] as const;
  expect(accessRequestText({ ...plan, checks }, false)).toContain(
    "1. I can't update shop-weu.\n   A deny assignment blocks everyone.",
  );
});

it('a request to somebody who can help speaks for whoever asks, however the checks of the plan are worded', () => {
  const resources = [cluster(userAssigned('id-shop', guid(10)), onSubnet), cp, subnet];
  const caller = [
    { actions: ['*'], notActions: ['Microsoft.Authorization/*/write'], dataActions: [], notDataActions: [] },
  ];
  const plan = planned(setControlPlane(toSystem), { resources, caller });
  const reworded = plan.checks.map((check) =>
    check.lack ? { ...check, title: say`Not so`, detail: say`Reworded.` } : check,
  );
  expect(accessRequestText({ ...plan, checks: reworded }, false)).toBe(accessRequestText(plan, false));
});

it('a request to somebody who can help says which roles whoever asks is eligible for, and as which account', () => {
  const missingRole = {
    place: 'subnet snet-aks',
    account: 'ada@contoso.com',
    eligible: ['Owner', 'Reader'].map((role) => ({ role, scope: '/subscriptions/s/resourceGroups/rg', place: 'rg' })),
  };
  expect(toldByUser.missingRole(missingRole)).toBe(
    "My roles on subnet snet-aks don't allow it as ada@contoso.com. I am eligible for Owner on rg or Reader on rg, which I have not activated in Privileged Identity Management.",
  );
});
