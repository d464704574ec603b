import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clusterObjectsOf } from '../../../src/domain/askers/reading/objects.ts';
import { kindsRead } from '../../../src/domain/askers/reading/kinds.ts';
import { readObjectFiles } from '../../../src/host/files/clusterObjectFiles.ts';
import { account, pod } from '../../support/domain/clusterObjects.ts';

let folder: string;
const resources = kindsRead.map(({ resource }) => resource);
const list = (items: readonly object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2);
const web = account('shop/web');
const pods = [pod('shop/web-1', 'web'), pod('shop/web-2', 'web')];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-'));
});
afterEach(async () => rm(folder, { recursive: true }));

/** Writes the files and reads the folder. */
async function reading(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return readObjectFiles(folder, resources);
}

describe('a folder with saved answers of kubectl', () => {
  it.each([
    ['a list', { 'all.json': list([web, ...pods]) }],
    ['a single object and lists, in several files', { 'a.json': JSON.stringify(web), 'b.JSON': list(pods) }],
    ['several answers in one file', { 'all.json': `${JSON.stringify(web, undefined, 2)}\n${list(pods)}\n` }],
    ['an array of answers', { 'all.json': JSON.stringify([web, { kind: 'List', items: pods }]) }],
    [
      'what the API itself answers',
      {
        'p.json': JSON.stringify({
          kind: 'PodList',
          apiVersion: 'v1',
          items: pods.map(({ kind: _, ...rest }) => rest),
        }),
        'a.json': list([web]),
      },
    ],
    ['a file with a byte order mark', { 'all.json': `\uFEFF${list([web, ...pods])}` }],
    ['other files beside', { 'all.json': list([web, ...pods]), 'notes.txt': 'x' }],
  ])('is read from %s into the same facts (Q-06)', async (_what, files) => {
    const saved = await reading(files);
    expect(saved.notRead).toEqual([]);
    const facts = clusterObjectsOf(saved);
    expect(facts.accounts.map(({ serviceAccount }) => serviceAccount)).toEqual(['web']);
    expect(facts.pods.map(({ name }) => name)).toEqual(['web-1', 'web-2']);
    expect(facts.isWhole).toBe(false);
  });

  it.each([
    ['nothing', '', 'It is empty.'],
    ['half of a list', '{"kind": "List", "items": [', /^It is not JSON\b[^:]*\.$/],
    ['a secret', 'hunter2-plain', 'It is not JSON.'],
    ['YAML', 'apiVersion: v1\nkind: List\n', 'It is YAML. Save it again with --output json.'],
    [
      'a table',
      'NAME    READY   STATUS\nweb-1   1/1     Running\n',
      'It is a table. Save it again with --output json.',
    ],
    ['no kind', '{"message": "x"}', 'It is not what kubectl get prints: an object without a kind.'],
    ['a text', '"text"', 'It is not what kubectl get prints: an object without a kind.'],
    ['no list', '{"kind": "List", "items": {}}', 'Its items are not a list.'],
    ['a refusal', '{"kind": "Status", "message": "pods is forbidden"}', 'It is a refusal: pods is forbidden'],
  ])('says that a file is bad, and why, and reads the others: %s (Q-06)', async (_what, text, reason) => {
    const { items, notRead } = await reading({ 'bad.json': text, 'good.json': list([web]) });
    expect(items).toHaveLength(1);
    expect(notRead.map(({ what, cause }) => [what, cause])).toEqual([['bad.json', 'failed']]);
    expect(notRead[0]!.reason).toMatch(reason);
  });

  it('keeps what can be read of several answers in one file (Q-06)', async () => {
    const { items, notRead } = await reading({ 'all.json': `${JSON.stringify(web, undefined, 2)}\n{\n"kind": \n}` });
    expect([items.length, notRead.length]).toEqual([1, 1]);
  });

  it('has its Secrets left out, and says so without their values (Q-06)', async () => {
    const secret = { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's' }, data: { key: 'aHVzaA==' } };
    const saved = await reading({ 'all.json': list([web, secret, secret]) });
    expect(saved.items).toEqual([web]);
    expect(saved.notRead.map(({ what, cause }) => [what, cause])).toEqual([['all.json', 'notAsked']]);
    expect(saved.notRead[0]!.reason).toMatch(/holds Secrets/);
    expect(JSON.stringify(saved)).not.toContain('aHVzaA');
  });

  it('counts an empty list as read where the file is named after it (Q-06)', async () => {
    const { listed } = await reading({
      'pods.json': list([]),
      'secretstores.external-secrets.io.json': list([]),
      'x.json': list([web]),
    });
    expect(listed).toEqual(['pods', 'secretstores.external-secrets.io']);
  });

  it('is refused where there is none, or it has no such file (Q-06)', async () => {
    await expect(readObjectFiles(join(folder, 'none'), resources)).rejects.toThrow(/There is no folder/);
    await mkdir(join(folder, 'below'));
    await expect(reading({ 'notes.txt': '' })).rejects.toThrow(/has no \.json file/);
    await expect(readObjectFiles(join(folder, 'notes.txt'), resources)).rejects.toThrow(/is no folder/);
  });
});
