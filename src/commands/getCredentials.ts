import { cancelledError } from '../errors.ts';
import { commands, env, Uri, window } from 'vscode';
import { signsInWithEntra, whyNoKubeconfig } from '../domain/access/localAccounts.ts';
import { lastSegment } from '../domain/arm/resourceId.ts';
import type { Cluster } from '../domain/cluster/model.ts';
import { showInformation, showWarning } from '../host/window/notify.ts';
import { chooseOne, confirmOrCancel } from '../host/window/quickPick.ts';
import { showLongWait } from '../host/window/progress.ts';
import type { CommandId } from '../contributions.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf } from './pickTarget.ts';
import { say } from '../sentences/words.ts';
import { t, shownText, shownTexts } from '../sentences/language.ts';

const kubeloginPage = 'https://learn.microsoft.com/azure/aks/kubelogin-authentication';

/** Fetches a cluster's kubeconfig and merges it into the user's own, or saves it to a file that they choose. */
export async function getCredentials(
  context: Pick<CommandContext, 'connections'>,
  target: Target,
  kubeconfigRole: 'user' | 'admin',
): Promise<void> {
  const title = kubeconfigRole === 'admin' ? t`Get Admin Credentials` : t`Get Credentials`;
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const before = await showLongWait(t`Looking at ${lastSegment(clusterId)}`, (signal) =>
    service.clusterNow(clusterId, signal),
  );
  const blocker = whyNoKubeconfig(before, kubeconfigRole);
  if (blocker !== undefined) return void offerInstead(shownText(blocker.text), before);
  const [{ mergeIntoFile }, { kubeconfigPath, kubeconfigFor, briefPath, shortPath }] = await Promise.all([
    import('../host/files/kubeconfigFile.ts'),
    import('../host/files/kubeconfigPlace.ts'),
  ]);
  const name = lastSegment(clusterId);
  const usual = kubeconfigPath();
  const isSample = service.connection.kind === 'demo';
  const path = await choosePath(t`${title} for ${name}`, kubeconfigRole, {
    isSample,
    usual,
    shown: shortPath(usual),
    proposed: kubeconfigFor(name),
  });
  const [kubeconfig, cluster] = await showLongWait(t`Getting credentials of ${name}`, (signal) =>
    Promise.all([service.kubeconfig(clusterId, kubeconfigRole, signal), service.clusterNow(clusterId, signal)]),
  );
  const merged = await mergeIntoFile(path, kubeconfig, kubeconfigRole, (entries) =>
    confirmOrCancel(
      t`Replace ${shownTexts(entries).join(', ')} in ${shortPath(path)}?`,
      t`The file has other entries of that name.`,
      t`Replace`,
    ),
  );
  const text = t`${merged.context} is the current context in ${briefPath(path)}.`;
  const needsKubelogin = kubeconfigRole === 'user' && signsInWithEntra(cluster);
  void showResult(needsKubelogin ? t`${text} Its sign-in needs kubelogin.` : text, merged.context, needsKubelogin);
}

/** Says why Azure gives out no credentials, and offers what would. */
async function offerInstead(text: string, cluster: Cluster): Promise<void> {
  const [signIn, turnOn] = [t`Get Credentials`, t`Enable Local Accounts...`];
  const chosen = await showWarning(text, ...(signsInWithEntra(cluster) ? [signIn] : []), turnOn);
  const run = async (id: CommandId): Promise<unknown> => commands.executeCommand(id, { clusterId: cluster.id });
  if (chosen === signIn) await run('aksIdentity.getCredentials');
  if (chosen === turnOn) await run('aksIdentity.setLocalAccounts');
}

async function showResult(text: string, context: string, withKubelogin: boolean): Promise<void> {
  const [copy, open] = [t`Copy Context`, t`About kubelogin`];
  const chosen = await showInformation(text, copy, ...(withKubelogin ? [open] : []));
  if (chosen === copy) await env.clipboard.writeText(context);
  if (chosen === open) await env.openExternal(Uri.parse(kubeloginPage));
}

interface Places {
  /** It leads nowhere, so kubectl's context is left alone unless somebody wants that. */
  readonly isSample: boolean;
  readonly usual: string;
  /** The usual one as people know it. */
  readonly shown: string;
  /** For another file. */
  readonly proposed: string;
}

const adminWarning = say`The admin credential works without Microsoft Entra, and cannot be revoked for one person alone.`;

async function choosePath(title: string, kubeconfigRole: 'user' | 'admin', places: Places): Promise<string> {
  const { isSample, usual, shown, proposed } = places;
  const merge = {
    label: t`Merge into ${shown}`,
    detail: isSample
      ? t`Its cluster is a sample: the current context of kubectl would lead nowhere.`
      : t`It becomes the current context; everything else stays.`,
    value: usual,
  };
  const other = { label: t`Save to Another File...`, value: '' };
  const choices = isSample ? [other, merge] : [merge, other];
  const placeholder = kubeconfigRole === 'admin' ? t`Where to? ${adminWarning}` : t`Where to?`;
  const path = await chooseOne(choices, { title, placeholder });
  if (path !== '') return path;
  const saved = await window.showSaveDialog({ title, defaultUri: Uri.file(proposed) });
  if (!saved) throw cancelledError();
  return saved.fsPath;
}
