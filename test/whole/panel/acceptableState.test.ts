import { describe, expect, it } from 'vitest';
import type { IdentityService } from '../../../src/app/identityService.ts';
import { acceptableReport, acceptableState } from '../../../src/webview/state/acceptableState.ts';
import { parseState } from '../../../src/webview/protocol/panel.ts';
import { parseReportState } from '../../../src/webview/protocol/report.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { idB, smallWorld } from '../../support/azure/smallWorld.ts';
import { openPanel, planOf, readyToPlan, setControlPlane } from './panelBench.ts';
import { isReady, openReport } from '../report/reportBench.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';

const tooLong = 'x'.repeat(300_000);

/** The service of the bench, which finds and checks something with more words than the page takes. */
function wordy({ service }: Bench): IdentityService {
  const finding = {
    code: 'tenantMismatch',
    severity: 'error',
    text: say`t`,
    evidence: [tooLong],
    source: 'https://a.example',
  } as const;
  return {
    ...service,
    check: async (id, signal) => ({ ...(await service.check(id, signal)), findings: [finding] }),
    plan: async (changes, signal) => ({
      ...(await service.plan(changes, signal)),
      checks: [{ title: say`Checked`, verdict: 'unknown', detail: verbatim(tooLong) }],
    }),
  };
}

describe('what the page would refuse', () => {
  it('a panel state that the page would refuse is cut to what fits, and said to be cut, once in the log', async () => {
    const bench = createBench(smallWorld());
    const service = wordy(bench);
    const panel = openPanel(bench, setControlPlane, async () => service);
    const { details, flow, banner } = await panel.until((state) => state.banner !== undefined);
    expect([details, flow?.kind, banner!.action]).toEqual([undefined, 'setControlPlane', 'showLog']);
    await readyToPlan(panel);
    panel.edit({ controlPlane: 'userAssigned', identity: idB.id });
    panel.send({ kind: 'review' });
    await panel.until(({ flow: now }) => now?.stage === 'plan' && now.working === undefined);
    expect(panel.state().flow).not.toHaveProperty('plan');
    panel.send({ kind: 'back' });
    expect(panel.state()).toMatchObject({ title: 'sami-weu', flow: { stage: 'choose' }, banner: { tone: 'error' } });
    expect(panel.noted).toHaveLength(1);
  });

  it('a panel state is cut down to one that the page accepts, whatever is wrong in it', async () => {
    const panel = openPanel(createBench(smallWorld()), setControlPlane);
    await planOf(panel);
    const whole = panel.state();
    expect(acceptableState(whole)).toEqual({ state: whole, isWhole: true });
    const wrongs = {
      title: tooLong,
      subtitle: tooLong,
      banner: { tone: 'info', text: tooLong },
      notice: tooLong,
    } as const;
    for (const [name, wrong] of Object.entries(wrongs)) {
      const { state, isWhole } = acceptableState({ ...whole, [name]: wrong });
      expect([parseState(state) !== undefined, isWhole, state.banner?.tone], name).toEqual([true, false, 'error']);
    }
  });

  it('a report state that the page would refuse is cut, and the report says that it has failed', async () => {
    const report = openReport(createBench(smallWorld()));
    const whole = await report.until(isReady);
    expect(acceptableReport(whole)).toEqual({ state: whole, isWhole: true });
    const wrongs = {
      lines: whole.lines.map((line) => ({ ...line, findings: [{ title: tooLong }] })),
      notes: [tooLong],
      subtitle: tooLong,
      failure: tooLong,
    };
    for (const [name, wrong] of Object.entries(wrongs)) {
      const { state, isWhole } = acceptableReport({ ...whole, [name]: wrong });
      expect([parseReportState(state) !== undefined, isWhole, state.phase], name).toEqual([true, false, 'failed']);
    }
    const folded = acceptableReport({ ...whole, lines: wrongs.lines as unknown as typeof whole.lines }).state.lines;
    expect(folded.map(({ name }) => name)).toEqual(whole.lines.map(({ name }) => name));
  });
});
