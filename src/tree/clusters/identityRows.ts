import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import { saidMessage } from '../../errors.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { concernsIdentity, isSpared } from '../../domain/findings/ofIdentity.ts';
import type { JudgedCredential, JudgedUses } from '../../domain/workloads/judgedUses.ts';
import { credentialId } from '../../domain/workloads/workloadIds.ts';
import { described, graveTexts, marksOf } from '../row/marks.ts';
import { distinctBy } from '../../shape/distinct.ts';
import type { NamedAssignment } from '../../app/facts/clusterDetails.ts';
import { idKey, sameGuid, sameId, sameText } from '../../domain/arm/resourceId.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import { describeUses } from '../../domain/cluster/usesInWords.ts';
import { useChecks, unusedAfter, unusedWords, type Unused } from '../../domain/uses/nothingUses.ts';
import { contextValue } from '../../manifest.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import type { Credentials } from '../loading/credentials.ts';
import type { Reading } from '../loading/reading.ts';
import { noteRow, tooltipLines, unknownIcon, type Row } from '../row/row.ts';
import { credentialRow } from './credentialRow.ts';
import { roleRow } from './roleRow.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { capitalised, say, verbatim, type Phrase, keyOfWords } from '../../sentences/words.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';

/** Says why there may be more clusters than are listed. */
export function clustersNotSeen({ inventory, hasUnselected }: Reading): readonly Unknown[] {
  const subject = { what: 'clusters' };
  const reason = say`Clusters in subscriptions that are not selected were not checked.`;
  return [
    ...inventory.failures.map(({ failure }): Unknown => ({
      cause: 'failed',
      subject,
      title: verbatim(useChecks.clusters),
      reason: saidMessage(failure),
    })),
    ...(hasUnselected ? [{ cause: 'notAsked', subject, reason } as const] : []),
  ];
}

/** What is known of identities besides themselves. */
interface AroundIdentities {
  readonly clusters: Iterable<ClusterSummary>;
  /** Left out until they have been read. */
  readonly credentials?: Credentials | undefined;
  /** Why clusters may be missing. */
  readonly unlisted?: readonly Unknown[];
  /** What the checks of clusters have found so far. */
  readonly findings?: readonly Finding[];
}

/** Returns the findings that are bad for an identity: the map of the identity has them at it, too. */
export function findingsOfIdentity(
  identity: Pick<UserAssignedIdentity, 'id' | 'principalId'>,
  findings: readonly Finding[],
): readonly Finding[] {
  const own = findings.filter((finding) => concernsIdentity(identity, finding) && !isSpared(identity, finding));
  return distinctBy(own, ({ code, subject }) => `${code} ${subject ?? ''}`.toLowerCase());
}

/** Makes the rows of identities, each with what visible clusters use it for, and with what is wrong with it. */
export function identityRows(
  ownIdentities: readonly UserAssignedIdentity[],
  { clusters, credentials, unlisted = [], findings = [] }: AroundIdentities,
): readonly Row[] {
  const unused = unusedAfter({ clusters: unlisted }, ['clusters']);
  const uses = new Map<string, string[]>(ownIdentities.map(({ id }) => [idKey(id), []]));
  for (const cluster of clusters) {
    for (const { identityId, as } of cluster.uses) uses.get(idKey(identityId))?.push(t`${as} of ${cluster.name}`);
  }
  return ownIdentities.map((identity) =>
    ownIdentityRow(
      identity,
      {
        uses: [...new Set(uses.get(idKey(identity.id)))],
        unused,
        findings: findingsOfIdentity(identity, findings),
      },
      credentials,
    ),
  );
}

/**
 * Makes the rows below an identity: what uses it, which service accounts it trusts, and its roles in its subscription, with what is
 * wrong with each of them.
 */
export function identityChildren(
  identity: Row,
  assignments: readonly NamedAssignment[],
  uses: JudgedUses,
  findings: readonly Finding[] = [],
): readonly Row[] {
  const { identityId = '' } = identity;
  const place = `identity:${idKey(identityId)}`;
  const roles = assignments.map((assignment) => {
    const own = findings.filter(({ grant }) => isGrant(grant, assignment));
    return roleRow(assignment, place, { identityId }, own);
  });
  return [
    ...describeUses({ ...uses, credentials: [] }).map((words) => useRow(place, words)),
    ...uses.credentials.map((credential) =>
      credentialRow(identity, credential, findingsOfCredential(identityId, credential, uses, findings)),
    ),
    ...unknownTexts(uses.unknown).map((reason) => ({
      ...useRow(place, t`Unknown: ${shownText(reason)}`),
      icon: unknownIcon,
    })),
    ...(roles.length > 0 ? roles : [noteRow(place, t`No role assignments in this subscription`)]),
  ];
}

function isGrant(grant: Finding['grant'], { scope, principalId, roleName }: NamedAssignment): boolean {
  return (
    grant !== undefined &&
    sameId(grant.scope, scope) &&
    sameGuid(grant.principalId, principalId) &&
    sameText(keyOfWords(grant.role), roleName)
  );
}

/** Those about the credential itself, and where it is the only one, those about what is gained with it. */
function findingsOfCredential(
  identityId: string,
  { name }: JudgedCredential,
  { credentials }: JudgedUses,
  findings: readonly Finding[],
): readonly Finding[] {
  const id = credentialId(identityId, name);
  return findings.filter(
    ({ subject, grant, places = [] }) =>
      sameId(subject, id) ||
      (grant !== undefined && credentials.length === 1 && places.some((place) => sameId(place, identityId))),
  );
}

function useRow(place: string, words: Phrase): Row {
  const label = shownText(capitalised(words));
  return {
    ...noteRow(`${place}:${keyOfWords(words)}`, label),
    icon: { id: 'link' },
    tooltip: tooltipLines({ 'Used as': shownText(words) }),
  };
}

/** What is known of an identity. */
interface KnownOfIdentity {
  readonly uses: readonly string[];
  readonly unused: Unused;
  readonly findings: readonly Finding[];
}

function ownIdentityRow(
  identity: UserAssignedIdentity,
  { uses, unused, findings }: KnownOfIdentity,
  credentials?: Credentials,
): Row {
  const count = credentialCount(identity, credentials);
  const marks = marksOf(findings);
  const hasCredentials = count !== undefined && count > 0;
  const isUnused = uses.length === 0 && count === 0 && unused.isKnown;
  // Until its credentials are read, nothing says that it is of no use.
  const isTold = uses.length === 0 && credentials !== undefined && !(hasCredentials && unused.isKnown);
  return {
    key: `identity:${idKey(identity.id)}`,
    kind: 'identity',
    label: identity.name,
    ...described(marks, [
      uses.join(', '),
      hasCredentials && shownText(countWithNoun(count, 'federated credential')),
      isTold && shownText(unusedWords(unused, { known: say`not a cluster identity`, unknown: say`use unknown` })),
    ]),
    icon: { id: 'key' },
    tooltip: tooltipLines({
      Identity: identity.name,
      Findings: graveTexts(findings),
      'Used by':
        uses.join(', ') || (unused.isKnown ? undefined : t`Unknown: ${shownTexts(unknownTexts(unused.why)).join(' ')}`),
      'Federated credentials': count === undefined ? unknownTooltip(credentials) : String(count),
      'Resource group': identity.resourceGroup,
      Region: identity.location,
      'Principal ID': identity.principalId,
      'Client ID': identity.clientId,
      'Tenant ID': identity.tenantId,
      'Resource ID': identity.id,
    }),
    contextValue: contextValue('identity', {
      unused: isUnused,
      principal: true,
      client: true,
      resource: true,
    }),
    children: 'later',
    subscriptionId: identity.subscriptionId,
    resourceGroup: identity.resourceGroup,
    identityId: identity.id,
    resourceId: identity.id,
    principalId: identity.principalId,
    clientId: identity.clientId,
  };
}

/** Returns `undefined` if it is not known. */
function credentialCount({ id }: UserAssignedIdentity, credentials: Credentials | undefined): number | undefined {
  if (credentials?.kind !== 'found') return undefined;
  const { all, unknown } = credentials.value;
  const count = all.filter(({ identityId }) => sameId(identityId, id)).length;
  return count === 0 && unknown.length > 0 ? undefined : count;
}

function unknownTooltip(credentials: Credentials | undefined): string | undefined {
  if (credentials?.kind === 'unreadable') return t`Unknown: ${shownText(credentials.reason)}`;
  return credentials?.kind === 'found'
    ? t`Unknown: ${shownTexts(unknownTexts(credentials.value.unknown)).join(' ')}`
    : undefined;
}
