import type { Acceptance } from './decisions.ts';

/** Returns the moment from which an entry counts no more: its day itself still counts, as UTC has it. */
export function endOf({ expires }: Acceptance): number {
  return Date.parse(expires) + 86_400_000;
}
