import { basename } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import { createConnection, type Connection } from '../azure/directory/connection.ts';
import { createFileClient } from '../azure/directory/fileArm.ts';
import { textAt, type JsonObject } from '../domain/arm/json.ts';
import { Refusal } from '../domain/arm/refusal.ts';
import { idKey } from '../domain/arm/resourceId.ts';
import { openedJson, type OpenedJson } from '../domain/cluster/fromFile.ts';
import { refusedError } from '../errors.ts';
import { say } from '../sentences/words.ts';
import { readText } from '../host/files/readText.ts';

/** A file to open, and what it must contain; left out: clusters or role assignments. */
export interface FileToOpen {
  readonly path: string;
  readonly holds?: keyof OpenedJson;
}

/**
 * Makes a connection to clusters from files, read-only and without an account. Rejects with `refused` for files of
 * another kind, or with other contents than required.
 */
export async function fileConnection(
  files: readonly FileToOpen[],
  userAgent: string,
  read: (path: string) => Promise<string> = readText,
): Promise<Connection> {
  const opened = await Promise.all(files.map((file) => readOpened(file, read)));
  const joined = {
    clusters: onceEach(opened.flatMap((file) => file.clusters)),
    assignments: onceEach(opened.flatMap((file) => file.assignments)),
  };
  if (joined.clusters.length === 0)
    throw refusedError(say`None of these files contains a cluster: open the output of "az aks show" as well.`);
  const name = files.map(({ path }) => inputName(path)).join(', ');
  return createConnection({
    kind: 'file',
    name,
    endpoint: 'https://management.file.invalid',
    tenants: [{ tenantId: 'no-directory', name, credential: nobody }],
    userAgent,
    httpClient: createFileClient(joined),
    ...(joined.assignments.length === 0 ? { lacksRoles: true } : {}),
  });
}

/** Keeps the last version of what several files contain. */
function onceEach(things: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(things.map((thing) => [idKey(textAt(thing, 'id') ?? ''), thing])).values()];
}

const nobody: TokenCredential = {
  getToken: () => Promise.resolve({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

async function readOpened({ path, holds }: FileToOpen, read: (path: string) => Promise<string>): Promise<OpenedJson> {
  try {
    const opened = openedJson(await read(path));
    const expected = holds && expectedFiles[holds];
    if (expected && opened[expected.holds].length > 0) throw new Refusal(expected.message);
    return opened;
  } catch (error) {
    if (error instanceof Refusal) throw refusedError(say`${inputName(path)}: ${error.said}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw refusedError(
      code === 'ENOENT'
        ? say`${inputName(path)} can't be read: there is no such file.`
        : say`${inputName(path)} can't be read: ${code}.`,
    );
  }
}

/** What a file must not contain as well, and the message for that. */
const expectedFiles = {
  clusters: { holds: 'assignments', message: 'This holds role assignments: give it as --role-assignments.' },
  assignments: { holds: 'clusters', message: 'This holds a cluster: give it as --cluster-json.' },
} as const;

function inputName(path: string): string {
  return path === '-' ? 'Standard input' : basename(path);
}
