import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import type { StillLost } from '../../../src/domain/plan/grants/stillLost.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { fingerprintOf } from '../../../src/domain/report/fingerprint.ts';
import { findingsAfterRun, leftoversAfter } from '../../../src/webview/run/afterRun.ts';
import { lostFindings } from '../../../src/webview/run/lostFindings.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';

const finding = (code: string, text: string, severity: Finding['severity'] = 'error'): Finding =>
  ({ code, text: verbatim(text), severity, evidence: [], source: 'https://learn.microsoft.com' }) as Finding;
const dns = finding('missingGrant:P-09', 'shop lacks Private DNS Zone Contributor.');
const net = finding('missingGrant:P-01', 'shop lacks Network Contributor.', 'warning');
const failed = finding('clusterFailed', 'The last operation of shop failed.');
const dnsFix = { kind: 'removeRole', roleAssignmentId: '/dns' } as const;
const netFix = { kind: 'removeRole', roleAssignmentId: '/net' } as const;
const leftover = finding('leftoverGrant', 'id-old holds Contributor.', 'warning');

describe('the roles that a service principal still has', () => {
  it('that an identity still has are listed without an assumption, whatever it is called', async () => {
    const former = { principalId: 'p', name: 'service principal 0fa7...69', as: 'controlPlane', kind: 'userAssigned' };
    const service = {
      activity: async () => [{ activityId: 'a', former: [former], timers: [] }],
      leftovers: async () => [{ assignment: { id: '/a' } }],
    } as unknown as IdentityService;
    expect((await leftoversAfter(service, 'a'))!.text).toBe(
      'Service principal 0fa7...69, the old identity, still has 1 role.',
    );
  });

  it('are listed with the assumption whose they are', async () => {
    const principalId = '72ca985d-0000-4000-8000-000000000001';
    const former = { principalId, name: 'service principal 0fa7...69', as: 'controlPlane', kind: 'servicePrincipal' };
    const service = {
      activity: async () => [{ activityId: 'a', former: [former], timers: [] }],
      leftovers: async () => [{ assignment: { id: '/a' } }],
    } as unknown as IdentityService;
    expect((await leftoversAfter(service, 'a'))!.text).toBe(
      "Service principal 0fa7...69, the old identity, still has 1 role. Azure doesn't show its object ID; it is assumed to be 72ca...01, as in the plan.",
    );
  });
});

describe("a journal that can't be read", () => {
  it('leaves open whether old identities still have roles', async () => {
    const activity = async () => Promise.reject(new Error('The file is damaged'));
    const { text, canReview } = (await leftoversAfter({ activity } as unknown as IdentityService, 'a'))!;
    expect([text.includes('could not be looked up. The file is damaged.'), canReview]).toEqual([true, false]);
  });
});

describe('what is wrong after a change', () => {
  it.each([
    ['P-01', false, 'error'],
    ['P-01', true, 'warning'],
    ['P-31', false, 'warning'],
  ])(
    'a lost role (%s) is as serious as a check calls it, also where AKS may assign it itself (%s): of severity %s',
    (id, advice, severity) => {
      const need = {
        id,
        identity: 'controlPlane',
        advice,
        role: { id: 'r', name: 'Contributor' },
        scope: '/s',
        why: 'It needs it.',
      };
      const lost = [
        { text: "Contributor of shop's control plane", need, principalId: 'p' },
      ] as unknown as readonly StillLost[];
      expect(lostFindings(lost)).toMatchObject([{ severity }]);
    },
  );

  it('nothing is said if nothing is wrong, and roles of the previous identity are listed elsewhere', () => {
    expect(findingsAfterRun([], [])).toBeUndefined();
    expect(findingsAfterRun([], [leftover, finding('servicePrincipal', 'It uses one.', 'info')])).toBeUndefined();
  });

  it('comes first where it is new, by name, with the change that fixes it', () => {
    const fix = { kind: 'removeRole', roleAssignmentId: '/x' } as const;
    const found = findingsAfterRun([failed], [failed, { ...dns, fix }, net]);
    expect(found).toMatchObject({ title: '2 roles are missing now', tone: 'error' });
    expect(found!.items.map(({ text }) => text)).toEqual([dns.text, net.text]);
    expect(found!.earlier).toMatchObject({ title: '1 error from before', items: [{ text: failed.text }] });
    expect(found!.items[0]!.fixKey).toContain('removeRole');
  });

  it('offers to accept what someone did on purpose as openly as to fix it', () => {
    const found = findingsAfterRun([], [{ ...dns, isOwnDoing: true }, net]);
    expect(found!.items.map(({ isOwnDoing }) => isOwnDoing)).toEqual([true, undefined]);
  });

  it('is named among the details next to the run, unlike what only the run has taken away', () => {
    const lost = { ...net, lostAt: '/other' };
    expect(findingsAfterRun([], [dns, lost])!.items.map((item) => item.finding)).toEqual([undefined, undefined]);
    expect(findingsAfterRun([], [dns, lost], { clusterId: '/c' })!.items.map((item) => item.finding)).toEqual([
      fingerprintOf('/c', dns),
      undefined,
    ]);
  });

  it.each([
    [[dns], [dns], '1 error from before'],
    [[dns, net], [net], '1 warning from before'],
    [[], [dns], '1 role is missing now'],
    [[], [failed], 'New since the change: 1 error'],
    [undefined, [dns], '1 error was found'],
    [undefined, [dns, net], '1 error and 1 warning were found'],
  ] as const)('is summed up together with what was wrong before: row %#', (before, after, title) => {
    expect(findingsAfterRun(before, after)!.title).toBe(title);
  });

  it.each([
    [[], '1 error and 1 warning on shop-weu remain from before', [dns.text, net.text], undefined],
    [[netFix], '1 warning remains', [net.text], '1 error on shop-weu remains from before'],
    [[dnsFix, netFix], '1 error and 1 warning remain', [dns.text, net.text], undefined],
  ])(
    'what a change was to fix remains, and what it was not is from before, folded below it: row %#',
    (changes, title, texts, folded) => {
      const findings = [
        { ...dns, fix: dnsFix },
        { ...net, fix: netFix },
      ];
      const old = findingsAfterRun(findings, findings, { name: 'shop-weu', run: { changes, steps: [] } })!;
      expect([old.title, old.items.map(({ text }) => text), old.earlier?.title]).toEqual([title, texts, folded]);
      const withNews = findingsAfterRun(findings, [...findings, failed], {
        name: 'shop-weu',
        run: { changes, steps: [] },
      })!;
      expect(withNews.earlier!.items).toEqual([...old.items, ...(old.earlier?.items ?? [])]);
    },
  );

  const limit = (text: string, fix?: Finding['fix']): Finding =>
    ({ ...finding('federatedCredentialLimit', `${text} Bind it.`, 'warning'), said: verbatim(text), fix }) as Finding;
  const binding = { kind: 'bindIdentity', clusterId: '/c', identityId: '/id' } as const;
  const unbinding = { kind: 'unbindIdentity', bindingId: '/c/identityBindings/id' } as const;

  it('is new where a fix was made and leaves something else to do', () => {
    const run = { changes: [binding], steps: [] };
    const found = findingsAfterRun([limit('It has 19.', binding)], [limit('It has 20.')], { run });
    expect(found).toMatchObject({ title: 'New since the change: 1 warning', hasNews: true });
  });

  it('is not to be fixed by what the change has just undone (W-06)', () => {
    const run = { changes: [unbinding], steps: [] };
    const now = [limit('It has 19.', binding)];
    const [item] = findingsAfterRun([limit('It has 20.')], now, { run })!.items;
    expect([item!.text, item!.fixKey]).toEqual(['It has 19.', undefined]);
    const [same] = findingsAfterRun(now, now, { run })!.items;
    expect(same!.fixKey, 'of another identity').toContain('bindIdentity');
  });

  it('the sign is that of what is new', () => {
    expect(findingsAfterRun([dns], [dns, net])).toMatchObject({ tone: 'warning' });
    expect(findingsAfterRun([dns], [dns])).toMatchObject({ tone: 'error' });
  });

  it('a finding that only reads differently is not new', () => {
    expect(findingsAfterRun([dns], [{ ...dns, text: say`shop still lacks it.` }])!.title).toBe('1 error from before');
  });

  it('is new by what it is about, however the others read now', () => {
    const one = (subject: string, text: string): Finding => ({ ...finding('credentialMalformed', text), subject });
    const found = findingsAfterRun(
      [one('/a', 'a matches no token.')],
      [one('/a', 'a matches no token now.'), one('/b', 'b.')],
    );
    expect(found).toMatchObject({ title: 'New since the change: 1 error', items: [{ text: 'b.' }] });
    expect(found!.earlier!.items.map(({ text }) => text)).toEqual(['a matches no token now.']);
  });

  it.each([
    ['warning', 'error', 'Worse since the change: 1 error', true],
    ['info', 'warning', 'Worse since the change: 1 warning', true],
    ['error', 'warning', '1 warning from before', undefined],
  ] as const)('is news where it was there as %s and is of severity %s now', (before, after, title, hasNews) => {
    const limit = (severity: Finding['severity']): Finding => ({
      ...finding('federatedCredentialLimit', 'id-jobs is full.', severity),
      subject: '/id-jobs',
    });
    const found = findingsAfterRun([limit(before)], [limit(after)])!;
    expect([found.title, found.hasNews]).toEqual([title, hasNews]);
    expect(findingsAfterRun([limit(before)], [limit(after), failed])!.title).toMatch(
      hasNews ? /^New or worse since the change: / : /^New since the change: 1 error$/,
    );
  });

  it('many are not all named', () => {
    const all = [...Array(6).keys()].map((index) => finding(`missingGrant:P-${index}`, String(index)));
    expect(findingsAfterRun([], all)).toMatchObject({ title: '6 roles are missing now', more: '2 more in Details.' });
    expect(findingsAfterRun([], all)!.items).toHaveLength(4);
  });
});
