/** Names of fixes, so that a button starts the very change that it was drawn for, whatever was read anew meanwhile. */
import type { Change } from '../domain/change/change.ts';

/** The name of the change that mends something; the same only for the same change of what has that name. */
export function fixKeyOf(name: string, fix: Change | undefined): { readonly fixKey?: string } {
  return fix === undefined ? {} : { fixKey: `${name} ${JSON.stringify(fix)}` };
}
