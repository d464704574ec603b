/** What codes of Azure's errors mean, and its messages where it gives no code of their own; nothing else compares them. */
import { IdentityError } from '../../errors.ts';
import { rulesNamedIn } from '../http/claimsPolicy.ts';
import { isHidden } from './armErrors.ts';
import { notListedCode } from './apiVersions.ts';
import { sameText } from '../../domain/arm/resourceId.ts';

/**
 * Returns true if AKS reports that an operation is in progress, which passes by itself. `OperationNotAllowed` stands for
 * refusals that don't pass, too, so that only the message tells; it is worded in at least two ways.
 * Sources: https://github.com/Azure/terraform-provider-azapi/issues/889,
 * https://github.com/Azure/azure-workload-identity/issues/417 and https://github.com/Azure/azure-cli-extensions/pull/9855
 */
export function isOperationInProgress(error: IdentityError): boolean {
  const { status, armCode, message } = error.failure;
  if (status !== 409) return false;
  return (
    sameText(armCode, 'EtagMismatch') || (sameText(armCode, 'OperationNotAllowed') && /in[ -]progress/i.test(message))
  );
}

/**
 * Returns what AKS may not see yet if it says that an identity of the cluster is not allowed to do something, or does
 * not exist. The caller's own 403 is not among these.
 */
export function notSeenYet(error: unknown): 'grant' | 'identity' | undefined {
  if (!(error instanceof IdentityError) || error.code === 'forbidden') return undefined;
  const { armCode = '' } = error;
  if (/MissingPermission/i.test(armCode)) return 'grant';
  return /FailedIdentityOperation|PrincipalNotFound/i.test(armCode) ? 'identity' : undefined;
}

/** Returns true if Entra is busy with another credential of the same identity. */
export function isConcurrentCredentialWrite(error: unknown): error is IdentityError {
  if (!(error instanceof IdentityError) || error.failure.status !== 409) return false;
  return /^ConcurrentFederatedIdentityCredentialsWrites/i.test(error.armCode ?? '');
}

/**
 * Returns true if Azure says that the identity already trusts this issuer and subject, perhaps under another name. Its
 * code is that of any wrong request, so that only the message tells; the credentials themselves have to be looked at.
 * Source: https://github.com/Azure/bicep-types-az/issues/2054
 */
export function isDuplicateCredential(error: unknown): boolean {
  if (!(error instanceof IdentityError) || (error.failure.status !== 400 && error.failure.status !== 409)) return false;
  return /combination already exists/i.test(error.failure.message);
}

/** Returns true if the principal has the role at the scope already. */
export function isAlreadyAssigned(error: unknown): boolean {
  return error instanceof IdentityError && sameText(error.armCode, 'RoleAssignmentExists');
}

/** Returns true if a request to activate the role waits already. */
export function isRequestPending(error: unknown): boolean {
  return error instanceof IdentityError && sameText(error.armCode, 'PendingRoleAssignmentRequest');
}

/**
 * Returns the rules of its policy for which a role was not activated, in lower case; the missing authentication context
 * counts as one of them. None for any other error.
 */
export function brokenActivationRules(error: unknown): readonly string[] {
  if (!(error instanceof IdentityError)) return [];
  const { armCode, message } = error.failure;
  if (sameText(armCode, 'RoleAssignmentRequestAcrsValidationFailed')) return ['authenticationcontextrule'];
  if (!sameText(armCode, 'RoleAssignmentRequestPolicyValidationFailed')) return [];
  return rulesNamedIn(message).map((name) => name.toLowerCase());
}

/** Returns true if ARM does not know the principal, or not yet. */
export function isPrincipalNotFound(error: unknown): boolean {
  return error instanceof IdentityError && sameText(error.armCode, 'PrincipalNotFound');
}

/**
 * Returns true if there can be no resources of this type: a provider that is not registered has none, because it can't
 * be unregistered while it has any, and neither has one that this cloud doesn't offer.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types
 */
export function isTypeNotOffered(error: unknown): boolean {
  const { armCode = '' } = error instanceof IdentityError ? error.failure : {};
  return ['MissingSubscriptionRegistration', 'InvalidResourceNamespace', notListedCode].includes(armCode);
}

/**
 * Returns true if Azure refused a request that names nothing but a subscription and a version, so the error is about the
 * version unless the subscription is not visible. An error without a code comes from something in between.
 */
export function isVersionRefusal({ failure }: IdentityError): boolean {
  const { status, armCode } = failure;
  return (status === 400 || status === 404) && armCode !== undefined && !isHidden(failure);
}

/** Returns true if Resource Graph refused an answer of more than 16 MB. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof IdentityError)) return false;
  const { armCode, details = [] } = error.failure;
  return [armCode, ...details.map(({ code }) => code)].includes('ResponsePayloadTooLarge');
}
