import { armRefusal, type ArmRefusal } from './error.ts';

/** What the emulator refuses because it lacks it, although Azure may have it. The name is sent in a header of the answer. */
export const limits = {
  resourceProvider: 'a resource provider',
  resourceType: 'a resource type, such as template deployments and policies',
  action: 'an action of a resource type (`POST`)',
  method: 'writes of a resource type that is only read, and methods such as `PATCH` where it has none',
  route: 'an address of ARM that belongs to no resource type, such as `moveResources`',
  apiVersion: 'an API version that is newer than those that it knows',
  feature: 'a preview feature',
  filter: 'a `$filter` of a list',
  query: "a table, operator or function of Resource Graph's query language, or `facets`",
  directory: 'something of Microsoft Graph, or a way to sign in',
  body: 'a body of more than 100 levels',
  host: 'a `Host` that is not allowed, or a foreign `Origin`',
  itself: 'nothing: it failed, and that is a bug',
} as const;

/** The name of one of these limits. */
export type Limit = keyof typeof limits;

/** The header that distinguishes the emulator's own limits from Azure's refusals. */
export const limitHeader = 'x-emulator-limit';

/** Returns the header for a limit. */
export function headerOfLimit(limit: Limit): Readonly<Record<string, string>> {
  return { [limitHeader]: limit };
}

/**
 * Makes a refusal of what the emulator lacks, with ARM's status and code for what does not exist. `feature` says what the
 * emulator does; `words` are ARM's own, if clients read them.
 */
export function beyondLimit(
  limit: Limit,
  [status, code]: readonly [number, string],
  feature: string,
  words = '',
): ArmRefusal {
  return armRefusal(status, code, beyondText(feature, words), { headers: headerOfLimit(limit) });
}

/** Returns the message of such a refusal. */
export function beyondText(feature: string, words = ''): string {
  return `The emulator ${feature}. Azure may.${words === '' ? '' : ` ${words}`}`;
}
