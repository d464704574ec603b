import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptFinding, stopAccepting } from '../../../src/commands/decisions.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { failureOf } from '../../../src/errors.ts';
import { DecisionFiles } from '../../../src/session/decisionFiles.ts';
import type { Intent } from '../../../src/webview/protocol/intent.ts';
import type { PanelState } from '../../../src/webview/protocol/panel.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { Uri } from '../../support/vscode/uri.ts';
import { code, user } from '../../support/vscode/user.ts';
import { openPanel, type PanelBench } from '../panel/panelBench.ts';
import { until } from '../../support/until.ts';

let file = '';
let bench: Bench;
let decisions: DecisionFiles;
let panel: PanelBench;
/** What the commands that the panel opened were refused with. */
let refusals: string[];

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'folder-'));
  file = join(folder, '.aks-identity.yaml');
  code.workspaceFolders = [{ name: 'infra', uri: Uri.file(folder) }];
  decisions = new DecisionFiles(mkdtempSync(join(tmpdir(), 'storage-')));
  bench = createBench(demoWorld(), { kind: 'demo', decisions, realTime: Date.now });
  refusals = [];
  const { items } = await bench.service.clusters();
  const clusterId = items.find(({ name }) => name === 'shop-weu')!.id;
  panel = openPanel(bench, { kind: 'cluster', clusterId, tab: 'details' }, undefined, {
    open(what, target = {}) {
      const command = what === 'accept' ? acceptFinding : stopAccepting;
      void command({ decisions }, target).catch((error: unknown) => refusals.push(failureOf(error).message));
    },
  });
  await panel.until((state) => findingsOf(state).length > 0);
});
afterEach(() => {
  decisions.dispose();
  bench.emulator.dispose();
});

type Shown = NonNullable<PanelState['details']>['findings'][number];
const findingsOf = ({ details }: PanelState): readonly Shown[] => details?.findings ?? [];
const first = (): Shown => findingsOf(panel.state()).find(({ isAccepted, tone }) => !isAccepted && tone === 'error')!;
const accepted = (text: string) => (state: PanelState) =>
  findingsOf(state).some((one) => one.text === text && one.isAccepted === true);
const decide = (one: Shown, stop: boolean): Intent => ({
  kind: 'decide',
  code: one.code!,
  stop,
  ...(one.subject === undefined ? {} : { subject: one.subject }),
});

describe('accepting from the panel', () => {
  it('an accepted finding is shown with its reason, twice is as once, and stopping ends both', async () => {
    const finding = first();
    for (const reason of ['Moves next quarter', 'Once more']) {
      user.types.push(reason, '2999-12-31');
      panel.send(decide(finding, false));
      await until(() => expect(readFileSync(file, 'utf8')).toContain(reason));
    }
    await panel.until((state) => JSON.stringify(state.details).includes('Once more'));
    expect(accepted(finding.text)(panel.state())).toBe(true);
    expect(findingsOf(panel.state()).filter(({ isAccepted }) => isAccepted)).toHaveLength(1);
    panel.send(decide(finding, true));
    await panel.until((state) => !accepted(finding.text)(state));
    expect(readFileSync(file, 'utf8')).toBe('version: 1\n');
    expect(refusals).toEqual([]);
  });

  it('is refused for what is no finding and for what is no subject, and nothing is written', async () => {
    const { code: name = '' } = first();
    panel.send({ kind: 'decide', code: 'nonsense', stop: false });
    user.types.push('Reason', '2999-12-31');
    panel.send({ kind: 'decide', code: name, subject: 'no: id\n- x', stop: false });
    for (const odd of [{ kind: 'decide' }, { kind: 'decide', code: 1, stop: false }, { kind: 'decide', code: name }])
      panel.session.receive(odd);
    await until(() => expect(refusals).toHaveLength(2));
    expect(refusals).toEqual([
      'Start this from the row of a finding.',
      expect.stringMatching(/^Nothing was changed: it would bring .*about must be a resource ID/) as string,
    ]);
    expect(existsSync(file)).toBe(false);
  });

  it('is refused while the file is broken, which stays as it is', async () => {
    writeFileSync(file, 'version: 2\n');
    user.types.push('Reason', '2999-12-31');
    panel.send(decide(first(), false));
    await until(() => expect(refusals).toHaveLength(1));
    expect(refusals[0]).toBe('Nothing was changed: .aks-identity.yaml, line 1, column 10: version must be 1.');
    expect(readFileSync(file, 'utf8')).toBe('version: 2\n');
    expect(findingsOf(panel.state()).some(({ isAccepted }) => isAccepted)).toBe(false);
  });

  it('is kept on this machine where no folder is open', async () => {
    code.workspaceFolders = undefined;
    const finding = first();
    user.types.push('Reason', '2999-12-31');
    panel.send(decide(finding, false));
    await panel.until(accepted(finding.text));
    expect(readFileSync(decisions.ownPath, 'utf8')).toContain('reason: Reason');
    expect([existsSync(file), refusals]).toEqual([false, []]);
  });
});
