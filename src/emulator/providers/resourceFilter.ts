import { refuse } from '../armError.ts';
import { groupOf, lastSegment } from '../armPath.ts';
import { asObject } from '../json.ts';
import type { WorldResource } from '../worldFile.ts';

/** Which resources an OData `$filter` of ARM's resource and group lists lets through; throws for one that it cannot read. */
export function resourceFilter(filter: string | undefined): (resource: WorldResource) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const alternatives = filter.split(/\s+or\s+/i).map((part) => part.split(/\s+and\s+/i).map(readTerm));
  return (resource) => alternatives.some((terms) => terms.every((term) => term(resource)));
}

function readTerm(text: string): (resource: WorldResource) => boolean {
  const term = text.trim().replace(/^\((.*)\)$/, '$1');
  const [, contained, containing] = /^substringof\('([^']*)',\s*(\w+)\)$/i.exec(term) ?? [];
  if (contained !== undefined && containing !== undefined) {
    return (resource) => valueOf(resource, containing).includes(contained.toLowerCase());
  }
  const [, name, operator, value] = /^(\w+)\s+(eq|ne)\s+'([^']*)'$/i.exec(term) ?? [];
  if (name === undefined || operator === undefined || value === undefined) {
    throw refuse(400, 'InvalidFilterInQueryString', `Invalid $filter '${text}' specified in the query string.`);
  }
  if (name.toLowerCase() === 'tagvalue') {
    return (resource) => Object.values(asObject(resource.tags)).some((tag) => tag === value);
  }
  if (name.toLowerCase() === 'tagname') {
    return (resource) => Object.keys(asObject(resource.tags)).some((tag) => tag.toLowerCase() === value.toLowerCase());
  }
  return (resource) => (valueOf(resource, name) === value.toLowerCase()) === (operator.toLowerCase() === 'eq');
}

function valueOf(resource: WorldResource, name: string): string {
  switch (name.toLowerCase()) {
    case 'resourcetype':
      return resource.type.toLowerCase();
    case 'resourcegroup':
      return lastSegment(groupOf(resource.id) ?? '').toLowerCase();
    case 'name':
      return resource.name.toLowerCase();
    case 'location':
      return (resource.location ?? '').toLowerCase();
    default:
      throw refuse(400, 'InvalidFilterInQueryString', `The property '${name}' cannot be used in $filter.`);
  }
}
