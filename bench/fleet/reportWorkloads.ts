/** Run in a process of its own: reports about everything at an emulator and prints what it took as JSON. Arguments as JSON. */
import { activateExtension } from '../extensionHost.ts';
import { clearRequests, requestsAt } from '../emulatorProcess.ts';

/** What a report over workloads took. */
export interface ReportCost {
  readonly milliseconds: number;
  readonly requests: number;
  /** Of these, lists of the credentials of one identity or of the bindings of one cluster. */
  readonly single: number;
  /** Credentials that the report counted, and clusters for which it says that they are not known. */
  readonly credentials: number;
  readonly unknown: number;
}

async function report(): Promise<ReportCost> {
  const { url, storage } = JSON.parse(process.argv[2] ?? '{}') as { readonly url: string; readonly storage: string };
  const { api } = await activateExtension({
    storage,
    emulatorUrl: url,
    settings: { 'aksIdentity.checkClusters': false },
  });
  await clearRequests(url);
  const started = performance.now();
  const text = await api.report({ format: 'json' });
  const milliseconds = performance.now() - started;
  const sent = await requestsAt(url);
  const { clusters } = JSON.parse(text) as { readonly clusters: readonly { readonly credentials: number | null }[] };
  return {
    milliseconds,
    requests: sent.length,
    single: sent.filter(({ path }) => /\/(federatedIdentityCredentials|identityBindings)$/i.test(path)).length,
    credentials: clusters.reduce((sum, { credentials }) => sum + (credentials ?? 0), 0),
    unknown: clusters.filter(({ credentials }) => credentials === null).length,
  };
}

console.log(JSON.stringify(await report()));
process.exit(0);
