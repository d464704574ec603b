import type { IdentityService } from '../../../src/app/identityService.ts';
import type { PanelTarget, Target } from '../../../src/manifest.ts';
import { Session, type SessionHost } from '../../../src/webview/panel/session.ts';
import type { Field, FieldValue } from '../../../src/webview/protocol/form.ts';
import type { Intent } from '../../../src/webview/protocol/intent.ts';
import { parseState, type PanelState } from '../../../src/webview/protocol/panel.ts';
import type { Memento } from '../../../src/webview/protocol/memento.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import { idB, sami } from '../../support/azure/smallWorld.ts';
import { noKubectl } from '../../support/noKubectl.ts';

/** A panel without a window, on a bench: what is posted goes through JSON and the page's own check. */
export interface PanelBench {
  readonly session: Session;
  readonly states: readonly PanelState[];
  readonly copied: readonly string[];
  readonly saved: readonly string[];
  readonly opened: readonly string[];
  /** What was handed over with what was opened. */
  readonly targets: readonly (Target | PanelTarget | undefined)[];
  /** What was written to the log. */
  /** Clusters whose rows were shown. */
  readonly revealed: readonly string[];
  readonly noted: readonly unknown[];
  /** How often it was asked whether what was typed may be thrown away; the answer is no. */
  readonly questions: () => number;
  readonly isClosed: () => boolean;
  readonly state: () => PanelState;
  readonly send: (intent: Intent) => void;
  readonly edit: (values: Readonly<Record<string, FieldValue>>) => void;
  readonly field: (name: string) => Field;
  /** The next state that is so, or the present one. */
  readonly until: (isSo: (state: PanelState) => boolean) => Promise<PanelState>;
}

/** Opens a panel on what the page asked for, or on what it kept across a reload. */
export function openPanel(
  bench: Bench,
  from: PanelTarget | Memento,
  service: () => Promise<IdentityService> = async () => bench.service,
  more: Partial<SessionHost> = {},
): PanelBench {
  const states: PanelState[] = [];
  const copied: string[] = [];
  const saved: string[] = [];
  const opened: string[] = [];
  const revealed: string[] = [];
  const targets: (Target | PanelTarget | undefined)[] = [];
  const waiting = new Set<() => void>();
  const noted: unknown[] = [];
  let questions = 0;
  let isClosed = false;
  const session = new Session(from, {
    service,
    post: (state) => {
      const received = parseState(JSON.parse(JSON.stringify(state)));
      if (!received) throw new Error(`The page would refuse this state: ${JSON.stringify(state)}`);
      states.push(received);
      for (const look of [...waiting]) look();
    },
    copy: async (text) => void copied.push(text),
    save: async (picture, name) => void saved.push(`${name}: ${JSON.stringify(picture)}`),
    open: (what, target) => {
      opened.push(what);
      targets.push(target);
    },
    allowNames: async () => true,
    mayDiscard: async () => {
      questions += 1;
      return false;
    },
    note: (error) => noted.push(error),
    reveal: (clusterId) => void revealed.push(clusterId),
    close: () => (isClosed = true),
    openYaml: async (text) => void opened.push(text),
    kubectl: noKubectl,
    sshKeys: async () => [],
    now: () => new Date(bench.emulator.clock.now()),
    ...more,
  });
  let seq = 0;
  const state = (): PanelState => states.at(-1)!;
  const send = (intent: Intent): void => session.receive(intent);
  send({ kind: 'ready' });
  return {
    session,
    states,
    revealed,
    copied,
    saved,
    opened,
    targets,
    noted,
    questions: () => questions,
    isClosed: () => isClosed,
    state,
    send,
    edit(values) {
      for (const [field, value] of Object.entries(values)) send({ kind: 'edit', seq: ++seq, field, value });
    },
    field(name) {
      const fields = state().flow!.form.sections.flatMap((section) => section.fields);
      const found = fields.find((field) => field.name === name);
      if (!found) throw new Error(`There is no field ${name}, only ${fields.map((field) => field.name).join(', ')}.`);
      return found;
    },
    until: (isSo) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!isSo(state())) return;
          waiting.delete(look);
          resolve(state());
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Waits until the plan is there, or why there is none. */
export async function planned(panel: PanelBench): Promise<PanelState> {
  return panel.until(
    ({ flow }) =>
      flow?.stage === 'plan' && flow.working === undefined && (flow.plan ?? flow.refusal ?? flow.failure) !== undefined,
  );
}

/** Waits until the run has ended and was verified, or is no longer followed, and the panel is at rest. */
export async function resulted(panel: PanelBench): Promise<PanelState> {
  return panel.until(
    ({ flow, loading }) =>
      (flow?.stage === 'result' || flow?.run?.status === 'stopped') &&
      flow.run?.isVerifying === undefined &&
      loading === undefined,
  );
}

/** A control plane identity, to be chosen. */
export const setControlPlane: PanelTarget = { kind: 'change', draft: { kind: 'setControlPlane', clusterId: sami.id } };

/** Waits until the form is there. */
export async function readyToPlan(panel: PanelBench): Promise<void> {
  await panel.until(({ flow, loading }) => flow !== undefined && flow.form.sections.length > 0 && !loading);
}

/** From the choice of an identity to its plan. */
export async function planOf(panel: PanelBench): Promise<void> {
  await readyToPlan(panel);
  panel.edit({ controlPlane: 'userAssigned', identity: idB.id });
  panel.send({ kind: 'review' });
  await planned(panel);
}

/** Applies the plan that is shown. */
export function apply(panel: PanelBench, confirmName?: string): void {
  const { planId } = panel.state().flow!.plan!;
  panel.send({ kind: 'apply', planId, ...(confirmName === undefined ? {} : { confirmName }) });
}
