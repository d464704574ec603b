import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { minify } from 'terser';
import { onlyRoleAssignments } from './scripts/bundled/onlyRoleAssignments.mjs';
import { writeCodicons } from './scripts/codicons.ts';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** Packages that still are CommonJS call `require`, which a module does not have. */
const requireForCommonJs = [
  "import { createRequire as createRequireForBundle } from 'node:module';",
  'const require = createRequireForBundle(import.meta.url);',
].join('');

/**
 * Leaves out what nothing needs: jsonwebtoken has `semver` only to ask, in files of their own, whether Node is 16.9 or newer,
 * which that of every VS Code is in which the extension runs; packages of Azure read name and version of their package.json.
 *
 * @type {esbuild.Plugin}
 */
const leaner = {
  name: 'leaner',
  setup({ onLoad }) {
    const asksForNode = /[\\/]jsonwebtoken[\\/]lib[\\/](asymmetricKeyDetails|rsaPssKeyDetails|ps)Supported\.js$/;
    onLoad({ filter: asksForNode }, () => ({ contents: 'module.exports = true;' }));
    onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const extension = {
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  // Short in the package, where each name stands three times.
  chunkNames: production ? 'chunks/[hash]' : 'chunks/[name]-[hash]',
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  alias: {
    // Its modules, of which only what is used is bundled; the entry for Node is one CommonJS file with everything.
    yaml: './node_modules/yaml/browser/index.js',
    debug: './scripts/bundled/debug.ts',
  },
  plugins: [leaner, onlyRoleAssignments],
  banner: { js: requireForCommonJs },
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  legalComments: 'none',
  logLevel: 'info',
};

/** The command line: for npm, not in the package of the extension. It has no `vscode`, so what asks for it fails to build. */
/** @type {esbuild.BuildOptions} */
const commandLine = {
  ...extension,
  entryPoints: { cli: 'src/cli/main.ts' },
  target: 'node20',
  chunkNames: 'cli/[name]-[hash]',
  external: [],
  sourcemap: false,
};

/** @type {esbuild.BuildOptions} */
const page = {
  outdir: 'dist/page',
  bundle: true,
  target: 'es2022',
  minify: production,
  sourcemap: production ? false : 'inline',
  metafile: true,
  legalComments: 'none',
  logLevel: 'info',
};

/** @type {esbuild.BuildOptions} */
const scripts = {
  ...page,
  entryPoints: { panel: 'src/webview/page/panel/main.ts', report: 'src/webview/page/report/main.ts' },
  chunkNames: 'shared-[hash]',
  format: 'esm',
  splitting: true,
  platform: 'browser',
};

/** @type {esbuild.BuildOptions} */
const styles = {
  ...page,
  entryPoints: {
    drawing: 'src/webview/page/drawing/drawing.css',
    panel: 'src/webview/page/panel/panel.css',
    report: 'src/webview/page/report/report.css',
  },
};

/** Most files have no CommonJS in them, and nothing that calls `require`. */
function withoutUnused(code) {
  const rest = code.replace(requireForCommonJs, '');
  return /\brequire\b/.test(rest) ? code : rest;
}

/** Terser finds a twentieth that esbuild leaves; the package has a limit, and the command line is not in it. */
async function compact(file) {
  if (!file.endsWith('.js') || /^dist\/cli[./]/.test(file)) return (await stat(file)).size;
  const { code } = await minify(withoutUnused(await readFile(file, 'utf8')), { module: true, compress: { passes: 2 } });
  await writeFile(file, code);
  return Buffer.byteLength(code);
}

await rm('dist', { recursive: true, force: true });
await writeCodicons('dist/page/codicons');

const builds = [extension, commandLine, scripts, styles];
if (watch) {
  for (const build of builds) await (await esbuild.context(build)).watch();
} else {
  const results = await Promise.all(builds.map((build) => esbuild.build(build)));
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  const inputs = Object.assign({}, ...results.map((result) => result.metafile.inputs));
  if (production) for (const [file, output] of Object.entries(outputs)) output.bytes = await compact(file);
  await mkdir('out', { recursive: true });
  await writeFile('out/metafile.json', JSON.stringify({ inputs, outputs }));
}
