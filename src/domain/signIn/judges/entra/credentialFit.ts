/** How a token and a credential are compared, character by character. */
import type { ArmId } from '../../../arm/resourceId.ts';
import type { IdentityCredential } from '../../../cluster/facts.ts';
import { isSharedAccount } from '../../../products/products.ts';
import { tokenAudience } from '../../../workloads/credential.ts';
import { issuerOf } from '../../../workloads/issuer.ts';
import { serviceAccountOf } from '../../../workloads/serviceAccount.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import type { CauseCode } from '../../situation/causes.ts';
import { advice, toPlan, type Fix } from '../../situation/judgement.ts';
import type { TokenCluster } from './tokenCluster.ts';

/** The parts of the token that the message shows. */
export interface Shown {
  readonly issuer: MessageField | undefined;
  readonly subject: MessageField | undefined;
  readonly audience: MessageField | undefined;
  /** True if the subject is in the message itself, or is the account of the pod that it names. */
  readonly isNamed: boolean;
  /** True if the subject is the account of the pods in the cluster, and not in the message. */
  readonly isOfPods?: boolean;
}

/** An identity, by id and name. */
export interface NamedIdentity {
  readonly id: ArmId;
  readonly name: string;
}

/** What fits as long as the identity, or its credentials, are not known. */
export const usual: readonly CauseCode[] = ['NO_CREDENTIAL', 'ISSUER_DIFFERS', 'WRONG_ACCOUNT', 'CLIENT_ID_WRONG'];

/** What to look at next for the credentials of an identity, or to find out which it is. */
export function nextFor(identity: NamedIdentity | undefined): readonly Words[] {
  return identity === undefined
    ? [
        say`Find the client ID that the pod uses: the variable AZURE_CLIENT_ID, or the annotation azure.workload.identity/client-id of its service account.`,
      ]
    : [say`Compare the credentials of ${identity.name} with the issuer and the subject of the token.`];
}

/** Returns true if the credential accepts what the message shows of the token. */
export function fits(
  credential: Pick<IdentityCredential, 'issuer' | 'subject' | 'audiences'>,
  shown: Omit<Shown, 'isNamed'>,
): boolean {
  const { issuer, subject, audience } = shown;
  return (
    (issuer === undefined || credential.issuer === issuer.value) &&
    (subject === undefined || credential.subject === subject.value) &&
    (audience === undefined || credential.audiences.includes(audience.value))
  );
}

function bare(issuer: string): string {
  return issuer.replace(/\/+$/, '');
}

/** Returns true if nothing but the slash at the end of the issuer keeps the credential from accepting the token. */
export function isSlashOff(credential: IdentityCredential, { issuer, subject }: Shown): boolean {
  return (
    issuer !== undefined &&
    credential.issuer !== issuer.value &&
    bare(credential.issuer) === bare(issuer.value) &&
    (subject === undefined || credential.subject === subject.value)
  );
}

/** Returns true if issuer or subject were replaced before the message was shown. */
export function isMaskedAny({ issuer, subject }: Shown): boolean {
  return issuer?.isMasked === true || subject?.isMasked === true;
}

/** Connect Workload, filled in, if the message names the account and its cluster is known: nothing else is ever let in. Otherwise in words. */
export function connectFix(
  { subject, isNamed }: Shown,
  identity: NamedIdentity,
  { cluster, named }: TokenCluster,
): Fix | undefined {
  const account = serviceAccountOf(subject?.value ?? '');
  if (account === undefined) return undefined;
  if (!isNamed)
    return advice(
      say`If ${account.namespace}/${account.serviceAccount} is the account that signs in, connect it to ${identity.name}.`,
    );
  const at = cluster ?? (named !== undefined && issuerOf(named) !== undefined ? named : undefined);
  if (at === undefined)
    return advice(
      say`Connect ${account.namespace}/${account.serviceAccount} to ${identity.name}, on the cluster that the pod runs in.`,
    );
  const text =
    account.serviceAccount === 'default'
      ? say`Connect ${account.namespace}/default to ${identity.name}. Every pod of ${account.namespace} that names no account gets the identity, too: an account of its own for the workload is narrower.`
      : say`Connect ${account.namespace}/${account.serviceAccount} to ${identity.name}.`;
  return toPlan(text, {
    kind: 'createCredential',
    identityId: identity.id,
    clusterId: at.id,
    ...account,
  });
}

/** Returns true for the account of an operator that signs in for many, so that an identity may trust only that of the workload. */
export function isOfSharedOperator(subject: string): boolean {
  const account = serviceAccountOf(subject);
  return account !== undefined && isSharedAccount(account.serviceAccount);
}

/**
 * Returns what to do where the audience of a token is not that of the credential.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust
 */
export function audienceFix(audience: MessageField | undefined, issuer?: MessageField): Fix {
  const isOtherCloud = /\.azure\.(?:us|cn)\//i.test(issuer?.value ?? '');
  return isOtherCloud || audience?.value.toLowerCase().startsWith(tokenAudience.toLowerCase()) === true
    ? advice(
        say`Give the credential exactly the audience of the token. Clouds of their own have audiences of their own, such as api://AzureADTokenExchangeUSGov: there, name that one for the token and in the credential.`,
      )
    : advice(say`Use ${tokenAudience} for the token and in the credential, or name the token's audience in both.`);
}
