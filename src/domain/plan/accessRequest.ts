/** What to ask of an administrator if the user lacks a right. */
import { allowsAction } from '../access/permissions.ts';
import { builtInRoles } from '../access/roles.ts';
import { idKey } from '../arm/resourceId.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import { scopeOfAssignment, scopeWithKind } from '../arm/scopeWords.ts';
import type { Via } from '../arm/via.ts';
import { azCommand } from './azCommand.ts';
import type { AccessRequest, Check } from './plan.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';

/** A placeholder for the requesting account if its name is unknown; has to be replaced before a command is run. */
export const asker = '<sign-in name>';

/** Returns the request to create or delete role assignments in the user's place, which widens no one's rights. */
export function askToAssign(command: string, scope: string, facts: Facts): AccessRequest {
  return {
    from: assignersOf(scopeWithKind(scope, subscriptionNames(facts))),
    command,
  };
}

/** Returns the request to make another write in the user's place. */
export function askToWrite(command: string, scope: string, facts: Facts): AccessRequest {
  return { from: say`an Owner or Contributor of ${scopeWithKind(scope, subscriptionNames(facts))}`, command };
}

/**
 * Returns the request for the narrowest known role with the action, at exactly the scope; none for the right to manage
 * access itself, which no one should be asked to grant.
 */
export function askForRole(
  { action, scope }: { readonly action: string; readonly scope: string },
  { account }: Via,
  facts: Facts,
): AccessRequest | undefined {
  const role = narrowestWith(action);
  if (role === undefined) return undefined;
  const { az } = azCommand('az role assignment create', [
    ['--assignee', account?.name ?? asker],
    ['--role', role],
    ['--scope', scope],
  ]);
  return askToAssign(az, scope, facts);
}

/**
 * Returns whom to ask, and for which role, after Azure has refused an action at a scope; for role assignments, to make
 * the change itself.
 */
export function whomToAskWords({ action, scope }: { readonly action: string; readonly scope: string }): Words {
  const isOfRoles = /^Microsoft\.Authorization\/roleAssignments\//i.test(action);
  const place = scopeWithKind(isOfRoles ? scopeOfAssignment(scope) : scope);
  const role = isOfRoles ? undefined : narrowestWith(action);
  const whom = assignersOf(place);
  if (role !== undefined) return say`Ask ${whom} for the role ${role}, or sign in with another account.`;
  if (!isOfRoles) return say`Ask ${whom} for a role that allows it, or sign in with another account.`;
  return /delete$/i.test(action)
    ? say`Ask ${whom} to remove the role for you, or sign in with another account.`
    : say`Ask ${whom} to assign the role for you, or sign in with another account.`;
}

/** Returns the narrowest known role with an action; undefined if none of the known ones has it. */
export function narrowestWith(action: string): string | undefined {
  return narrowestFirst.find((name) =>
    builtInRoles.some((definition) => definition.name === name && allowsAction(definition.permissions, action)),
  );
}

function assignersOf(place: Phrase): Phrase {
  return say`an Owner, User Access Administrator or Role Based Access Control Administrator of ${place}`;
}

/** Returns one request for all, with each command once. */
export function joinRequests(checks: readonly { readonly request?: AccessRequest }[]): AccessRequest | undefined {
  const requests = checks.flatMap(({ request }) => request ?? []);
  const [first] = requests;
  return first && { ...first, command: [...new Set(requests.map(({ command }) => command))].join('\n') };
}

/** Returns the checks with equal ones about the same right joined, so that each right is requested once. */
export function joinChecksByRight(checks: readonly Check[]): readonly Check[] {
  return [...Map.groupBy(checks, checkKey).values()].flatMap((same) => {
    const request = joinRequests(same);
    return same.slice(0, 1).map((check) => (request ? { ...check, request } : check));
  });
}

/** The same for checks about one right with one verdict; for other checks, the same for equal text, whatever they are about. */
function checkKey({ permission, request: _, id: __, about: ___, ...said }: Check): string {
  return permission ? `${permission.action} ${idKey(permission.scope)} ${said.verdict}` : JSON.stringify(said);
}

/** Roles with the rights that a plan's account needs. */
const narrowestFirst: readonly string[] = [
  'Managed Identity Operator',
  'Reader',
  'Managed Identity Contributor',
  'Azure Kubernetes Service Cluster User Role',
  'Azure Kubernetes Service Cluster Admin Role',
  'Key Vault Contributor',
  'Azure Kubernetes Service Contributor Role',
  'Network Contributor',
  'Contributor',
];
