import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listContexts, readCluster } from '../../src/host/kubectl.ts';

let folder: string;
const path = process.env['PATH'];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-'));
  process.env['PATH'] = [folder, path].join(delimiter);
});
afterEach(async () => {
  process.env['PATH'] = path;
  await rm(folder, { recursive: true });
});

/** Puts a program named kubectl on the path that prints this. */
async function prints(text: string): Promise<void> {
  await writeFile(join(folder, 'kubectl'), `#!/bin/sh\ncat <<'END'\n${text}\nEND\n`);
  await chmod(join(folder, 'kubectl'), 0o755);
}

describe.skipIf(process.platform === 'win32')('a kubectl that prints something odd', () => {
  it.each(['', 'Welcome to our shell!', '[]', 'null'])('is not accepted as an answer (%s)', async (text) => {
    await prints(text);
    await expect(readCluster('shop', ['serviceaccounts', 'pods'])).rejects.toThrow(
      'kubectl could not read the cluster: it did not print JSON.',
    );
    await expect(listContexts()).rejects.toThrow('did not print JSON');
  });

  it('is never asked for Secrets', async () => {
    await prints('{"items":[]}');
    for (const resource of ['secrets', 'secret', 'Secrets.v1'])
      await expect(readCluster('shop', ['pods', resource])).rejects.toThrow('Secrets are never read.');
  });

  it('is not a cluster without service accounts if it prints no list', async () => {
    await prints('{"kind":"Status"}');
    await expect(readCluster('shop', ['serviceaccounts', 'pods'])).rejects.toThrow(
      /kubectl printed no list of (serviceaccounts|pods)/,
    );
  });
});
