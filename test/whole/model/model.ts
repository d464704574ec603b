/** Two windows and a colleague at one Azure; carries out actions, and checks after each of them whether anything is broken. */
import type { ActivityEntry, Outcome } from '../../../src/app/runs/activity.ts';

import { IdentityError } from '../../../src/errors.ts';
import type { Action, WindowIndex } from './actions.ts';
import { modelAzure, type ModelAzure } from './azure.ts';
import type { Confirmation } from './history.ts';
import { activityBreaks, outcomeBreaks, rejectionBreaks } from './invariants/activityInvariants.ts';
import { changes } from './modelWorld.ts';
import { emptyRoom, recordIn, type Room } from './room.ts';
import { leave, modelWindow, openService, type ModelWindow } from './window.ts';
import { writeBreaks } from './invariants/writeInvariants.ts';

/** A model in which something has happened. */
export interface Model {
  readonly azure: ModelAzure;
  readonly room: Room;
  readonly windows: [ModelWindow, ModelWindow];
  /** The first yes of each run. */
  readonly begun: Map<string, Confirmation>;
  /** Every confirmation in order, completed with what is known about it now. */
  readonly confirmations: (() => Confirmation)[];
  /** The runs that somebody has cleared away, with the number of the last write before that. */
  readonly cleared: Map<string, number>;
  /** How many writes have been checked. */
  checked: number;
  /** Whether there is a run that came to no good end. */
  hasOpen: boolean;
}

/** A model at its beginning. */
export function newModel(): Model {
  const azure = modelAzure();
  const room = emptyRoom();
  const windows: Model['windows'] = [modelWindow(azure, room, 'window 1'), modelWindow(azure, room, 'window 2')];
  return { azure, room, windows, begun: new Map(), confirmations: [], cleared: new Map(), checked: 0, hasOpen: false };
}

/** Does one thing, lets time pass, and throws in words where anything was broken. */
export async function perform(action: Action, model: Model): Promise<void> {
  await begin(action, model);
  await model.azure.time.pass(action.then);
  await look(model);
}

/** Lets everything come to its end and looks a last time. */
export async function end(model: Model): Promise<void> {
  await model.azure.time.settle();
  await look(model);
}

/** Forgets the model. */
export function forget({ windows }: Model): void {
  for (const window of windows) leave(window);
}

async function begin(action: Action, model: Model): Promise<void> {
  const { azure, windows } = model;
  switch (action.do) {
    case 'plan':
      return plan(windows[action.window], action.change, azure);
    case 'apply': {
      const { service } = windows[action.window];
      const given = [changes[action.change]];
      const confirmation = yes('change', windows[action.window], azure);
      return start(confirmation, () => service.apply(given), model);
    }
    case 'confirm': {
      const { service, shown } = windows[action.window];
      if (shown === undefined) return;
      const confirmation = { ...yes('plan', windows[action.window], azure), ...shown };
      return start(confirmation, () => service.apply(shown.plan), model);
    }
    case 'resume':
      return resume(action.window, action.nth, model);
    case 'stop': {
      const { service } = windows[action.window];
      const running = (await service.activity()).filter(({ status }) => status === 'running');
      const chosen = running[action.nth % running.length];
      if (chosen !== undefined) service.stop(chosen.activityId);
      return;
    }
    case 'kill':
      return windows[action.window].kill();
    case 'close':
      return close(windows[action.window], azure);
    case 'colleague':
      return azure.act(action.act);
    case 'fault': {
      const { sender } = windows[action.window];
      sender.faults = [...sender.faults, action.fault];
      return;
    }
    case 'clear':
      return clear(windows[action.window], model);
    case 'slowJournal':
      windows[action.window].slow = action;
      return;
    case 'setBack':
      return azure.time.setBack();
    case 'wait':
      return;
  }
}

function plan(window: ModelWindow, name: keyof typeof changes, azure: ModelAzure): void {
  window.shown = undefined;
  const { service } = window;
  service.plan([changes[name]]).then(
    (shown) => {
      window.shown = { plan: shown, since: azure.writes.length, seen: azure.world() };
    },
    (error: unknown) => noteOddError(`Planning "${name}"`, error, azure),
  );
}

function yes(kind: Confirmation['kind'], { sender }: ModelWindow, azure: ModelAzure): Confirmation {
  const at = azure.writes.length;
  const nothing = { activityId: undefined, plan: undefined, left: undefined };
  return { kind, window: sender.name, since: at, at, seen: azure.world(), ...nothing };
}

async function resume(index: WindowIndex, nth: number, model: Model): Promise<void> {
  const { azure, windows, begun } = model;
  const { service } = windows[index];
  const open = (await service.activity()).filter(isOpen);
  const chosen = open[nth % open.length];
  const first = chosen && begun.get(chosen.activityId);
  if (first === undefined) return;
  const left = new Set(
    chosen?.steps.filter(({ status }) => !['done', 'alreadyDone'].includes(status)).map(({ id }) => id),
  );
  const { activityId = '', since, seen } = first;
  const confirmation = { ...yes('resume', windows[index], azure), activityId, since, seen, left };
  return start(
    { ...confirmation, plan: recordIn(model.room, activityId)?.plan },
    () => service.resume(activityId),
    model,
  );
}

function start(confirmation: Confirmation, run: () => Promise<Outcome>, model: Model): void {
  const { azure, begun } = model;
  const window = model.windows.find(({ sender }) => sender.name === confirmation.window);
  window?.underWay.add(confirmation);
  const known = (): Confirmation => {
    const { activityId } = confirmation;
    if (activityId === undefined) return confirmation;
    if (!begun.has(activityId)) begun.set(activityId, confirmation);
    confirmation.plan ??= recordIn(model.room, activityId)?.plan;
    return confirmation;
  };
  model.confirmations.push(known);
  azure.confirmed.run(confirmation, run).then(
    (outcome) => {
      window?.underWay.delete(confirmation);
      azure.broken.push(...outcomeBreaks(known(), outcome, azure));
    },
    (error: unknown) => {
      window?.underWay.delete(confirmation);
      confirmation.isRejected = true;
      noteOddError('A run', error, azure);
      azure.broken.push(...rejectionBreaks(known(), error, azure));
    },
  );
}

/** What runs in no window now may be forgotten, as it is now. */
function clear({ service }: ModelWindow, { azure, windows, begun, cleared }: Model): void {
  const live = new Set(windows.flatMap(({ underWay }) => [...underWay].map(({ activityId }) => activityId)));
  for (const id of begun.keys()) if (!live.has(id)) cleared.set(id, azure.writes.length);
  service.clearActivity().catch((error: unknown) => noteOddError('Clearing Activity', error, azure));
}

async function close(window: ModelWindow, azure: ModelAzure): Promise<void> {
  const { service, sender } = window;
  sender.isClosed = true;
  void service.stopAll().then(() => window.letGo());
  await azure.time.pass(3);
  openService(window);
}

async function look(model: Model): Promise<void> {
  const { azure, windows } = model;
  await azure.time.breath();
  for (const known of model.confirmations) known();
  for (const write of azure.writes.slice(model.checked)) azure.broken.push(...writeBreaks(write, azure.writes));
  model.checked = azure.writes.length;
  for (const window of windows) {
    const shown = await activityOf(window, azure);
    azure.broken.push(...activityBreaks(shown, window.sender.name, model));
    model.hasOpen = shown.some(isOpen);
  }
  if (azure.broken.length > 0) throw new Error(azure.broken.join('\n'));
}

async function activityOf(window: ModelWindow, azure: ModelAzure): Promise<readonly ActivityEntry[]> {
  let shown: readonly ActivityEntry[] = [];
  window.service.activity().then(
    (entries) => (shown = entries),
    (error: unknown) => azure.broken.push(`Activity can't be shown: ${String(error)}`),
  );
  await azure.time.breath();
  return shown;
}

function noteOddError(what: string, error: unknown, { broken }: ModelAzure): void {
  if (!(error instanceof IdentityError))
    broken.push(`${what} ends with an error that is none of ours: ${String(error)}`);
}

function isOpen({ status }: ActivityEntry): boolean {
  return status === 'failed' || status === 'stopped';
}
