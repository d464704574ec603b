import { whyUnknown } from '../../../../src/azure/arm/whyUnknown.ts';
import { unknownText, withTitle } from '../../../../src/domain/arm/unknown.ts';
import { unknown } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import type { ReportRow } from '../../../../src/domain/report/columns.ts';
import { reportOf } from '../../../../src/domain/report/formats/report.ts';
import { reportFormatKeys } from '../../../../src/domain/report/reportFormats.ts';
import { linkToCluster } from '../../../../src/domain/words/links.ts';
import { dateTimeAndZone } from '../../../../src/domain/words/dateTime.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { cluster, clusterId, clusterJson } from '../../../support/domain/clusterFixture.ts';
import { gatewayRouting } from '../../../support/domain/cases/gatewayFindingCases.ts';
import { missingRole } from '../../../support/domain/missingRole.ts';
import { fc } from '../../../support/property.ts';
import { say, verbatim } from '../../../../src/sentences/words.ts';

const now = new Date('2026-09-01T12:00:00Z');
const finding: Finding = { ...missingRole, fix: { kind: 'removeRole', roleAssignmentId: '/r' } };
const unread: Finding = { ...finding, code: 'identityUnreadable', severity: 'unknown' };
const other = clusterOf(clusterJson({}, { id: `${clusterId}-2`, name: 'shop-2' }));
const rows: ReportRow[] = [
  { cluster: other, findings: [] },
  { cluster: cluster(), findings: [finding, { ...finding, code: 'halfMigrated', severity: 'warning' }] },
];
const withText = (text: string): ReportRow[] => [
  { cluster: cluster(), findings: [{ ...finding, text: verbatim(text) }] },
];

describe('a report', () => {
  it.each(reportFormatKeys)('as %s is the same text whatever the order of the clusters', (format) => {
    expect(reportOf([...rows].reverse(), format, now)).toBe(reportOf(rows, format, now));
  });

  it.each(['markdown', 'html', 'csv'] as const)('as %s has clusters with equal findings by name', (format) => {
    const inGroup = (name: string, id: string): ReportRow => ({
      cluster: clusterOf(clusterJson({}, { id: `${clusterId}-${id}`, name })),
      findings: [],
    });
    const text = reportOf([inGroup('reports', '1'), inGroup('Media', '2'), inGroup('iot', '3')], format, now);
    expect(text.match(/\b(?:iot|Media|reports)\b/g)!.slice(0, 3)).toEqual(['iot', 'Media', 'reports']);
  });

  it.each(reportFormatKeys)('as %s is not empty without clusters', (format) => {
    expect(reportOf([], format, now)).not.toBe('');
  });
});

describe('a report as html', () => {
  it('breaks a long permission after a slash, and nowhere else', () => {
    const permission = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
    const html = reportOf(withText(`It may ${permission}.`), 'html', now);
    expect(html).toContain(`<p>It may <span>${permission.replaceAll('/', '/<wbr>')}.</span></p>`);
  });
});

describe.each(['markdown', 'html'] as const)('a report as %s without clusters', (format) => {
  it.each(['cluster', 'clusters', 'subscriptions'])('has no count if the %s could not be read', (what) => {
    const text = reportOf([], format, now, { unknown: [{ ...unknown('Refused.'), subject: { what } }] });
    expect(text).toContain('Clusters not read.');
    expect(text).not.toMatch(/0 (clusters|errors)/);
  });

  it('counts none if all lists were read, or if only a filter leaves none', () => {
    const lists = { unknown: [{ ...unknown('Refused.'), subject: { what: 'clusters' } }], filter: 'Only a: 0 of 3.' };
    for (const about of [{}, { unknown: [unknown('Refused.')] }, lists])
      expect(reportOf([], format, now, about)).toContain('0 clusters: 0 errors');
  });
});

describe('a report as Markdown', () => {
  it('has a row for each cluster, the counts, and each finding (C-24)', () => {
    const lines = reportOf(rows, 'markdown', now).split('\n');
    expect(lines[2]).toBe(`${textOf(dateTimeAndZone(now))}. 2 clusters: 1 error, 1 warning, 0 info.`);
    const [first, second] = lines.filter((line) => line.startsWith('| shop'));
    expect(first).toMatch(/^\| shop \| 1 \| 1 \| 0 \|/);
    expect(second).toMatch(/^\| shop-2 \| 0 \| 0 \| 0 \|/);
    expect(lines.filter((line) => line.includes('A role is missing'))).toHaveLength(1);
    expect(lines.join(' ')).not.toMatch(/P-02|2026-09-01T/);
  });

  it('begins with the worst cluster and the worst finding, and names subscriptions', () => {
    const worse = clusterOf(clusterJson({}, { id: `${clusterId}-9`, name: 'z-worst' }));
    const findings = [{ ...finding, code: 'halfMigrated' as const, severity: 'warning' as const }, finding, finding];
    const text = reportOf([...rows, { cluster: worse, findings, subscriptionName: 'Contoso' }], 'markdown', now);
    const names = text.split('\n').flatMap((line) => /^\| (shop|shop-2|z-worst) \|/.exec(line)?.[1] ?? []);
    expect(names).toEqual(['z-worst', 'shop', 'shop-2']);
    expect(text).toMatch(/^\| z-worst .*\| Contoso \|/m);
    const signs = text.split('\n').flatMap((line) => /^\| (\S+ (Error|Warning)) \|/.exec(line)?.[1] ?? []);
    expect(signs.slice(0, 3)).toEqual(['\u2716 Error', '\u2716 Error', '\u26a0 Warning']);
  });

  it('has the page that states a rule as a link that can be followed, and no link of anybody else', () => {
    const text = reportOf(withText('See https://evil.example/login.'), 'markdown', now);
    expect(text).toContain(`| <${finding.source}> |`);
    expect(text).toContain('See https:/&#8288;/evil.example/login.');
  });

  it('has a link beside each id that opens the cluster in VS Code', () => {
    const [, link = ''] = /\[Open in VS Code\]\(([^)]+)\)/.exec(reportOf(rows, 'markdown', now)) ?? [];
    expect(link).toBe(linkToCluster(clusterId));
  });

  it('keeps an id with backticks as one piece of code', () => {
    const odd = clusterOf(clusterJson({}, { id: `${clusterId}\`\`x`, name: 'a & ~~b~~' }));
    const lines = reportOf([{ cluster: odd, findings: [finding] }], 'markdown', now).split('\n');
    expect(lines).toContain(`\`\`\`${clusterId}\`\`x\`\`\``);
    expect(lines).toContain('## a &amp; \\~\\~b\\~\\~');
  });

  it('says what could not be checked, of which clusters, and each reason once in few words', () => {
    const denied = (scope: string) => {
      const message = `The client 'Robin' with object id '1' does not have authorization to perform action 'a/read' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
      const why = whyUnknown({ code: 'forbidden', message });
      return withTitle(say`Role assignments can't be read`, { ...why, subject: { what: 'assignments', of: scope } });
    };
    const need = { id: 'P', identity: 'kubelet', role: { id: 'r', name: 'AcrPull' }, actions: [] } as const;
    const unknown = ['/a', '/b'].map((scope) => ({
      ...need,
      scope,
      verdict: 'unknown' as const,
      reason: unknownText(denied(scope)),
      unknown: [denied(scope)],
    }));
    const text = reportOf([{ cluster: other, findings: [], unjudged: unknown }], 'markdown', now);
    expect(text).toContain('0 info, 2 unknown (1 cluster not fully checked).');
    expect(text).toMatch(/^\| shop-2 \| 0 \| 0 \| 0 \| 2 \|/m);
    expect(text).toMatch(/^\| \? Unknown \| Some roles could not be checked \|/m);
    expect(text.match(/^\| \? Unknown .*your account doesn't have the permission a\/read\./gm)).toHaveLength(1);
    expect(text).toMatch(/^Not read: shop-2: .*your account doesn't have the permission a\/read\.$/m);
    expect(text).not.toContain('Robin');
  });

  it('says what a filter leaves out in a sentence of its own', () => {
    const filter = 'Filtered by errors: 2 of 9 clusters are listed.';
    const lines = reportOf(rows, 'markdown', now, { filter, notes: ['a.'] }).split('\n');
    expect(lines).toEqual(expect.arrayContaining([filter, 'Note: a.']));
  });

  it('keeps texts in their cell', () => {
    const line = reportOf(withText('a | b\n<img> [x](y) `c`'), 'markdown', now)
      .split('\n')
      .find((each) => each.startsWith('| \u2716 Error'))!;
    expect(line).toContain('a \\| b &lt;img\\> \\[x\\](y) \\`c\\`');
  });
});

describe('the way to Gateway API in a report for people', () => {
  const nginx = { ingressProfile: { webAppRouting: { enabled: true } } };
  const older = { addonProfiles: { httpApplicationRouting: { enabled: true } } };
  const half = gatewayRouting({}, { gatewayAPI: null });
  const gateways: readonly ReportRow[] = [
    { cluster: other, findings: [] },
    { cluster: cluster(nginx, { name: 'a' }), findings: [], daysWithoutPatches: 3 },
    { cluster: cluster(older, { name: 'b' }), findings: [], daysWithoutPatches: 640 },
    { cluster: cluster(half, { name: 'c' }), findings: [], gateways: 'notReady' },
  ];
  const told =
    "Ingress in Azure: NGINX (2 clusters); NGINX unknown, Gateway not ready (c). c: application routing has no default NGINX, so Azure can't tell whether NGINX serves. The NGINX of application routing no longer gets security patches: b (last day Mar 2, 2025); a (last day Nov 30, 2026).";

  it('is a sentence above the clusters, and said of each (G-11)', () => {
    const markdown = reportOf(gateways, 'markdown', now).split('\n');
    expect(markdown).toContain(told);
    expect(markdown.find((line) => line.startsWith('| Cluster |'))).toMatch(/\| Ingress in Azure \|$/);
    const endOf = (name: string) =>
      markdown
        .find((line) => line.startsWith(`| ${name} |`))
        ?.split(' | ')
        .at(-1);
    expect(['a', 'c', 'shop-2'].map(endOf)).toEqual(['NGINX |', 'NGINX unknown, Gateway not ready |', 'None |']);
    const html = reportOf(gateways, 'html', now);
    expect(html).toContain(`<li>${told.replace("'", '&#39;')}</li>`);
    expect(html).toContain('Ingress in Azure: NGINX unknown, Gateway not ready</div>');
  });

  it('is a sentence about one cluster, and without days where NGINX gets patches (G-11)', () => {
    const [, one] = gateways;
    expect(reportOf([one!], 'markdown', now)).toContain(
      'NGINX (a). The NGINX of application routing no longer gets security patches: a (last day Nov 30, 2026).',
    );
    const { daysWithoutPatches: _, ...patched } = one!;
    expect(reportOf([patched], 'markdown', now)).toContain('\nIngress in Azure: NGINX (a).\n');
  });

  it.each(['markdown', 'html'] as const)('is not in %s without NGINX of AKS and Gateways (G-11)', (format) => {
    expect(reportOf(rows, format, now)).not.toContain('Ingress');
  });
});

describe('a report as CSV', () => {
  /** RFC 4180: cells in quotes, quotes doubled, lines ended by CRLF. */
  const parse = (text: string): string[][] =>
    text
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => [...line.matchAll(/"((?:[^"]|"")*)"/g)].map((cell) => cell[1]!.replace(/""/g, '"')));

  it('begins with the worst cluster, as people open it in a spreadsheet', () => {
    const worse = clusterOf(clusterJson({}, { id: `${clusterId}-9`, name: 'z-worst' }));
    const text = reportOf([...rows, { cluster: worse, findings: [finding, finding] }], 'csv', now);
    expect(text.split('\r\n')[1]).toContain('"z-worst"');
  });

  it('has one line a finding, and one for a cluster without any', () => {
    const lines = parse(reportOf(rows, 'csv', now));
    expect(lines[0]!.slice(0, 3)).toEqual(['subscription', 'resourceGroup', 'cluster']);
    expect(lines[0]!.slice(-7)).toEqual(['severity', 'code', 'text', 'evidence', 'source', 'decided', 'controls']);
    expect(lines.slice(1).map((cells) => [cells[2], cells.at(-6)])).toEqual([
      ['shop', 'missingGrant:P-02'],
      ['shop', 'halfMigrated'],
      ['shop-2', ''],
    ]);
    expect(new Set(lines.map((cells) => cells.length)).size).toBe(1);
  });

  it('has a line without a cluster and a severity for the filter and for each note', () => {
    const whole = reportOf(rows, 'csv', now).split('\r\n');
    const told = reportOf(rows, 'csv', now, { filter: 'Only shop.', notes: [say`Old.`] }).split('\r\n');
    const cells = told.slice(1, 3).map((line) =>
      line
        .slice(1, -1)
        .split('","')
        .filter((cell) => cell !== ''),
    );
    expect(cells).toEqual([
      ['note:filter', 'Only shop.'],
      ['note', 'Old.'],
    ]);
    expect(new Set(told.slice(0, 3).map((line) => line.split('","').length)).size).toBe(1);
    expect([told[0], ...told.slice(3)]).toEqual(whole);
  });

  it('gives a spreadsheet no formula, and keeps every other text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        fc.pre(!/[\r\n]/.test(text));
        const cell = parse(reportOf(withText(text), 'csv', now))[1]!.at(-5)!;
        expect(cell).not.toMatch(/^[=+\-@\t]/);
        expect(cell.replace(/^'(?=[=+\-@\t])/, '')).toBe(text);
      }),
    );
    expect(parse(reportOf(withText('=cmd|x'), 'csv', now))[1]!.at(-5)).toBe("'=cmd|x");
  });
});

describe('a report as JSON', () => {
  it('has each cluster with its identities and findings', () => {
    const report = JSON.parse(reportOf(rows, 'json', now)) as {
      generatedAt: string;
      clusters: { id: string; findings: Finding[]; raw?: unknown }[];
    };
    expect(report.generatedAt).toBe(now.toISOString());
    expect(report.clusters.map(({ id, findings }) => [id, findings.length])).toEqual([
      [clusterId, 2],
      [`${clusterId}-2`, 0],
    ]);
    expect(report.clusters[0]!.findings[0]).toEqual({
      ...finding,
      evidence: 'Nothing at the subnet.',
      fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
    });
    expect(report.clusters[0]!.raw).toBeUndefined();
  });

  it('calls what could not be checked info and counts it, in CSV too', () => {
    const from = [{ cluster: other, findings: [unread] }];
    expect(JSON.parse(reportOf(from, 'json', now))).toMatchObject({
      notes: ['Not fully checked: shop-2.'],
      clusters: [{ notChecked: 1, findings: [{ code: 'identityUnreadable', severity: 'info' }] }],
    });
    const [heading, line] = reportOf(from, 'csv', now).split('\r\n');
    expect(heading).toMatch(/"notChecked".*"severity","code"/);
    expect(line).toContain('"info","identityUnreadable"');
  });
});

describe('the workloads in a report', () => {
  const reason = 'Federated credentials: Forbidden.';
  const counted: ReportRow[] = [
    { cluster: cluster(), findings: [], workloads: { workloads: 2, credentials: 3, bindings: 1, unknown: [] } },
    {
      cluster: other,
      findings: [],
      workloads: { bindings: 0, unknown: [unknown('Forbidden.', { title: say`Federated credentials` })] },
    },
  ];

  it('are numbers in tables, and the word unknown where they are not known (W-10)', () => {
    const lines = reportOf(counted, 'markdown', now).split('\n');
    const [unknown, known] = lines.filter((line) => line.startsWith('| shop'));
    expect(known).toMatch(/\| 2 \| 3 \| 1 \| unknown/);
    expect(unknown).toMatch(/\| unknown \| unknown \| 0 \| unknown/);
  });

  it('say in CSV and JSON why they are not known, and are never 0 then (W-10)', () => {
    const [heading, ...cells] = reportOf(counted, 'csv', now).split('\r\n');
    expect(heading).toContain('"workloads","credentials","bindings","workloadsUnknown"');
    expect(cells.join('\n')).toContain(`"unknown","unknown","0","${reason}"`);
    const { clusters } = JSON.parse(reportOf(counted, 'json', now)) as { clusters: object[] };
    expect(clusters).toMatchObject([
      { workloads: 2, credentials: 3, bindings: 1, workloadsUnknown: [] },
      { workloads: null, credentials: null, bindings: 0, workloadsUnknown: [reason] },
    ]);
  });

  it('are unknown where nobody has looked (W-10)', () => {
    const { clusters } = JSON.parse(reportOf(rows, 'json', now)) as { clusters: object[] };
    expect(clusters[0]).toMatchObject({ workloads: null, workloadsUnknown: ['It was not checked.'] });
  });
});
