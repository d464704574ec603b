import type { Reason } from './reason.ts';

const remembers = 'It only remembers answers; without it each is worked out anew.';
const quick = 'A way to the same answer in less time: what is passed over here is ruled out later.';

/** Of `domain/access`. */
export const ofAccess: readonly Reason[] = [];
