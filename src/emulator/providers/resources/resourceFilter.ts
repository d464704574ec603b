import { beyondLimit } from '../../arm/limits.ts';
import { asObject } from '../../arm/json.ts';
import { quotedText, termsOf, unquoteText } from '../../arm/odata.ts';
import { groupOf, lastSegment } from '../../arm/path.ts';
import type { WorldResource } from '../../arm/worldFile.ts';

/** Reads an OData `$filter` of ARM's resource and group lists; throws if it can't. */
export function resourceFilter(filter: string | undefined): (resource: WorldResource) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const alternatives = termsOf(filter, 'or').map((part) => termsOf(part).map(readTerm));
  return (resource) => alternatives.some((terms) => terms.every((term) => term(resource)));
}

const containment = new RegExp(`^substringof\\(${quotedText},\\s*(\\w+)\\)$`, 'i');
const comparison = new RegExp(`^(\\w+)\\s+(eq|ne)\\s+${quotedText}$`, 'i');

function readTerm(text: string): (resource: WorldResource) => boolean {
  const term = text.replace(/^\((.*)\)$/, '$1');
  const [, contained, containing] = containment.exec(term) ?? [];
  if (contained !== undefined && containing !== undefined) {
    return (resource) => valueOf(resource, containing).includes(unquoteText(contained).toLowerCase());
  }
  const [, name, operator, quoted] = comparison.exec(term) ?? [];
  if (name === undefined || operator === undefined || quoted === undefined) {
    throw unknownFilter(text);
  }
  const value = unquoteText(quoted);
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
      throw unknownFilter(name);
  }
}

function unknownFilter(text: string): Error {
  const words = `Invalid $filter '${text}' specified in the query string.`;
  return beyondLimit('filter', [400, 'InvalidFilterInQueryString'], `cannot read '${text}' in $filter`, words);
}
