import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/**
 * Of the sixteen clients in @azure/arm-authorization one is used, that of role assignments: the others are left out, and so are
 * the models that only they name.
 *
 * @type {import('esbuild').Plugin}
 */
export const onlyRoleAssignments = {
  name: 'only-role-assignments',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]arm-authorization[\\/]dist-esm[\\/]src[\\/]operations[\\/]\w+\.js$/ }, async ({ path }) => {
      const name = basename(path, '.js');
      if (name === 'index') return undefined;
      if (name !== 'roleAssignments')
        return { contents: `export class ${name[0].toUpperCase()}${name.slice(1)}Impl {}` };
      const client = await readFile(path, 'utf8');
      const models = await readFile(join(path, '..', '..', 'models', 'mappers.js'), 'utf8');
      const all = /import \* as Mappers from "([^"]+)";/;
      if (!all.test(client)) throw new Error(`${path} does not import its models in the known way.`);
      const names = [...modelsNamedIn(client, models)].join(', ');
      return { contents: client.replace(all, `import { ${names} } from "$1"; const Mappers = { ${names} };`) };
    });
  },
};

/** The models that a client names, and those that these are made of. */
function modelsNamedIn(client, models) {
  const found = new Set();
  const add = (name) => {
    const model = new RegExp(String.raw`^export const ${name} = \{[^]*?^\};`, 'm').exec(models)?.[0];
    if (found.has(name) || model === undefined) return;
    found.add(name);
    for (const [, part] of model.matchAll(/className: "(\w+)"/g)) add(part);
  };
  for (const [, name] of client.matchAll(/\bMappers\.(\w+)/g)) add(name);
  return found;
}
