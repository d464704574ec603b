/** Holds docs/trust.md: each of its sentences is in the table at its end, and what that names is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testsIn } from './support/testTitles.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const inOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

const [said = '', table = ''] = read('docs/trust.md').split('\n## What holds it\n');
const rows = [...table.matchAll(/^\| (?!promise |---)(.+?) \| (.+) \|$/gm)].map(([, promise = '', held = '']) => ({
  promise,
  held,
}));

/** The sentences below the headings; what goes on after a colon or in brackets belongs to them. */
const sentences = said
  .split(/\n## .*\n/)
  .slice(1)
  .flatMap((section) => section.split(/\n\n|\n(?=- )/))
  .flatMap((text) => inOneLine(text).split(/(?<=[.)]) (?=[A-Z`*[])/))
  .filter((text) => /\w/.test(text));

/** Each test that a cell names, as `[file](path): "title"`; one link may have several titles. */
function testsNamedIn(held: string): readonly { readonly file: string; readonly title: string }[] {
  const links = [...held.matchAll(/\]\(([^)]+\.test\.ts)\): ("[^"]+"(?:, "[^"]+")*)/g)];
  return links.flatMap(([, link = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file: posix.join('docs', link), title })),
  );
}

function isThere({ file, title }: { readonly file: string; readonly title: string }): boolean {
  return existsSync(join(root, file)) && testsIn(file, read(file)).some((test) => test.title === title);
}

/** The files of `src` in which a text stands. */
function filesWith(pattern: RegExp): readonly string[] {
  return globSync('src/**/*.ts', { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => pattern.test(read(file)))
    .toSorted();
}

describe('the page about security and trust', () => {
  it('has each of its sentences in the table, in the words of the page', () => {
    expect(sentences.length).toBeGreaterThan(20);
    const missing = rows.filter(({ promise }) => !inOneLine(said).includes(promise));
    expect(missing).toEqual([]);
    const unheld = sentences.filter((text) => !rows.some(({ promise }) => text.includes(promise)));
    expect(unheld).toEqual([]);
  });

  it('names tests that are there, or a place in the code, or says that no test holds it', () => {
    expect(rows.flatMap(({ held }) => testsNamedIn(held)).filter((test) => !isThere(test))).toEqual([]);
    const empty = rows.filter(
      ({ held }) => testsNamedIn(held).length === 0 && !/\]\(\.\.\/|not held by a test/.test(held),
    );
    expect(empty).toEqual([]);
  });

  it('is seen to name a test that is not there', () => {
    const [named] = testsNamedIn('[trust](../test/trust.test.ts): "is no title"');
    expect(named).toEqual({ file: 'test/trust.test.ts', title: 'is no title' });
    expect(isThere(named!)).toBe(false);
    expect(isThere({ file: 'test/nothing.test.ts', title: 'is no title' })).toBe(false);
  });
});

describe('what opens a connection', () => {
  it('is the client of Resource Manager, sign-in, and the look for an emulator, and nothing else', () => {
    const opening =
      /createDefaultHttpClient\(|(?<![.\w])fetch\(|globalThis\.fetch|new (?:WebSocket|EventSource|XMLHttpRequest)\b|sendBeacon|(?:from |import\()'node:(?:http2?|https|net|tls|dgram|dns)(?:\/promises)?'/;
    const ownEmulator = /^src\/emulator\/(?:hosts|options|server|certificate\/certificate|providers\/.*)\.ts$/;
    expect(filesWith(opening).filter((file) => !ownEmulator.test(file))).toEqual([
      'src/azure/arm/arm.ts',
      'src/cli/connecting/signIn.ts',
      'src/host/isListening.ts',
    ]);
  });

  it('is nothing in the emulator, which only listens', () => {
    const dialling = /\b(?:connect|createConnection|get|request|lookup)\b[^}]*\} from 'node:(?:net|https?|tls|dns)'/;
    expect(filesWith(dialling)).toEqual(['src/host/isListening.ts']);
    const fetching = /createDefaultHttpClient|(?<![.\w])fetch\(|from '@azure\//;
    expect(filesWith(fetching).filter((file) => file.startsWith('src/emulator/'))).toEqual([]);
  });

  it('starts no program but kubectl, and az where somebody signs in with it', () => {
    expect(filesWith(/(?:from |import\()'node:(?:child_process|cluster|worker_threads)'/)).toEqual([
      'src/host/kubectl.ts',
    ]);
    // The classes of the sign-in library that start a program.
    const starting = /new (?:AzureCli|AzureDeveloperCli|AzurePowerShell|VisualStudioCode|DefaultAzure)Credential\(/g;
    const files = filesWith(starting);
    expect(files).toEqual(['src/cli/connecting/signIn.ts', 'src/host/accounts/fallbackCredential.ts']);
    const classes = files.flatMap((file) => read(file).match(starting) ?? []);
    expect(new Set(classes)).toEqual(new Set(['new AzureCliCredential(']));
  });

  it('is no package that measures use', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      readonly packages: Readonly<Record<string, { readonly dev?: true }>>;
    };
    const shipped = Object.keys(packages).filter((path) => path !== '' && packages[path]?.dev !== true);
    expect(shipped.length).toBeGreaterThan(20);
    const measuring = /telemetry|applicationinsights|opentelemetry|analytics|sentry/i;
    expect(shipped.filter((path) => measuring.test(path))).toEqual([]);
  });
});

describe('names from the directory', () => {
  it('are read by the tab Access and by access --names alone', () => {
    const asking = /\bfrom '[^']*\/(?:directoryNames|directoryObjects)\.ts'|\.names\(/;
    const own = /^src\/(?:app|azure|domain)\//;
    expect(filesWith(asking).filter((file) => !own.test(file))).toEqual([
      'src/cli/commands/accessCommand.ts',
      'src/webview/access/accessView.ts',
      'src/webview/access/actsView.ts',
      'src/webview/access/naming.ts',
    ]);
  });
});

describe('the packages that it is made from', () => {
  it('are as many as the page says, each in one exact version', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { readonly dependencies: Record<string, string> };
    const counts = ['Ten', 'Eleven', 'Twelve', 'Thirteen', 'Fourteen'];
    const [, word = ''] = /^- (\w+) packages, most of them Microsoft's own/m.exec(said) ?? [];
    expect(Object.keys(dependencies)).toHaveLength(10 + counts.indexOf(word));
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const microsofts = Object.keys(dependencies).filter((name) => /^@(?:azure|microsoft|vscode)\//.test(name));
    expect(microsofts.length).toBeGreaterThan(Object.keys(dependencies).length / 2);
  });
});
