import { expect, it } from 'vitest';
import { accessRequestText } from '../../../src/domain/export/accessRequestText.ts';
import { cp, onSubnet, planned, setControlPlane, subnet, toUser } from '../../support/domain/identityPlans.ts';
import { cluster, subnetId, systemAssigned } from '../../support/domain/worldFacts.ts';

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
  expect(accessRequestText(plan)).toBe(
    [
      "I can't make this change yet: Change control plane of shop-weu to id-shop.",
      'Where a command says <sign-in name>, please use mine.',
      '',
      "1. I can't join nodes to subnet snet-aks.",
      '   Permission: Microsoft.Network/virtualNetworks/subnets/join/action',
      `   Scope: ${subnetId}`,
      '   An Owner, User Access Administrator or Role Based Access Control Administrator of subnet snet-aks can run:',
      `   az role assignment create --assignee '<sign-in name>' --role 'Network Contributor' --scope ${subnetId}`,
      '',
      "2. I can't assign roles on snet-aks.",
      '   Permission: Microsoft.Authorization/roleAssignments/write',
      `   Scope: ${subnetId}`,
      '   An Owner, User Access Administrator or Role Based Access Control Administrator of subnet snet-aks can run:',
      `   ${plan.steps[0]!.az}`,
      '',
    ].join('\n'),
  );
});

it('a request to somebody who can help gives the reason where no role would help', () => {
  const plan = planned(setControlPlane(toUser('id-shop')), { resources: [cluster(systemAssigned), cp] });
  const checks = [
    { title: "You can't update shop-weu", verdict: 'fail', detail: 'A deny assignment stops everybody.' },
  ] as const;
  expect(accessRequestText({ ...plan, checks })).toContain(
    "1. I can't update shop-weu.\n   A deny assignment stops everybody.",
  );
});
