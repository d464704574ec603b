import type { OfFile } from '../../../protocol/panel.ts';

/** Says why no role assignments of a cluster are shown; `file` is the file that it was opened from. */
export function whyNoRoles(file: OfFile | undefined): string {
  return file?.rolesCommand === undefined
    ? "No role assignments of this cluster's identities are visible to you."
    : 'The opened file has no role assignments.';
}
