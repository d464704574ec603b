/** Ids that depend on the content only: names of role assignments and ids of steps. */
import { hash } from 'node:crypto';

/**
 * The namespace of the function `guid` in ARM templates and Bicep, which joins its arguments with hyphens; with another
 * one, repeated grants would get different names.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-string#guid
 */
export const templateNamespace = '11fb06fb-712d-4ddd-98c7-e71bbd588830';

/**
 * Returns the name of the role assignment for a scope, a role and a principal: the result of `guid` for the three in
 * lower case, so that a repeated grant has the same name.
 */
export function roleAssignmentName(scope: string, roleGuid: string, principalId: string): string {
  const trimmed = scope === '/' ? scope : scope.replace(/\/+$/, '');
  return uuidV5(`${trimmed}-${roleGuid}-${principalId}`.toLowerCase(), templateNamespace);
}

/** Returns the first twelve hex digits of the SHA-1 of a text. */
export function shortHash(text: string): string {
  return hash('sha1', text).slice(0, 12);
}

/** Returns a name-based UUID, version 5 (RFC 9562, section 5.5). */
export function uuidV5(name: string, namespace: string): string {
  const prefix = Buffer.from(namespace.replace(/-/g, ''), 'hex');
  const digest = hash('sha1', Buffer.concat([prefix, Buffer.from(name)]), 'buffer').subarray(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
