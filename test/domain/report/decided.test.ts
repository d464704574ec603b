import { describe, expect, it } from 'vitest';
import { catalogue, type FindingKind } from '../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { columns } from '../../../src/domain/report/columns.ts';
import {
  bearsOnControl,
  controlName,
  controlsOf,
  controlsText,
  controlWords,
} from '../../../src/domain/report/controls.ts';
import { reportOf } from '../../../src/domain/report/formats/report.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';
import { say } from '../../../src/sentences/words.ts';

const now = new Date('2026-06-01T12:00:00Z');
const finding = (code: Finding['code'], more: Partial<Finding> = {}): Finding => ({
  code,
  severity: 'error',
  text: say`${code}.`,
  evidence: ['Seen.'],
  source: 'https://a',
  ...more,
});
const accepted = { reason: 'Moves soon', by: 'ana', expires: '2026-06-30' };
const row = {
  cluster: cluster(),
  findings: [finding('halfMigrated', { accepted }), finding('clusterFailed', { acceptedUntil: '2026-05-31' })],
};

describe('an accepted finding in a report', () => {
  it('is not among the errors, and stands last with its reason', () => {
    const text = reportOf([row], 'markdown', now);
    expect(text).toContain('1 cluster: 1 error, 0 warnings, 0 info, 1 accepted.');
    expect(text).toMatch(/Accepted \| Nodes may still use .* Accepted until Jun 30, 2026 by ana: Moves soon/);
    expect(text.indexOf('The last operation failed')).toBeLessThan(text.indexOf('Nodes may still use'));
    expect(columns.find(({ severity }) => severity === 'error')?.of(row)).toBe(1);
  });

  it('is told in CSV, JSON and SARIF, as is one that is accepted no longer', () => {
    const csv = reportOf([row], 'csv', now);
    expect(csv).toContain('"Accepted until Jun 30, 2026 by ana: Moves soon"');
    expect(csv).toContain('"Its acceptance ended on May 31, 2026."');
    const json = JSON.parse(reportOf([row], 'json', now)) as { clusters: { findings: Finding[] }[] };
    expect(json.clusters[0]?.findings).toMatchObject([{ accepted }, { acceptedUntil: '2026-05-31' }]);
    expect(reportOf([row], 'sarif', now)).toContain(
      '"justification": "Accepted until Jun 30, 2026 by ana: Moves soon"',
    );
  });
});

describe('a control', () => {
  it('a policy goes by its title where people read, for its id is a GUID', () => {
    const named = 'Azure Policy: Azure Kubernetes Service Clusters should use managed identities';
    const [policy] = controlsOf(finding('halfMigrated'));
    expect(controlName(policy!)).toBe(named);
  });

  it('is named by the findings that bear on it, where it matters only under its condition', () => {
    expect(controlsText(finding('halfMigrated'))).toBe(
      'Azure Policy da6e2401-19da-4532-9141-fb8fbde08431 (Azure Kubernetes Service Clusters should use managed identities)',
    );
    const idsOf = (one: Finding) => controlsOf(one).map(({ id }) => id);
    const scope = `${cluster().id.split('/providers/')[0]}/providers/Microsoft.ContainerRegistry/registries/acr`;
    const grant = { role: 'Contributor', scope, principalId: 'p', where: 'acrshop' };
    expect(idsOf(finding('tooWideGrant', { about: ['controlPlane'] }))).toEqual([
      'PA-7',
      'AC-3 (7)',
      'SE:05',
      'MS-M9003',
    ]);
    expect(idsOf(finding('tooWideGrant', { about: ['kubelet'] }))).toContain('5.2.1');
    expect(idsOf(finding('tooWideGrant', { grant }))).toEqual(expect.arrayContaining(['5.1.3', 'C-0250']));
    expect(idsOf(finding('retiredAddon:httpApplicationRouting'))).toEqual(['aks-010']);
    expect(idsOf(finding('retiredAddon:other'))).toEqual([]);
  });

  it.each([
    ['its id', '5.1.3', true],
    ['its framework and id', 'cis aks benchmark 1.8 5.1.3', true],
    ['its framework', 'kubescape', true],
    ['words of its title', 'read-only for azure', true],
    ['a part of its id', '5.1', false],
    ['the id of another one', 'pa-7', false],
  ])('is asked for by %s', (_, wanted, bears) => {
    expect(bearsOnControl(finding('registryRoleIneffective'), wanted)).toBe(bears);
  });

  it('stands in every format beside its finding', () => {
    const principal = { ...row, findings: [finding('servicePrincipal')] };
    for (const format of ['markdown', 'csv', 'json', 'sarif'] as const)
      expect(reportOf([principal], format, now), format).toMatch(/Azure\.AKS\.ManagedIdentity/);
  });

  it('is listed with its condition where findings of a kind bear on it only sometimes', () => {
    expect(controlWords('tooWideGrant')).toContain('CIS AKS Benchmark 1.8 5.1.3 (at a registry)');
    expect(controlWords('retiredAddon')).toEqual([
      'Azure Quick Review aks-010 (`retiredAddon:httpApplicationRouting`)',
    ]);
    expect((Object.keys(catalogue) as FindingKind[]).filter((kind) => controlWords(kind).length > 0).length).toBe(32);
  });
});
