import { describe, expect, it } from 'vitest';
import { historyText } from '../../../src/cli/commands/historyText.ts';
import { changeRow } from '../../../src/domain/history/changeRows.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import type { HistoryEntry } from '../../../src/domain/history/model.ts';
import { sinceText, whatText } from '../../../src/domain/history/text/historyLines.ts';
import { changeOf, identity, shopView, stranger } from '../../support/domain/historyCases.ts';

type Values = Parameters<typeof changeOf>[0];
const subnet: Values = { 'properties.agentPoolProfiles[1].vnetSubnetID': ['/x/subnets/a', '/x/subnets/b'] };
const addon: Values = { 'properties.addonProfiles.azureKeyvaultSecretsProvider.enabled': ['false', 'true'] };
const rbac: Values = { 'properties.enableRBAC': ['true', 'false'] };
const localAccounts: Values = { 'properties.disableLocalAccounts': ['true', 'false'] };
const sameAccounts: Values = { 'properties.disableLocalAccounts': [null, 'false'] };
const tenant: Values = { 'properties.aadProfile.tenantID': ['t1', 't2'] };
const assigned: Values = { [`identity.userAssignedIdentities.${identity}.principalId`]: [null, stranger] };

function entryOf(parts: readonly Values[], notShown = 0): HistoryEntry {
  const values: Values = Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  const row = changeRow(changeOf(values, { changesCount: Object.keys(values).length + notShown }));
  const { entries } = historyEntries(shopView, { events: [], rows: [row!], requests: [], now: new Date('2026-11-28') });
  return entries[0]!;
}

const said = (parts: readonly Values[], notShown = 0): string =>
  whatText(entryOf(parts, notShown)).replace('changed cluster shop: ', '');

describe('the line of a write of several properties', () => {
  it('begins with access, then identities, and has words before paths, in whatever order Azure has them (H-20)', () => {
    const parts = [subnet, addon, tenant, assigned, localAccounts];
    for (const order of [parts, parts.toReversed(), [...parts.slice(2), ...parts.slice(0, 2)]])
      expect(said(order)).toBe('local accounts turned on; aadProfile.tenantID from t1 to t2; and 3 other properties');
    expect(said([subnet, addon, rbac, localAccounts, assigned])).toBe(
      'Kubernetes RBAC turned off; local accounts turned on; and 3 other properties',
    );
    expect(said([subnet, assigned])).toMatch(/^identity id-shop assigned to it; agentPoolProfiles\[1\]/);
  });

  it('has what is as before behind what is not (H-20)', () => {
    expect(said([sameAccounts, subnet, addon])).toMatch(/; and 1 other property$/);
    expect(said([sameAccounts, subnet, addon])).not.toContain('as before');
  });

  it.each([
    [1, [localAccounts], 'local accounts turned on, and 1 other property unrelated to identities or access'],
    [
      4,
      [localAccounts, rbac, addon],
      'local accounts turned on; Kubernetes RBAC turned off; 1 other property; and 4 other properties unrelated to identities or access',
    ],
  ])(
    'counts what is about identities or access apart from what is not, with %i of these (H-20)',
    (notShown, parts, text) => {
      expect(said(parts, notShown)).toBe(text);
    },
  );

  it('begins with what explains a finding where it is said since when that is there (H-22)', () => {
    const former = { code: 'leftover', former: { principalId: stranger } };
    const own = entryOf([localAccounts, rbac, { [Object.keys(assigned)[0]!]: [stranger, null] }]);
    expect(whatText(own)).toContain('shop: local accounts turned on; Kubernetes RBAC turned off; ');
    expect(sinceText(own, 'Nov 25', former)).toContain('shop: identity id-shop no longer assigned to it; ');
  });

  it('has all of them in a table for programs (H-20)', () => {
    const rest = { since: '2026-11-14T00:00:00Z', until: '2026-11-28T00:00:00Z', sources: [], unknown: [] };
    const entries = [entryOf([subnet, addon, rbac, localAccounts, assigned], 2)];
    const history = { subject: shopView.subject, entries, removedElsewhere: 0, unreadable: 0, ...rest };
    expect(historyText(history, 'csv', false)).toContain(
      'Kubernetes RBAC turned off; local accounts turned on; Key Vault provider for Secrets Store turned on; identity id-shop assigned to it; agentPoolProfiles[1].vnetSubnetID from /x/subnets/a to /x/subnets/b; and 2 other properties unrelated to identities or access',
    );
  });
});
