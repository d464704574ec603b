/** Why changes may stay that no test has noticed, room by room. */
import type { Reason } from './reasons/reason.ts';
import { ofAccess } from './reasons/access.ts';
import { ofGrants } from './reasons/grants.ts';
import { ofRuns } from './reasons/runs.ts';
import { ofTexts } from './reasons/texts.ts';
import { ofWrites } from './reasons/writes.ts';

/** All reasons; of several that match a change the first one holds. */
export const reasons: readonly Reason[] = [...ofWrites, ...ofRuns, ...ofAccess, ...ofGrants, ...ofTexts];
