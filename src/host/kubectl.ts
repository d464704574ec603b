/** Reads a cluster with the user's own kubectl; writes nothing, and reads no secrets. */
import { execFile } from 'node:child_process';
import { IdentityError, refusedError } from '../errors.ts';
import { say, type Phrase } from '../sentences/words.ts';
import { inParallel } from '../async/inParallel.ts';
import { isRecord } from '../shape/shape.ts';
import { parseObject } from '../shape/json.ts';
import { defined } from '../shape/defined.ts';

/** A context of the user's kubeconfig. */
export interface KubectlContext {
  readonly name: string;
  /** The host and port of its API server, in lower case. */
  readonly server: string;
}

/** What a cluster has of the resources that were asked for, as `kubectl get --output json` shows it. */
export interface SeenInCluster {
  readonly items: readonly Record<string, unknown>[];
  /** The resources that were listed, or that the cluster does not have. */
  readonly listed: readonly string[];
  /** The resources that were not read, in kubectl's own words. */
  readonly notRead: readonly {
    readonly what: string;
    readonly cause: 'refused' | 'failed';
    readonly reason: Phrase;
  }[];
  /** Every namespace was read. */
  readonly isWhole: true;
}

/** How many kubectl run at once. */
const mostAtOnce = 4;
const longestWait = 60_000;
const mostOutput = 256 * 1024 * 1024;

/** Returns the contexts of the user's kubeconfig; `undefined` if there is no kubectl on the path. */
export async function listContexts(signal?: AbortSignal): Promise<readonly KubectlContext[] | undefined> {
  const config = await kubectl(['config', 'view', '--output', 'json'], signal);
  if (config === undefined) return undefined;
  const servers = new Map(entriesOf(config, 'clusters').map(({ name, value }) => [name, value('cluster', 'server')]));
  return entriesOf(config, 'contexts').flatMap(({ name, value }) => {
    const server = servers.get(value('context', 'cluster') ?? '');
    return server !== undefined && URL.canParse(server) ? [{ name, server: hostAndPort(new URL(server)) }] : [];
  });
}

/** A URL leaves out the default port. */
function hostAndPort({ protocol, hostname, port }: URL): string {
  return `${hostname.toLowerCase()}:${port || (protocol === 'http:' ? '80' : '443')}`;
}

/**
 * Lists the resources, such as `pods` or `secretstores.external-secrets.io`, in all namespaces, with one `kubectl get`
 * each; rejects with kubectl's own words if not even the first two can be read. Secrets are never asked for.
 */
export async function readCluster(
  context: string,
  resources: readonly string[],
  signal?: AbortSignal,
): Promise<SeenInCluster> {
  if (resources.some((resource) => /^secrets?(\.|$)/i.test(resource))) throw refusedError(say`Secrets are never read.`);
  const groups = await groupsOf(context, signal);
  const [installed, missing] = [true, false].map((is) =>
    resources.filter((resource) => isInstalled(resource, groups) === is),
  );
  const lists = await inParallel(installed ?? [], mostAtOnce, (resource) => listObjects(context, resource, signal));
  const [first, second] = lists;
  if (first?.failure && (second === undefined || second.failure)) throw first.failure;
  return {
    items: lists.flatMap(({ items }) => items),
    listed: [...(missing ?? []), ...lists.flatMap(({ what, failure }) => (failure === undefined ? [what] : []))],
    notRead: lists.flatMap(({ what, failure }) => {
      if (failure === undefined) return [];
      const cause = /forbidden/i.test(failure.message) ? ('refused' as const) : ('failed' as const);
      return [{ what, cause, reason: failure.said }];
    }),
    isWhole: true,
  };
}

const flags = ['--output', 'json', '--request-timeout', '30s'];

interface ListedObjects {
  readonly what: string;
  readonly items: readonly Record<string, unknown>[];
  readonly failure?: IdentityError;
}

/** A kind that the cluster does not have is an empty list. */
async function listObjects(context: string, resource: string, signal: AbortSignal | undefined): Promise<ListedObjects> {
  try {
    const answer = await kubectl(['--context', context, 'get', resource, '--all-namespaces', ...flags], signal);
    if (answer === undefined) throw refusedError(say`kubectl is no longer on the path.`);
    const { items } = answer;
    if (!Array.isArray(items)) throw refusedError(say`kubectl printed no list of ${resource}.`);
    return { what: resource, items: items.filter(isRecord) };
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    if (/doesn't have a resource type/.test(error.message)) return { what: resource, items: [] };
    return { what: resource, items: [], failure: error };
  }
}

/**
 * Returns the groups of a cluster's API, so that kinds of operators that are not installed cost nothing; `undefined` if
 * it does not say.
 */
async function groupsOf(context: string, signal: AbortSignal | undefined): Promise<ReadonlySet<string> | undefined> {
  try {
    const answer = await kubectl(['--context', context, 'get', '--raw', '/apis', '--request-timeout', '30s'], signal);
    const groups = answer?.['groups'];
    if (!Array.isArray(groups)) return undefined;
    return new Set(groups.filter(isRecord).map(({ name }) => String(name)));
  } catch (error) {
    if (!(error instanceof IdentityError)) throw error;
    return undefined;
  }
}

function isInstalled(resource: string, groups: ReadonlySet<string> | undefined): boolean {
  const dot = resource.indexOf('.');
  return groups === undefined || dot < 0 || groups.has(resource.slice(dot + 1));
}

/** Runs kubectl without a terminal, so that nothing it starts can wait for input. */
function kubectl(args: readonly string[], signal?: AbortSignal): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve, reject) => {
    const options = { timeout: longestWait, maxBuffer: mostOutput, windowsHide: true, ...defined({ signal }) };
    const child = execFile('kubectl', [...args], options, (error, stdout, stderr) => {
      if (error === null) {
        const value = parseObject(stdout);
        return value
          ? resolve(value)
          : reject(refusedError(say`kubectl could not read the cluster: it did not print JSON.`));
      }
      if (error.code === 'ENOENT') return resolve(undefined);
      if (signal?.aborted === true) return reject(new DOMException('Stopped', 'AbortError'));
      const [message = error.message] = stderr
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-1);
      reject(refusedError(say`kubectl could not read the cluster: ${message}`));
    });
    child.stdin?.end();
  });
}

interface ConfigEntry {
  readonly name: string;
  readonly value: (kind: string, name: string) => string | undefined;
}

function entriesOf(config: Record<string, unknown>, list: string): readonly ConfigEntry[] {
  const entries = config[list];
  return (Array.isArray(entries) ? entries : []).filter(isRecord).map((entry) => ({
    name: typeof entry['name'] === 'string' ? entry['name'] : '',
    value: (kind, name) => {
      const inner = entry[kind];
      const value = isRecord(inner) ? inner[name] : undefined;
      return typeof value === 'string' ? value : undefined;
    },
  }));
}
