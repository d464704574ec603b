/** What a survey does not ask, because no table has it and one request for each cluster or identity would be too many. */
import { inTurns } from '../../async/yielding.ts';
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

/** What is left out, with a note for each, and the reason that stands in the place of each answer. */
export interface LeftOut extends Pick<FleetReading, 'uncounted' | 'unlistedBindings' | 'unlisted'> {
  readonly notes: readonly Unknown[];
  /** How many clusters and identities are asked one by one. */
  readonly toAsk: number;
  /** True if what identities in node resource groups are trusted for is left out. */
  readonly isWithoutNodeGroups: boolean;
}

/** Where to look, and the most things of a kind that are asked one by one. */
export interface LeavingOut {
  readonly tables: FleetTables;
  readonly most: number;
  readonly looksAround: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Decides what of these clusters is not asked one by one; loads the table of identities where it matters. */
export async function leftOut(clusters: readonly Cluster[], where: LeavingOut): Promise<LeftOut> {
  const { tables, most, looksAround, signal } = where;
  const own = new Set<string>();
  const issuing: Cluster[] = [];
  await inTurns(
    clusters,
    (cluster) => {
      for (const id of ownIdentities(cluster)) if (!tables.hasCredentialsOf(id)) own.add(idKey(id));
      if (issuerOf(cluster) !== undefined) issuing.push(cluster);
    },
    signal,
  );
  const identities = new Set([...own, ...(await workloadIdentities(issuing, tables))]).size;
  const isUncounted = identities > most;
  const inNodeGroups = isUncounted ? 0 : identitiesInNodeGroups(issuing, tables);

  const credentials = isUncounted ? notAsked('credentials', identities, 'identities') : undefined;
  const nodeGroups = inNodeGroups > most ? notAsked('credentials', inNodeGroups, 'identities') : undefined;
  const bindings = issuing.length > most ? notAsked('bindings', issuing.length, 'clusters') : undefined;
  const access =
    looksAround && clusters.length > most ? notAsked(trustedAccessList, clusters.length, 'clusters') : undefined;
  const asked = [
    credentials ? 0 : identities,
    isUncounted || nodeGroups ? 0 : identitiesInNodeGroups(clusters, tables),
    bindings ? 0 : issuing.length,
    access || !looksAround ? 0 : clusters.length,
  ];
  return {
    toAsk: asked.reduce((sum, count) => sum + count, 0),
    notes: [
      ...(credentials?.note(say`Federated credentials were not counted`) ?? []),
      ...(bindings?.note(say`Identity bindings were not listed`) ?? []),
      ...(access?.note(say`Trusted Access was not checked`) ?? []),
      ...(nodeGroups?.note(say`Federated credentials in node resource groups were not checked`) ?? []),
    ],
    isWithoutNodeGroups: nodeGroups !== undefined,
    ...(credentials && { uncounted: { identities: own, reason: say`They were not listed: ${credentials.how}` } }),
    ...(bindings && { unlistedBindings: say`They were not listed: ${bindings.how}` }),
    ...(access && { unlisted: new Map([[trustedAccessList, say`It was not listed: ${access.how}`]]) }),
  };
}

/** Returns a reader whose lists of credentials don't ask for those of identities in node resource groups. */
export function withoutNodeGroups(read: ReadFact): ReadFact {
  return async (wanted) => {
    const answer = await read(wanted);
    if (wanted.kind !== 'credentials' || answer.kind !== 'found') return answer;
    return { ...answer, value: { ...(answer.value as CredentialListing), isWithoutNodeGroups: false } };
  };
}

interface NotAsked {
  readonly how: Words;
  readonly note: (title: Words) => readonly Unknown[];
}

function notAsked(what: string, count: number, things: string): NotAsked {
  const how = say`that takes a request for each of ${count} ${things}. Use Check All, or open the details of a cluster.`;
  return { how, note: (title) => [{ cause: 'notAsked', subject: { what }, title, reason: how }] };
}

/** The identities to ask that may be those of workloads, by `idKey`: the user's own ones in the subscriptions of the clusters. */
async function workloadIdentities(issuing: readonly Cluster[], tables: FleetTables): Promise<readonly string[]> {
  if (issuing.length === 0) return [];
  const subscriptionIds = new Set(issuing.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  await tables.load([{ resources: resourceType.identity }]);
  return (tables.identities() ?? [])
    .filter((each) => !isInGroupNamedLikeNodes(each.id) && subscriptionIds.has(each.subscriptionId.toLowerCase()))
    .flatMap(({ id }) => (tables.hasCredentialsOf(id) ? [] : [idKey(id)]));
}

/** Counts the identities of clusters in node resource groups that would have to be asked one by one. */
function identitiesInNodeGroups(issuing: readonly Cluster[], tables: FleetTables): number {
  const asked = issuing
    .flatMap((cluster) => identitiesOf(cluster).map(({ identityId }) => identityId))
    .filter((id) => isInGroupNamedLikeNodes(id) && !tables.hasCredentialsOf(id));
  return new Set(asked.map(idKey)).size;
}
