import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDecisions } from '../../../src/commands/decisions.ts';
import type { Acceptance } from '../../../src/domain/decisions/decisions.ts';
import { unusedText } from '../../../src/domain/decisions/files.ts';
import { changeShared, readShared } from '../../../src/host/files/sharedFile.ts';
import { DecisionFiles } from '../../../src/session/decisionFiles.ts';
import { unusedRow } from '../../../src/tree/clusters/unusedDecisionsRow.ts';
import { Uri } from '../../support/vscode/uri.ts';
import { code } from '../../support/vscode/user.ts';
import { ran } from '../cli/cliBench.ts';

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<{ readonly readFile: typeof readFile; readonly chmod: typeof chmod }>();
  return { ...real, readFile: vi.fn(real.readFile), chmod: vi.fn(real.chmod) };
});

let folder = '';
let storage = '';
let file = '';
let windows: readonly DecisionFiles[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-'));
  storage = mkdtempSync(join(tmpdir(), 'storage-'));
  file = join(folder, '.aks-identity.yaml');
  code.workspaceFolders = [{ name: 'infra', uri: Uri.file(folder) }];
  windows = [];
});
afterEach(() => {
  for (const each of windows) each.dispose();
});

async function openWindow(): Promise<DecisionFiles> {
  const one = new DecisionFiles(storage);
  windows = [...windows, one];
  await one.ready();
  return one;
}

const entry = (reason: string): Omit<Acceptance, 'by'> => ({
  finding: 'halfMigrated',
  scope: '*',
  reason,
  expires: '2999-12-31',
});
const text = (more = ''): string =>
  `version: 1\naccept:\n  - { finding: halfMigrated, scope: "*", reason: First, by: kim, expires: 2999-12-31 }\n${more}`;
const reasons = async (): Promise<readonly string[]> =>
  ((await openWindow()).current().accept ?? []).map(({ reason }) => reason).sort();

const forbidden = (): void => {
  writeFileSync(file, text());
  const failure = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  vi.mocked(readFile).mockRejectedValueOnce(failure).mockRejectedValueOnce(failure).mockRejectedValueOnce(failure);
};
const unreadable: readonly (readonly [string, () => void, string])[] = [
  ['a folder', () => mkdirSync(file), 'It is a folder. Rename or remove it, so that a file can be in its place.'],
  ['not for this user', forbidden, 'You are not allowed to read it (EACCES). Change its permissions, or remove it.'],
  [
    'a link to nothing',
    () => symlinkSync('gone', file),
    'It is a link to a file that does not exist. Fix or remove the link.',
  ],
  [
    'a link to itself',
    () => symlinkSync(file, file),
    'It is a link to a file that does not exist. Fix or remove the link.',
  ],
  [
    'a device',
    () => symlinkSync('/dev/null', file),
    'It is neither a file nor a link to one. Use a file in its place.',
  ],
  [
    'over 1 MB',
    () => writeFileSync(file, text(`# ${'x'.repeat(2 ** 21)}\n`)),
    'It has 2.1 MB, and the limit is 1 MB. Shorten it.',
  ],
  [
    'in UTF-16',
    () => writeFileSync(file, `\uFEFF${text()}`, 'utf16le'),
    'It is not UTF-8. Save it with that encoding.',
  ],
  [
    'in Latin-1',
    () => writeFileSync(file, text('# Prüfen\n'), 'latin1'),
    'It is not UTF-8. Save it with that encoding.',
  ],
];

describe("a file with decisions that can't be read", () => {
  it.each(unreadable)(
    'which is %s, hides nothing and says what to do in the tree and in the command line',
    async (_, make, message) => {
      make();
      const decisions = await openWindow();
      expect(decisions.current().accept).toEqual([]);
      const [unused] = decisions.unused();
      expect(unusedRow(unused!)).toMatchObject({ label: '.aks-identity.yaml', description: message });
      expect(unusedText(unused!)).toContain(`.aks-identity.yaml: ${message} Until that is fixed`);
      await expect(openDecisions({ decisions }, { file })).rejects.toThrow(message);
      const refusal = { code: 'refused', message: `Nothing was changed in ${file}. ${message}` };
      await expect(decisions.accept(file, entry('Second'))).rejects.toMatchObject(refusal);
      vi.mocked(readFile).mockReset();
      if (make === forbidden) forbidden();
      const {
        code: exit,
        out,
        told,
      } = await ran(['report', '--demo', '--config', file], {}, { readDecisions: readShared });
      expect([exit, out, told]).toEqual([1, '', `aks-identity: ${file}: ${message}\n`]);
    },
  );

  it('is nothing at all where it is empty or not there', async () => {
    writeFileSync(file, '');
    expect((await openWindow()).unused()).toEqual([]);
    expect(await readShared(join(folder, 'none.yaml'))).toBeUndefined();
  });
});

describe('a file with decisions that several change', () => {
  it('keeps the entries of two windows that accept at the same moment', async () => {
    const [one, two] = await Promise.all([openWindow(), openWindow()]);
    const all = ['a', 'b', 'c', 'd'];
    await Promise.all(all.map((reason, index) => [one, two][index % 2]!.accept(file, entry(reason))));
    expect(await reasons()).toEqual(all);
    expect(readdirSync(folder)).toEqual(['.aks-identity.yaml']);
    expect(readdirSync(storage)).toEqual([]);
  });

  it('keeps the entries of two installations of VS Code that accept at the same moment', async () => {
    const others = [0, 1, 2, 3].map(() => new DecisionFiles(mkdtempSync(join(tmpdir(), 'storage-'))));
    windows = others;
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await Promise.all(all.map((reason, index) => others[index % 4]!.accept(file, entry(reason))));
    expect(await reasons()).toEqual(all);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "keeps the entries of two users of the machine, even if one can't touch what the other has left",
    async () => {
      chmodSync(folder, 0o777);
      writeFileSync(file, text());
      chmodSync(file, 0o666);
      const source = JSON.stringify(join(import.meta.dirname, '../../../src/host/files/sharedFile.ts'));
      const script = [
        `import { changeShared } from ${source};`,
        'process.setuid(65534);',
        `await changeShared(${JSON.stringify(file)}, (before) => before + '# Theirs\\n');`,
      ].join('\n');
      let tries = 0;
      await changeShared(file, (before) => {
        const args = ['--input-type=module', '--eval', script];
        if (++tries === 1) execFileSync(process.execPath, args, { stdio: 'pipe' });
        return `${before}# Ours\n`;
      });
      expect(readFileSync(file, 'utf8')).toBe(text('# Theirs\n# Ours\n'));
    },
  );

  it('is not made longer than what is read', async () => {
    const whole = text(`# ${'x'.repeat(1_048_500)}`).slice(0, 1_048_570);
    writeFileSync(file, whole);
    const one = await openWindow();
    await expect(one.accept(file, entry('Second'))).rejects.toThrow('would exceed the limit of 1 MB');
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  it('keeps what another tool has written while the change was made', async () => {
    writeFileSync(file, text());
    let tries = 0;
    await changeShared(file, (before) => {
      if (++tries === 1) writeFileSync(file, text('# By another tool\n'));
      return `${before}# Ours\n`;
    });
    expect(readFileSync(file, 'utf8')).toBe(text('# By another tool\n# Ours\n'));
    let count = 0;
    const restless = changeShared(file, (before) => {
      writeFileSync(file, text(`# ${count++}\n`));
      return `${before}# Ours\n`;
    });
    await expect(restless).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(file, 'utf8')).toBe(text('# 4\n'));
    expect(readdirSync(folder)).toEqual(['.aks-identity.yaml']);
  });

  it('that is a link stays one, and keeps its permissions', async () => {
    const target = join(folder, 'shared.yaml');
    writeFileSync(target, text());
    chmodSync(target, 0o664);
    symlinkSync('shared.yaml', file);
    await (await openWindow()).accept(file, entry('Second'));
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(statSync(target).mode & 0o777).toBe(0o664);
    expect(await reasons()).toEqual(['First', 'Second']);
  });

  it('is not written where an editor has changes of it that are not saved, also of what a link leads to', async () => {
    const target = join(folder, 'shared.yaml');
    writeFileSync(target, text());
    symlinkSync('shared.yaml', file);
    const one = await openWindow();
    for (const path of [file, target]) {
      code.textDocuments = [{ isDirty: true, uri: Uri.file(path) }];
      await expect(one.accept(file, entry('Second'))).rejects.toThrow('has unsaved changes. Save them');
    }
    expect(readFileSync(target, 'utf8')).toBe(text());
  });
});

describe("a file with decisions that can't be written", () => {
  it('is reported with what to do, and stays as it was', async () => {
    writeFileSync(file, text());
    const one = await openWindow();
    vi.mocked(chmod).mockRejectedValueOnce(Object.assign(new Error('EROFS: read-only'), { code: 'EROFS' }));
    await expect(one.accept(file, entry('Second'))).rejects.toMatchObject({
      code: 'refused',
      message: `${file} can't be written (EROFS). Give yourself write permission for it and its folder.`,
    });
    expect(readFileSync(file, 'utf8')).toBe(text());
    expect(readdirSync(folder)).toEqual(['.aks-identity.yaml']);
  });
});

describe('an acceptance that ends while VS Code is open', () => {
  it('is reported when its day is over, however far away that is, and never after the end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    vi.setSystemTime(new Date('2026-03-01T12:00:00Z'));
    try {
      writeFileSync(file, text().replace('2999-12-31', '2026-06-01'));
      const one = await openWindow();
      const told: string[] = [];
      one.onDidChange(() => told.push(new Date().toISOString()));
      await vi.advanceTimersByTimeAsync(Date.parse('2026-06-01T23:59:59Z') - Date.now());
      expect(told).toEqual([]);
      await vi.advanceTimersByTimeAsync(400 * 86_400_000);
      expect(told).toEqual(['2026-06-02T00:00:00.000Z']);
      expect(vi.getTimerCount()).toBe(0);
      await one.accept(file, { ...entry('Second'), expires: '2027-12-31' });
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      one.dispose();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is reported if the day was over while the machine slept and the file was read before the timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    vi.setSystemTime(new Date('2026-06-01T22:00:00Z'));
    try {
      writeFileSync(file, text().replace('2999-12-31', '2026-06-01'));
      const one = await openWindow();
      let told = 0;
      one.onDidChange(() => told++);
      vi.setSystemTime(new Date('2026-06-02T07:00:00Z'));
      await one.stopAccepting({ code: 'podIdentityEnabled' }, '/nothing');
      expect(told).toBe(1);
      await vi.advanceTimersByTimeAsync(48 * 3_600_000);
      expect(told).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});
