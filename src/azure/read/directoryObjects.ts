/**
 * Reads names of people, groups and applications from Microsoft Graph.
 * Source: https://learn.microsoft.com/graph/api/directoryobject-getbyids
 */
import { textAt, type JsonObject } from '../../domain/arm/json.ts';
import type { DirectoryObject } from '../../domain/cluster/askedOnly.ts';
import { defined } from '../../shape/defined.ts';
import { createArm, type Arm } from '../arm/arm.ts';
import { armShapes } from '../http/armShapes.ts';
import { pageChecker } from '../http/pageCheck.ts';

/** How many ids one request may have. */
const mostIds = 1000;
const types = ['user', 'group', 'servicePrincipal'];
/** Milliseconds for which an answer holds. */
const validFor = 10 * 60_000;

/** What a directory said of an id, and when; `object` is left out if it does not have it. */
interface KnownObject {
  readonly at: number;
  readonly object?: DirectoryObject;
}

/** Microsoft Graph as the account of an ARM sees it, and what it has answered; that is kept in memory only. */
interface Graph {
  readonly arm: Arm;
  readonly known: Map<string, KnownObject>;
}

const graphs = new WeakMap<Arm, Graph>();

/**
 * Returns the users, groups and applications with these ids that the directory has; `undefined` if the address of
 * Microsoft Graph is not known.
 */
export async function listDirectoryObjects(
  arm: Arm,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<readonly DirectoryObject[] | undefined> {
  const graph = graphOf(arm);
  if (graph === undefined) return undefined;
  const now = (arm.options.now ?? Date.now)();
  const keys = [...new Set(ids.map((id) => id.toLowerCase()))];
  const asked = keys.filter((key) => now - (graph.known.get(key)?.at ?? -Infinity) >= validFor);
  for (let start = 0; start < asked.length; start += mostIds) {
    const some = asked.slice(start, start + mostIds);
    const found = new Map((await ask(graph.arm, some, signal)).map((object) => [object.id.toLowerCase(), object]));
    for (const key of some) graph.known.set(key, { at: now, ...defined({ object: found.get(key) }) });
  }
  return keys.flatMap((key) => graph.known.get(key)?.object ?? []);
}

/** Has the account's owner sign in to Microsoft Graph, if no token can be had without. */
export async function signInToGraph({ options }: Arm): Promise<void> {
  const { graph, askFor, credential } = options;
  if (graph === undefined || askFor === undefined) return;
  try {
    await credential.getToken([graph.scope]);
  } catch {
    await askFor([graph.scope]);
  }
}

async function ask(arm: Arm, ids: readonly string[], signal?: AbortSignal): Promise<readonly DirectoryObject[]> {
  const { body } = await arm.send({
    method: 'POST',
    path: '/v1.0/directoryObjects/getByIds',
    body: { ids, types },
    signal,
  });
  const { value } = pageChecker('names', armShapes.directoryObject)(body);
  return (value as readonly JsonObject[]).map((raw) => ({
    id: textAt(raw, 'id') ?? '',
    // What the account may not read comes with its id alone.
    ...defined({ name: textAt(raw, 'displayName') || undefined }),
  }));
}

function graphOf(arm: Arm): Graph | undefined {
  const { graph: place, ...options } = arm.options;
  const before = graphs.get(arm);
  if (place === undefined || before !== undefined) return before;
  const graph = {
    arm: createArm({ ...options, endpoint: place.endpoint, scopes: [place.scope] }),
    known: new Map<string, KnownObject>(),
  };
  graphs.set(arm, graph);
  return graph;
}
