/** Keys of fixes: a button starts exactly the change that it was drawn for, whatever has been read since. */
import type { Change } from '../../domain/change/change.ts';

/** Returns the key of a change that fixes something, which is the same only for the same change to the same thing. */
export function fixKeyOf(name: string, fix: Change | undefined): { readonly fixKey?: string } {
  return fix === undefined ? {} : { fixKey: `${name} ${JSON.stringify(fix)}` };
}
