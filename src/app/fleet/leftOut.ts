/** Decides what a survey does not ask, because no table has it and it would take too many single requests. */
import { forEachInTurns } from '../../async/yielding.ts';
import { idKey, resourceType } from '../../domain/arm/resourceId.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import { trustedAccessList } from '../../domain/around/things/trustedAccess.ts';
import type { CredentialListing } from '../../domain/cluster/facts.ts';
import { identitiesOf } from '../../domain/cluster/identitiesOf.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { ownIdentities } from '../../domain/cluster/principals.ts';
import { isInGroupNamedLikeNodes } from '../../domain/uses/madeByAks.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';
import { say, type Words } from '../../sentences/words.ts';
import type { ReadFact } from '../facts/gatherFacts.ts';
import type { FleetReading } from './fleetFacts.ts';
import type { FleetTables } from './fleetTables.ts';

/** What is left out, with a note for each, and the reason that becomes the answer. */
export interface LeftOut extends Pick<FleetReading, 'uncounted' | 'unlistedBindings' | 'unlisted'> {
  readonly unknown: readonly Unknown[];
  /** How many clusters and identities are asked one by one. */
  readonly toAsk: number;
  /** How many of the clusters have an issuer. */
  readonly issuing: number;
  /** True if the credentials of identities in node resource groups are left out. */
  readonly isWithoutNodeGroups: boolean;
}

/** Where to look, and the most things of a kind that are asked one by one. */
export interface SurveyLimits {
  readonly tables: FleetTables;
  readonly most: number;
  readonly looksAround: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Decides what is left out for these clusters; loads the table of identities if that depends on it. */
export async function decideLeftOut(clusters: readonly Cluster[], leavingOut: SurveyLimits): Promise<LeftOut> {
  const { tables, most, looksAround, signal } = leavingOut;
  const ownIds = new Set<string>();
  const issuing: Cluster[] = [];
  await forEachInTurns(
    clusters,
    (cluster) => {
      for (const id of ownIdentities(cluster)) if (!tables.hasCredentialsOf(id)) ownIds.add(idKey(id));
      if (issuerOf(cluster) !== undefined) issuing.push(cluster);
    },
    signal,
  );
  const identities = new Set([...ownIds, ...(await workloadIdentities(issuing, tables))]).size;
  const isUncounted = identities > most;
  const inNodeGroups = isUncounted ? 0 : await identitiesInNodeGroups(issuing, leavingOut);

  const credentials = isUncounted ? leftOutOf('credentials', say`${identities} identities`) : undefined;
  const nodeGroups = inNodeGroups > most ? leftOutOf('credentials', say`${inNodeGroups} identities`) : undefined;
  const bindings = issuing.length > most ? leftOutOf('bindings', say`${issuing.length} clusters`) : undefined;
  const access =
    looksAround && clusters.length > most ? leftOutOf(trustedAccessList, say`${clusters.length} clusters`) : undefined;
  const counts = [
    credentials ? 0 : identities,
    isUncounted || nodeGroups ? 0 : await identitiesInNodeGroups(clusters, leavingOut),
    bindings ? 0 : issuing.length,
    access || !looksAround ? 0 : clusters.length,
  ];
  return {
    toAsk: counts.reduce((sum, count) => sum + count, 0),
    unknown: [
      ...(credentials?.note(say`Federated credentials were not counted`) ?? []),
      ...(bindings?.note(say`Identity bindings were not listed`) ?? []),
      ...(access?.note(say`Trusted Access was not checked`) ?? []),
      ...(nodeGroups?.note(say`Federated credentials in node resource groups were not checked`) ?? []),
    ],
    issuing: issuing.length,
    isWithoutNodeGroups: nodeGroups !== undefined,
    ...(credentials
      ? { uncounted: { identities: ownIds, reason: say`They were not listed: ${credentials.how}` } }
      : {}),
    ...(bindings ? { unlistedBindings: say`They were not listed: ${bindings.how}` } : {}),
    ...(access ? { unlisted: new Map([[trustedAccessList, say`It was not listed: ${access.how}`]]) } : {}),
  };
}

/** Returns a reader whose lists of credentials leave out identities in node resource groups. */
export function withoutNodeGroups(read: ReadFact): ReadFact {
  return async (question) => {
    const answer = await read(question);
    if (question.kind !== 'credentials' || answer.kind !== 'found') return answer;
    return { ...answer, value: { ...(answer.value as CredentialListing), isWithoutNodeGroups: false } };
  };
}

interface NotAsked {
  readonly how: Words;
  readonly note: (title: Words) => readonly Unknown[];
}

function leftOutOf(list: string, things: Words): NotAsked {
  const how = say`that takes a request for each of ${things}. Use Check All, or open the details of a cluster.`;
  return { how, note: (title) => [{ cause: 'notAsked', subject: { what: list }, title, reason: how }] };
}

/**
 * The identities, by `idKey`, that may belong to workloads and have to be asked: the user's own ones in the
 * subscriptions of the clusters.
 */
async function workloadIdentities(issuing: readonly Cluster[], tables: FleetTables): Promise<readonly string[]> {
  if (issuing.length === 0) return [];
  const subscriptionIds = new Set(issuing.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  await tables.load([{ resources: resourceType.identity }]);
  return (tables.identities() ?? [])
    .filter(
      (identity) => !isInGroupNamedLikeNodes(identity.id) && subscriptionIds.has(identity.subscriptionId.toLowerCase()),
    )
    .flatMap(({ id }) => (tables.hasCredentialsOf(id) ? [] : [idKey(id)]));
}

/** Counts the identities of clusters in node resource groups that would have to be asked one by one. */
async function identitiesInNodeGroups(
  clusters: readonly Cluster[],
  { tables, signal }: Pick<SurveyLimits, 'tables' | 'signal'>,
): Promise<number> {
  const askedKeys = new Set<string>();
  const ask = (cluster: Cluster): void => {
    for (const { identityId } of identitiesOf(cluster))
      if (isInGroupNamedLikeNodes(identityId) && !tables.hasCredentialsOf(identityId)) askedKeys.add(idKey(identityId));
  };
  await forEachInTurns(clusters, ask, signal);
  return askedKeys.size;
}
