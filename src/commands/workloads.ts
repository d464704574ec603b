import { lastSegment, parseResourceId, resourceType } from '../domain/arm/resourceId.ts';
import type { Draft } from '../domain/change/change.ts';
import { credentialId } from '../domain/workloads/workloadIds.ts';
import { serviceAccountOf } from '../domain/workloads/serviceAccount.ts';
import { bindingManifest, credentialManifest } from '../domain/workloads/manifests.ts';
import { nameOfWorkload } from '../domain/workloads/workloads.ts';
import { copyText } from '../host/window/clipboard.ts';
import { choose, type Choice } from '../host/window/quickPick.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { clusterIdOf, identityIdOf, nothingToPickError } from './pickTarget.ts';
import { defined } from '../shape/defined.ts';

type Slice = Pick<CommandContext, 'connections' | 'panels'>;

/** Opens the form that turns workload identity on or off; without a row only the clusters are offered for which that changes something. */
export async function switchWorkloadIdentity(context: Slice, target: Target, enabled: boolean): Promise<void> {
  const clusterId = await clusterIdOf(target, `${enabled ? 'Enable' : 'Disable'} Workload Identity`, context, {
    isOffered: ({ hasWorkloadIdentity }) => hasWorkloadIdentity !== enabled,
    none: `Workload identity is ${enabled ? 'on' : 'off'} for every cluster here.`,
  });
  start(context, { kind: 'setWorkloadIdentity', clusterId, enabled });
}

/** Opens the form that lets a service account act as an identity: of the row's cluster, or as the row's identity. */
export async function connectWorkload(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Connect Workload', context);
  start(context, { kind: 'createCredential', clusterId, ...identityIn(target) });
}

/** Opens the form that binds an identity to a cluster: the row's cluster, or the row's identity. */
export async function bindIdentity(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Bind Identity', context);
  start(context, { kind: 'bindIdentity', clusterId, ...identityIn(target) });
}

/** Opens the form that moves the credentials of another issuer to a cluster; the issuer is that of the row, if it has one. */
export async function moveCredentials(context: Slice, target: Target): Promise<void> {
  const clusterId = await clusterIdOf(target, 'Move Federated Credentials', context);
  const { issuer } = target;
  start(context, { kind: 'moveCredentials', clusterId, ...defined({ fromIssuer: issuer }) });
}

/** Opens the form that removes a federated credential: the row's, or one of an identity that the user picks. */
export async function removeCredential(context: Slice, target: Target): Promise<void> {
  const id = target.credentialId ?? (await pickCredential(context, target));
  start(context, { kind: 'deleteCredential', credentialId: id });
}

/** Opens the form that removes an identity binding: the row's, or one of a cluster that the user picks. */
export async function unbindIdentity(context: Slice, target: Target): Promise<void> {
  const id = target.bindingId ?? (await pickBinding(context, target));
  start(context, { kind: 'unbindIdentity', bindingId: id });
}

/** Opens the form that removes a binding of Trusted Access: the row's, or one of a cluster that the user picks. */
export async function removeTrustedAccess(context: Slice, { resourceId = '', ...target }: Target): Promise<void> {
  const isBinding = parseResourceId(resourceId)?.type.toLowerCase() === resourceType.trustedBinding.toLowerCase();
  const bindingId = isBinding ? resourceId : await pickTrusted(context, target);
  start(context, { kind: 'removeTrustedAccess', bindingId });
}

/** Copies what has to be applied in the cluster so that the pods of the row, or of a workload that the user picks, act as their identity. */
export async function copyServiceAccountYaml(context: Slice, target: Target): Promise<void> {
  const of = target.identityId !== undefined ? { ...target, identityId: target.identityId } : undefined;
  const { identityId, clientId, tenantId, bindingId, namespace, serviceAccount } =
    of ?? (await pickWorkload(context, target));
  const isNamed = namespace !== undefined && namespace !== '*' && serviceAccount !== undefined;
  const account = isNamed
    ? { namespace, serviceAccount }
    : { namespace: '<namespace>', serviceAccount: '<service account>' };
  const manifest = bindingId === undefined ? credentialManifest : bindingManifest;
  await copyText('ServiceAccount YAML', manifest(account, { identityId, clientId, tenantId }));
}

async function pickCredential(context: Slice, target: Target): Promise<string> {
  const title = 'Remove Federated Credential';
  const identityId = await identityIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.uses(identityId).then(({ credentials, unknown }) => {
    if (credentials.length === 0)
      throw nothingToPickError(`${lastSegment(identityId)} has no visible federated credentials.`, unknown);
    return credentials.map(({ name, subject, cluster, issuer }): Choice<string> => {
      const account = serviceAccountOf(subject);
      return {
        label: account ? `${account.namespace}/${account.serviceAccount}` : name,
        description: cluster ?? 'no visible cluster',
        detail: [name, issuer].join(' \u00b7 '),
        value: credentialId(identityId, name),
      };
    });
  });
  return choose(choices, { title, placeholder: 'Which federated credential?' });
}

async function pickBinding(context: Slice, target: Target): Promise<string> {
  const title = 'Remove Identity Binding';
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.workloads(clusterId).then(({ workloads, unknown }) => {
    const found = workloads.flatMap(({ bindingId, identityId }): readonly Choice<string>[] =>
      bindingId === undefined
        ? []
        : [{ label: lastSegment(bindingId), description: lastSegment(identityId), value: bindingId }],
    );
    if (found.length === 0)
      throw nothingToPickError(`${lastSegment(clusterId)} has no visible identity bindings.`, unknown);
    return found;
  });
  return choose(choices, { title, placeholder: 'Which identity binding?' });
}

async function pickTrusted(context: Slice, target: Target): Promise<string> {
  const title = 'Remove Trusted Access Binding';
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.trustedAccess(clusterId).then(({ things, unknown }) => {
    if (things.length === 0)
      throw nothingToPickError(`${lastSegment(clusterId)} has no visible Trusted Access bindings.`, unknown);
    return things.map(({ id, name, what }): Choice<string> => ({ label: name, description: what, value: id }));
  });
  return choose(choices, { title, placeholder: 'Which Trusted Access binding?' });
}

async function pickWorkload(context: Slice, target: Target) {
  const title = 'Copy ServiceAccount YAML';
  const clusterId = await clusterIdOf(target, title, context);
  const service = await context.connections.service();
  const choices = service.workloads(clusterId).then(({ workloads, unknown }) => {
    if (workloads.length === 0)
      throw nothingToPickError(
        `No workload of ${lastSegment(clusterId)} can be seen that acts as an identity.`,
        unknown,
      );
    return workloads.map((workload) => ({
      label: workload.bindingId === undefined ? nameOfWorkload(workload) : lastSegment(workload.bindingId),
      description: lastSegment(workload.identityId),
      value: workload,
    }));
  });
  return choose(choices, { title, placeholder: 'Which workload?' });
}

/** The row's identity; a row of a cluster that has one besides is meant as the cluster's. */
function identityIn({ identityId }: Target): { readonly identityId?: string } {
  return identityId === undefined ? {} : { identityId };
}

/** What can't be seen is not said to be missing without the reason. */
function start({ panels }: Pick<CommandContext, 'panels'>, draft: Draft): void {
  panels.open({ kind: 'change', draft });
}
