import type { Reason } from './reason.ts';

/** Of `domain/plan/grants`. */
export const ofGrants: readonly Reason[] = [];
