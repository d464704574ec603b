/** Reads a cluster with the user's own kubectl; writes nothing, and reads no secrets. */
import { execFile } from 'node:child_process';
import { IdentityError, refusedError } from '../errors.ts';
import { isRecord } from '../shape/shape.ts';

/** A context of the user's kubeconfig. */
export interface KubectlContext {
  readonly name: string;
  /** The host and port of its API server, in lower case. */
  readonly server: string;
}

/** What a cluster has, as `kubectl get --output json` shows it. */
export interface SeenInCluster {
  readonly serviceAccounts: Record<string, unknown>;
  readonly pods: Record<string, unknown>;
  /** Storage classes, persistent volumes and secret provider classes, if they may be read. */
  readonly nodeSettings: readonly Record<string, unknown>[];
  /** Why some of these were not read, in kubectl's own words. */
  readonly notRead: readonly string[];
}

/** The kinds of objects that may name the identity of the nodes; not every cluster has all of them. */
const nodeSettings = ['storageclasses', 'persistentvolumes', 'secretproviderclasses'];

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
 * Reads service accounts and pods of all namespaces, and what may name the identity of the nodes; rejects with
 * kubectl's own words if it can't read the first two.
 */
export async function readCluster(context: string, signal?: AbortSignal): Promise<SeenInCluster> {
  const get = async (resource: string): Promise<Record<string, unknown>> => {
    const answer = await kubectl(
      ['--context', context, 'get', resource, '--all-namespaces', '--output', 'json', '--request-timeout', '30s'],
      signal,
    );
    if (answer === undefined) throw refusedError('kubectl is no longer on the path.');
    if (!Array.isArray(answer['items'])) throw refusedError(`kubectl printed no list of ${resource}.`);
    return answer;
  };
  const [serviceAccounts, pods] = await Promise.all([get('serviceaccounts'), get('pods')]);
  const settings = await Promise.all(nodeSettings.map((setting) => get(setting).catch((error) => whyNotRead(error))));
  return {
    serviceAccounts,
    pods,
    nodeSettings: settings.flatMap((read) => (typeof read === 'object' ? (read['items'] as never[]) : [])),
    notRead: settings.flatMap((read) => (typeof read === 'string' ? [read] : [])),
  };
}

/** Why a kind of objects was not read; `undefined` if the cluster has no such kind. */
function whyNotRead(error: unknown): string | undefined {
  if (!(error instanceof IdentityError)) throw error;
  return /doesn't have a resource type/.test(error.message) ? undefined : error.message;
}

/** Runs kubectl without a terminal, so that nothing it starts can wait for input. */
function kubectl(args: readonly string[], signal?: AbortSignal): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve, reject) => {
    const options = { timeout: longestWait, maxBuffer: mostOutput, windowsHide: true, ...(signal && { signal }) };
    const child = execFile('kubectl', [...args], options, (error, stdout, stderr) => {
      if (error === null) {
        const value = objectIn(stdout);
        return value
          ? resolve(value)
          : reject(refusedError('kubectl could not read the cluster: it did not print JSON.'));
      }
      if (error.code === 'ENOENT') return resolve(undefined);
      if (signal?.aborted === true) return reject(new DOMException('Stopped', 'AbortError'));
      const [message = error.message] = stderr
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-1);
      reject(refusedError(`kubectl could not read the cluster: ${message}`));
    });
    child.stdin?.end();
  });
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
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
