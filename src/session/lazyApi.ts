/** The public API as `activate()` returns it: the first call loads it, and connects if a connection is remembered. */
import { window } from 'vscode';
import type { AksIdentityApi } from '../api/contract.ts';
import type { ConsentQuestion } from '../api/publicApi.ts';
import type { Connections } from './connections.ts';
import { shownText, shownTexts, t } from '../sentences/language.ts';

/** Creates the API over the current connection; the user is asked before anything is written to Azure. */
export function createApi(connections: Connections): AksIdentityApi {
  let loadedApi: Promise<AksIdentityApi> | undefined;
  const load = (): Promise<AksIdentityApi> =>
    (loadedApi ??= import('../api/publicApi.ts').then(({ createPublicApi }) =>
      createPublicApi({
        service: () => connections.current,
        connect: (url) => connections.connectEmulatorIfIdle(url),
        consent: askConsent,
      }),
    ));
  async function connect(): Promise<AksIdentityApi> {
    await connections.open();
    return load();
  }
  return {
    apiVersion: 1,
    connect: async (url) => (await load()).connect(url),
    clusters: async () => (await connect()).clusters(),
    cluster: async (id) => (await connect()).cluster(id),
    plan: async (change) => (await connect()).plan(change),
    apply: async (change, options) => (await connect()).apply(change, options),
    activity: async () => (await connect()).activity(),
    resume: async (activityId) => (await connect()).resume(activityId),
    requirements: async (clusterId) => (await connect()).requirements(clusterId),
    diagnose: async (clusterId) => (await connect()).diagnose(clusterId),
    workloads: async (clusterId) => (await connect()).workloads(clusterId),
    report: async (options) => (await connect()).report(options),
  };
}

async function askConsent({ title, writes, disruption }: ConsentQuestion): Promise<boolean> {
  const allow = t`Allow`;
  const detail = [
    t`Another extension asks AKS Identity to do this in Azure:`,
    ...shownTexts(writes).map((write) => `\u2022 ${write}`),
    ...shownTexts(disruption).map((text) => `\u26a0 ${text}`),
  ].join('\n');
  return (await window.showWarningMessage(`${shownText(title)}?`, { modal: true, detail }, allow)) === allow;
}
