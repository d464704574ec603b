/** Finds texts that stayed untranslated in the language that nobody speaks, in which every letter has an accent. */
import roles from '../../src/builtInRoles/builtInRoles.json' with { type: 'json' };
import { reportFormats } from '../../src/domain/report/reportFormats.ts';
import { componentNames } from '../../src/domain/askers/askerWords.ts';
import { addonKeys, addonName } from '../../src/domain/cluster/addons.ts';
import { products, type ProductPart } from '../../src/domain/products/products.ts';

/** The members of Azure's answers that name something or are a state of Azure's; what else they say needs a translation. */
const naming =
  /^(?:name|displayName|roleName|userPrincipalName|location|namespace|serviceAccount|nodeResourceGroup|subject|audiences|osSKU|nodeImageVersion|latestNodeImageVersion)$|Id$|ID$|^id$/;

/** What the parts of a product are called. */
function partNames(product: object): readonly unknown[] {
  const parts = 'parts' in product ? (product.parts as Readonly<Record<string, ProductPart>>) : {};
  return Object.values(parts).map(({ name }) => name);
}

/** What is called the same in every language: products, and names that code gives. */
const alwaysSame = [
  'AKS Identity',
  'Azure',
  'Microsoft Entra',
  'Kubernetes',
  'Application Gateway for Containers',
  ...Object.values(reportFormats).map(({ name }) => name),
  ...addonKeys.flatMap((key) => [key, String(addonName(key))]),
  ...[...Object.values(products).flatMap(partNames), ...Object.values(componentNames)].filter(
    (name) => typeof name === 'string',
  ),
];

/** Code, options of commands, what is to be filled in there, addresses, also of mail, ids, paths, parts of ids, members of objects, and days and times. */
const codes =
  /(?<![\w-])--[a-z][a-z-]*|[\w.]+@[\w.]+|\b[A-Z][a-z]{2,8} \d{1,2}, \d{4}(?:(?:,| at) \d+:\d\d(?::\d\d)?\s[AP]M)?|`[^`]*`|<[^<>]*>|https?:\S+|(?:[\w.~-]*\/[\w.-]+)+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\b[\da-f]{4}\.{3}[\da-f]{2}\b|\b[\w-]+(?:\.[\w-]+)+|\b(?!vCPU)[a-z]+[A-Z]\w+/g;

/**
 * Returns a function that finds in a text the words that are neither translated nor names in these data. What could be a word of ours
 * counts as a name only as a whole: between what is translated, or between signs.
 */
export function plainWordsBeside(...data: readonly unknown[]): (text: string) => readonly string[] {
  const names = new Set<string>([...alwaysSame, ...roles.map(({ roleName }) => roleName)]);
  for (const one of data) collectNames(one, '', names);
  const all = [...names].filter((name) => /[a-z]/i.test(name));
  const coined = anyOf(all.filter((name) => !isWords(name)));
  const words = anyOf(all.filter(isWords));
  const whole = new RegExp(`(?<![a-z\\d] )${words.source}(?! [a-z\\d])`, 'g');
  return (text) => {
    const withoutEscapes = text.replaceAll(/\\(?=[^\da-z\s])/gi, '');
    const rest = [coined, whole, codes].reduce((left, names) => left.replaceAll(names, '\u0000'), withoutEscapes);
    return rest.match(/(?:[a-z]{2,}|(?<=\d |')[a-z]\b)(?:[ '-][a-z]+)*/gi) ?? [];
  };
}

/** A name of letters and blanks alone could be a text of ours. */
function isWords(name: string): boolean {
  return /^[a-z ]+$/i.test(name);
}

/** Returns a pattern of these names, the longest first. */
function anyOf(names: readonly string[]): RegExp {
  const literal = names
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
  return new RegExp(`(?<![\\w.-])(?:${literal.join('|')})(?![\\w-]|\\.\\w)`, 'g');
}

function collectNames(value: unknown, member: string, names: Set<string>): void {
  if (typeof value === 'string') {
    if (!naming.test(member)) return;
    // In an ID, types and names take turns.
    const parts = value.startsWith('/') ? value.split('/').filter((_, index) => index % 2 === 0) : value.split(/[/:]/);
    for (const name of [value, ...parts]) names.add(name);
  } else if (Array.isArray(value)) for (const one of value) collectNames(one, member, names);
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      // Some lists of identities have ids as names of their members.
      if (name.startsWith('/')) collectNames(name, 'id', names);
      collectNames(one, name, names);
    }
}
