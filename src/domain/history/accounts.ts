/** Whose something is: an account by the token that it sends, and whether somebody in Azure's logs is the same one. */
import { sameGuid } from '../arm/resourceId.ts';
import type { TokenOwner } from '../arm/tokenOwner.ts';
import { isNeverOurs, isProgram } from './actors.ts';
import type { HistoryActor, HistoryClient } from './model.ts';

/** Says whether both are the same: by their IDs, or else by their names; `undefined` if nothing tells. */
export function isSameAccount(account: TokenOwner, other: TokenOwner): boolean | undefined {
  return isActor(account, { kind: other.applicationId === undefined ? 'unknown' : 'application', ...other });
}

/**
 * Says whether it was this account that did something: by object IDs where both are known, else by names and application IDs;
 * `undefined` if nothing tells. Azure itself and Azure Policy are nobody's account.
 */
export function isActor(account: TokenOwner, by: HistoryActor): boolean | undefined {
  if (by.kind === 'system' || by.kind === 'policy') return false;
  // Azure's table of changes has one ID of an application, and doesn't say which.
  if (sameGuid(by.applicationId, account.objectId)) return true;
  if (by.objectId !== undefined && account.objectId !== undefined) return sameGuid(by.objectId, account.objectId);
  if (by.kind === 'application') {
    if (account.name !== undefined) return false;
    if (by.applicationId === undefined || account.applicationId === undefined) return undefined;
    return sameGuid(by.applicationId, account.applicationId);
  }
  if (account.applicationId !== undefined) return by.kind === 'person' ? false : undefined;
  if (by.name === undefined || account.name === undefined) return undefined;
  return comparable(by.name) === comparable(account.name);
}

/** Guests have their name of home in the name that another directory gives them. Source: https://learn.microsoft.com/entra/external-id/user-properties */
export function comparable(name: string): string {
  return name
    .toLowerCase()
    .replace(/#ext#@.*$/, '')
    .replace(/^[^#@]*#/, '')
    .replace('@', '_');
}

/** Says whether something was done with a program that this account did not use; nobody signs in here as the portal or PowerShell. */
export function isOtherProgram({ clientId }: TokenOwner, client: HistoryClient | undefined): boolean {
  if (client === undefined) return false;
  return isProgram(clientId, client) === false || isNeverOurs(client);
}
