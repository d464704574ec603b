/** What roles, and the managed identities that got or lost them, are called. */
import { isAboutEverything } from '../../azure/arm/armErrors.ts';
import { queryIdentitiesOf } from '../../azure/read/identities.ts';
import { roleById } from '../../domain/access/roles.ts';
import { subscriptionOf, sameGuid } from '../../domain/arm/resourceId.ts';
import { scopeWithKind } from '../../domain/arm/scopeWords.ts';
import type { LoggedOperation } from '../../domain/history/activityEvents.ts';
import type { HistoryView } from '../../domain/history/model.ts';
import { failureOf } from '../../errors.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import type { HistoryAsking } from './historyViewFound.ts';

/** The most principals that are looked up by name. */
const mostPrincipals = 100;

/** Returns the names of managed identities by object ID, in small letters; whatever is gone, or can't be seen, has none. */
export async function readPrincipalNames(
  events: readonly Pick<LoggedOperation, 'role'>[],
  { subject, principals }: HistoryView,
  { directory, signal }: HistoryAsking,
): Promise<ReadonlyMap<string, Phrase>> {
  const asked = [...new Set(events.flatMap(({ role }) => role?.principalId?.toLowerCase() ?? []))].filter(
    (id) => !principals.some((own) => sameGuid(own.id, id)),
  );
  if (asked.length === 0) return new Map();
  try {
    const { items } = await directory.access(signal);
    const own = items.find(({ subscription }) => sameGuid(subscription.id, subscriptionOf(subject.id)));
    if (own === undefined) return new Map();
    const ids = items.filter(({ tenant }) => tenant === own.tenant).map(({ subscription }) => subscription.id);
    const found = await queryIdentitiesOf(own.arm, ids, asked.slice(0, mostPrincipals), signal);
    return new Map(
      found.map(({ principalId, id, isItself, name }) => [
        principalId,
        isItself ? name : say`the identity of ${scopeWithKind(id)}`,
      ]),
    );
  } catch (error) {
    if (signal?.aborted || isAboutEverything(failureOf(error))) throw error;
    return new Map();
  }
}

/** The most roles that are looked up by name. */
const mostRoles = 50;

/** Names roles of the subscriptions' own; one that is gone keeps its id. */
export async function namesOfRoles(
  events: readonly Pick<LoggedOperation, 'role'>[],
  { gather }: HistoryAsking,
): Promise<ReadonlyMap<string, string>> {
  const scopes = new Map<string, string>();
  for (const { role } of events) {
    const subscriptionId = subscriptionOf(role?.scope ?? '');
    if (role?.roleId !== undefined && subscriptionId !== undefined && roleById(role.roleId) === undefined)
      scopes.set(role.roleId, `/subscriptions/${subscriptionId}`);
  }
  const asked = [...scopes].slice(0, mostRoles);
  return gather((facts) => {
    const answers = asked.map(([guid, scope]) => [guid, facts.get({ kind: 'role', guid, scope })] as const);
    return new Map(answers.flatMap(([guid, answer]) => (answer?.kind === 'found' ? [[guid, answer.value.name]] : [])));
  });
}
