/**
 * Makes `dist` from `src`: the extension, the command line and the pages. `--production` makes it small and leaves out source
 * maps; `--watch` makes it again whenever a source changes.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bundle as bundleStyle } from 'lightningcss';
import { build, watch, type BuildOptions, type RolldownOutput } from 'rolldown';
import { writeCodicons } from './codicons.ts';
import { bundledPackages, bundleFile, filesThatNeedThemselves, type Bundled } from './package/chunks.ts';
import { noticesOf } from './notices.ts';
import { withoutPageTexts } from './package/pageTexts.ts';
import { projectRoot } from './project.ts';

const isProduction = process.argv.includes('--production');

/** Files of fewer bytes are joined with a neighbour's, because each costs time to open, and room in the package. */
const smallFile = 237_000;

/** What is alike in all bundles. */
const common = {
  cwd: projectRoot,
  logLevel: 'warn',
  resolve: {
    // Packages with a field `module` are taken as modules, also where a CommonJS package asks for them: else they come twice.
    mainFields: ['module', 'main'],
    alias: {
      // This package gives its modules to browsers only, and CommonJS, of which nothing can be left out, to Node.
      yaml: join(projectRoot, 'node_modules', 'yaml', 'browser', 'index.js'),
      debug: join(projectRoot, 'scripts', 'package', 'silent.js'),
      semver: join(projectRoot, 'scripts', 'package', 'recentNode.js'),
    },
  },
  plugins: isProduction ? [withoutPageTexts] : [],
} as const satisfies BuildOptions;

const output = { format: 'esm', comments: false, minify: isProduction } as const;

/** The extension: one file for what activation needs, the rest by what needs it together. */
const extension = (together: ReadonlySet<string>): BuildOptions => ({
  ...common,
  input: { extension: 'src/extension.ts' },
  platform: 'node',
  // Only a credential that opens a browser by itself asks for `open`, and VS Code signs in there for us.
  external: ['vscode', 'open'],
  transform: { target: 'node22' },
  output: {
    ...output,
    dir: 'dist',
    // A group's files bear the names of all that need them.
    chunkFileNames: ({ name }) => `chunks/${name.split('~')[0] ?? name}-[hash].js`,
    sourcemap: !isProduction,
    codeSplitting: {
      groups: [
        { name: 'activation', tags: ['$initial'], priority: 1 },
        { name: 'together', test: (id) => together.has(relative(projectRoot, id)), priority: 1 },
        { name: 'shared', minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: smallFile },
      ],
    },
  },
});

/** The command line: for npm, not in the package of the extension. It has no `vscode`, so what asks for it fails to build. */
const commandLine: BuildOptions = {
  ...common,
  input: { cli: 'src/cli/main.ts' },
  platform: 'node',
  transform: { target: 'node20' },
  output: { ...output, dir: 'dist', chunkFileNames: 'cli/[name]-[hash].js' },
};

const pages: BuildOptions = {
  ...common,
  input: {
    panel: 'src/webview/page/panel/main.ts',
    report: 'src/webview/page/report/main.ts',
    why: 'src/webview/page/why/main.ts',
  },
  platform: 'browser',
  transform: { target: 'es2022' },
  output: {
    ...output,
    dir: 'dist/page',
    chunkFileNames: 'shared-[hash].js',
    sourcemap: isProduction ? false : 'inline',
    // What pages share is one file: what only two of them need is too small for its own.
    codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
  },
};

const styles = {
  drawing: 'src/webview/page/drawing/drawing.css',
  panel: 'src/webview/page/panel/panel.css',
  report: 'src/webview/page/report/report.css',
  why: 'src/webview/page/why/why.css',
};

async function writeStyles(): Promise<void> {
  await mkdir(join(projectRoot, 'dist', 'page'), { recursive: true });
  for (const [name, file] of Object.entries(styles)) {
    const { code } = bundleStyle({ filename: join(projectRoot, file), minify: isProduction });
    await writeFile(join(projectRoot, 'dist', 'page', `${name}.css`), code);
  }
}

/** Builds the extension, what needs each other in one file: of two files that do, one would be used before it is loaded. */
async function buildExtension(): Promise<RolldownOutput> {
  const together = new Set<string>();
  for (;;) {
    const files = filesOf(await build({ ...extension(together), write: false }), 'dist');
    const circular = new Set(filesThatNeedThemselves(files));
    const before = together.size;
    for (const { path } of files.filter(({ file }) => circular.has(file)).flatMap(({ sources }) => sources))
      together.add(path);
    if (together.size === before) return build(extension(together));
  }
}

/** Returns which files a bundle has made, with what they are made from. */
function filesOf({ output: files }: RolldownOutput, folder: string): readonly Bundled[] {
  return files.flatMap((file) =>
    file.type === 'asset'
      ? []
      : [
          {
            file: `${folder}/${file.fileName}`,
            bytes: Buffer.byteLength(file.code),
            imports: file.imports.map((name) => `${folder}/${name}`),
            sources: Object.entries(file.modules)
              .map(([id, { renderedLength }]) => ({ path: relative(projectRoot, id), length: renderedLength }))
              .filter(({ length }) => length > 0),
          },
        ],
  );
}

await rm(join(projectRoot, 'dist'), { recursive: true, force: true });
await writeCodicons('dist/page/codicons');
await writeStyles();

if (process.argv.includes('--watch')) {
  const watcher = watch([extension(new Set()), commandLine, pages]);
  watcher.on('event', (event) => {
    if (event.code === 'ERROR') console.error(event.error.message);
    if (event.code === 'END') console.log('Built.');
  });
} else {
  const [forExtension, forCommandLine, forPages] = await Promise.all([
    buildExtension(),
    build(commandLine),
    build(pages),
  ]);
  const files = [
    ...filesOf(forExtension, 'dist'),
    ...filesOf(forCommandLine, 'dist'),
    ...filesOf(forPages, 'dist/page'),
  ];
  await mkdir(join(projectRoot, 'out'), { recursive: true });
  await writeFile(bundleFile, JSON.stringify(files));
  await writeFile(join(projectRoot, 'dist', 'ThirdPartyNotices.txt'), await noticesOf(bundledPackages(files)));
}
