import { textOf } from '../../../src/sentences/textOf.ts';
import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { asker } from '../../../src/domain/plan/accessRequest.ts';
import type { Check, Plan } from '../../../src/domain/plan/plan.ts';
import { detailsView, type ClusterKnowledge } from '../../../src/webview/panel/view/detailsView.ts';
import { pageHtml } from '../../../src/webview/window/pageHtml.ts';
import { mapView } from '../../../src/webview/map/mapView.ts';
import { azText, planView } from '../../../src/webview/panel/view/planView.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { own, sami, smallWorld, sp, uami } from '../../support/azure/smallWorld.ts';
import type { Requirement } from '../../../src/domain/needs/need.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';
import { openPanel } from './panelBench.ts';

async function known(id: string): Promise<ClusterKnowledge & { readonly requirements: readonly Requirement[] }> {
  const { service } = createBench(smallWorld());
  const [details, findings, requirements] = await Promise.all([
    service.cluster(id),
    service.diagnose(id),
    service.requirements(id),
  ]);
  return { ...details, findings, requirements };
}

describe('the plan as it is shown', () => {
  const plan = async (): Promise<Plan> =>
    createBench(smallWorld()).service.plan([
      { kind: 'setControlPlane', clusterId: sp.id, controlPlane: { kind: 'systemAssigned' } },
    ]);

  it('separates disruption, names what to type, and says that there is no way back (A-78)', async () => {
    const view = planView(await plan(), '7');
    expect(view).toMatchObject({ planId: '7', confirmName: 'sp-weu', destructive: true });
    expect(view.points.find(({ kind }) => kind === 'wayBack')?.text).toMatch(/^Can't be undone/);
    expect(view.disruption!.texts[0]!.text).toContain('nodepool1');
    expect(view.warnings.some(({ severity }) => (severity as string) === 'disruption')).toBe(false);
    expect(view.compare.map(({ label }) => label)).toEqual(['Control plane', 'Kubelet']);
    expect(view.blocked).toBeUndefined();
  });

  it('compares the cluster that is changed, and nothing where something is created', async () => {
    const rows = ['before', 'after'].map((side) => ({ exists: side === 'after', controlPlane: side }));
    const combined = { ...(await plan()), before: rows[0]!, after: rows[1]! };
    expect(planView(combined, '1').compare).toEqual([{ label: 'Control plane', before: 'before', after: 'after' }]);
    const alone = { ...(await plan()), before: { exists: false }, after: { exists: true, controlPlane: 'new' } };
    expect(planView(alone, '1').compare).toEqual([]);
  });

  it('is blocked where a check fails, and counts what is missing', async () => {
    const fail: Check = { title: say`You can't update sp-weu`, verdict: 'fail', detail: say`No.` };
    const right: Check = { ...fail, permission: { action: 'a/write', scope: '/b' } };
    const blocked = async (...checks: readonly Check[]) => planView({ ...(await plan()), checks }, '1').blocked;
    expect(await blocked(right)).toBe("You can't apply this yet. You're missing 1 permission.");
    expect(await blocked(right, right)).toBe("You can't apply this yet. You're missing 2 permissions.");
    expect(await blocked(right, fail)).toBe("You can't apply this yet: 2 checks failed.");
  });

  it('puts what failed first and what is unknown next, and counts what passed', async () => {
    const check = (verdict: Check['verdict'], more: Partial<Check> = {}): Check => ({
      title: verbatim(verdict),
      verdict,
      detail: say`Why.`,
      ...more,
    });
    const checks = [check('pass'), check('unknown'), check('pass', { metByStep: 1 }), check('fail')];
    const view = planView({ ...(await plan()), checks }, '1');
    expect(view.checks.map(({ title }) => title)).toEqual(['fail', 'unknown', 'pass', 'pass']);
    expect(view.passed).toBe('1 check passed, 1 will pass with the steps above');
    const passed = async (...all: readonly Check[]) => planView({ ...(await plan()), checks: all }, '1').passed;
    expect(await passed(check('pass'), check('pass'))).toBe('2 checks passed');
    expect(await passed(check('pass', { metByStep: 1 }))).toBe('1 check will pass with the steps above');
    expect(await passed(check('fail'))).toBeUndefined();
  });

  it('keeps all of a long reason, behind its beginning', async () => {
    const long = `Your permissions there can't be read: ${'The client does not have authorization. '.repeat(6)}`;
    const shown = async (detail: string) =>
      planView({ ...(await plan()), checks: [{ title: say`t`, verdict: 'unknown', detail: verbatim(detail) }] }, '1')
        .checks[0];
    expect(await shown(`It is hidden. ${long}`)).toMatchObject({
      detail: 'It is hidden.',
      more: `It is hidden. ${long}`,
    });
    const unbroken = `Your permissions there can't be read: ${'x'.repeat(300)}`;
    expect(await shown(unbroken)).toMatchObject({ detail: "Your permissions there can't be read.", more: unbroken });
    expect(await shown('word '.repeat(60))).toMatchObject({
      detail: expect.stringMatching(/^(word )+word \.\.\.$/) as string,
    });
    expect(await shown('Short.')).not.toHaveProperty('more');
  });

  it('asks for what someone else can run, with the name that has to be filled in', async () => {
    const shown = async (command: string) => {
      const request = { from: 'an Owner of subnet snet-aks', command };
      const checks: Check[] = [{ title: say`t`, verdict: 'fail', detail: say`No.`, request }];
      return planView({ ...(await plan()), checks }, '1').checks[0]?.request;
    };
    const command = `az role assignment delete --ids ${'x'.repeat(90)}`;
    expect(await shown(`az one\n${command}`)).toEqual({
      ask: 'Ask an Owner of subnet snet-aks to run:',
      command: `az one\n${azText(command)}`,
    });
    expect(azText(command)).not.toBe(command);
    expect((await shown(`az --assignee '${asker}'`))?.ask).toMatch(
      /to run this, with your sign-in name or object ID in place of <sign-in name>:$/,
    );
  });
});

describe('the details of a cluster', () => {
  it('show every row of the table of identities in the order of the documentation (A-17)', async () => {
    const { identities } = detailsView(await known(uami.id), []);
    expect(identities.slice(0, 2).map(({ title }) => title)).toEqual(['Control plane', 'Kubelet']);
    expect(identities.map(({ title }) => title)).toContain('Workload identity');
    expect(identities.every(({ source }) => source.startsWith('https://'))).toBe(true);
  });

  it('offer principal, client and resource ID, each by its own name (A-52)', async () => {
    const [controlPlane] = detailsView(await known(uami.id), []).identities;
    expect(controlPlane!.facts.map(({ label }) => label)).toEqual(['Principal ID', 'Client ID', 'Resource ID']);
    expect(controlPlane!.facts.every(({ value, copy }) => value === copy)).toBe(true);
  });

  it('say whether the cluster uses a managed identity or a service principal (A-80)', async () => {
    const answer = async (id: string): Promise<string | undefined> =>
      detailsView(await known(id), []).facts.find(({ label }) => label === 'Authentication')?.value;
    expect(await answer(sp.id)).toMatch(/^Service principal, client ID [0-9a-f-]{36}$/);
    expect(await answer(sami.id)).toBe('Managed identity');
  });

  it('name the holder of each role assignment by its part of the cluster', async () => {
    const { roles } = detailsView(await known(sami.id), []);
    expect(roles.find(({ role }) => role === 'Network Contributor')).toMatchObject({
      identity: 'Control plane',
      scope: 'snet-aks',
    });
  });
});

describe('needs that could not be judged', () => {
  it('are listed among the findings, and never count as being in order', async () => {
    const knowledge = { ...(await known(own.id)), findings: [] };
    const reason = say`You may not read role assignments there.`;
    const unknown = knowledge.requirements.map((need): Requirement => ({ ...need, verdict: 'unknown', reason }));
    const { findings } = detailsView(knowledge, unknown);
    expect(findings).toMatchObject([{ tone: 'unknown', evidence: reason }]);
    expect(findings[0]).not.toHaveProperty('fixKey');
    expect(findings[0]!.text).toContain('Managed Identity Operator on id-kubelet');
    const granted = unknown.map((need): Requirement => ({ ...need, verdict: 'granted' }));
    expect(detailsView(knowledge, granted).findings).toEqual([]);
  });
});

/** A finding that says that a requirement is not met. */
function missingRole({ id, identity, role, scope }: Requirement, severity: Finding['severity']): Finding {
  return {
    code: `missingGrant:${id}` as const,
    severity,
    text: say`It is missing.`,
    evidence: [],
    source: 'https://a.example',
    missing: { identity, role, scope },
    fix: { kind: 'assignRole', principalId: 'p', role: { id: role.id }, scope },
  };
}

describe('the map', () => {
  it.each([
    [own.id, 'AKS cluster \u00b7 user-assigned', 'id-a'],
    [sp.id, 'AKS cluster \u00b7 service principal', 'Service principal'],
  ])(
    'describes a control plane in whole words, and names it next to the cluster: row %#',
    async (id, caption, name) => {
      const { things } = mapView(await known(id), [], []);
      expect(things.find(({ column }) => column === 0)).toMatchObject({ caption });
      expect(things.find(({ group }) => group === 'controlPlane')).toMatchObject({ label: name });
    },
  );
});

describe('an identity that lacks a role', () => {
  it.each(['error', 'warning'] as const)(
    'is never called good where the finding is of severity %s, and says how many it lacks',
    async (severity) => {
      const knowledge = await known(own.id);
      const need = knowledge.requirements.find(({ identity }) => identity === 'controlPlane')!;
      const findings = [missingRole(need, severity)];
      const [controlPlane, kubelet] = detailsView({ ...knowledge, findings }, knowledge.requirements).identities;
      expect(controlPlane).toMatchObject({ tone: severity, lacking: '1 role missing' });
      expect(kubelet).toMatchObject({ tone: 'ok' });
      const { things, lines } = mapView(knowledge, knowledge.requirements, findings);
      const missing = lines.filter(({ marks }) => marks.some(({ tone }) => tone === severity));
      expect(missing).toMatchObject([{ label: need.role.name, kind: 'missing', marks: [{ word: 'missing' }] }]);
      expect(things.find(({ id }) => id === missing[0]!.from)).toMatchObject({ group: 'controlPlane' });
    },
  );

  it('leads to the scope of a missing role on the map, with its fix at the line', async () => {
    const knowledge = await known(own.id);
    const need = knowledge.requirements.find(({ identity }) => identity === 'controlPlane')!;
    const { things, lines, problems } = mapView(knowledge, knowledge.requirements, [missingRole(need, 'error')]);
    const [line] = lines.filter(({ kind }) => kind === 'missing');
    expect(things.find(({ id }) => id === line!.to)!.facts).toContainEqual(
      expect.objectContaining({ label: 'Resource ID', value: need.scope }),
    );
    expect(line!.problems.map((index) => problems[index]!.fixKey)).toEqual([expect.stringContaining('assignRole')]);
  });

  it('is never called good where a finding is about it, and names the finding', async () => {
    const code = 'kubeletSameAsControlPlane' as const;
    const same: Finding = {
      code,
      severity: 'warning',
      text: say`They are the same.`,
      evidence: [],
      source: 'https://a.example',
      about: ['controlPlane', 'kubelet'],
    };
    const knowledge = { ...(await known(own.id)), findings: [same] };
    const rows = detailsView(knowledge, []).identities;
    const lacking = 'Kubelet uses the control plane identity';
    expect(rows.filter(({ tone }) => tone === 'warning')).toMatchObject([
      { title: 'Control plane', lacking },
      { title: 'Kubelet', lacking },
    ]);
    const { things } = mapView(knowledge, [], knowledge.findings);
    const marked = things.filter(({ marks }) => marks.some(({ word }) => word === 'shared'));
    expect(marked.map(({ group }) => group)).toEqual(['controlPlane', 'kubelet']);
  });

  it('is called unknown, and not good, where its roles could not be checked', async () => {
    const knowledge = { ...(await known(own.id)), findings: [] };
    const unknown = knowledge.requirements.map((need): Requirement => ({ ...need, verdict: 'unknown' }));
    const [controlPlane] = detailsView(knowledge, unknown).identities;
    expect(controlPlane).toMatchObject({ tone: 'unknown', lacking: expect.stringMatching(/^not checked: /) as string });
  });

  it('has what it lacks before what it has on the map', async () => {
    const knowledge = await known(own.id);
    const kubelet = { ...knowledge.requirements[0]!, identity: 'kubelet' as const };
    const findings = ['/subscriptions/a', '/subscriptions/b'].map((scope) =>
      missingRole({ ...kubelet, scope }, 'error'),
    );
    const { lines } = mapView(knowledge, knowledge.requirements, findings);
    expect(lines.slice(0, 3).map(({ kind }) => kind)).toEqual(['missing', 'missing', 'granted']);
  });
});

describe('the evidence of a finding', () => {
  it('names things in its sentence, and keeps the ids word for word next to it', async () => {
    const knowledge = await known(own.id);
    const need = knowledge.requirements[0]!;
    const evidence = `Principal 12345678-1111-4111-8111-111111111199 at ${need.scope}. It is so.`;
    const { findings } = detailsView({
      ...knowledge,
      findings: [{ ...missingRole(need, 'error'), evidence: [evidence] }],
    });
    expect(findings[0]!.evidence).toMatch(/^Principal 1234\.\.\.99 at [a-z ]+ [\w-]+\. It is so\.$/);
    expect(findings[0]!.fullEvidence).toBe(evidence);
  });
});

describe('the map of a cluster', () => {
  it('leads from the cluster to identities, and by roles to scopes, each once', async () => {
    const knowledge = await known(sami.id);
    const { things, lines } = mapView(knowledge, knowledge.requirements, knowledge.findings);
    const label = (id: string): string => things.find((thing) => thing.id === id)!.label;
    const paths = lines.map(({ from, to, label: role }) => [label(from), role, label(to)].filter(Boolean).join(' > '));
    expect(paths).toContain('sami-weu > sami-weu');
    expect(paths).toContain('sami-weu > Network Contributor > snet-aks');
    expect(new Set(things.map(({ id }) => id)).size).toBe(things.length);
  });

  it('names the kind of a scope, also of a whole subscription', async () => {
    const knowledge = await known(sami.id);
    const scope = `/subscriptions/${sami.id.split('/')[2]!}`;
    const roleAssignments = knowledge.roleAssignments.slice(0, 1).map((one) => ({ ...one, scope }));
    const { things } = mapView({ ...knowledge, roleAssignments }, [], []);
    expect(things.find(({ column }) => column === 2)).toMatchObject({ caption: 'subscription', icon: 'subscription' });
  });

  it('draws what is needed and missing as missing, and nothing else', async () => {
    const knowledge = await known(own.id);
    const missing = (findings: readonly Finding[]): number =>
      mapView(knowledge, knowledge.requirements, findings).lines.filter(({ kind }) => kind === 'missing').length;
    expect(missing([])).toBe(0);
    expect(missing([missingRole(knowledge.requirements[0]!, 'error')])).toBe(1);
  });

  it('calls nothing missing while an operation changes the cluster, and names an identity that has no principal yet', async () => {
    const knowledge = await known(uami.id);
    const { controlPlane } = knowledge.cluster;
    if (controlPlane.kind !== 'userAssigned') throw new Error('The world has changed.');
    const cluster = {
      ...knowledge.cluster,
      provisioningState: 'Updating',
      controlPlane: { kind: 'userAssigned' as const, identityId: controlPlane.identityId },
    };
    const missing = knowledge.requirements.map((need): Requirement => ({ ...need, verdict: 'missing' }));
    const { things, lines } = mapView({ ...knowledge, cluster }, missing, []);
    expect(lines.map(({ kind }) => kind)).not.toContain('missing');
    expect(things.find(({ group }) => group === 'controlPlane')).toMatchObject({
      label: controlPlane.identityId.split('/').at(-1),
    });
  });

  it('draws a service principal that is both control plane and kubelet once', async () => {
    const { things } = mapView(await known(sp.id), [], []);
    const identities = things.filter(({ icon }) => icon === 'workload');
    expect(identities).toHaveLength(1);
    expect(identities[0]).toMatchObject({ caption: 'Control plane \u00b7 Kubelet' });
  });

  it('draws leftover grants apart from the identities of the cluster', async () => {
    const roleAssignmentId = `${sami.id}/providers/Microsoft.Authorization/roleAssignments/33333333-3333-4333-8333-333333333333`;
    const finding = {
      code: 'leftoverGrant' as const,
      severity: 'info' as const,
      text: say`Left over.`,
      evidence: [],
      source: 'https://a.example',
      fix: { kind: 'removeRole' as const, roleAssignmentId },
      grant: { role: 'Reader', scope: sami.id, principalId: 'aaaaaaaa-0000-4000-8000-00000000000a', where: 'sami-weu' },
      former: { principalId: 'aaaaaaaa-0000-4000-8000-00000000000a', name: 'id-old' },
    };
    const { things, lines } = mapView(await known(sami.id), [], [finding]);
    const former = things.find(({ group }) => group === 'former')!;
    expect(former.label).toBe('id-old');
    expect(lines.filter(({ kind }) => kind === 'notUsed').map(({ label }) => label)).toEqual(['Reader', '']);
  });
});

describe('an identity that was deleted', () => {
  const finding = (code: Finding['code']) => ({
    code,
    severity: 'error' as const,
    text: say`It was deleted.`,
    evidence: [],
    source: 'https://a.example',
  });

  it('that could not be read is called unknown, and not good', async () => {
    const knowledge = await known(own.id);
    const unread: Finding = {
      code: 'identityUnreadable',
      severity: 'unknown',
      text: say``,
      evidence: ['/identities/id-kubelet: Not allowed.'],
      unknown: [unknown('Not allowed')],
      source: '',
      about: ['kubelet'],
    };
    const [, kubelet] = detailsView({ ...knowledge, findings: [unread] }, []).identities;
    expect(kubelet).toMatchObject({ tone: 'unknown', lacking: 'not checked: the identity itself (not allowed)' });
  });

  it.each(['assignmentsOf', 'roleAssignments'])(
    'roles that may not be read are unknown in one sentence, with who may read them: %s',
    async (what) => {
      const brief = say`your account doesn't have the permission Microsoft.Authorization/roleAssignments/read.`;
      const unread = unknown('Long', { cause: 'refused', subject: { what }, title: say`Roles`, brief });
      const knowledge = { ...(await known(own.id)), roleAssignments: [], findings: [], unknown: [unread] };
      const { facts, noRoles } = detailsView(knowledge, []);
      const sentence = `Role assignments can't be read: ${textOf(brief)}`;
      expect(facts.filter(({ label }) => label === 'Unknown').map(({ value }) => value)).toEqual([]);
      expect(noRoles).toBe(`${sentence} The role Reader is enough.`);
      const other = unknown('Busy', { title: say`The node image of pool a` });
      expect(detailsView({ ...knowledge, unknown: [other] }, []).noRoles).toMatch(/^The node image of pool a: Busy/);
    },
  );

  it('a deleted identity is not called good, neither among the details nor on the map', async () => {
    const knowledge = { ...(await known(uami.id)), findings: [finding('identityDeleted:controlPlane')] };
    const [controlPlane, kubelet] = detailsView(knowledge, []).identities;
    expect(controlPlane).toMatchObject({ tone: 'error', state: expect.stringMatching(/; it was deleted$/) as string });
    expect(kubelet!.tone).toBe('ok');
    const { things, lines } = mapView(knowledge, [], knowledge.findings);
    expect(things.find(({ marks }) => marks.some(({ word }) => word === 'deleted'))!.group).toBe('controlPlane');
    const { findings, roles } = detailsView(knowledge, []);
    expect(findings[0]!.start).toBe('setControlPlane');
    const told = roles.map(({ identity }) => identity);
    expect(told).toContain('Control plane (no effect: it was deleted)');
    const box = things.find(({ group }) => group === 'controlPlane')!;
    const ofGone = lines.filter(({ from }) => from === box.id);
    expect(ofGone.map(({ kind }) => kind)).toEqual(ofGone.map(() => 'noEffect'));
    expect(ofGone.length).toBeGreaterThan(0);
  });

  it('a deleted identity is distinguished from one that was created again under its name', async () => {
    const knowledge = { ...(await known(own.id)), findings: [finding('identityRecreated:kubelet')] };
    const { things } = mapView(knowledge, [], knowledge.findings);
    expect(things.find(({ marks }) => marks.some(({ word }) => word === 'recreated'))!.group).toBe('kubelet');
  });
});

describe('the page', () => {
  const html = pageHtml({
    script: 'vscode:/panel.js',
    styles: ['vscode:/panel.css'],
    cspSource: 'vscode:',
    nonce: 'abc',
    language: { code: 'en' },
  });
  const policy = /content="(default-src[^"]*)"/.exec(html)![1]!;

  it('loads nothing by default, and scripts by nonce alone', () => {
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'nonce-abc';");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|connect-src|img-src|frame-src/);
  });

  it('has no script but its own', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script type="module" nonce="abc" src="vscode:/panel.js">');
    expect(html).not.toMatch(/ on\w+=/);
  });
});

describe('a finding that is looked for and not there', () => {
  it.each([
    ['is called gone where all was checked', sami.id, /^This finding is gone/],
    ['is not called gone where not all could be', sp.id, /^It isn't known whether this finding is still there/],
  ] as const)('%s', async (_, clusterId, notice) => {
    const panel = openPanel(createBench(smallWorld()), { kind: 'cluster', clusterId, finding: '0123456789ab' });
    expect((await panel.until((state) => state.notice !== undefined)).notice).toMatch(notice);
  });
});
