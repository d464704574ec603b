/** A window of VS Code: a process with its own service, which may end at any moment and come back. */
import { textOf } from '../../../src/sentences/textOf.ts';
import type { TokenCredential } from '@azure/core-auth';
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { Sleep } from '../../../src/async/sleep.ts';
import { createConnection } from '../../../src/azure/directory/connection.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { IdentityError } from '../../../src/errors.ts';
import { sharedJournal } from '../../../src/session/sharedJournal.ts';
import { endpoint } from '../../support/azure/azureBench.ts';
import type { ModelAzure, Sender } from './azure.ts';
import type { Confirmation } from './history.ts';
import { folderOf, leaveFolder, type Process, type Room } from './room.ts';

/** A plan that a window shows, and when it was made. */
export interface ShownPlan {
  readonly plan: Plan;
  readonly since: number;
  readonly seen: Snapshot;
}

/** A window as the model holds it. */
export interface ModelWindow {
  readonly name: string;
  readonly azure: ModelAzure;
  readonly room: Room;
  service: IdentityService;
  sender: Sender;
  process: Process;
  /** Seconds for which it waits for one of its next turns at the journal. */
  slow: { readonly seconds: number; readonly skip: number };
  shown: ShownPlan | undefined;
  /** What was said yes to and has not ended. */
  underWay: Set<Confirmation>;
  /** The process ends; another one takes the window's place. */
  kill: () => void;
  /** Lets go of what this connection claims. */
  letGo: () => void;
  /** Where its processes have kept their journal. */
  readonly folders: string[];
}

let folders = 0;
let runs = 0;

/** A window over the room's journal. */
export function modelWindow(azure: ModelAzure, room: Room, name: string): ModelWindow {
  const parts = {
    name,
    azure,
    room,
    slow: { seconds: 0, skip: 0 },
    shown: undefined,
    underWay: new Set(),
    folders: [],
  };
  const window = parts as unknown as ModelWindow;
  begin(window);
  return window;
}

/** The window's process. */
function begin(window: ModelWindow): void {
  const gone = Promise.withResolvers<void>();
  const process = {
    isAlive: true,
    gone: gone.promise,
    turn: () => {
      const { seconds, skip } = window.slow;
      const isNow = skip === 0;
      window.slow = isNow ? { seconds: 0, skip: 0 } : { seconds, skip: skip - 1 };
      return isNow && seconds > 0 ? window.azure.time.sleep(seconds * 1000) : Promise.resolve();
    },
  };
  window.process = process;
  window.kill = () => {
    process.isAlive = false;
    window.sender.isAlive = false;
    gone.resolve();
    begin(window);
  };
  openService(window);
}

/** A connection for the window's process; what was shown is gone. */
export function openService(window: ModelWindow): void {
  const { azure, room, process } = window;
  const sender: Sender = {
    name: window.name,
    isAlive: true,
    isClosed: false,
    kill: () => window.kill(),
    faults: [],
    looks: new Map(),
    signIn: { seconds: 0, signsIn: true },
  };
  const sleep: Sleep = (milliseconds, signal) =>
    process.isAlive
      ? azure.time.sleep(milliseconds, signal).then(() => (process.isAlive ? undefined : new Promise(() => undefined)))
      : new Promise(() => undefined);
  const getToken: TokenCredential['getToken'] = async (_, { claims } = {}) => {
    const { seconds, signsIn } = sender.signIn;
    if (claims === undefined) return tokenAt(azure);
    await sleep(seconds * 1000);
    if (!signsIn) throw new IdentityError({ code: 'signedOut', message: 'They closed the window.' });
    return tokenAt(azure);
  };
  const claims = room.claimsFor(process);
  const folder = folderOf(room, process, `model ${(folders += 1)}`);
  window.folders.push(folder);
  const journal = sharedJournal(
    folder,
    claims,
    (message) => void azure.broken.push(`${window.name}: ${textOf(message)}`),
  );
  const connection = createConnection({
    kind: 'emulator',
    name: 'model',
    endpoint,
    tenants: [{ tenantId: 'contoso', credential: { getToken } }],
    userAgent: 'aks-identity-test',
    httpClient: azure.lineOf(sender),
    sleep,
    now: azure.time.shown,
    random: () => 0,
  });
  window.sender = sender;
  window.shown = undefined;
  window.underWay = new Set();
  window.letGo = () => claims.dispose();
  window.service = createIdentityService({
    connection,
    journal,
    sleep,
    now: () => new Date(azure.time.shown()),
    newId: () => {
      const id = `run-${(runs += 1)}`;
      const confirmation = azure.confirmed.getStore();
      if (confirmation !== undefined) confirmation.activityId = id;
      if (confirmation?.kind === 'change') {
        confirmation.since = azure.writes.length;
        confirmation.seen = azure.world();
      }
      return id;
    },
  });
}

/** The window is closed for good. */
export function leave({ folders }: ModelWindow): void {
  for (const folder of folders) leaveFolder(folder);
}

function tokenAt({ time }: ModelAzure): { token: string; expiresOnTimestamp: number } {
  return { token: 'not-a-real-token', expiresOnTimestamp: Math.max(Date.now(), time.now()) + 3_600_000 };
}
