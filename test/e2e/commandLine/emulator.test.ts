/** The emulator as it is built and packed: what its page and its container file say is done, with no package beside it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readOptions } from '../../../src/emulator/options.ts';
import { isOnPath } from '../../support/onPath.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const { name, version } = JSON.parse(read('package.json')) as { name: string; version: string };
const tarball = `${name}-${version}.tgz`;
const page = read('docs/emulator.md');

/** The fenced blocks of the page in that language, in order. */
function blocks(language: string): readonly string[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, of, text]) => (of === language ? [text!] : []));
}

const has = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const hasAz = isOnPath('az');
const hasPython = has('/usr/bin/python3', '-c', 'import azure.identity, azure.mgmt.containerservice');

let folder = '';
/** Where npm unpacks it. */
let cli = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aks-identity-emulator-'));
  cli = join(folder, 'package', 'dist', 'cli.js');
  for (const part of ['cli.js', 'cli'])
    await cp(join(root, 'dist', part), join(folder, 'package', 'dist', part), { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package', 'package.json'));
});
afterAll(() => rm(folder, { recursive: true }));

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script of the page; `npx` starts what the tarball would hold, and everything that was started ends with the script. */
async function run(script: string): Promise<Ran> {
  const port = await freePort();
  const before = [
    'set -eu',
    `npx() { [ "$2" = ./${tarball} ]; shift 2; exec "${process.execPath}" "${cli}" "$@"; }`,
    "trap 'kill $(jobs -p)' EXIT",
  ];
  const text = [...before, script].join('\n').replaceAll('8443', port);
  const env = { ...process.env, NO_PROXY: '*', PYTHONWARNINGS: 'ignore', AZURE_CORE_COLLECT_TELEMETRY: 'false' };
  const work = await mkdtemp(join(folder, 'page-'));
  await writeFile(join(work, 'sample.py'), blocks('py').join('\n'));
  await writeFile(join(work, 'sample.mjs'), blocks('js').join('\n'));
  const child = spawn('bash', ['-c', text], { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const shell = blocks('sh');
const start = shell.filter((block) => /\bemulator --https|^export URL/m.test(block)).join('\n');

describe.runIf(isOnPath('curl'))('the page for those who test their own tools', () => {
  it.runIf(isOnPath('jq'))(
    'starts the emulator, asks it, resets it, brings a world back, moves its clock and makes faults (C-23)',
    async () => {
      const { code, output } = await run(shell.filter((block) => !block.includes('az login')).join('\n'));
      expect([code, output]).toEqual([0, expect.stringContaining('{"url":"https://127.0.0.1:')]);
      expect(output).toContain('rg-shop');
      expect(output).toMatch(/\{"name":"prepared","now":"[^"]+"\}\{"name":"prepared"/);
    },
  );

  it.runIf(hasAz)('signs az in, which lists clusters', async () => {
    const { code, output } = await run([start, ...shell.filter((block) => block.includes('az login'))].join('\n'));
    expect([code, output]).toEqual([0, expect.stringMatching(/^shop-weu$/m)]);
  });

  it('lists clusters by the SDK for JavaScript', async () => {
    // The packages of the sample are those of this project.
    const sample = `cd '${root}'; NODE_EXTRA_CA_CERTS="$OLDPWD/emulator.pem" "${process.execPath}" --input-type=module < "$OLDPWD/sample.mjs"`;
    const { code, output } = await run([start, sample].join('\n'));
    expect([code, output]).toEqual([0, expect.stringMatching(/^shop-weu$/m)]);
  });

  it.runIf(hasPython)('lists clusters by the SDK for Python', async () => {
    const sample = 'REQUESTS_CA_BUNDLE="$PWD/emulator.pem" /usr/bin/python3 sample.py';
    const { code, output } = await run([start, sample].join('\n'));
    expect([code, output]).toEqual([0, expect.stringMatching(/^shop-weu$/m)]);
  });

  it('has pipelines whose options are those of the emulator, with the version of the package', async () => {
    const [github, service, gitlab] = blocks('yaml').map((text) => parse(text) as Record<string, never>);
    const { run: script } = (github!['steps'] as unknown as { name?: string; run: string }[]).find(
      (step) => step.name === 'Start the emulator',
    )!;
    const { code, output } = await run(
      script.replace('./tools/', './').replaceAll('"$GITHUB_ENV"', 'variables; cat variables'),
    );
    expect([code, output]).toEqual([0, expect.stringMatching(/^NODE_EXTRA_CA_CERTS=.*\/emulator\.pem$/m)]);
    const [of] = (gitlab!['test'] as unknown as { services: { name: string; alias: string; command: string[] }[] })
      .services;
    const image = `registry.example/aks-identity-emulator:${version}`;
    expect([of!.name, (service!['services'] as unknown as { emulator: { image: string } }).emulator.image]).toEqual([
      image,
      image,
    ]);
    expect(readOptions(of!.command, Date.now())).toMatchObject({ listening: { allowHosts: [of!.alias] } });
  });
});

describe('the container file', () => {
  const instructions = read('scripts/container/Containerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => /^([A-Z]+) (.+)$/.exec(line)!.slice(1) as [string, string]);
  const one = (wanted: string): string => instructions.find(([instruction]) => instruction === wanted)![1];
  const list = (instruction: string): readonly string[] => JSON.parse(one(instruction)) as string[];

  it('unpacks the package that npm makes, on a Node that it supports, for a user without rights', () => {
    expect(instructions.map(([instruction]) => instruction)).toEqual([
      ...['FROM', 'ADD', 'USER', 'EXPOSE', 'ENTRYPOINT', 'CMD'],
    ]);
    expect(one('FROM')).toMatch(/^docker\.io\/library\/node:(20|22|24)(-\w+)?$/);
    const [source, target] = one('ADD').split(' ') as [string, string];
    expect(tarball).toMatch(new RegExp(`^${source.replaceAll('.', '\\.').replaceAll('*', '.*')}$`));
    expect(list('ENTRYPOINT').slice(0, 2)).toEqual(['node', `${target}package/dist/cli.js`]);
    expect(['root', '0']).not.toContain(one('USER'));
  });

  it('has a command line that works, at the port that it names, and by the name that it allows', async () => {
    const [, , ...args] = [...list('ENTRYPOINT'), ...list('CMD')];
    const { listening } = readOptions(args.slice(1), Date.now()) as Exclude<ReturnType<typeof readOptions>, 'help'>;
    expect([String(listening.port), listening.host]).toEqual([one('EXPOSE'), '0.0.0.0']);
    const child = spawn(process.execPath, [cli, ...args, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    expect((JSON.parse(line) as { url: string }).url).toMatch(/^https:\/\/emulator:\d+$/);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe('aks-identity emulator', () => {
  it('has the name of its command in its help and in what it says of a wrong option', () => {
    const help = spawnSync(process.execPath, [cli, 'emulator', '--help'], { encoding: 'utf8' });
    expect([help.status, help.stdout]).toEqual([
      0,
      expect.stringMatching(/^Usage: aks-identity emulator \[options\]\n/),
    ]);
    const wrong = spawnSync(process.execPath, [cli, 'emulator', '--frobnicate'], { encoding: 'utf8' });
    expect([wrong.status, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toMatch(/^emulator: Unknown option '--frobnicate'.* See aks-identity emulator --help\.\n$/);
  });
});
