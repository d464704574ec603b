import { env } from 'vscode';
import { IdentityError } from '../errors.ts';
import { textAt } from '../domain/arm/json.ts';
import { lastSegment } from '../domain/arm/resourceId.ts';
import { addonName } from '../domain/cluster/addons.ts';
import type { Cluster } from '../domain/cluster/model.ts';
import { linkToCluster } from '../domain/words/links.ts';
import { chooseOne, type Choice } from '../host/window/quickPick.ts';
import { copyText } from '../host/window/clipboard.ts';
import { showWait } from '../host/window/progress.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { pickCluster, clusterIdOf } from './pickTarget.ts';
import { controlPlanePrincipal, kubeletPrincipal } from '../domain/cluster/principals.ts';
import { t, shownText } from '../sentences/language.ts';
import { say } from '../sentences/words.ts';

type CopyContext = Pick<CommandContext, 'connections'>;

/** Copies the full ARM id of the row's resource, or of a cluster that the user picks. */
export async function copyResourceId(context: CopyContext, target: Target): Promise<void> {
  await copyText(t`Resource ID`, target.resourceId ?? (await pickCluster(t`Copy Resource ID`, context)).id);
}

/** Copies a link that shows the row's finding or cluster, or a cluster that the user picks, in this edition of VS Code. */
export async function copyLink(context: CopyContext, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, t`Copy Link`, context);
  await copyText(t`Link`, linkToCluster(clusterId, { scheme: env.uriScheme, finding: target.fingerprint }));
}

/** Copies the principal (object) id that roles are assigned to. */
export async function copyPrincipalId(context: CopyContext, target: Target): Promise<void> {
  await copyText(
    t`Principal ID`,
    target.principalId ?? (await pickId('principalId', t`Copy Principal ID`, context, target)),
  );
}

/** Copies the client (application) id that applications sign in with. */
export async function copyClientId(context: CopyContext, target: Target): Promise<void> {
  await copyText(t`Client ID`, target.clientId ?? (await pickId('clientId', t`Copy Client ID`, context, target)));
}

type IdName = 'principalId' | 'clientId';

async function pickId(which: IdName, title: string, context: CopyContext, { clusterId }: Target): Promise<string> {
  const service = await context.connections.service();
  const id = clusterId ?? (await pickCluster(title, context)).id;
  const name = lastSegment(id);
  const offered = await showWait(t`Reading the identities of ${name}`, async () => {
    const { cluster } = await service.cluster(id);
    const choices = idsOf(cluster).map(async ({ label, identityId, ...ids }): Promise<Choice<string> | undefined> => {
      const value = ids[which] ?? (identityId && (await service.identityNow(identityId))[which]);
      return !value ? undefined : { label, description: value, value };
    });
    return (await Promise.all(choices)).filter((choice) => choice !== undefined);
  });
  const [only] = offered;
  if (!only)
    throw new IdentityError({
      code: 'notFound',
      message:
        which === 'principalId'
          ? say`No identity of ${name} shows its principal ID.`
          : say`No identity of ${name} shows its client ID.`,
    });
  return offered.length === 1 ? only.value : chooseOne(offered, { title, placeholder: t`Which identity?` });
}

interface Ids {
  readonly label: string;
  readonly identityId?: string | undefined;
  readonly principalId?: string | undefined;
  readonly clientId?: string | undefined;
}

function idsOf({ controlPlane, kubelet, addons }: Cluster): readonly Ids[] {
  return [
    {
      label: t`Control plane`,
      identityId: controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined,
      principalId: controlPlanePrincipal(controlPlane),
      clientId: 'clientId' in controlPlane ? controlPlane.clientId : undefined,
    },
    {
      label: t`Kubelet`,
      identityId: 'identityId' in kubelet ? kubelet.identityId : undefined,
      principalId: kubeletPrincipal(kubelet),
      clientId: 'clientId' in kubelet ? kubelet.clientId : undefined,
    },
    ...addons.flatMap(({ name, identityId, objectId, clientId }) =>
      identityId === undefined ? [] : [{ label: addonName(name), identityId, principalId: objectId, clientId }],
    ),
  ];
}

/**
 * Copies a custom role with only the needed permissions, in the format of `az role definition create`: the row's, or
 * that of a finding that the user picks.
 */
export async function copyCustomRole(context: CopyContext, target: Target): Promise<void> {
  await copyText(t`Custom role`, target.customRole ?? (await pickRole(context, target)));
}

async function pickRole(context: CopyContext, target: Target): Promise<string> {
  const clusterId = await clusterIdOf(target, t`Copy Custom Role`, context);
  const service = await context.connections.service();
  const choices = (await service.diagnose(clusterId)).flatMap(({ customRole, text }) =>
    customRole === undefined
      ? []
      : [
          {
            label: textAt(customRole, 'Name') ?? '',
            detail: shownText(text),
            value: JSON.stringify(customRole, undefined, 2),
          },
        ],
  );
  if (choices.length === 0) {
    const message = say`No finding about ${lastSegment(clusterId)} comes with a custom role.`;
    throw new IdentityError({ code: 'notFound', message });
  }
  return chooseOne(choices, { title: t`Copy Custom Role`, placeholder: t`Which finding?` });
}
