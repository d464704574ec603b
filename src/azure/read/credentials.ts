/** Reads federated credentials: of one identity, or all that are in sight. */
import { objectAt, textAt, textsAt } from '../../domain/arm/json.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import { idKey, lastSegment, resourceType } from '../../domain/arm/resourceId.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { CredentialListing, FederatedCredential, IdentityCredential } from '../../domain/cluster/facts.ts';
import { describeFailure } from '../../errors.ts';
import { inParallel } from '../../async/inParallel.ts';
import { endsAll, isPassing, translated } from '../arm/armErrors.ts';
import type { Arm } from '../arm/arm.ts';
import { versionOf } from '../arm/apiVersions.ts';
import type { Directory, SubscriptionAccess } from '../directory/directory.ts';
import type { ListFailure } from '../directory/partialList.ts';
import { isMadeByUser } from '../../domain/cluster/uses.ts';
import { identityList } from './identities.ts';
import { listEverywhere } from './listEverywhere.ts';
import { queryGraph } from '../graph/resourceGraph.ts';

/** Identities that are asked one by one where Resource Graph has no credentials; more are too many. */
const mostIdentities = 100;
/** The same where those in node resource groups are asked, too. */
const mostWithNodeGroups = 200;
const parallelReads = 8;

/** Lists the credentials that let others act as the identity. Read raw, because the SDK leaves out expressions. */
export async function listFederatedCredentials(
  arm: Arm,
  identityId: ArmId,
  signal?: AbortSignal,
): Promise<readonly FederatedCredential[]> {
  const path = `${identityId}/federatedIdentityCredentials`;
  return (await arm.list(path, await versionOf(arm, identityId, signal), signal)).map(credentialOf);
}

/** Translates a credential as ARM and Resource Graph show it. */
function credentialOf(raw: JsonObject): FederatedCredential {
  const properties = objectAt(raw, 'properties') ?? {};
  const expression = textAt(properties, 'claimsMatchingExpression.value');
  return {
    name: textAt(raw, 'name') ?? lastSegment(textAt(raw, 'id') ?? ''),
    issuer: textAt(properties, 'issuer') ?? '',
    subject: textAt(properties, 'subject') ?? '',
    audiences: textsAt(properties, 'audiences'),
    ...(expression === undefined ? {} : { expression }),
  };
}

const from = `resources\n| where type =~ '${resourceType.credential}'`;
const columns = ['id', 'name', 'properties'];

/** Returns the federated credentials that Resource Graph lists; it is not documented whether it lists any. */
export function queryCredentials(
  arm: Arm,
  subscriptionIds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly IdentityCredential[]> {
  return queryGraph(arm, {
    ...{ from, columns, subscriptionIds, signal },
    toModel: (row) => ({ ...credentialOf(row), identityId: identityOf(textAt(row, 'id') ?? '') }),
  });
}

function identityOf(credentialId: string): ArmId {
  return credentialId.split('/').slice(0, -2).join('/') as ArmId;
}

/** Which credentials are wanted. */
export interface CredentialQuestion {
  /** Left out: those of all subscriptions. */
  readonly subscriptionId?: string | undefined;
  readonly notFromGraph?: ((subscriptionId: string) => boolean) | undefined;
  /** True to throw where an identity does not answer now. */
  readonly mustAnswer?: boolean | undefined;
  /** The lists of identities that were asked already, by `idKey`; more are added. */
  readonly ofIdentities: Map<string, Promise<CredentialListing>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns every credential in sight, from Resource Graph where that has any, else with one list for each identity; where
 * these are too many it returns their number.
 */
export async function listCredentials(
  directory: Directory,
  question: CredentialQuestion,
): Promise<CredentialListing | number> {
  const { subscriptionId, notFromGraph = () => false, ofIdentities, signal } = question;
  const { items, failures } = await directory.seats(signal);
  const seats = items.filter(
    ({ subscription: { id } }) => subscriptionId?.toLowerCase() === id.toLowerCase() || subscriptionId === undefined,
  );
  const unlisted = subscriptionId === undefined ? failures.map(told) : [];
  const graph = await fromGraph(
    seats.filter(({ subscription: { id } }) => !notFromGraph(id)),
    signal,
  );
  const { rows } = graph;
  const left = rows.length > 0 ? seats.filter((seat) => !graph.answered.has(seat)) : seats;
  const subscriptionIds = left.map(({ subscription }) => subscription.id);
  if (subscriptionIds.length === 0) return { all: rows, unread: unlisted };
  const identities = await listEverywhere(directory, { ...identityList, subscriptionIds, notFromGraph, signal });
  const brought = identities.items.filter(({ id }) => isMadeByUser(id));
  if (brought.length > mostIdentities)
    return rows.length === 0 ? brought.length : { all: rows, unread: [...unlisted, tooMany(brought.length)] };
  const asked = identities.items.length <= mostWithNodeGroups ? identities.items : brought;
  const lists = await inParallel(asked, parallelReads, ({ id }) => {
    const list = ofIdentities.get(idKey(id)) ?? ofIdentity(directory, id, question);
    ofIdentities.set(idKey(id), list);
    return list;
  });
  const unread = [...identities.failures.map(told), ...lists.flatMap((list) => list.unread)];
  return {
    all: [...rows, ...lists.flatMap(({ all }) => all)],
    ...(asked.length < identities.items.length ? { isWithoutNodeGroups: true } : {}),
    unread: subscriptionId === undefined ? unread : unread.filter((one) => !failures.map(told).includes(one)),
  };
}

function told({ failure, subscriptionId, tenantName }: ListFailure): string {
  return `${subscriptionId ?? tenantName ?? 'A directory'}: ${describeFailure(failure)}`;
}

function tooMany(identities: number): string {
  return `Resource Graph does not know the latest of ${identities} identities, and these are too many to ask each.`;
}

/** What Resource Graph lists, and where it has answered; a directory in which it fails has to be asked otherwise. */
async function fromGraph(
  seats: readonly SubscriptionAccess[],
  signal?: AbortSignal,
): Promise<{ readonly rows: readonly IdentityCredential[]; readonly answered: ReadonlySet<SubscriptionAccess> }> {
  const answered = new Set<SubscriptionAccess>();
  const byTenant = [...Map.groupBy(seats, ({ tenant }) => tenant).values()];
  const pages = await Promise.all(
    byTenant.map(async (own) => {
      const [first] = own;
      if (first === undefined) return [];
      try {
        const rows = await queryCredentials(
          first.arm,
          own.map(({ subscription }) => subscription.id),
          signal,
        );
        own.forEach((seat) => answered.add(seat));
        return rows;
      } catch (thrown) {
        const error = translated(thrown);
        if (endsAll(error.failure)) throw error;
        return [];
      }
    }),
  );
  return { rows: pages.flat(), answered };
}

/** One identity that can't be read does not hide the others. */
async function ofIdentity(
  directory: Directory,
  identityId: ArmId,
  { signal, mustAnswer = false }: CredentialQuestion,
): Promise<CredentialListing> {
  try {
    const all = await directory.read(identityId, (arm) => listFederatedCredentials(arm, identityId, signal), signal);
    return { all: all.map((each) => ({ ...each, identityId })), unread: [] };
  } catch (thrown) {
    const error = translated(thrown);
    if (endsAll(error.failure)) throw error;
    if (mustAnswer && isPassing(error.failure)) throw error;
    const isGone = error.code === 'notFound' && error.failure.armCode !== 'SubscriptionNotFound';
    return { all: [], unread: isGone ? [] : [`${lastSegment(identityId)}: ${error.failure.message}`] };
  }
}
