import { lastSegment } from '../domain/arm/resourceId.ts';
import { clusterOfCredential } from '../domain/workloads/credentialCluster.ts';
import type { ChangeOf } from '../domain/change/change.ts';
import { credentialId, sharedCredentialId } from '../domain/workloads/workloadIds.ts';
import { serviceAccountOf } from '../domain/workloads/serviceAccount.ts';
import { bindingManifest, credentialManifest } from '../domain/workloads/manifests.ts';
import { nameOfWorkload } from '../domain/workloads/workloads.ts';
import { copyText } from '../host/window/clipboard.ts';
import { chooseOne, type Choice } from '../host/window/quickPick.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf, identityIdOf, nothingToPickError } from './pickTarget.ts';
import { t, shownText } from '../sentences/language.ts';
import { say } from '../sentences/words.ts';

type WorkloadsContext = Pick<CommandContext, 'connections'>;

/** Copies the YAML to apply in the cluster so that the pods of the row, or of a workload that the user picks, act as their identity. */
export async function copyServiceAccountYaml(context: WorkloadsContext, target: Target): Promise<void> {
  const identityTarget = target.identityId !== undefined ? { ...target, identityId: target.identityId } : undefined;
  const { identityId, clientId, tenantId, bindingId, namespace, serviceAccount } =
    identityTarget ?? (await pickWorkload(context, target));
  const isNamed = namespace !== undefined && namespace !== '*' && serviceAccount !== undefined;
  const account = isNamed
    ? { namespace, serviceAccount }
    : { namespace: '<namespace>', serviceAccount: '<service account>' };
  const manifest = bindingId === undefined ? credentialManifest : bindingManifest;
  await copyText(t`ServiceAccount YAML`, manifest(account, { identityId, clientId, tenantId }));
}

/** Lets the user pick a federated credential of the row's identity, or of one that the user picks. */
export async function pickCredential(context: WorkloadsContext, target: Target, title: string): Promise<string> {
  const identityId = await identityIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.uses(identityId).then(({ credentials, unknown }) => {
    if (credentials.length === 0)
      throw nothingToPickError(say`${lastSegment(identityId)} has no visible federated credentials.`, unknown);
    return credentials.map((credential): Choice<string> => {
      const { name, subject, issuer } = credential;
      const account = serviceAccountOf(subject);
      return {
        label: account ? `${account.namespace}/${account.serviceAccount}` : name,
        description: shownText(clusterOfCredential(credential)),
        detail: [name, issuer].join(' \u00b7 '),
        value: credentialId(identityId, name),
      };
    });
  });
  return chooseOne(choices, { title, placeholder: t`Which federated credential?` });
}

/** Lets the user pick an identity binding of the row's cluster, or of one that the user picks. */
export async function pickBinding(context: WorkloadsContext, target: Target, title: string): Promise<Unbinding> {
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.workloads(clusterId).then(({ workloads, unknown }) => {
    const offered = workloads.flatMap(({ bindingId, identityId }): readonly Choice<Unbinding>[] =>
      bindingId === undefined
        ? []
        : [
            {
              label: lastSegment(bindingId),
              description: lastSegment(identityId),
              value: unbinding(bindingId, identityId),
            },
          ],
    );
    if (offered.length === 0)
      throw nothingToPickError(say`${lastSegment(clusterId)} has no visible identity bindings.`, unknown);
    return offered;
  });
  return chooseOne(choices, { title, placeholder: t`Which identity binding?` });
}

/** A binding to remove, with the credential that goes with the last one. */
type Unbinding = Pick<ChangeOf<'unbindIdentity'>, 'bindingId' | 'credentialId'>;

/** Returns what removes a binding, and the credential of its identity if nothing else uses it. */
export function unbinding(bindingId: string, identityId: string | undefined): Unbinding {
  return { bindingId, ...(identityId === undefined ? {} : { credentialId: sharedCredentialId(identityId) }) };
}

/** Lets the user pick a Trusted Access binding of the row's cluster, or of one that the user picks. */
export async function pickTrusted(context: WorkloadsContext, target: Target, title: string): Promise<string> {
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.trustedAccess(clusterId).then(({ things, unknown }) => {
    if (things.length === 0)
      throw nothingToPickError(say`${lastSegment(clusterId)} has no visible Trusted Access bindings.`, unknown);
    return things.map(({ id, name, what }): Choice<string> => ({
      label: shownText(name),
      description: shownText(what),
      value: id,
    }));
  });
  return chooseOne(choices, { title, placeholder: t`Which Trusted Access binding?` });
}

async function pickWorkload(context: WorkloadsContext, target: Target) {
  const title = t`Copy ServiceAccount YAML`;
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.workloads(clusterId).then(({ workloads, unknown }) => {
    if (workloads.length === 0)
      throw nothingToPickError(
        say`No workload of ${lastSegment(clusterId)} can be seen that acts as an identity.`,
        unknown,
      );
    return workloads.map((workload) => ({
      label: workload.bindingId === undefined ? shownText(nameOfWorkload(workload)) : lastSegment(workload.bindingId),
      description: lastSegment(workload.identityId),
      value: workload,
    }));
  });
  return chooseOne(choices, { title, placeholder: t`Which workload?` });
}
