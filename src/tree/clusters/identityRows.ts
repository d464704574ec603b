import { unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import type { JudgedUses } from '../../domain/workloads/judgedUses.ts';
import type { NamedAssignment } from '../../app/facts/clusterDetails.ts';
import { idKey, sameId } from '../../domain/arm/resourceId.ts';
import type { UserAssignedIdentity } from '../../domain/cluster/model.ts';
import { describeUses, notOfACluster } from '../../domain/cluster/usesInWords.ts';
import { useChecks, unusedAfter, unusedWords, type Unused } from '../../domain/uses/nothingUses.ts';
import { contextValue } from '../../manifest.ts';
import type { ClusterSummary } from '../../domain/cluster/clusterSummary.ts';
import type { Credentials } from '../loading/credentials.ts';
import type { Reading } from '../loading/reading.ts';
import { noteRow, tooltipLines, unknownIcon, type Row } from '../row/row.ts';
import { credentialRow } from './credentialRow.ts';
import { roleRow } from './roleRow.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { say, verbatim } from '../../sentences/words.ts';
import { textOf, textsOf } from '../../sentences/textOf.ts';
import { capitalised } from '../../domain/words/describe.ts';

/** Says why there may be more clusters than are listed. */
export function clustersNotSeen({ inventory, hasUnselected }: Reading): readonly Unknown[] {
  const subject = { what: 'clusters' };
  const reason = say`Clusters in subscriptions that are not selected were not checked.`;
  return [
    ...inventory.failures.map(({ failure: { message } }): Unknown => ({
      cause: 'failed',
      subject,
      title: verbatim(useChecks.clusters),
      reason: verbatim(message),
    })),
    ...(hasUnselected ? [{ cause: 'notAsked', subject, reason } as const] : []),
  ];
}

/**
 * Makes the rows of identities, each with what visible clusters use it for; `credentials` are added when they have been
 * read. `unlisted` says why clusters may be missing.
 */
export function identityRows(
  ownIdentities: readonly UserAssignedIdentity[],
  clusters: Iterable<ClusterSummary>,
  credentials?: Credentials,
  unlisted: readonly Unknown[] = [],
): readonly Row[] {
  const unused = unusedAfter({ clusters: unlisted }, ['clusters']);
  const uses = new Map<string, string[]>(ownIdentities.map(({ id }) => [idKey(id), []]));
  for (const cluster of clusters) {
    for (const { identityId, as } of cluster.uses) uses.get(idKey(identityId))?.push(`${as} of ${cluster.name}`);
  }
  return ownIdentities.map((identity) =>
    ownIdentityRow(identity, { uses: [...new Set(uses.get(idKey(identity.id)))], unused }, credentials),
  );
}

/** Makes the rows below an identity: what uses it, which service accounts it trusts, and its roles in its subscription. */
export function identityChildren(
  identity: Row,
  assignments: readonly NamedAssignment[],
  uses: JudgedUses,
): readonly Row[] {
  const { identityId = '' } = identity;
  const place = `identity:${idKey(identityId)}`;
  const roles = assignments.map((assignment) => roleRow(assignment, place, { identityId }));
  return [
    ...describeUses({ ...uses, credentials: [] }).map((words) => useRow(place, words)),
    ...uses.credentials.map((credential) => credentialRow(identity, credential)),
    ...unknownTexts(uses.unknown).map((reason) => ({
      ...useRow(place, `Not known: ${textOf(reason)}`),
      icon: unknownIcon,
    })),
    ...(roles.length > 0 ? roles : [noteRow(place, 'No role assignments in this subscription')]),
  ];
}

function useRow(place: string, words: string): Row {
  const label = capitalised(words);
  return {
    ...noteRow(`${place}:${words}`, label),
    icon: { id: 'link' },
    tooltip: tooltipLines({ 'Used as': words }),
  };
}

function ownIdentityRow(
  identity: UserAssignedIdentity,
  { uses, unused }: { readonly uses: readonly string[]; readonly unused: Unused },
  credentials?: Credentials,
): Row {
  const count = credentialCount(identity, credentials);
  const isUnused = uses.length === 0 && count === 0 && unused.isKnown;
  return {
    key: `identity:${idKey(identity.id)}`,
    kind: 'identity',
    label: identity.name,
    description: [
      count !== undefined && count > 0 && countWithNoun(count, 'federated credential'),
      uses.join(', ') || textOf(unusedWords(unused, { known: verbatim(notOfACluster), unknown: say`use not known` })),
    ]
      .filter(Boolean)
      .join(' \u00b7 '),
    icon: { id: 'account' },
    tooltip: tooltipLines({
      Identity: identity.name,
      'Used by':
        uses.join(', ') || (unused.isKnown ? undefined : `Not known: ${textsOf(unknownTexts(unused.why)).join(' ')}`),
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
  if (credentials?.kind === 'unreadable') return `Not known: ${textOf(credentials.reason)}`;
  return credentials?.kind === 'found'
    ? `Not known: ${textsOf(unknownTexts(credentials.value.unknown)).join(' ')}`
    : undefined;
}
