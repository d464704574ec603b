/** The page of what others build on: what is new joins it, and nothing leaves it (docs/stability.md). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withSurface, type Surface } from '../scripts/generators/surfacePage.ts';
import { readArguments, type Arguments } from '../src/cli/commandLine/arguments.ts';
import { commands } from '../src/cli/commandLine/formats.ts';
import { usualDays } from '../src/cli/commandLine/historyFilter.ts';
import { optionNames, standard } from '../src/cli/commandLine/options.ts';
import { decisionsFile, otherDecisionsFile } from '../src/domain/decisions/files.ts';
import { reportColumns, reportGroups, reportMarks } from '../src/domain/words/reportLook.ts';
import { queryKeys } from '../src/webview/protocol/reportQuery.ts';
import { currentAzurerm } from '../src/domain/export/terraformVersions.ts';
import { createEmulator } from '../src/emulator/emulator.ts';
import { readOptions } from '../src/emulator/options.ts';
import { demoWorld } from '../src/emulator/scenarios/demo.ts';

const first: Surface = {
  'Exit codes': ['0: clean', '1: failed'],
  'Members of changes': ['bind', 'bind.clusterId'],
  'Members that changes need': ['bind.clusterId'],
};
const page = withSurface('', first);

describe('the surface', () => {
  it('is recorded from its first version on, and stays as it is', () => {
    expect(page).toContain('## Exit codes\n\n- `0: clean`\n- `1: failed`\n');
    expect(withSurface(page, first)).toBe(page);
  });

  it('takes up what is new', () => {
    const more: Surface = {
      ...first,
      'Exit codes': ['0: clean', '1: failed', '2: findings'],
      'Members of changes': [...first['Members of changes']!, 'bind.name', 'unbind', 'unbind.id'],
      'Members that changes need': [...first['Members that changes need']!, 'unbind.id'],
      Links: ['/report'],
    };
    expect(withSurface(page, more)).toContain('- `2: findings`');
    expect(withSurface(withSurface(page, more), more)).toBe(withSurface(page, more));
  });

  it.each<[string, Surface, string]>([
    ['a line', { ...first, 'Exit codes': ['0: clean', '3: failed'] }, '1: failed'],
    ['a section', { 'Members of changes': first['Members of changes']! }, '0: clean; 1: failed'],
    ['a member of a change', { ...first, 'Members of changes': ['bind'] }, 'bind.clusterId'],
  ])('does not lose %s without being told to', (_, now, gone) => {
    expect(() => withSurface(page, now)).toThrow(gone);
  });

  it.each([
    ['accept[].about', 'Members of the decisions file', 'Members that the decisions file needs'],
    ['owner', 'Members of the decisions file', 'Members that the decisions file needs'],
    ['aksIdentity_plan.reason', 'Tools for agents', 'Inputs that tools for agents need'],
    ['tenant', 'Inputs of the GitHub action', 'Inputs that the GitHub action needs'],
  ])('never asks for more in what went without it: %s, %s', (more, members, needs) => {
    const had: Surface = {
      [members]: ['accept[].finding', 'aksIdentity_plan (#aksPlan)', 'subscriptions'],
      [needs]: ['accept[].finding', 'subscriptions'],
    };
    const now: Surface = { [members]: [...had[members]!, more], [needs]: [...had[needs]!, more] };
    expect(() => withSurface(withSurface('', had), now)).toThrow(more);
  });

  it.each([
    ['that a member takes true or false', 'deleteIdentity.removeRoles: boolean'],
    ['that it takes a text of any form', 'assignRole.scope: string'],
    ['that it takes a text for an agent', 'aksIdentity_listClusters.nameContains: text'],
    ['a time in weeks', '--since 1w'],
    ['a time as long as Azure keeps its log', '--since 90d'],
    ['a time in capital letters', '--since 1H'],
    ['the name of the command', 'aks-identity (the command)'],
    ['the name of the package', 'aks-identity (the package on npm)'],
    ['the name of the extension', 'aks-identity.aks-identity (the extension)'],
  ])('holds %s, so that it can not be taken away unnoticed', (_, line) => {
    const recorded = readFileSync(new URL('../docs/tables/surface.md', import.meta.url), 'utf8');
    expect(withSurface(recorded)).toBe(recorded);
    expect(() => withSurface(recorded.replace(`\`${line}\``, `\`${line}, or something else\``))).toThrow(
      `${line}, or something else`,
    );
  });

  it('never asks for more in a change that went without it', () => {
    const asking: Surface = {
      ...first,
      'Members of changes': [...first['Members of changes']!, 'bind.reason'],
      'Members that changes need': ['bind.clusterId', 'bind.reason'],
    };
    expect(() => withSurface(page, asking)).toThrow('bind.reason');
    expect(withSurface(page, { ...first, 'Members that changes need': [] })).not.toContain('bind.clusterId`\n- ');
  });
});

/** Answered by the server, with the file that it was started with. */
const ofServer = 'GET /_emulator/certificate';
const recorded = readFileSync(new URL('../docs/tables/surface.md', import.meta.url), 'utf8');
const routes = [...recorded.matchAll(/^- `((?:GET|PUT|POST|DELETE) \/_emulator\/\S+)`$/gm)].map(([, route]) => route!);

async function answerTo(route: string): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const emulator = createEmulator({ world: demoWorld() });
  return JSON.stringify(await emulator.handle({ method, url: `http://127.0.0.1${path}`, headers: {} }));
}

const ending = ' if it is left out';
const commandsSection = 'Commands of the command line, and their formats';
const linesOf = (section: string): readonly string[] => {
  const text = recorded.split('\n## ').find((one) => one.startsWith(`${section}\n`)) ?? '';
  return [...text.matchAll(/^- `(.*)`$/gm)].map(([, line]) => line!);
};
/** The recorded words of options, without what holds for one that is left out. */
const wordsIn = (section: string): readonly string[] =>
  linesOf(section).filter((line) => /^--[\w-]+ (?!VALUE$)\S+$/.test(line));

/** A command line in which an option is right. */
function withOption(option: string): readonly string[] {
  if (/^--can /.test(option)) return ['access', 'c'];
  if (/^--(?:kind|since) /.test(option)) return ['history', 'c'];
  if (/^--annotations /.test(option)) return ['report', '--output', 'a.md'];
  if (/^--azurerm /.test(option)) return ['plan', 'c', '--format', 'terraform'];
  const format = /^--format (.*)/.exec(option)?.[1];
  return linesOf(commandsSection).includes(`report --format ${format}`) || format === undefined
    ? ['report']
    : ['plan', 'c'];
}

describe('the recorded words of options', () => {
  const words = wordsIn('Options of the command line');

  it('are those of each option that takes one of a few', () => {
    expect(new Set(words.map((line) => line.split(' ')[0]))).toEqual(
      new Set([
        '--cloud',
        '--can',
        '--since',
        '--kind',
        '--format',
        '--azurerm',
        '--annotations',
        '--fail-on',
        '--sign-in',
      ]),
    );
    expect(new Set(wordsIn('Options of the emulator').map((line) => line.split(' ')[0]))).toEqual(
      new Set(['--scenario', '--migration-reimage', '--key-rights']),
    );
  });

  it.each(words)('are taken: %s', (line) => {
    expect(() => readArguments([...withOption(line), ...line.split(' ')])).not.toThrow();
  });

  it.each(wordsIn('Options of the emulator'))('are taken by the emulator: %s', (line) => {
    const given = line.replace('(N', '(2').replace(',M', ',1').replace(',W', ',3');
    expect(() => readOptions(given.split(' '), 0)).not.toThrow();
  });

  it('have what counts if an option is left out', () => {
    const { failOn, format } = readArguments(['report']) as Arguments;
    const names = [`--fail-on ${failOn}`, `--format ${format}`, `--azurerm ${currentAzurerm}`, `--since ${usualDays}d`];
    const files = [`--output ${standard}`, `--file ${standard}`, `--config ${decisionsFile} or ${otherDecisionsFile}`];
    const recordedOnes = linesOf('Options of the command line').filter((line) => line.endsWith(ending));
    expect(recordedOnes.toSorted()).toEqual([...names, ...files].map((line) => `${line}${ending}`).toSorted());
  });

  it.each(linesOf('Options of the emulator').filter((line) => line.endsWith(ending)))(
    'have what counts in the emulator: %s',
    (line) => {
      const given = line.replace(ending, '').replace(' nothing', ' ');
      const [name = '', value = ''] = given.split(' ');
      // A scenario is made anew each time.
      const of = (args: readonly string[]) => JSON.stringify(readOptions(args, 0));
      expect(of(value === '' ? [] : [name, value])).toBe(of([]));
    },
  );

  it('have every command with every option that it takes, and no other', () => {
    const subject = (command: string) => (/^(?:report|rules|why)$/.test(command) ? [command] : [command, 'c']);
    const takes = (command: string, option: string): boolean => {
      const value = linesOf('Options of the command line').includes(`${option} VALUE`) ? ['x'] : [];
      try {
        readArguments([...subject(command), option, ...value]);
        return true;
      } catch (error) {
        return !/works only with (?!--format)/.test(String(error));
      }
    };
    const pairs = commands.flatMap((command) => optionNames.map((name) => [command, `--${name}`] as const));
    const taken = pairs.filter(([command, option]) => takes(command, option)).map((pair) => pair.join(' '));
    const plain = linesOf('Options of each command').filter((line) => !line.endsWith(' in any format'));
    // What only another command's format has.
    expect(taken.filter((pair) => !plain.includes(pair)).every((pair) => /--(?:azurerm|category)$/.test(pair))).toBe(
      true,
    );
    expect(plain.filter((pair) => !taken.includes(pair))).toEqual([]);
  });

  it('are beside the command that starts the emulator', () => {
    expect(linesOf(commandsSection)).toContain('emulator');
  });
});

describe('the page of the command line', () => {
  const ci = readFileSync(new URL('../docs/ci.md', import.meta.url), 'utf8');

  it.each(commands)('has the formats of each command: %s', (command) => {
    const table = ci.slice(ci.indexOf('| command | formats |')).split('\n\n', 1)[0] ?? '';
    const rows = table.split('\n').map((line) => line.split(' | '));
    const [, formats = ''] = rows.find(([names = '']) => new RegExp(`\`${command}[ \`]`).test(names)) ?? [];
    const named = [...formats.matchAll(/`(\w+)`/g)].map(([, format]) => `${command} --format ${format}`);
    expect(named).toEqual(linesOf(commandsSection).filter((line) => line.startsWith(`${command} `)));
  });
});

describe('the page of the public API', () => {
  const api = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8');
  const words = { show: reportMarks, group: reportGroups, columns: reportColumns };

  it.each(Object.entries(words))('names each word that links have: %s', (parameter, all) => {
    const row = new RegExp(`^\\| \`${parameter}\` \\|.*$`, 'm').exec(api)?.[0] ?? '';
    expect([...row.matchAll(/`([^`]+)`/g)].map(([, word]) => word).slice(1)).toEqual([...all]);
  });

  it('names each term of the filter that links have', () => {
    const row = /^\| `filter` \|.*$/m.exec(api)?.[0] ?? '';
    expect([...row.matchAll(/`(\w+):`/g)].map(([, word]) => word)).toEqual([...queryKeys]);
  });
});

describe('the control routes of the emulator', () => {
  const unknown = 'The emulator has no control endpoint';

  it.each(routes.filter((route) => route !== ofServer))('are there as recorded: %s', async (route) => {
    expect(await answerTo(route)).not.toContain(unknown);
  });

  it('are told from an address that is none of them', async () => {
    expect(routes).toContain(ofServer);
    expect(await answerTo('GET /_emulator/nothing')).toContain(unknown);
  });
});
