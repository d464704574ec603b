import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { secretTexts } from '../../support/domain/secretsInText.ts';
import { ran } from './cliBench.ts';

const expired =
  'AADSTS700024: Client assertion is not within its valid time range. Current time: 2024-06-04T11:40:28Z, assertion valid from 2024-06-04T09:20:46Z, expiry time of assertion 2024-06-04T10:20:46Z.';
const noTokenFile = 'no token file specified. Check pod configuration or set TokenFilePath in the options';

const bench = createBench(demoWorld());
const { items } = await bench.service.clusters();
const shop = JSON.stringify(await bench.service.json(items.find(({ name }) => name === 'shop-weu')!.id));

/** A folder with what kubectl printed of a pod without the label. */
function savedFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'objects-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'shop', name: 'cart-1' },
  spec: { serviceAccountName: 'cart', containers: [{ name: 'main', image: 'cart:1' }] },
  status: { phase: 'Running' },
};
const account = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    namespace: 'shop',
    name: 'cart',
    annotations: { 'azure.workload.identity/client-id': '11111111-1111-4111-8111-111111111111' },
  },
};
const own = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod, account] });

describe('why on the command line', () => {
  it.each([
    ['a cause that the message proves, from the standard input', ['why'], { '-': expired }, 0, 'TOKEN_STALE'],
    ['a message from a file', ['why', '--file', 'log.txt'], { 'log.txt': expired }, 0, 'TOKEN_STALE'],
    ['a cause that cannot be known', ['why', '--demo'], { '-': noTokenFile }, 3, 'UNKNOWN'],
    ['a message of no known form', ['why', '--demo'], { '-': 'the quick brown fox' }, 3, 'UNKNOWN'],
    [
      'a cluster from a file, in which the switch is off',
      ['why', 'shop-weu', '--cluster-json', 'c.json'],
      { '-': noTokenFile, 'c.json': shop },
      0,
      'WORKLOAD_IDENTITY_OFF',
    ],
  ] as const)('ends with the code for %s (Q-11)', async (_, args, files, code, cause) => {
    const { code: ended, out } = await ran([...args, '--format', 'json'], files);
    expect([ended, (JSON.parse(out) as { cause: string }).cause]).toEqual([code, cause]);
  });

  it('reads the cluster from a folder of saved answers, without any connection (Q-11)', async () => {
    const args = ['why', '--cluster-objects', savedFolder({ 'own.json': own }), '--cluster-json', 'c.json'];
    const { code, out } = await ran(args, { '-': noTokenFile, 'c.json': shop });
    expect(out).toMatch(/^# POD_LABEL_MISSING \(\w+\)\n\nshop\/cart-1 lacks the label/);
    expect(out).toContain('azure.workload.identity/use: "true"');
    expect(code).toBe(0);
  });

  it('says what of the folder was not read, and ends with 3 where that leaves the cause open (Q-11)', async () => {
    const folder = savedFolder({ 'pods.json': 'NAME READY', 'own.json': '{"kind":"List","items":[]}' });
    const { code, told } = await ran(['why', '--demo', '--cluster-objects', folder], { '-': noTokenFile });
    expect(told).toContain('Not read: pods.json: It is a table.');
    expect(code).toBe(3);
  });

  it('answers from the message alone where no one is signed in (Q-11)', async () => {
    const { code, out } = await ran(['why', '--format', 'json', '--sign-in', 'environment'], { '-': noTokenFile });
    const answer = JSON.parse(out) as { cause: string; unknown: { reason: string }[] };
    expect([code, answer.cause]).toEqual([3, 'UNKNOWN']);
    expect(answer.unknown.map(({ reason }) => reason).join()).toContain('Azure was not asked');
  });

  it.each([
    [['why'], {}, 'There is no message'],
    [['why', '--file', 'none.txt'], {}, "none.txt can't be read: there is no such file."],
    [['why', '--cluster-objects', '/none/such', '--demo'], { '-': expired }, 'There is no folder /none/such.'],
    [['why', '--format', 'sarif'], { '-': expired }, 'Unknown format "sarif" for why.'],
    [['report', '--file', 'x'], {}, '--file works only with why.'],
    [
      ['why', '--cluster-json', '-'],
      { '-': expired },
      "The standard input can't be used for --file and --cluster-json.",
    ],
  ] as const)('ends with 1 and says what to do for %j (Q-11)', async (args, files, message) => {
    const { code, told } = await ran(args, files);
    expect([code, told]).toEqual([1, expect.stringContaining(message)]);
  });

  it('has the fields that scripts read (Q-11)', async () => {
    const { out } = await ran(['why', '--format', 'json'], { '-': expired });
    const answer = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(answer)).toEqual(
      expect.arrayContaining(['fields', 'asker', 'cause', 'certainty', 'possible', 'evidence', 'fix']),
    );
  });

  it('puts other GUIDs for the ids with --mask (Q-13)', async () => {
    const id = 'b7c1b2a0-1f2e-4c3d-9a8b-0c1d2e3f4a5b';
    const text = `AADSTS700016: Application with identifier '${id}' was not found in the directory 'x'.`;
    const { out } = await ran(['why', '--demo', '--mask'], { '-': text });
    expect(out).not.toContain(id);
  });

  it('shows no secret of the message anywhere (Q-13)', async () => {
    const text = `${noTokenFile}\n${secretTexts.map(([, each]) => each).join('\n')}`;
    const { out, told } = await ran(['why', '--demo'], { '-': text });
    for (const [, , secret] of secretTexts) expect(out + told).not.toContain(secret);
    expect(out).toContain('Treat it as leaked');
  });
});
