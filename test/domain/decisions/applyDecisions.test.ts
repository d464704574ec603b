import { describe, expect, it } from 'vitest';
import { decideFinding } from '../../../src/domain/decisions/applyDecisions.ts';
import { acceptFields, type Acceptance, type Decisions } from '../../../src/domain/decisions/decisions.ts';
import { joinedDecisions } from '../../../src/domain/decisions/files.ts';
import { subjectOfMissing, type MissingRole } from '../../../src/domain/findings/rule/rule.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { matchesShape } from '../../../src/shape/shape.ts';
import { verbatim } from '../../../src/sentences/words.ts';

const cluster =
  '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop';
const now = new Date('2026-06-01T12:00:00Z');
const finding = (code: Finding['code'], more: Partial<Finding> = {}): Finding => ({
  code,
  severity: 'error',
  text: verbatim(code),
  evidence: [],
  source: 'https://a',
  ...more,
});
const lacking = (code: Finding['code'], missing: MissingRole): Finding =>
  finding(code, { missing, subject: subjectOfMissing(missing) });
const entry = (more: Partial<Acceptance> = {}): Acceptance => ({
  finding: 'halfMigrated',
  scope: cluster,
  reason: 'Soon',
  by: 'ana',
  expires: '2026-06-30',
  ...more,
});
const isSubject = (about: unknown) => matchesShape(acceptFields.about, about);
const decideAll = (findings: readonly Finding[], decisions: Decisions): readonly Finding[] =>
  findings.map((each) => decideFinding(each, cluster, decisions, now));
const decided = (one: Finding, ...accept: Acceptance[]) => decideFinding(one, cluster, { accept }, now);

describe('a decision', () => {
  it('about something else leaves a finding as it is, without a copy', () => {
    const one = finding('halfMigrated');
    expect(decided(one)).toBe(one);
    expect(decided(one, entry({ finding: 'missingGrant:N-01' }))).toBe(one);
  });

  it('accepts findings of its code, or of its kind, in its scope and what is below it', () => {
    const accepted = { reason: 'Soon', by: 'ana', expires: '2026-06-30' };
    expect(decided(finding('halfMigrated'), entry())).toEqual({ ...finding('halfMigrated'), accepted });
    const missing = finding('missingGrant:N-01');
    expect(decided(missing, entry({ finding: 'missingGrant:N-01' }))).toMatchObject({ accepted });
    expect(decided(missing, entry({ finding: 'missingGrant' as Finding['code'] }))).toMatchObject({ accepted });
    expect(decided(missing, entry({ finding: 'missingGrant:N-02' }))).toEqual(missing);
    const scopes = [
      '/SUBSCRIPTIONS/*/resourcegroups/RG',
      '*',
      '/subscriptions/11111111-*/',
      `${cluster}/`,
      '**/managedClusters/shop',
    ];
    for (const scope of scopes)
      expect(decided(finding('halfMigrated'), entry({ scope })), scope).toMatchObject({ accepted });
    for (const scope of [
      '/subscriptions/*/resourceGroups/r',
      `${cluster}2`,
      '*/managedClusters/sho',
      `${cluster}/agentPools/a`,
    ])
      expect(decided(finding('halfMigrated'), entry({ scope })), scope).toEqual(finding('halfMigrated'));
  });

  it('that names what it is about accepts no other finding of the code', () => {
    const at = (scope: string) =>
      lacking('missingGrant:N-01', { identity: 'kubelet', role: { id: 'r', name: 'R' }, scope });
    const wide = finding('tooWideGrant', {
      subject: '/subscriptions/1/providers/x/roleAssignments/a',
    });
    const findings = [at('/subscriptions/1/resourceGroups/a'), at('/subscriptions/1/resourceGroups/b'), wide];
    const accept = [
      entry({ finding: 'missingGrant:N-01', about: '/subscriptions/1/RESOURCEGROUPS/a' }),
      entry({ finding: 'tooWideGrant', about: '*/roleAssignments/a' }),
      entry({ about: '/subscriptions/1' }),
    ];
    const marked = decideAll([...findings, finding('halfMigrated')], { accept });
    expect(marked.filter(({ accepted }) => accepted).map(({ text, missing }) => missing?.scope ?? text)).toEqual([
      '/subscriptions/1/resourceGroups/a',
      'tooWideGrant',
    ]);
  });

  it('made for one finding accepts no other of the cluster', () => {
    const group = '/subscriptions/1/resourceGroups/rg';
    const missing = (scope: string, name: string) =>
      lacking('missingGrant:P-43', { identity: 'controlPlane', role: { id: name, name }, scope });
    const all = [
      missing(group, 'Network Contributor'),
      missing(group, 'Reader'),
      missing(`${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`, 'Network Contributor'),
      ...['a', 'b'].map((name) =>
        finding('workloadTooWide', {
          subject: `/providers/Microsoft.Management/managementGroups/m/providers/Microsoft.Authorization/roleAssignments/${name}`,
        }),
      ),
      ...['a', 'b'].map((name) => finding('credentialOfGoneIssuer', { subject: `https://oic.example/${name}/` })),
      ...['1', '2'].map((digit) =>
        finding('oldIdentityInUse', {
          subject: `${digit}0000000-0000-4000-8000-000000000000`,
        }),
      ),
      ...['a', 'b'].map((name) =>
        finding('federatedCredentialLimit', {
          subject: `${group}(prod)/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
        }),
      ),
    ];
    for (const one of all) {
      const about = one.subject;
      const accept = [entry({ finding: one.code, ...(about === undefined ? {} : { about }) })];
      const accepted = decideAll(all, { accept }).filter((each) => each.accepted);
      expect(
        accepted.map(({ subject }) => subject),
        about,
      ).toEqual([about]);
      expect(isSubject(about), about).toBe(true);
    }
  });

  it('counts on its last day and no longer, and the finding says that it is over', () => {
    expect(decided(finding('halfMigrated'), entry({ expires: '2026-06-01' }))).toHaveProperty('accepted');
    const over = decided(finding('halfMigrated'), entry({ expires: '2026-05-31' }), entry({ expires: '2026-01-31' }));
    expect(over).toEqual({ ...finding('halfMigrated'), acceptedUntil: '2026-05-31' });
    expect(decided(finding('halfMigrated'), entry({ expires: '2026-05-31' }), entry())).toHaveProperty('accepted');
  });

  it('made again replaces what was decided before', () => {
    const once = decided(finding('halfMigrated'), entry());
    expect(once && decided(once)).toEqual(finding('halfMigrated'));
  });

  it('sets the severity of a code before that of its kind, and switches findings off visibly', () => {
    const all = [finding('missingGrant:N-01'), finding('missingGrant:N-02'), finding('halfMigrated')];
    const severities = { missingGrant: 'info', 'missingGrant:N-02': 'warning', halfMigrated: 'off' } as const;
    expect(decideAll(all, { severities })).toEqual([
      finding('missingGrant:N-01', { severity: 'info' }),
      finding('missingGrant:N-02', { severity: 'warning' }),
      finding('halfMigrated', { accepted: { reason: 'Findings of this kind are switched off.' } }),
    ]);
  });

  it('sets no severity of what could not be checked', () => {
    const unknown = finding('halfMigrated', { severity: 'unknown' });
    expect(decideAll([unknown], { severities: { halfMigrated: 'info' } })).toEqual([unknown]);
  });

  it('expects a grant by its role, scope and principal', () => {
    const grant = {
      role: 'Contributor',
      scope: '/subscriptions/1/resourceGroups/a',
      principalId: 'P',
      where: 'acrshop',
    };
    const wide = finding('tooWideGrant', { grant });
    const expecting = (principal?: string, role = 'contributor') =>
      decideAll([wide], {
        expectedGrants: [{ role, scope: '/subscriptions/1', reason: 'deploys', ...(principal ? { principal } : {}) }],
      })[0];
    expect(expecting()).toMatchObject({ accepted: { reason: 'Expected: deploys' } });
    expect(expecting('p')).toHaveProperty('accepted');
    expect(expecting('q')).toEqual(wide);
    expect(expecting(undefined, 'Owner')).toEqual(wide);
  });

  it('of one place joins those of others', () => {
    const joined = joinedDecisions([
      { accept: [entry()], severities: { halfMigrated: 'info', retiredAddon: 'off' } },
      { severities: { halfMigrated: 'warning' } },
    ]);
    expect(joined).toEqual({
      accept: [entry()],
      severities: { halfMigrated: 'warning', retiredAddon: 'off' },
      expectedGrants: [],
      expectedWriters: [],
    });
  });
});
