/** What other extensions build on, and how the record of it notices that the API's contract changes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiSurface, programOf } from '../scripts/generators/apiSurface.ts';
import { withSurface, type Surface } from '../scripts/generators/surfacePage.ts';
import { projectRoot } from '../scripts/project.ts';

/** Changes of the contract, each with what the record says of it; `undefined`: it takes it up. */
const changed: Readonly<Record<string, readonly [from: string, to: string, refused: string | undefined]>> = {
  'a parameter of another type': ['connect(url: string)', 'connect(url: URL)', 'connect(url: string)'],
  'a parameter that is a number': ['cluster(id: string)', 'cluster(id: number)', 'cluster(id: string)'],
  'a parameter more': ['resume(activityId: string)', 'resume(activityId: string, how: string)', 'resume(activityId)'],
  'a change of another type': ['plan(change: Change)', 'plan(change: { kind: "bind" })', 'plan(change: a change)'],
  'a renamed member of what is taken': [
    'subscriptionIds?: readonly',
    'onlySubscriptions?: readonly',
    'report(options.subscriptionIds[]: string)',
  ],
  'one value where there were several': ['subscriptionIds?: readonly string[]', 'subscriptionIds?: string', 'Ids[]'],
  'fewer words that are taken': ['format: ReportFormat', "format: 'json'", 'report(options.format: "csv")'],
  'a member that can no longer be left out': [
    'subscriptionIds?:',
    'subscriptionIds:',
    'report(options.subscriptionIds)',
  ],
  'a new member that is needed': [
    'format: ReportFormat',
    'format: ReportFormat; title: string',
    'report(options.title)',
  ],
  'a renamed function that is called back': ['onProgress?:', 'onStep?:', 'apply(options.onProgress: a function'],
  'a function that is called back with something else': [
    '(progress: ApiStepProgress)',
    '(progress: string)',
    '(progress).id',
  ],
  'a function that has to answer': ['ApiStepProgress) => void', 'ApiStepProgress) => boolean', 'that returns void'],
  'a renamed member of what is given': [
    'readonly usesServicePrincipal',
    'readonly hasServicePrincipal',
    'usesServicePrincipal',
  ],
  'an answer that may be null': ['location: string', 'location: string | null', 'location: null'],
  'an answer that may be a number': ['location: string', 'location: string | number', 'location: number'],
  'an answer that may be an object': ['location: string', 'location: string | { of: string }', 'location.of: string'],
  'an answer that may be several': ['location: string', 'location: string | string[]', 'location[]: string'],
  'an answer without a promise': ['Promise<string>', 'string', 'report(): a promise'],
  'a parameter of more types': ['connect(url: string)', 'connect(url: string | URL)', undefined],
  'a new member that may be left out': ['format: ReportFormat', 'format: ReportFormat; title?: string', undefined],
  'a member that may be left out from now on': ['format: ReportFormat', 'format?: ReportFormat', undefined],
  'a new member of what is given': [
    'readonly usesServicePrincipal',
    'readonly isOld: boolean; readonly usesServicePrincipal',
    undefined,
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'aks-identity-api-'));
afterAll(() => rmSync(folder, { recursive: true }));
const contract = readFileSync(join(projectRoot, 'src', 'api', 'contract.ts'), 'utf8').replaceAll(
  "from '../",
  `from '${join(projectRoot, 'src')}/`,
);
const fileOf = (name: string): string => join(folder, `${name.replaceAll(' ', '-')}.ts`);
const surfaces = new Map<string, Surface>();

beforeAll(() => {
  writeFileSync(fileOf('as it is'), contract);
  for (const [name, [from, to]] of Object.entries(changed)) writeFileSync(fileOf(name), contract.replace(from, to));
  const names = ['as it is', ...Object.keys(changed)];
  const program = programOf(names.map(fileOf));
  for (const name of names) {
    const { api, needed } = apiSurface(program, fileOf(name));
    surfaces.set(name, { 'Public API, version 1': api, 'Members that methods need': needed });
  }
}, 60_000);

describe('the recorded surface of the public API', () => {
  const recorded = (): string => withSurface('', surfaces.get('as it is'));

  it.each(Object.entries(changed))('knows %s', (name, [from, , refused]) => {
    expect(contract).toContain(from);
    const update = (): string => withSurface(recorded(), surfaces.get(name));
    if (refused === undefined) expect(update()).not.toBe(recorded());
    else expect(update).toThrow(refused);
  });

  it('says nothing of a contract that stays as it is', () => {
    expect(withSurface(recorded(), surfaces.get('as it is'))).toBe(recorded());
  });
});
