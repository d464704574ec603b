import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/domain/findings/catalogue.ts';
import { unreadFinding } from '../../../src/domain/findings/finding.ts';
import { fingerprintOf } from '../../../src/domain/report/fingerprint.ts';
import { findingRow, findingRows } from '../../../src/tree/clusters/findingRow.ts';
import { say } from '../../../src/sentences/words.ts';

const fix = { kind: 'removeRole', roleAssignmentId: '/x' } as const;
const leftover = {
  code: 'leftoverGrant',
  severity: 'info',
  text: say`Old role.`,
  evidence: [],
  source: '',
  fix,
} as const;

describe('findings on rows', () => {
  it('a row keeps its key when the sentence of its finding changes, and stays open in the tree', () => {
    const subject = '/subscriptions/1/resourceGroups/rg';
    const [before, after] = [say`3 roles.`, say`4 roles.`].map((text) =>
      findingRow('/c', { ...leftover, text, subject }, {}),
    );
    expect(after?.key).toBe(before?.key);
  });

  it('several findings of one kind about the same thing have keys of their own', () => {
    const rows = findingRows('/c', [leftover, { ...leftover, text: say`Another.` }, leftover], {});
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
    expect(rows[0]?.key).toBe(findingRow('/c', leftover, {}).key);
  });

  it('a click on a finding shows it in the panel of its cluster, whether it has a fix or was accepted', () => {
    const finding = fingerprintOf('/c', leftover);
    const opens = { kind: 'cluster', clusterId: '/c', tab: 'details', finding, isPreview: true };
    const { fix: _, ...plain } = leftover;
    for (const one of [leftover, plain, { ...plain, accepted: { reason: 'Known.', expires: '2027-01-01', by: 'ada' } }])
      expect(findingRow('/c', one, {})).toMatchObject({ click: 'aksIdentity.showPanel', opens, fingerprint: finding });
  });

  it('a finding without a fix, as of an old identity that may still be in use, can only be shown (A-39)', () => {
    const { fix: _, ...inUse } = { ...leftover, code: 'oldIdentityInUse' } as const;
    const waiting = findingRow('/c', inUse, {});
    expect(waiting).toMatchObject({ contextValue: 'finding:' });
    expect([waiting.label, waiting.fix]).toEqual(['Roles to review later', undefined]);
    expect(findingRow('/c', leftover, {})).toMatchObject({ contextValue: 'finding:removable:', fix });
  });

  it('a finding names the role that is missing, and its scope', () => {
    const missing = {
      kind: 'assignRole',
      principalId: 'p',
      role: { name: 'AcrPull' },
      scope: '/subscriptions/1/resourceGroups/rg',
    } as const;
    const row = findingRow('/c', { ...leftover, code: 'missingGrant:K-01', fix: missing }, {});
    expect([row.label, row.description]).toEqual(['Missing: AcrPull', 'rg']);
  });

  it('a finding offers to copy the custom role if there is one', () => {
    const wide = { ...leftover, code: 'tooWideGrant', customRole: { Name: 'AKS kubelet of shop' } } as const;
    const row = findingRow('/c', wide, {});
    expect(row.contextValue).toBe('finding:removable:customRole:');
    expect(JSON.parse(row.customRole!)).toEqual({ Name: 'AKS kubelet of shop' });
    expect(findingRow('/c', leftover, {})).not.toHaveProperty('customRole');
  });

  it('a finding has the title of the catalogue, and what distinguishes it from others of its kind', () => {
    const { fix: _, ...plain } = leftover;
    const named = findingRow(
      '/c',
      { ...plain, code: 'retiredAddon:kubeDashboard', brief: say`Kubernetes Dashboard` },
      {},
    );
    expect([named.label, named.description]).toEqual([catalogue.retiredAddon.title, 'Kubernetes Dashboard']);
    expect(findingRow('/c', leftover, {}).label).toBe(catalogue.leftoverGrant.title);
  });

  it('a finding says nothing of its sentence in its row, and all of it in its tooltip', () => {
    const { fix: _, ...plain } = leftover;
    const text = say`The kubelet is Contributor. That is too much.`;
    const row = findingRow('/c', { ...plain, code: 'tooWideGrant', text }, {});
    expect(row).not.toHaveProperty('description');
    expect(row.tooltip).toContainEqual({ label: 'Finding', value: text });
  });

  it('a finding offers what its fix does: grant a role, remove a leftover, or another fix', () => {
    const removal = {
      kind: 'removeRole',
      roleAssignmentId: `${'/subscriptions/1/resourceGroups/rg'}/providers/x`,
    } as const;
    const grant = { kind: 'assignRole', principalId: 'p', role: { name: 'AcrPull' }, scope: '/s' } as const;
    const other = { kind: 'upgradeNodeImages', clusterId: '/c' } as const;
    const offered = [grant, removal, other].map(
      (change) => findingRow('/c', { ...leftover, code: 'tooWideGrant', fix: change }, {}).contextValue,
    );
    expect(offered).toEqual(['finding:grantable:', 'finding:removable:', 'finding:fixable:']);
  });

  const busy = unknown('Busy. Try again.', { short: say`Busy` });

  it('a finding about what could not be read says why, however its evidence is worded', () => {
    const finding = unreadFinding(say`it is so`, '/subscriptions/s/id', [busy, busy]);
    for (const evidence of [finding.evidence, ['Seen: nothing: at all.'], []])
      expect(findingRow('/c', { ...finding, evidence }, {})).toMatchObject({
        label: 'Not everything could be read',
        description: 'busy',
      });
  });
});
