import { cancelledError } from '../errors.ts';
import { isGuid } from '../domain/arm/resourceId.ts';
import { emulatorUrlSetting } from '../host/settings.ts';
import { askForText, chooseOne, confirmOrCancel } from '../host/window/quickPick.ts';
import { showWait } from '../host/window/progress.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { window } from 'vscode';
import { defined } from '../shape/defined.ts';
import { t } from '../sentences/language.ts';

type ConnectContext = Pick<CommandContext, 'connections' | 'views'>;

/** Signs in to Azure, with the row's directory and account if it has them. */
export async function signIn({ connections, views }: ConnectContext, { tenantId, accountId }: Target): Promise<void> {
  const wish = {
    ...(tenantId !== undefined && isGuid(tenantId) ? { tenantId } : {}),
    ...defined({ accountId }),
  };
  await showWait(t`Signing in to Azure`, () => connections.signIn(wish));
  await views.showClusters();
}

/** Starts the demo in the state in which it was left, and shows where to begin: a cluster with problems. */
export async function startDemo(context: ConnectContext & Pick<CommandContext, 'panels'>): Promise<void> {
  const { connections, views } = context;
  const isNew = connections.kind !== 'demo';
  await showWait(t`Starting the demo`, () => connections.startDemo());
  await views.showClusters();
  if (isNew) await showExample(context);
}

/** Unfolds the cluster with the most errors and opens its details. */
async function showExample({
  connections,
  views,
  panels,
}: ConnectContext & Pick<CommandContext, 'panels'>): Promise<void> {
  if (connections.kind !== 'demo') return;
  const { rows } = await (await connections.service()).survey({});
  const errorsOf = ({ findings }: (typeof rows)[number]): number =>
    findings.filter(({ severity }) => severity === 'error').length;
  const [worst] = rows.toSorted((a, b) => errorsOf(b) - errorsOf(a));
  if (worst === undefined || errorsOf(worst) === 0) return;
  const { id: clusterId } = worst.cluster;
  await views.reveal(clusterId);
  if (connections.kind === 'demo') panels.open({ kind: 'cluster', clusterId, tab: 'details', isPreview: true });
}

/** Resets the demo to its first state, once the user agrees. */
export async function resetDemo({ connections }: ConnectContext): Promise<void> {
  const detail = t`All changes made in the demo will be lost. Nothing in Azure changes.`;
  await confirmOrCancel(t`Reset the demo?`, detail, t`Reset Demo`);
  await connections.resetDemo();
}

/** Lets the user choose what to do with a connection other than Azure: look at the report, start over, or leave it. */
export async function chooseForConnection(context: ConnectContext & Pick<CommandContext, 'reports'>): Promise<void> {
  const { connections, reports } = context;
  const show = { label: t`Show Identity Report`, value: () => reports.show({}) };
  const ways =
    connections.kind === 'demo'
      ? [
          show,
          { label: t`Reset Demo`, value: () => resetDemo(context) },
          { label: t`Leave Demo`, value: () => connections.leave() },
        ]
      : [show, { label: t`Disconnect`, value: () => connections.leave() }];
  const title = connections.kind === 'demo' ? t`AKS Identity Demo` : 'AKS Identity';
  const go = await chooseOne<() => Promise<void> | void>(ways, { title, placeholder: t`What do you want to do?` });
  await go();
}

/** Connects to an emulator that runs outside VS Code on this machine. */
export async function connectEmulator(
  { connections, views }: ConnectContext,
  parameters: { readonly url?: unknown },
): Promise<void> {
  const url =
    typeof parameters.url === 'string'
      ? parameters.url
      : await askForText({
          title: t`Connect to Emulator`,
          prompt: t`The address of the emulator on this machine`,
          value: emulatorUrlSetting(),
          placeholder: 'http://127.0.0.1:8765',
          rule: (text) =>
            /^https?:\/\/\S+$/.test(text) ? undefined : t`Enter an address such as http://127.0.0.1:8765.`,
        });
  await showWait(t`Connecting to the emulator`, () => connections.connectEmulator(url));
  await views.showClusters();
}

/** Shows clusters from files that `az` wrote, without signing in, and opens the panel if there is exactly one. */
export async function openClusterJson(
  { connections, panels, views }: Pick<CommandContext, 'connections' | 'panels' | 'views'>,
  parameters: { readonly paths?: unknown },
): Promise<void> {
  const paths = Array.isArray(parameters.paths)
    ? parameters.paths.filter((path) => typeof path === 'string')
    : await pickFiles();
  await connections.openFiles(paths);
  await views.showClusters();
  const { items } = await (await connections.service()).clusters();
  const [only, ...otherClusters] = items;
  if (only && otherClusters.length === 0) panels.open({ kind: 'cluster', clusterId: only.id, tab: 'details' });
}

async function pickFiles(): Promise<readonly string[]> {
  const chosen = await window.showOpenDialog({
    title: t`Open Cluster JSON: the output of az aks show, optionally with that of az role assignment list --all`,
    openLabel: t`Open`,
    canSelectMany: true,
    filters: { JSON: ['json'] },
  });
  if (!chosen) throw cancelledError();
  return chosen.map(({ fsPath }) => fsPath);
}
