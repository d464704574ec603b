import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { writeCodicons } from './scripts/codicons.ts';
import { noticesOf } from './scripts/notices.ts';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/**
 * Packages that still are CommonJS call `require`, which a module does not have; what is not bundled of theirs are modules of
 * Node. It stands in each file that is loaded, so it must cost nothing.
 */
const requireForCommonJs = 'const require = process.getBuiltinModule;';

/** The same for Node before 20.16. */
const requireOnOldNode = [
  "import { createRequire as createRequireForBundle } from 'node:module';",
  'const require = createRequireForBundle(import.meta.url);',
].join('');

/** @type {esbuild.BuildOptions} */
const extension = {
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode'],
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
  banner: { js: requireOnOldNode },
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
  entryPoints: {
    panel: 'src/webview/page/panel/main.ts',
    report: 'src/webview/page/report/main.ts',
    why: 'src/webview/page/why/main.ts',
  },
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
    why: 'src/webview/page/why/why.css',
  },
};

await rm('dist', { recursive: true, force: true });
await writeCodicons('dist/page/codicons');

const builds = [extension, commandLine, scripts, styles];
if (watch) {
  for (const build of builds) await (await esbuild.context(build)).watch();
} else {
  const results = await Promise.all(builds.map((build) => esbuild.build(build)));
  const outputs = Object.assign({}, ...results.map((result) => result.metafile.outputs));
  const inputs = Object.assign({}, ...results.map((result) => result.metafile.inputs));
  await mkdir('out', { recursive: true });
  await writeFile('out/metafile.json', JSON.stringify({ inputs, outputs }));
  const bundled = [...Object.keys(inputs), 'node_modules/@vscode/codicons/dist/codicon.ttf'];
  await writeFile('dist/ThirdPartyNotices.txt', await noticesOf(bundled));
}
