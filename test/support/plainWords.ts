/** Finds texts that stayed untranslated in the language that nobody speaks, in which every letter has an accent. */
import roles from '../../src/builtInRoles/builtInRoles.json' with { type: 'json' };
import { reportFormats } from '../../src/domain/report/reportFormats.ts';
import { addonKeys, addonName } from '../../src/domain/cluster/addons.ts';

/** The members of Azure's answers that name something or are a state of Azure's; what else they say needs a translation. */
const naming =
  /^(?:name|displayName|roleName|userPrincipalName|location|namespace|serviceAccount|nodeResourceGroup|subject|audiences|provisioningState|mode|osSKU|nodeImageVersion|latestNodeImageVersion)$|Id$|ID$|^id$/;

/** What is called the same in every language: products, and names that code gives. */
const products = [
  'AKS Identity',
  'Azure',
  'Microsoft Entra',
  'Kubernetes',
  'Application Gateway for Containers',
  ...Object.values(reportFormats).map(({ name }) => name),
  ...addonKeys.flatMap((key) => [key, String(addonName(key))]),
];

/** Code, addresses, ids, paths, parts of ids, members of objects, and days and times. */
const codes =
  /\b[A-Z][a-z]{2,8} \d{1,2}, \d{4}(?:(?:,| at) \d+:\d\d(?::\d\d)?\s[AP]M)?|`[^`]*`|https?:\S+|(?:[\w.~-]*\/[\w.-]+)+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\b[\da-f]{4}\.{3}[\da-f]{2}\b|\b\w+(?:\.\w+)+|\b[a-z]+[A-Z]\w+/g;

/** Returns a function that finds in a text the words that are neither translated nor names in these data. */
export function plainWordsBeside(...data: readonly unknown[]): (text: string) => readonly string[] {
  const names = new Set<string>([...products, ...roles.map(({ roleName }) => roleName)]);
  for (const one of data) collectNames(one, '', names);
  const longestFirst = [...names].filter((name) => /[a-z]/i.test(name)).toSorted((a, b) => b.length - a.length);
  const literal = longestFirst.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\w-])(?:${literal.join('|')})(?![\\w-])`, 'gi');
  return (text) => {
    const withoutEscapes = text.replaceAll(/\\(?=[^\da-z\s])/gi, '');
    const rest = withoutEscapes.replaceAll(pattern, '\u0000').replaceAll(codes, '\u0000');
    return rest.match(/[a-z]{2,}(?:[ '-][a-z]+)*/gi) ?? [];
  };
}

function collectNames(value: unknown, member: string, names: Set<string>): void {
  if (typeof value === 'string') {
    if (!naming.test(member)) return;
    names.add(value);
    for (const part of value.split(/[/:]/)) names.add(part);
  } else if (Array.isArray(value)) for (const one of value) collectNames(one, member, names);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      // Some lists of identities have ids as names of their members.
      if (name.startsWith('/')) collectNames(name, 'id', names);
      collectNames(one, name, names);
    }
}
