/** What to ask of someone else where the user lacks a right. */
import { allows } from '../access/permissions.ts';
import { builtInRoles } from '../access/roles.ts';
import { idKey } from '../arm/resourceId.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import { scopeOfAssignment, scopeWithKind } from '../arm/scopeWords.ts';
import type { Via } from '../arm/via.ts';
import { shellQuoted } from '../arm/shellText.ts';
import type { AccessRequest, Check } from './plan.ts';
import { say, type Words } from '../../sentences/words.ts';

/** Replaces the account that asks if its name is unknown; to be replaced before a command is run. */
export const asker = '<sign-in name>';

/** Returns the request to make a write of role assignments in the user's place, which widens no one's rights. */
export function askToAssign(command: string, scope: string, facts: Facts): AccessRequest {
  return {
    from: assignersOf(scopeWithKind(scope, subscriptionNames(facts))),
    command,
  };
}

/** Returns the request to make another write in the user's place. */
export function askToWrite(command: string, scope: string, facts: Facts): AccessRequest {
  return { from: `an Owner or Contributor of ${scopeWithKind(scope, subscriptionNames(facts))}`, command };
}

/**
 * Returns the request for the narrowest known role that has the action, at exactly the scope; none for the right to manage
 * access itself, which no one is asked to hand out.
 */
export function askForRole(
  { action, scope }: { readonly action: string; readonly scope: string },
  { account }: Via,
  facts: Facts,
): AccessRequest | undefined {
  const role = narrowestWith(action);
  if (role === undefined) return undefined;
  const who = shellQuoted(account?.name ?? asker);
  return askToAssign(
    `az role assignment create --assignee ${who} --role ${shellQuoted(role)} --scope ${shellQuoted(scope)}`,
    scope,
    facts,
  );
}

/**
 * Returns whom to ask, and for which role, once Azure has refused an action at a scope; roles that others have to assign or
 * remove are asked for as such.
 */
export function whomToAsk({ action, scope }: { readonly action: string; readonly scope: string }): Words {
  const isOfRoles = /^Microsoft\.Authorization\/roleAssignments\//i.test(action);
  const place = scopeWithKind(isOfRoles ? scopeOfAssignment(scope) : scope);
  const role = isOfRoles ? undefined : narrowestWith(action);
  const what = isOfRoles
    ? `to ${/delete$/i.test(action) ? 'remove' : 'assign'} the role for you`
    : role === undefined
      ? 'for a role that allows it'
      : `for the role ${role}`;
  return say`Ask ${assignersOf(place)} ${what}, or sign in with another account.`;
}

/** The narrowest known role that has the action. */
function narrowestWith(action: string): string | undefined {
  return narrowestFirst.find((name) =>
    builtInRoles.some((one) => one.name === name && allows(one.permissions, action)),
  );
}

function assignersOf(place: string): string {
  return `an Owner, User Access Administrator or Role Based Access Control Administrator of ${place}`;
}

/** Returns one request for all, with each command once. */
export function joinRequests(all: readonly { readonly request?: AccessRequest }[]): AccessRequest | undefined {
  const requests = all.flatMap(({ request }) => request ?? []);
  const [first] = requests;
  return first && { ...first, command: [...new Set(requests.map(({ command }) => command))].join('\n') };
}

/** Returns the checks with those that say the same of one right joined, so that each right is asked for once. */
export function joinedRights(checks: readonly Check[]): readonly Check[] {
  return [...Map.groupBy(checks, keyOf).values()].flatMap((same) => {
    const request = joinRequests(same);
    return same.slice(0, 1).map((check) => (request ? { ...check, request } : check));
  });
}

/** Of what reads the same one is enough, whatever it is about. */
function keyOf({ permission, request: _, id: __, about: ___, ...said }: Check): string {
  return permission ? `${permission.action} ${idKey(permission.scope)} ${said.verdict}` : JSON.stringify(said);
}

/** Roles with the rights that plans need of the account that applies them. */
const narrowestFirst: readonly string[] = [
  'Managed Identity Operator',
  'Reader',
  'Managed Identity Contributor',
  'Azure Kubernetes Service Contributor Role',
  'Network Contributor',
  'Contributor',
];
