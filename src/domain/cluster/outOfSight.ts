import type { Answer } from '../arm/answer.ts';

/** Returns true if a directory's list of subscriptions was refused: few may have it, so what is in it is out of sight, and not a failure. */
export function isOutOfSight(answer: Answer<unknown> | undefined): boolean {
  return answer?.kind === 'unreadable' && answer.cause === 'refused';
}
