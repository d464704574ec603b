import type { Unknown } from '../arm/unknown.ts';
import type { History } from './model.ts';

/** Returns everything that could not be read, of each source. */
export function unknownsOfHistory({ sources, unknown }: Pick<History, 'sources' | 'unknown'>): readonly Unknown[] {
  return [...unknown, ...sources.flatMap((source) => source.unknown)];
}

/**
 * Returns true if nothing of what the sources have is missing: only then does an empty history say that nothing changed. What
 * this computer's record no longer has is not missing: Azure's logs have what it told of.
 */
export function isWhole({ sources, unknown, unreadable, removedElsewhere }: History): boolean {
  const missing = unknownsOfHistory({ sources, unknown }).filter(
    ({ cause, subject: { what } }) => cause !== 'untellable' || what !== 'journal',
  );
  return missing.length === 0 && unreadable === 0 && removedElsewhere === 0;
}
