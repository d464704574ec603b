import type { Unknown } from '../arm/unknown.ts';
import type { History } from './model.ts';

/** Returns everything that could not be read, of each source. */
export function unknownsOfHistory({ sources, unknown }: Pick<History, 'sources' | 'unknown'>): readonly Unknown[] {
  return [...unknown, ...sources.flatMap((source) => source.unknown)];
}
