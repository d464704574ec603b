import { describe, expect, it } from 'vitest';
import { unknownWith } from '../../../../src/domain/arm/unknown.ts';
import { asArmId, resourceType } from '../../../../src/domain/arm/resourceId.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import type { AboutReport } from '../../../../src/domain/report/overview.ts';
import type { ReportRow } from '../../../../src/domain/report/columns.ts';
import { fingerprintOf } from '../../../../src/domain/report/fingerprint.ts';
import { parseBaseline } from '../../../../src/domain/report/formats/baseline.ts';
import { reportOf } from '../../../../src/domain/report/formats/report.ts';
import { countNotChecked } from '../../../../src/domain/report/unknowns.ts';
import { version } from '../../../../src/domain/report/version.ts';
import type { Requirement } from '../../../../src/domain/needs/need.ts';
import { dateTimeAndZone, momentInSentence } from '../../../../src/domain/words/dateTime.ts';
import { linkToCluster } from '../../../../src/domain/words/links.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { say, verbatim } from '../../../../src/sentences/words.ts';
import { cluster, clusterId } from '../../../support/domain/clusterFixture.ts';
import { comparisonOf } from '../../../support/domain/comparisonOf.ts';
import { missingRole } from '../../../support/domain/missingRole.ts';

const now = new Date('2026-09-01T12:00:00Z');
const guid = '0fa71234-0000-4000-8000-000000000069';
const missing: Finding = {
  ...missingRole,
  missing: { identity: 'kubelet', role: { id: 'r', name: 'AcrPull' }, scope: `${clusterId}/x/y` },
};
const failed: Finding = {
  ...{ code: 'clusterFailed', severity: 'warning', text: verbatim('Failed.'), source: 'https://example.com/' },
  evidence: [{ what: 'client', value: guid }],
};

const need: Requirement = {
  ...{ id: 'P-02', identity: 'kubelet', role: { id: 'r', name: 'AcrPull' }, scope: `${clusterId}/x`, actions: [] },
  ...{ verdict: 'unknown', reason: say`It may be in a group.` },
};

function rowOf(name: string, findings: readonly Finding[], more: Partial<ReportRow> = {}): ReportRow {
  return { cluster: cluster({}, { name, id: clusterId.replace(/[^/]+$/, name) }), findings, ...more };
}

function htmlOf(rows: readonly ReportRow[], about: AboutReport = {}): string {
  return reportOf(rows, 'html', now, about);
}

/** A page without what lets its words break. */
function whole(html: string): string {
  return html.replaceAll(/<wbr>|<\/?span>/g, '');
}

/** The part of a page between two texts. */
function between(html: string, start: string, end: string): string {
  return html.slice(html.indexOf(start)).split(end)[0]!;
}

describe('a report as a page', () => {
  it('lists each kind of finding with its number, and a link to the first such finding of each cluster', () => {
    const html = htmlOf([rowOf('a', [missing, missing, failed]), rowOf('b', [failed])]);
    const kinds = between(html, '<section id="kinds">', '</section>');
    const lines = kinds.match(/<tr data-is[^]*?<\/tr>/g)!;
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('A role is missing (2)</th>');
    expect(lines[0]).toContain(`>a</a> (AcrPull)</li>`);
    expect(lines[1]).toContain('The last operation failed (2)</th>');
    const targets = [...kinds.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id!);
    expect(targets).toHaveLength(3);
    for (const id of targets) expect(html.split(`<tr id="${id}"`)).toHaveLength(2);
    expect(html).toMatch(new RegExp(`<tr id="${targets[2]!}"[^]*?The last operation failed`));
  });

  it('names no more clusters of a kind than can be read, and says how many more there are', () => {
    const html = htmlOf(Array.from({ length: 60 }, (_, index) => rowOf(`shop-${String(index)}`, [failed])));
    const kinds = between(html, '<section id="kinds">', '</section>');
    expect(kinds.match(/<a /g)).toHaveLength(40);
    expect(kinds).toContain('<li>20 more clusters</li>');
  });

  it('offers to show one severity alone where there are several, and marks all that it hides', () => {
    const html = htmlOf([rowOf('a', [missingRole, failed]), rowOf('b', []), rowOf('c', [failed])]);
    expect(html.match(/type="radio" name="show" id="\w+"/g)).toHaveLength(3);
    expect(html).toMatch(/id="cluster-0" data-is="error warning"/);
    expect(html).toMatch(/id="cluster-1" data-is="warning"/);
    expect(html).toMatch(/id="cluster-2" data-is=""/);
    expect(htmlOf([rowOf('a', [failed])])).not.toContain('type="radio"');
  });

  it('has the worst finding of each severity of a cluster as a link, signs for the numbers, and no zeros', () => {
    const accepted = { ...failed, accepted: { reason: 'Known' } };
    const html = htmlOf([rowOf('a', [failed, missing, missing, accepted]), rowOf('b', [])]);
    const table = between(html, 'aria-label="Clusters"', '</table>');
    const found = [...table.matchAll(/<div data-is="(\w+)">(.*?)<\/a>([^<]*)/g)];
    expect(found.map(([, mark, text, more]) => [mark, text!.replaceAll(/<(?!a)[^>]+>/g, ''), more])).toEqual([
      ['error', '\u2716 2 errors: <a href="#finding-0-0">A role is missing: AcrPull', ' and 1 more'],
      ['warning', '\u26A0 1 warning: <a href="#finding-0-2">The last operation failed', ''],
      ['accepted', '\u2298 1 accepted: <a href="#finding-0-3">The last operation failed', ''],
    ]);
    expect(table.match(/no findings/g)).toHaveLength(1);
    expect(table).not.toMatch(/>0[ <]/);
  });

  it('says of a cluster what uses its identities and who can change it, and that it is unknown where it is', () => {
    const numbers = { workloads: 0, credentials: 0, bindings: 0, unknown: [] };
    const access = { administrators: 0, canBecomeAdmin: 0, namespaces: 0, unknown: [] };
    const usesOf = (more: Partial<ReportRow>): readonly string[] => {
      const table = between(htmlOf([rowOf('a', [], more)]), 'aria-label="Clusters"', '</table>');
      return [
        ...table
          .split('<td>')
          .at(-1)!
          .matchAll(/<div>(.*?)<\/div>/g),
      ].map(([, text]) => text!);
    };
    expect(usesOf({ workloads: numbers, access })).toEqual([]);
    expect(usesOf({ workloads: { ...numbers, workloads: 2 }, access: { ...access, administrators: 1 } })).toEqual([
      'Workloads: 2',
      'Administrators: 1',
    ]);
    const halfRead = { administrators: 1, namespaces: 0, unknown: [] };
    expect(usesOf({ workloads: numbers, access: halfRead })).toEqual([
      'Administrators: 1',
      'Can become administrator: unknown',
    ]);
    expect(usesOf({}), 'nobody looked').toHaveLength(6);
    expect(new Set(usesOf({}).map((text) => text.split(': ')[1]))).toEqual(new Set(['unknown']));
  });

  it('calls no cluster one without findings of which something could not be checked, and says what', () => {
    const title = say`Role assignments`;
    const unread = { ...unknownWith('failed', 'roleAssignments', say`Azure did not answer.`), title };
    const html = htmlOf([rowOf('a', [], { unknownReads: [unread] }), rowOf('b', [])]);
    const [first, second] = html.split('<section class="cluster').slice(1);
    expect(first).toContain('Not everything could be checked');
    expect(first).toContain('Role assignments can&#39;t be read: Azure did not answer.');
    expect(first).not.toContain('No findings');
    expect(second).toContain('No findings.');
  });

  it('has one number of what could not be checked: beside each cluster, in the filter and by kind', () => {
    const scopes = ['x', 'y', 'z'].map((name) => `${clusterId}/providers/Microsoft.Test/things/${name}`);
    const unjudged = scopes.map((scope) => ({ ...need, scope }));
    const unread = unknownWith('failed', 'roleAssignments', say`Azure did not answer.`);
    const html = htmlOf([rowOf('a', [missingRole], { unjudged, unknownReads: [unread] })]);
    const counted = [...between(html, 'id="kinds"', '</table>').matchAll(/data-is="unknown".*?(?: \((\d+)\))?<\/th>/g)];
    const sum = counted.reduce((all, [, number = 1]) => all + Number(number), 0);
    expect(sum).toBe(countNotChecked(rowOf('a', [missingRole], { unjudged, unknownReads: [unread] })));
    expect(html).toContain(`? Unknown (${sum})`);
    expect(html).toContain(`? ${sum} unknown:</span>`);
    expect(html, 'at its start').toContain(`${sum} unknown (1 cluster not fully checked).`);
  });

  it('says first what it is, of when, and how much is wrong', () => {
    const html = htmlOf([rowOf('a', [failed, missing])]);
    const header = between(html, '<header', '</header>');
    expect(header).toContain(`As of <time datetime="2026-09-01T12:00:00.000Z">${textOf(dateTimeAndZone(now))}</time>.`);
    expect(header).toContain('<strong>1 cluster: 1 error, 1 warning, 0 info.</strong>');
  });

  it('says for a manager what may become of which clusters, what was not checked, who administers, and where they are', () => {
    const who = { administrators: ['ana (object ID 1)'], canBecomeAdmin: [] };
    const access = { administrators: 1, canBecomeAdmin: 0, who, unknown: [] };
    const rows = [
      rowOf('a', [missing], { access, subscriptionName: 'Contoso' }),
      rowOf('b', [failed], { unjudged: [need] }),
      rowOf('c', [], { access }),
    ];
    const header = between(htmlOf(rows), '<header', '</header>');
    expect([...header.matchAll(/<li>(.*?)<\/li>/g)].map(([, text]) => text)).toEqual([
      'May fail to pull images: <a href="#cluster-0">a</a>',
      'Only warnings: <a href="#cluster-1">b</a>',
      'Not fully checked: <a href="#cluster-1">b</a>',
      'Administrators without PIM: at least 1, not known of 1 cluster',
      'Can become administrator: not known of 1 cluster',
      expect.stringMatching(/^Subscriptions: .*, Contoso$/) as string,
    ]);
  });

  it.each<[string, readonly Finding[], readonly Finding[]]>([
    ['a severity before the number', [missing], [failed, failed, failed]],
    [
      'a control plane without a role before a kubelet',
      [{ ...missing, missing: { ...missing.missing!, identity: 'controlPlane' } }],
      [missing, missing],
    ],
    [
      'images before an old credential',
      [missing],
      [{ ...missing, code: 'credentialOfGoneIssuer', missing: undefined! }],
    ],
    [
      'a role that is too wide before one that is left over',
      [{ ...failed, code: 'tooWideGrant' }],
      [{ ...failed, code: 'leftoverGrant' }],
    ],
    ['more of the same before less', [missing, missing], [missing]],
  ])('has clusters in the order of what may become of them: %s', (_, worse, better) => {
    const html = htmlOf([rowOf('a', better), rowOf('b', worse)]);
    expect(html.indexOf('<h2>b</h2>')).toBeLessThan(html.indexOf('<h2>a</h2>'));
  });

  it('lists the roles of each identity, what each is needed for, and what is not known', () => {
    const principal = 'aaaaaaaa-0000-4000-8000-000000000001';
    const raw = {
      identityProfile: { kubeletidentity: { resourceId: '/x/id-kubelet', clientId: guid, objectId: principal } },
    };
    const scope = `${clusterId.split('/providers')[0]!}/providers/Microsoft.ContainerRegistry/registries/acrshop`;
    const roleOf = (name: string, definition: string) => ({
      ...{ id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, scope, principalId: principal },
      roleDefinitionId: definition,
    });
    const held = [
      roleOf('pull', '7f951dda-4ed3-4680-a7ca-43fe172d538d'),
      roleOf('own', 'bbbbbbbb-0000-4000-8000-000000000001'),
    ];
    const rowsOf = (ownRoles?: ReportRow['ownRoles']): readonly ReportRow[] => [
      { cluster: cluster(raw), findings: [], ...(ownRoles && { ownRoles }) },
    ];
    const tableOf = (ownRoles?: ReportRow['ownRoles']): string =>
      between(htmlOf(rowsOf(ownRoles)), 'aria-label="Identities of', '</table>').replaceAll(/<[^>]+>/g, '');
    const met = ['P-31', 'P-33'].map((id) => ({ id, scope, grantedBy: held[0]!.id }));
    const known = { unread: undefined };
    const all = tableOf({ held, met, ...known });
    expect(all).toMatch(/AcrPull on acrshop \(registry\): held\. To pull from registry acrshop(?! \(|;)/);
    expect(all, 'codes that nothing on the page explains').not.toMatch(/P-\d/);
    expect(all).toContain('custom role bbbbbbbb-0000-4000-8000-000000000001 on acrshop (registry): held.');
    expect(tableOf({ held: [], met: [], ...known })).toContain('No roles that could be seen.');
    const unread = { unread: say`Refused.` };
    expect(tableOf({ held: [], met: [], ...unread })).toContain('Its roles are not known. Refused.');
    expect(tableOf({ held, met, ...unread }), 'not all').toContain('Other roles are not known. Refused.');
    expect(tableOf(), 'nobody looked').toContain('Its roles are not known. They were not looked for.');
    const hidden = {
      cluster: cluster({ identityProfile: undefined }),
      findings: [],
      ownRoles: { held, met, ...known },
    };
    const kubelet = between(htmlOf([hidden]), 'Kubelet', '</tr>');
    expect(kubelet, 'an identity that Azure does not show').toContain(
      'Its roles are not known. They were not looked for.',
    );
  });

  it('names the time zone of every time, also within a sentence', () => {
    const text = say`It began on ${momentInSentence(now)}.`;
    const zone = textOf(dateTimeAndZone(now)).split(/[AP]M /)[1]!;
    expect(htmlOf([rowOf('a', [{ ...failed, text }])])).toContain(`<p>${textOf(text).slice(0, -1)} ${zone}.</p>`);
    expect(textOf(text), 'elsewhere').not.toContain(zone);
  });

  it('says since when a finding is there, for people and programs', () => {
    const row = rowOf('a', [failed]);
    const before = parseBaseline(reportOf([row], 'json', new Date('2026-08-01T00:00:00Z')));
    const comparison = comparisonOf([row], before);
    expect(htmlOf([row], { comparison })).toContain('<p>unchanged since <time datetime="2026-08-01T00:00:00.000Z">');
    expect(htmlOf([rowOf('b', [failed])], { comparison })).toContain('<p>new</p>');
  });

  it('explains its severities', () => {
    const guide = between(htmlOf([rowOf('a', [])]), '<section id="guide">', '</section>');
    for (const mark of ['Error', 'Warning', 'Unknown', 'Info', 'Accepted']) expect(guide).toMatch(`${mark}</dt><dd>`);
  });

  it('leads to one cluster alone and back, where there are several', () => {
    expect(htmlOf([rowOf('a', []), rowOf('b', [])])).toContain('<a href="#clusters">All clusters</a>');
    expect(htmlOf([rowOf('a', [])])).not.toContain('All clusters');
  });

  it('says where its clusters come from, what is left out, and what wrote it', () => {
    const rows = [rowOf('a', [], { subscriptionName: 'Contoso' })];
    const html = htmlOf(rows, { from: 'demo', filter: 'Only a: 1 of 2 clusters.' });
    expect(html).toContain('From the demo: these clusters do not exist. Only a: 1 of 2');
    expect(html).toContain(`Written by AKS Identity ${version}.`);
    expect(htmlOf(rows, { from: 'azure' })).toContain('From Azure.');
    expect(htmlOf(rows), 'not known').not.toMatch(/From (?:Azure|the demo|files|an emulator)/);
  });

  it('has IDs whole, so that they can be looked up', () => {
    expect(htmlOf([rowOf('a', [failed])])).toContain(guid);
    const principal = {
      cluster: cluster({ identityProfile: { kubeletidentity: { resourceId: '/i', clientId: guid } } }),
      findings: [],
    };
    expect(between(whole(htmlOf([principal])), 'id="cluster-0"', '</section>')).toContain(`Client ID ${guid}</div>`);
  });

  it('has beside a finding the link that opens it, and the command of az that fixes it', () => {
    const fix = { kind: 'unbindIdentity', bindingId: '/x/managedClusters/c/identityBindings/b' } as const;
    const row = rowOf('a', [{ ...failed, fix }]);
    const link = linkToCluster(row.cluster.id, { finding: fingerprintOf(row.cluster.id, row.findings[0]!) });
    const html = whole(htmlOf([row]));
    expect(html).toContain(`<a href="${link.replaceAll('&', '&amp;')}">`);
    expect(html).toContain('<code>az aks identity-binding delete ');
    expect(html, 'in words').toContain('<p><strong>Fix:</strong> Remove binding b from c.');
    expect(htmlOf([rowOf('a', [{ ...failed, command: 'az aks update' }])])).toContain('<code>az aks update</code>');
  });

  it.each<[string, Finding['fix'], string]>([
    [
      'adds a role',
      { kind: 'assignRole', principalId: 'p', role: { id: '7f951dda-4ed3-4680-a7ca-43fe172d538d' }, scope: "/it's" },
      "az role assignment create --assignee-object-id p --assignee-principal-type ServicePrincipal --role AcrPull --scope '/it'&quot;'&quot;'s'",
    ],
    [
      'updates the nodes, pool by pool',
      { kind: 'upgradeNodeImages', clusterId: 'c', pools: ['np1', 'np2'] },
      '--name np1 --node-image-only && az aks nodepool upgrade ',
    ],
    [
      'removes the binding of an identity that is gone',
      { kind: 'unbindIdentity', bindingId: '/x/managedClusters/c/identityBindings/b' },
      'az aks identity-binding delete ',
    ],
    [
      'removes access of what is gone',
      { kind: 'removeTrustedAccess', bindingId: '/x/managedClusters/c/trustedAccessRoleBindings/b' },
      'az aks trustedaccess rolebinding delete ',
    ],
  ])('has a command of az, quoted for Bash, that %s', (_, fix, command) => {
    const html = whole(htmlOf([rowOf('a', [{ ...failed, ...(fix && { fix }) }])]));
    expect(between(html, '<code>', '</code>').replaceAll('&amp;', '&').replaceAll('&#39;', "'")).toContain(command);
  });

  it.each<[string, Partial<Finding>]>([
    ['a role is still needed', { fix: { kind: 'removeRole', roleAssignmentId: '/r' } }],
    ['access is still needed', { fix: { kind: 'removeClusterAccess', clusterId: 'c', roleAssignmentId: '/r' } }],
    ['somebody uses the admin credential', { fix: { kind: 'setLocalAccounts', clusterId: 'c', enabled: false } }],
    ['the last credential goes to a binding', { fix: { kind: 'bindIdentity', clusterId: 'c', identityId: '/i' } }],
    ['a credential is still needed', { fix: { kind: 'deleteCredential', credentialId: '/c' } }],
    ['the cluster is to have that feature', { fix: { kind: 'setWorkloadIdentity', clusterId: 'c', enabled: true } }],
    [
      'somebody detached the registry on purpose',
      {
        isOwnDoing: true,
        fix: {
          kind: 'assignRole',
          principalId: 'p',
          role: { id: '7f951dda-4ed3-4680-a7ca-43fe172d538d' },
          scope: '/s',
        },
      },
    ],
  ])('has no command where somebody has to decide first whether %s', (_, more) => {
    const html = htmlOf([rowOf('a', [{ ...failed, ...more }])]);
    expect(html).toContain('<strong>Fix:</strong>');
    expect(html).not.toContain('<code>');
  });

  it('names the role that a fix assigns', () => {
    const { missing: lack } = missing;
    const fix = { kind: 'assignRole', principalId: 'p', role: { id: 'r' }, scope: lack!.scope } as const;
    expect(htmlOf([rowOf('a', [{ ...missing, fix }])])).toContain('<p><strong>Fix:</strong> Assign AcrPull on y.</p>');
  });

  it.each<[string, Partial<Finding>, string]>([
    [
      'has a form that leads away',
      { code: 'identityDeleted:kubelet' },
      'Fix: Give another identity the roles of the old one, then set it with az aks update.',
    ],
    ['has advice', { said: verbatim('Failed.'), advice: verbatim('Try again.') }, 'What to do: Try again.'],
    ['has a command', { command: 'az aks update' }, 'What to do: Run this command.'],
    ['only runs', { code: 'operationInProgress' }, 'What to do: Nothing.'],
    ['is accepted', { accepted: { reason: 'Known' } }, 'What to do: Nothing while it is accepted.'],
    ['is unknown', { severity: 'unknown' }, 'What to do: Check it in Azure, or with an account that may read more.'],
    ['needs a decision', { code: 'azureRbacOff' }, 'What to do: Decide; the page below says what is possible.'],
  ])('says what is to be done about a finding that %s', (_, more, text) => {
    const html = htmlOf([rowOf('a', [{ ...failed, ...more }])]).replaceAll(/<\/?strong>/g, '');
    expect(html).toContain(`<p>${text}`);
  });

  it('names those who administer a cluster or can become administrator, and folds many', () => {
    const many = Array.from({ length: 6 }, (_, index) => `id-${String(index)} (object ID ${guid})`);
    const access = { who: { administrators: many.slice(0, 1), canBecomeAdmin: many }, namespaces: 0, unknown: [] };
    const section = between(whole(htmlOf([rowOf('a', [], { access })])), 'id="cluster-0"', '</section>');
    expect(section).toContain(`<dt>Administrators</dt><dd>id-0 (object ID ${guid})</dd>`);
    expect(section).toContain('<dt>Can become administrator</dt><dd><details><summary>6 names</summary>id-0');
  });

  it('says why it is not known who administers a cluster, beside those who are known', () => {
    const unknown = [unknownWith('refused', 'roles', say`Role assignments can't be read.`)];
    const who = { administrators: [`id-0 (object ID ${guid})`], canBecomeAdmin: [] };
    const sectionOf = (access: ReportRow['access']): string =>
      between(whole(htmlOf([rowOf('a', [], access === undefined ? {} : { access })])), 'id="cluster-0"', '</section>');
    const partly = sectionOf({ who, canBecomeAdmin: 0, unknown });
    expect(partly).toContain(
      `<dt>Administrators</dt><dd>id-0 (object ID ${guid})<br>Role assignments can&#39;t be read.</dd>`,
    );
    expect(partly).not.toContain('Can become administrator');
    expect(sectionOf({ unknown })).toContain('<dt>Can become administrator</dt><dd>Role assignments can');
    expect(sectionOf(undefined)).toContain('<dt>Administrators</dt><dd>not known</dd>');
  });

  it('begins with what was found; how traffic comes in is below the clusters', () => {
    const raw = { ingressProfile: { webAppRouting: { enabled: true } } };
    const html = htmlOf([{ cluster: cluster(raw), findings: [failed] }]);
    const titles = [...html.matchAll(/<h2>([^<]+)/g)].map(([, title]) => title);
    expect(titles.slice(0, 3)).toEqual([
      'Findings by kind, worst first',
      'Clusters, worst first',
      'How traffic comes in: NGINX and Gateway API',
    ]);
  });

  it('draws the identities of workloads with what is known of them', () => {
    const identityId = asArmId(
      `${clusterId.split('/providers')[0]!}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-cart`,
      resourceType.identity,
    );
    const list = [{ namespace: 'shop', serviceAccount: 'cart', identityId, state: 'broken' as const }];
    const html = htmlOf([rowOf('a', [], { workloads: { list, unknown: [] } })]);
    expect(html).toContain('>id-cart</text>');
    expect(html).toContain('>shop/cart</text>');
    expect(html).toContain('>no effect</text>');
  });
});
