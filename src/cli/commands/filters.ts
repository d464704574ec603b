/** Limits a report to some of the clusters. */
import { coversAction } from '../../domain/access/actionPattern.ts';
import type { Unknown } from '../../domain/arm/unknown.ts';
import { parseResourceId } from '../../domain/arm/resourceId.ts';
import { objectAt } from '../../domain/arm/json.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { say } from '../../sentences/words.ts';
import type { Filters, TagFilter } from '../commandLine/arguments.ts';

type NameAndGroup = Pick<Cluster, 'name' | 'resourceGroup'>;
type Tagged = NameAndGroup & Pick<Cluster, 'raw'>;

/** Returns a test for clusters that pass all filters, or `undefined` if there are no filters. */
export function filterOf({ names, resourceGroups, tags }: Filters): ((cluster: Tagged) => boolean) | undefined {
  if (names.length + resourceGroups.length + tags.length === 0) return undefined;
  const byKey = [...Map.groupBy(tags, ({ key }) => key.toLowerCase()).values()];
  return (cluster) =>
    isPlaceWanted(cluster, { names, resourceGroups }) &&
    byKey.every((oneKey) => oneKey.some((tag) => hasTag(cluster, tag)));
}

function isPlaceWanted(
  { name, resourceGroup }: NameAndGroup,
  { names, resourceGroups }: Pick<Filters, 'names' | 'resourceGroups'>,
): boolean {
  return isAnyOf(names, name) && isAnyOf(resourceGroups, resourceGroup);
}

function isAnyOf(patterns: readonly string[], name: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => coversAction(pattern, name));
}

/** Keys of tags ignore case, values don't. Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources */
function hasTag({ raw }: Pick<Cluster, 'raw'>, { key, value }: TagFilter): boolean {
  const tag = Object.entries(objectAt(raw, 'tags') ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return tag !== undefined && (value === undefined || tag[1] === value);
}

/** Says whether a deleted cluster may have passed the filters; its tags are unknown. */
export function mayHavePassedFilters(id: string, filters: Filters): boolean {
  const parts = parseResourceId(id);
  return parts === undefined || isPlaceWanted({ name: parts.name, resourceGroup: parts.resourceGroup ?? '' }, filters);
}

/** Returns each filter that no cluster passes, or the combination if each passes alone. */
export function unmatchedFilters(filters: Filters, clusters: readonly Tagged[]): readonly Unknown[] {
  if (filterOf(filters) === undefined) return [];
  const none: Filters = { names: [], resourceGroups: [], tags: [] };
  const single = [
    ...filters.names.map((name) => ({ ...none, names: [name] })),
    ...filters.resourceGroups.map((group) => ({ ...none, resourceGroups: [group] })),
    ...filters.tags.map((tag) => ({ ...none, tags: [tag] })),
  ];
  const isEmpty = (filter: Filters): boolean => !clusters.some(filterOf(filter) ?? (() => true));
  const empty = single.filter(isEmpty);
  const unmatched = empty.length === 0 && isEmpty(filters) ? [filters] : empty;
  return unmatched.map((filter): Unknown => {
    const filterWords = filterText(filter);
    return {
      cause: 'hidden',
      subject: { what: 'clusters', of: filterWords },
      reason: say`No cluster that you can see has ${filterWords}.`,
    };
  });
}

/** Describes the filters as what clusters must have, for use after "has". */
export function filterText({ names, resourceGroups, tags }: Filters): string {
  const texts = tags.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`));
  return [
    ...(names.length > 0 ? [`the name ${names.join(' or ')}`] : []),
    ...(resourceGroups.length > 0 ? [`the resource group ${resourceGroups.join(' or ')}`] : []),
    ...(texts.length > 0 ? [`the tag ${texts.join(', ')}`] : []),
  ].join(' and ');
}
