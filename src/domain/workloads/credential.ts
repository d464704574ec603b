/**
 * Federated credentials: which Kubernetes service account may act as an identity.
 * Source: https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
import { shortHash } from '../arm/stableId.ts';
import { idKey, lastSegment } from '../arm/resourceId.ts';
import type { FederatedCredential, IdentityCredential } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { issuerKey, sameIssuer } from '../cluster/uses.ts';
import { bindingCredential } from '../uses/boundTo.ts';
import { issuerOf } from './issuer.ts';
import { accountWords, serviceAccountOf, type ServiceAccount } from './serviceAccount.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';

/** The audience of tokens that Entra exchanges, the same in every cloud. */
export const tokenAudience = 'api://AzureADTokenExchange';

const usualAudiences: readonly string[] = [tokenAudience];

/** Returns the same audiences, as one list in memory for nearly all credentials. */
export function sameAudiences(audiences: readonly string[]): readonly string[] {
  return audiences.length === 1 && audiences[0] === tokenAudience ? usualAudiences : audiences;
}

/** How many federated credentials an identity can have. */
export const credentialLimit = 20;

type NamedCredentials = readonly Pick<FederatedCredential, 'name'>[];

/** Returns true if an identity with these credentials can be bound: all its bindings share one credential. */
export function hasRoomForBinding(present: NamedCredentials): boolean {
  return present.length < credentialLimit || present.some(isNamedAsShared);
}

/** Returns true if a binding would take the last credential that an identity with these can have. */
export function isLastForBinding(present: NamedCredentials): boolean {
  return present.length === credentialLimit - 1 && !present.some(isNamedAsShared);
}

/** Says so of the identity with that name. */
export function takesLastPlace(name: string): Words {
  return say`The binding takes the last of the ${credentialLimit} federated credentials that ${name} can have.`;
}

/** Returns true for the name of the credential that bindings share. */
export function isNamedAsShared({ name }: Pick<FederatedCredential, 'name'>): boolean {
  return name.toLowerCase() === bindingCredential;
}

/** Returns the credentials with which accounts of a cluster use an identity until they go over to its binding. */
export function credentialsReplaced<C extends Pick<FederatedCredential, 'issuer' | 'subject'>>(
  cluster: Pick<Cluster, 'raw'>,
  credentials: readonly C[],
): readonly C[] {
  const own = issuerOf(cluster);
  return credentials.filter(
    ({ issuer, subject }) => own !== undefined && sameIssuer(issuer, own) && serviceAccountOf(subject) !== undefined,
  );
}

/** Regions in which identities can't have federated credentials. */
export const regionsWithoutCredentials: readonly string[] = ['malaysiasouth', 'newzealandnorth'];

/** Returns the words for whose tokens a credential accepts: an account, or what it has instead. */
export function accountName({ subject, expression }: Pick<FederatedCredential, 'subject' | 'expression'>): Phrase {
  if (expression !== undefined) return expression;
  const account = serviceAccountOf(subject);
  if (account === undefined) return subject === '' ? say`accounts that Azure does not show` : subject;
  return accountWords(account);
}

/** Returns the words for the pods that a credential lets in. */
export function podsOf(credential: Pick<FederatedCredential, 'subject' | 'expression'>): Phrase {
  if (credential.expression !== undefined) return say`Pods that match ${credential.expression}`;
  return say`Pods of ${accountName(credential)}`;
}

/** Returns true if the subject alone does not say whom a credential trusts: it is missing, or there is an expression as well. */
export function isFlexible({ subject, expression }: Pick<FederatedCredential, 'subject' | 'expression'>): boolean {
  return expression !== undefined || subject === '';
}

/** Says why it is not known whom a flexible credential trusts. */
export function whyNotTold({ expression }: Pick<FederatedCredential, 'expression'>): Words {
  return expression === undefined
    ? say`It has no subject, and this version of Azure's API doesn't show what it trusts in its place.`
    : say`It matches by expression, and Azure doesn't show which accounts match: ${expression}`;
}

/** Says what is wrong with the name of a federated credential, if anything is. */
export function credentialNameProblem(text: string): Words | undefined {
  return /^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/.test(text)
    ? undefined
    : say`Use 3-120 letters, digits, hyphens or underscores; start with a letter or digit.`;
}

/** Says what is wrong with the name of an identity binding, if anything is. */
export function bindingNameProblem(text: string): Words | undefined {
  return /^[a-z][a-z0-9-]{0,62}$/.test(text)
    ? undefined
    : say`Use 1-63 lower-case letters, digits or hyphens; start with a letter.`;
}

/** Returns the default name of a credential: `{cluster}-{namespace}-{account}`, shortened if necessary. */
export function credentialNameFor(cluster: string, { namespace, serviceAccount }: ServiceAccount): string {
  const joined = [cluster, namespace, serviceAccount].join('-').replace(/[^a-zA-Z0-9-_]/g, '-');
  return joined.length <= 120 ? joined : `${joined.slice(0, 107)}-${shortHash(joined)}`;
}

/** Returns the name with an ending made from the issuer and the account, in case another credential has the name. */
export function nameForTrust(name: string, { issuer, subject }: Omit<Trust, 'audiences'>): string {
  return `${name.slice(0, 111)}-${shortHash(`${issuerKey(issuer)} ${subject}`).slice(0, 8)}`;
}

/** Returns the default name of a binding. */
export function bindingNameFor(identityId: string): string {
  const name = lastSegment(identityId)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  return (/^[a-z]/.test(name) ? name : `id${name}`).slice(0, 63);
}

/** Returns the text that identifies a credential: its identity and its name, ignoring case. */
export function credentialKey({ identityId, name }: Pick<IdentityCredential, 'identityId' | 'name'>): string {
  return `${idKey(identityId)}/${name.toLowerCase()}`;
}

/** What makes two credentials the same: issuer, subject and audience. */
export type Trust = Pick<FederatedCredential, 'issuer' | 'subject' | 'audiences' | 'expression'>;

/** Returns true if both accept the same tokens; Entra compares issuers letter by letter. */
export function sameTrust(a: Trust, b: Trust): boolean {
  const isSameSubject = a.subject === b.subject && a.expression === b.expression;
  return a.issuer === b.issuer && isSameSubject && a.audiences.join() === b.audiences.join();
}

/** Says why no credential for another cluster can replace this one, if so. */
export function whyNotMoved(credential: FederatedCredential): Words | undefined {
  const { subject, audiences } = credential;
  if (isFlexible(credential) || serviceAccountOf(subject) === undefined) return say`it names no service account`;
  return audiences.join() === tokenAudience ? undefined : say`it accepts tokens for ${audiences.join(', ')}`;
}

/** Returns a text that is the same only for credentials that trust the same. */
export function contentOfCredential({ issuer, subject = '', audiences, expression = '' }: FederatedCredential): string {
  return shortHash([issuer, subject, ...audiences, expression].join('|'));
}

/** Says why a credential can't work with any cluster's tokens, if so; nothing is said about a flexible one. */
export function whyMalformed(credential: FederatedCredential): Words | undefined {
  const { issuer, subject } = credential;
  if (isFlexible(credential)) return undefined;
  if (issuer !== issuer.trim()) return say`Its issuer has blanks around it.`;
  if (subject !== subject.trim()) return say`Its subject has blanks around it.`;
  if (serviceAccountOf(subject) === undefined && /aks\.azure\./i.test(issuer))
    return say`Its subject "${subject}" is not a service account (system:serviceaccount:NAMESPACE:ACCOUNT).`;
  return undefined;
}
