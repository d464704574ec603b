import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createHttpHeaders, RestError, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import { createConnection, type Connection } from '../azure/directory/connection.ts';
import { createEmulator, type Emulator } from '../emulator/emulator.ts';
import { demoWorld } from '../emulator/scenarios/demo.ts';
import { demoObjectsIn } from '../emulator/scenarios/demoObjects.ts';
import { WorldFileError } from '../emulator/files/worldFileError.ts';
import { IdentityError } from '../errors.ts';
import { say } from '../sentences/words.ts';
import { visitor } from './emulatorConnection.ts';

/** The duration of a long-running operation in the demo, in seconds. */
const operationSeconds = 8;

/** A connection to the demo's company inside this process, without a port, an account or requests to the outside. */
export interface Demo {
  readonly connection: Connection;
  /** Ends the connection; afterwards it neither answers nor saves anything. */
  dispose(): void;
}

/** Opens the demo's world from the file, or in its initial state. Throws `refused` if the file is damaged. */
export async function demoConnection(stateFile: string, userAgent: string, seconds = operationSeconds): Promise<Demo> {
  await mkdir(dirname(stateFile), { recursive: true });
  const world = demoWorld();
  const shared = sharedWorld(stateFile, () => createEmulator({ world, stateFile, operationSeconds: seconds }));
  return demoOver(shared, world.tenantId, userAgent);
}

/** Opens the demo's world in its initial state, and keeps nothing of it. */
export function freshDemo(userAgent: string): Demo {
  const world = demoWorld();
  return demoOver(createEmulator({ world, operationSeconds }), world.tenantId, userAgent);
}

/** The demo's Resource Manager, and its Microsoft Graph. */
const endpoint = 'https://management.demo.invalid';

function demoOver(emulator: Pick<Emulator, 'handle'>, tenantId: string, userAgent: string): Demo {
  let isOpen = true;
  const connection = createConnection({
    kind: 'demo',
    name: say`the demo`,
    endpoint,
    graph: { endpoint, scope: `${endpoint}/.default` },
    tenants: [{ tenantId, name: 'Contoso', credential: visitor }],
    userAgent,
    httpClient: httpClientOf(emulator, () => isOpen),
    objectsIn: demoObjectsIn,
  });
  return {
    connection,
    dispose() {
      isOpen = false;
    },
  };
}

/** Runs an emulator over a file that other windows of VS Code also write: it continues from what they have written. */
function sharedWorld(file: string, open: () => Emulator): Pick<Emulator, 'handle'> {
  let emulator = openWorld(open);
  let stampSeen = stampOf(file);
  return {
    handle(request) {
      if (stampOf(file) !== stampSeen && !isStateOf(file, emulator)) emulator = openWorld(open);
      const answer = emulator.handle(request);
      stampSeen = stampOf(file);
      return answer;
    },
  };
}

/** Returns a stamp that changes with each write, because every write makes a new file. */
function stampOf(file: string): string {
  const { ino = 0, mtimeMs = 0, size = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${ino} ${mtimeMs} ${size}`;
}

/** Returns true if the file contains the emulator's current world. */
function isStateOf(file: string, emulator: Emulator): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === JSON.stringify(emulator.snapshot());
}

function openWorld(open: () => Emulator): Emulator {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof WorldFileError)) throw error;
    const message = say`The saved demo can't be read. Use Reset Demo to start over.`;
    throw new IdentityError({ code: 'refused', message }, { cause: error });
  }
}

/** Puts the emulator in place of the network. */
function httpClientOf(emulator: Pick<Emulator, 'handle'>, isOpen: () => boolean): HttpClient {
  return {
    async sendRequest(request: PipelineRequest) {
      if (request.abortSignal?.aborted) throw Object.assign(new Error('Aborted'), { name: 'AbortError' });
      const { method, url } = request;
      const body = typeof request.body === 'string' ? { body: request.body } : {};
      const answer = isOpen()
        ? await emulator.handle({ method, url, headers: request.headers.toJSON(), ...body })
        : 'drop';
      if (answer === 'drop') throw new RestError('The connection was cut.', { code: 'ECONNRESET', request });
      return { request, status: answer.status, headers: createHttpHeaders(answer.headers), bodyAsText: answer.body };
    },
  };
}
