/** Leaves out of the package what records say for the generated pages alone. */
import type { Plugin } from 'rolldown';
import { parseSync, Visitor, type ESTree } from 'rolldown/utils';

/** Files with such records, and what of them only the pages have; the types of the records keep the product from reading it. */
const forPages: readonly { readonly files: RegExp; readonly names: ReadonlySet<string> }[] = [
  {
    files: /\/src\/domain\/signIn\/(?:forms\/\w+|judges\/resources\/dataServices)\.ts$/,
    names: new Set(['looksLike', 'looksAt', 'causes', 'source']),
  },
  { files: /\/src\/domain\/signIn\/situation\/causes\.ts$/, names: new Set(['fixKinds']) },
];

/** Leaves these texts out of a bundle. */
export const withoutPageTexts: Plugin = {
  name: 'without-page-texts',
  transform: {
    filter: { id: forPages.map(({ files }) => files) },
    handler: (code, file) => ({ code: packagedText(code, file) }),
  },
};

/** Returns what of a source goes into the package: its objects are without the properties that only the pages have. */
export function packagedText(code: string, file: string): string {
  const names = forPages.find(({ files }) => files.test(file))?.names ?? new Set();
  const found: ESTree.ObjectProperty[] = [];
  new Visitor({
    ObjectExpression: ({ properties }) => {
      for (const property of properties)
        if (property.type === 'Property' && property.key.type === 'Identifier' && names.has(property.key.name))
          found.push(property);
    },
  }).visit(parseSync('records.ts', code).program);
  const places = found.map(({ start, end }) => [start, end] as const).toSorted(([a], [b]) => b - a);
  return places.reduce((rest, [start, end]) => rest.slice(0, start) + rest.slice(end).replace(/^\s*,/, ''), code);
}
