/** The steps that connect workloads: federated credentials and identity bindings. */
import { groupOf, idKey, lastSegment, subscriptionOf, type ArmId } from '../../arm/resourceId.ts';
import type { FederatedCredential, IdentityBinding } from '../../cluster/facts.ts';
import { contentOfCredential, tokenAudience } from '../../workloads/credential.ts';
import { bindingCredential } from '../../uses/boundTo.ts';
import { ownerOf } from '../../workloads/workloadIds.ts';
import { tokenSubject, type ServiceAccount } from '../../workloads/serviceAccount.ts';
import { verbs, type Tenses } from '../../change/tenses.ts';
import { azCommand, knownSince, argumentLookedUp, type Argument, type AzCommand } from '../azCommand.ts';
import type { Step, StepOf } from '../plan.ts';
import { stepId } from '../steps.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

/** The placeholder in a request for the issuer of a cluster that has none yet. */
export const issuerPlaceholder = '{issuerUrl}';

/** A credential to be created: for whom, under which name, and whose tokens it accepts. */
export interface NewCredential {
  readonly credentialId: ArmId;
  readonly account: ServiceAccount;
  readonly clusterId: ArmId;
  /** `undefined` if the cluster has none yet. */
  readonly issuer: string | undefined;
  /** It is already as it should be: the step only verifies that when it is run or resumed. */
  readonly isThere?: boolean;
}

/** Returns the step that lets a service account act as an identity. */
export function createCredentialStep({
  credentialId,
  account,
  clusterId,
  issuer,
  isThere = false,
}: NewCredential): StepOf<'createCredential'> {
  const subject = tokenSubject(account);
  const identity = lastSegment(ownerOf(credentialId));
  const cluster = lastSegment(clusterId);
  const accountName = `${account.namespace}/${account.serviceAccount}`;
  return {
    kind: 'createCredential',
    id: stepId('createCredential', idKey(credentialId), subject, idKey(clusterId)),
    credentialId,
    clusterId,
    ...defined({ issuer }),
    subject,
    ...defined({ isThere: isThere || undefined }),
    title: say`Allow ${accountName} on ${cluster} to use ${identity}`,
    effect: isThere
      ? say`The credential ${lastSegment(credentialId)} already exists and is correct; nothing is sent for it.`
      : say`Tokens of ${accountName} that ${cluster} issues are accepted for ${identity}.`,
    request: {
      method: 'PUT',
      path: credentialId,
      body: { properties: { issuer: issuer ?? issuerPlaceholder, subject, audiences: [tokenAudience] } },
    },
    ...azCreateCredential({ credentialId, subject, issuer, clusterId }),
  };
}

type CredentialParts = Pick<NewCredential, 'credentialId' | 'clusterId' | 'issuer'> & { readonly subject: string };

function azCreateCredential({ credentialId, subject, issuer, clusterId }: CredentialParts): AzCommand {
  const parts: readonly Argument[] = [
    ...ofIdentity(credentialId),
    ...(issuer === undefined ? [] : [['--issuer', issuer] as const]),
    ['--subject', subject],
    ['--audiences', tokenAudience],
  ];
  const written = azCommand('az identity federated-credential create', parts, knownSince.credentials);
  return issuer === undefined ? { ...written, az: `${written.az} --issuer ${shownIssuer(clusterId)}` } : written;
}

/** A command that looks the issuer up, because the cluster has none while the plan is made. */
function shownIssuer(clusterId: string): string {
  return argumentLookedUp(
    azCommand('az aks show', [
      ...ofCluster(clusterId),
      ['--query', 'oidcIssuerProfile.issuerUrl'],
      ['--output', 'tsv'],
    ]),
  );
}

/** Returns the step that removes exactly this credential as it is now. */
export function deleteCredentialStep(credentialId: ArmId, credential: FederatedCredential | undefined): Step {
  const identity = lastSegment(ownerOf(credentialId));
  return {
    kind: 'deleteCredential',
    id: stepId('deleteCredential', idKey(credentialId)),
    credentialId,
    ...(credential && {
      basis: contentOfCredential(credential),
      subject: credential.subject,
      issuer: credential.issuer,
    }),
    title: say`Remove credential ${lastSegment(credentialId)} from ${identity}`,
    effect: say`${identity} no longer accepts these tokens; its other credentials stay.`,
    request: { method: 'DELETE', path: credentialId },
    ...azCommand(
      'az identity federated-credential delete',
      [...ofIdentity(credentialId), ['--yes']],
      knownSince.credentials,
    ),
  };
}

/** Returns the step that binds an identity to a cluster. */
export function createBindingStep(bindingId: ArmId, identityId: ArmId): Step {
  const cluster = lastSegment(ownerOf(bindingId));
  const identity = lastSegment(identityId);
  return {
    kind: 'createBinding',
    id: stepId('createBinding', idKey(bindingId), idKey(identityId)),
    bindingId,
    identityId,
    title: say`Bind ${identity} to ${cluster}`,
    effect: say`Pods of ${cluster} can use ${identity} where a ClusterRole lets them. All bindings of ${identity} share its credential ${bindingCredential}.`,
    request: { method: 'PUT', path: bindingId, body: { properties: { managedIdentity: { resourceId: identityId } } } },
    ...azCommand(
      'az aks identity-binding create',
      [...ofBinding(bindingId), ['--managed-identity-resource-id', identityId]],
      knownSince.bindings,
    ),
  };
}

/** Names a binding after its identity; its own name is often the same without hyphens. */
export function titleOfUnbinding(bindingId: ArmId, binding: IdentityBinding | undefined): Tenses {
  const name = lastSegment(bindingId);
  const place = lastSegment(ownerOf(bindingId));
  return verbs.remove(
    binding === undefined
      ? say`binding ${name} from ${place}`
      : say`binding ${name} of ${lastSegment(binding.identityId)} from ${place}`,
  );
}

/** Returns the step that removes a binding; `isDead` if its identity was deleted. */
export function deleteBindingStep(bindingId: ArmId, binding: IdentityBinding | undefined, isDead = false): Step {
  const cluster = lastSegment(ownerOf(bindingId));
  return {
    kind: 'deleteBinding',
    id: stepId('deleteBinding', idKey(bindingId)),
    bindingId,
    ...(binding === undefined ? {} : { basis: idKey(binding.identityId) }),
    title: titleOfUnbinding(bindingId, binding).title,
    effect:
      binding !== undefined && isDead
        ? say`${lastSegment(binding.identityId)} was deleted, so this binding gives no access.`
        : say`Pods of ${cluster} can no longer use the identity through this binding.`,
    request: { method: 'DELETE', path: bindingId },
    ...azCommand('az aks identity-binding delete', [...ofBinding(bindingId), ['--yes']], knownSince.bindings),
  };
}

function ofIdentity(credentialId: string): readonly Argument[] {
  const identityId = ownerOf(credentialId);
  return [
    ['--subscription', subscriptionOf(identityId) ?? ''],
    ['--resource-group', groupOf(identityId) ?? ''],
    ['--identity-name', lastSegment(identityId)],
    ['--name', lastSegment(credentialId)],
  ];
}

function ofCluster(clusterId: string): readonly Argument[] {
  return [
    ['--subscription', subscriptionOf(clusterId) ?? ''],
    ['--resource-group', groupOf(clusterId) ?? ''],
    ['--name', lastSegment(clusterId)],
  ];
}

function ofBinding(bindingId: string): readonly Argument[] {
  const clusterId = ownerOf(bindingId);
  return [
    ['--subscription', subscriptionOf(clusterId) ?? ''],
    ['--resource-group', groupOf(clusterId) ?? ''],
    ['--cluster-name', lastSegment(clusterId)],
    ['--name', lastSegment(bindingId)],
  ];
}
