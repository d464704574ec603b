import type { OfFile } from '../../../protocol/panel.ts';
import { t } from '../../../../sentences/language.ts';

/** Says why no role assignments of a cluster are shown; `file` is the file that it was opened from. */
export function whyNoRoles(file: OfFile | undefined): string {
  return file?.rolesCommand === undefined
    ? t`No role assignments of this cluster's identities are visible to you.`
    : t`The opened file has no role assignments.`;
}
