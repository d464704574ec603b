import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchFile } from '../../../src/host/files/watchFile.ts';
import { writeWhole } from '../../../src/host/files/wholeFile.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'watched-'))));
afterEach(() => rm(folder, { recursive: true }));

it('each replacement of a file is reported, even if its folder was not there before', async () => {
  const path = join(folder, 'new', 'journal.json');
  const heard = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let count = 0;
  const watching = watchFile(path, () => heard[count++]?.resolve());
  await writeWhole(path, 'one');
  await heard[0]!.promise;
  await writeWhole(path, 'two');
  await heard[1]!.promise;
  watching.dispose();
});

it("a folder that can't be watched causes no failure", async () => {
  await writeFile(join(folder, 'file'), '');
  const watching = watchFile(join(folder, 'file', 'journal.json'), () => undefined);
  expect(() => watching.dispose()).not.toThrow();
});
