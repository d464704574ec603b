import type { Unknown } from '../arm/unknown.ts';
import type { ClusterAccess } from './model.ts';

/** Returns everything that could not be read, of each part. */
export function unknownsOfAccess({
  unknown,
  eligible,
  trusted,
  own,
  inside,
  names,
}: ClusterAccess): readonly Unknown[] {
  const ofSources = trusted.sources.flatMap((source) => source.unknown ?? []);
  return [
    ...unknown,
    ...eligible.unknown,
    ...trusted.unknown,
    ...ofSources,
    ...own.unknown,
    ...(inside?.unknown ?? []),
    ...(names?.unknown ?? []),
  ];
}
