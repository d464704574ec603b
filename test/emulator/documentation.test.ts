import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/emulator/arm/limits.ts';
import { options, usageText } from '../../src/emulator/options.ts';
import { scenarioNames } from '../../src/emulator/scenarios/named.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const document = read('src/emulator/README.md');
const behaviours = read('docs/tables/emulator-behaviour.md');

/** The rows of the table of behaviours, cell by cell. */
const rows = behaviours
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Number'))
  .map((line) =>
    line
      .split('|')
      .slice(2, -1)
      .map((cell) => cell.trim()),
  );

describe('the README of the emulator', () => {
  it('is the place that docs/emulator.md and the README of the queries lead to', () => {
    expect(read('docs/emulator.md')).toContain('](../src/emulator/README.md)');
    expect(read('docs/emulator.md')).toContain('](tables/emulator-behaviour.md)');
    expect(read('src/emulator/kql/README.md')).toContain('](../../../docs/tables/emulator-behaviour.md)');
  });

  it('has a row for every folder', () => {
    const folders = readdirSync(new URL('src/emulator/', root), { withFileTypes: true }).filter((e) => e.isDirectory());
    for (const { name } of folders) expect(document).toContain(`| \`${name}/\` |`);
  });

  it.each(['src/emulator/', 'src/emulator/kql/'])('names no file that is not there, in %s', (folder) => {
    const text = read(`${folder}README.md`);
    const built = text.slice(text.indexOf('## How it is built'));
    const named = [...built.matchAll(/`((?:\w+\/)+[\w.]+\.(?:ts|json))`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(8);
    const isThere = (path: string): boolean => [folder, ''].some((place) => existsSync(new URL(place + path, root)));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it('says of every behaviour whether it is real, ours or not there, and of a real one who witnessed it', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      expect(row, row.join()).toHaveLength(4);
      expect(['real', 'ours', 'not there']).toContain(row[1]);
      if (row[1] === 'real') expect(row[2], row[0]).not.toBe('');
    }
  });

  it('names for what is real a public witness', () => {
    const names = [...behaviours.matchAll(/^- .*$/gm)].flatMap(([line]) =>
      [...line.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name!),
    );
    expect(names).toContain('recorded az traffic');
    const isNamed = (witness: string): boolean =>
      /[\w-]#\d|azure-cli \d|@azure\/|`az |https:\/\/|PSRule\.Rules\.Azure|bicep-types-az/.test(witness) ||
      names.some((name) => witness.includes(name));
    expect(rows.filter(([, kind, witness]) => kind === 'real' && !isNamed(witness!)).map(([row]) => row)).toEqual([]);
  });

  it('says of nothing that a flow of the article needs that it is not there', () => {
    const missing = rows.filter((cells) => cells[1] === 'not there').map(([behaviour]) => behaviour!);
    expect(missing).toEqual([
      'Members of Fleets are not changed by PATCH',
      'Fleets and backup: the header `ETag`, `status.lastOperationId`, `oidcIssuer` of binding profiles, `secureScore` and `bcdrSecurityLevel` of vaults, versions of policies',
      'A cluster’s own identity without rights at its subnet is refused',
      'Template deployments, what-if',
      'Writes of management groups',
      'Locks have an effect',
      'Azure Policy',
      'Kubernetes: nothing answers at a cluster’s address',
      'Resource Graph: `join`, `union`, `mv-expand`, `distinct`, `top`, most functions, dates, regular expressions, `parse`, `let`, facets',
      'Device code, interactive and federated sign-in',
      'Microsoft Graph: every write',
    ]);
  });

  it('has a row for every option of the command line, with its default', () => {
    const section = document.slice(document.indexOf('| option |'), document.indexOf('It listens at'));
    const documented = [...section.matchAll(/^\| `--([\w-]+)[^`]*` \| .* \| (.*?) ?\|$/gm)].map(
      ([, name, otherwise]) => [name!, otherwise!.replaceAll('`', '')],
    );
    const names = Object.keys(options).filter((name) => name !== 'help');
    expect(documented.map(([name]) => name!).toSorted()).toEqual(names.toSorted());
    const told = usageText('emulator');
    for (const name of Object.keys(options)) expect(told).toMatch(new RegExp(`^ {2}.*--${name}\\b`, 'm'));
    const withDefault = [
      ...told.matchAll(/^ {2}--([\w-]+) (?:(?!\n {2}-)[^])*?\((?:(?!\n {2}-)[^])*?default (\w+)\)$/gm),
    ].map(([, name, value]) => [name!, value!]);
    expect(withDefault.length).toBeGreaterThan(7);
    expect(documented).toEqual(expect.arrayContaining(withDefault.filter(([name]) => name !== 'world')));
  });

  it('describes options in lines that a terminal of 80 columns shows whole', () => {
    const lines = usageText('npx --yes aks-identity emulator').split('\n');
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
  });

  it('has a row for each of its own limits, in the words of the code (C-23)', () => {
    const section = document.slice(document.indexOf('| `x-emulator-limit` |')).split('\n\n')[0]!;
    const told = [...section.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, what]) => [name!, what!]);
    expect(Object.fromEntries(told)).toEqual(limits);
  });

  it('describes every scenario', () => {
    for (const name of scenarioNames) expect(document).toContain(`| \`${name}\` |`);
  });
});
