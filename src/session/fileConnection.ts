import { basename } from 'node:path';
import type { TokenCredential } from '@azure/core-auth';
import { connect, type Connection } from '../azure/directory/connection.ts';
import { createFileClient } from '../azure/directory/fileArm.ts';
import { textAt, type JsonObject } from '../domain/arm/json.ts';
import { Refusal } from '../domain/arm/refusal.ts';
import { idKey } from '../domain/arm/resourceId.ts';
import { openedJson, type OpenedJson } from '../domain/cluster/fromFile.ts';
import { refusedError } from '../errors.ts';
import { readText } from '../host/files/readText.ts';

/** Makes a connection to clusters from files, read-only and without an account. Rejects with `refused` for files of another kind. */
export async function fileConnection(paths: readonly string[], userAgent: string): Promise<Connection> {
  const opened = await Promise.all(paths.map(readOpened));
  const all = {
    clusters: onceEach(opened.flatMap((one) => one.clusters)),
    assignments: onceEach(opened.flatMap((one) => one.assignments)),
  };
  if (all.clusters.length === 0)
    throw refusedError('None of these files contains a cluster: open the output of "az aks show" as well.');
  const name = paths.map((path) => basename(path)).join(', ');
  return connect({
    kind: 'file',
    name,
    endpoint: 'https://management.file.invalid',
    tenants: [{ tenantId: 'file', name, credential: nobody }],
    userAgent,
    httpClient: createFileClient(all),
  });
}

/** Keeps the last one of things that are in several files. */
function onceEach(things: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(things.map((thing) => [idKey(textAt(thing, 'id') ?? ''), thing])).values()];
}

const nobody: TokenCredential = {
  getToken: () => Promise.resolve({ token: 'none', expiresOnTimestamp: Date.now() + 3_600_000 }),
};

async function readOpened(path: string): Promise<OpenedJson> {
  try {
    return openedJson(await readText(path));
  } catch (error) {
    if (error instanceof Refusal) throw refusedError(`${basename(path)}: ${error.message}`);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw refusedError(`${basename(path)} can't be read: ${code === 'ENOENT' ? 'there is no such file' : code}.`);
  }
}
