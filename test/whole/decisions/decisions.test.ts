import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { kindOf, findingTitle } from '../../../src/domain/findings/catalogue.ts';
import type { Finding } from '../../../src/domain/findings/finding.ts';
import { acceptFinding, openDecisions, stopAccepting } from '../../../src/commands/decisions.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import type { Target } from '../../../src/manifest.ts';
import { DecisionFiles } from '../../../src/session/decisionFiles.ts';
import { ClustersTree } from '../../../src/tree/clusters/clustersTree.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { Uri } from '../../support/vscode/uri.ts';
import { code, folders, user } from '../../support/vscode/user.ts';
import { until } from '../../support/until.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

vi.mock('node:os', async (importOriginal) => {
  const os = await importOriginal<{ readonly userInfo: typeof userInfo }>();
  return { ...os, userInfo: vi.fn(os.userInfo) };
});

let storage = '';
let folder = '';
let decisions: DecisionFiles;
let bench: Bench;
let tree: ClustersTree;
let clusterId: string;

const file = (): string => join(folder, '.aks-identity.yaml');
const day = (after: number): string => new Date(Date.now() + after * 86_400_000).toISOString().slice(0, 10);

beforeEach(async () => {
  storage = mkdtempSync(join(tmpdir(), 'storage-'));
  folder = mkdtempSync(join(tmpdir(), 'folder-'));
  code.workspaceFolders = [{ name: 'infra', uri: Uri.file(folder) }];
  decisions = new DecisionFiles(storage);
  bench = createBench(demoWorld(), { kind: 'demo', decisions, realTime: Date.now });
  tree = new ClustersTree({
    service: () => Promise.resolve(bench.service),
    activeSubscription: () => undefined,
    shownSubscriptions: () => undefined,
    checksClusters: () => true,
    unusedDecisions: () => decisions.unused(),
    onState: () => undefined,
    note: (error) => expect.fail(String(error)),
  });
  bench.service.onDidChange(({ kind }) => kind === 'decisions' && tree.draw('decisions'));
  const { items } = await bench.service.clusters();
  clusterId = items.find(({ name }) => name === 'shop-weu')!.id;
});
afterEach(() => {
  tree.dispose();
  decisions.dispose();
  bench.emulator.dispose();
});

/** The same finding as it is now. */
const found = async ({ code, text }: Finding): Promise<Finding> =>
  (await bench.service.diagnose(clusterId)).find((one) => one.code === code && textOf(one.text) === textOf(text))!;
const grave = async (): Promise<Finding> =>
  (await bench.service.diagnose(clusterId)).find(({ severity }) => severity !== 'info')!;
const rows = async (parent?: Row): Promise<readonly Row[]> => (await tree.getChildren(parent)) ?? [];
async function clusterRow(): Promise<Row> {
  for (const subscription of await rows()) {
    const row = (await rows(subscription)).find((one) => one.clusterId === clusterId);
    if (row) return row;
  }
  throw new Error('The cluster has no row.');
}
async function findingRow(finding: Finding): Promise<Row> {
  const all = (some: readonly Row[]): readonly Row[] =>
    some.flatMap((row) => [row, ...(Array.isArray(row.children) ? all(row.children as readonly Row[]) : [])]);
  const { finding: code, subject } = targetOf(finding);
  return all(await rows(await clusterRow())).find((row) => row.finding === code && row.subject === subject)!;
}

/** What the row of a finding hands to commands. */
function targetOf({ code, subject }: Finding): Target {
  return { clusterId, finding: code, ...(subject === undefined ? {} : { subject }) };
}

async function accept(finding: Finding, ...typed: readonly string[]): Promise<void> {
  user.types.push(...typed);
  await acceptFinding({ decisions }, targetOf(finding));
}

async function stop(finding: Finding): Promise<void> {
  await stopAccepting({ decisions }, targetOf(finding));
}

describe('what is accepted on this machine', () => {
  it('is in .aks-identity.yaml of the storage folder, where later versions look for it', () => {
    expect(decisions.ownPath).toBe(join(storage, '.aks-identity.yaml'));
  });
});

describe('an accepted finding', () => {
  it('is written down in the folder that is open, no longer counts, and counts again when its day is over', async () => {
    const finding = await grave();
    const before = await findingRow(finding);
    expect(before.kind).toBe('finding');
    const wasDescribed = (await clusterRow()).description;
    await accept(finding, 'The new cluster replaces it', day(30));
    expect(readFileSync(file(), 'utf8')).toMatch(
      /^version: 1\naccept:\n {2}- finding: \S+\n {4}scope: \/subscriptions\/.*\n {4}about: \/subscriptions\/.*\n {4}reason: The new cluster replaces it\n {4}by: \w+\n {4}expires: /,
    );
    expect(existsSync(join(storage, '.aks-identity.yaml'))).toBe(false);
    expect(user.notifications.at(-1)!.text).toMatch(
      /^Accepted until \w+ \d+, \d{4}: A role is missing: Private DNS Zone Contributor \(shop-weu, private DNS zone \S+\)\. The decision is in \.aks-identity\.yaml in \w+\.$/,
    );
    expect(await found(finding)).toMatchObject({
      accepted: { reason: 'The new cluster replaces it', expires: day(30) },
    });
    const row = await findingRow(finding);
    expect(row).toMatchObject({
      kind: 'accepted',
      contextValue: 'accepted:',
      icon: { id: 'circle-slash' },
      description: expect.stringMatching(
        /^Accepted until \w+ \d+, \d{4} by \w+: The new cluster replaces it$/,
      ) as string,
    });
    await until(async () => expect((await clusterRow()).description).toMatch(/^1 warning, 1 accepted \u00b7 /));
    expect((await clusterRow()).description).not.toBe(wasDescribed);

    bench.emulator.clock.advance(31 * 86_400);
    expect(await found(finding)).toMatchObject({ acceptedUntil: day(30) });
    expect(await found(finding)).not.toHaveProperty('accepted');
    tree.draw('decisions');
    expect((await findingRow(finding)).description).toMatch(/^no longer accepted \(until \w+ \d+, \d{4}\) \u00b7 /);
    await until(async () => expect((await clusterRow()).description).toBe(wasDescribed));
  });

  it('is written down where the user of the machine has no name, as in some containers', async () => {
    vi.mocked(userInfo).mockImplementationOnce(() => {
      throw new Error('uv_os_get_passwd returned ENOENT');
    });
    await accept(await grave(), 'Known', day(30));
    expect(readFileSync(file(), 'utf8')).toContain('by: unknown\n');
  });

  it('about a role assignment names where it was made, not its ID', async () => {
    const registry = clusterId.replace(
      'ContainerService/managedClusters/shop-weu',
      'ContainerRegistry/registries/acrshop',
    );
    const subject = `${registry}/providers/Microsoft.Authorization/roleAssignments/479a0f8e-c151-4a69-a7a9-60b8d45bd692`;
    user.types.push('Known', day(30));
    await acceptFinding({ decisions }, { clusterId, finding: (await grave()).code, subject });
    await until(() => expect(user.notifications.at(-1)?.text).toContain('(shop-weu, registry acrshop)'));
    expect(user.notifications.at(-1)?.text).not.toContain('479a');
  });

  it('needs a reason and a day that is not over', async () => {
    const finding = await grave();
    for (const typed of [[''], ['r', day(-1)], ['r', 'soon']])
      await expect(accept(finding, ...typed)).rejects.toMatchObject({ code: 'cancelled' });
    await expect(acceptFinding({ decisions }, { clusterId, finding: 'nonsense' })).rejects.toMatchObject({
      code: 'refused',
    });
    expect(existsSync(file())).toBe(false);
  });

  it('is written down in the folder that the user picks, and on this machine where none is open', async () => {
    const finding = await grave();
    const other = mkdtempSync(join(tmpdir(), 'other-'));
    code.workspaceFolders = [...(code.workspaceFolders ?? []), { name: 'app', uri: Uri.file(other) }];
    user.picks.push('app');
    await accept(finding, 'r', day(1));
    expect(existsSync(join(other, '.aks-identity.yaml'))).toBe(true);
    code.workspaceFolders = undefined;
    await accept(finding, 'r', day(1));
    expect(existsSync(decisions.ownPath)).toBe(true);
    expect(existsSync(file())).toBe(false);
  });

  it('counts again when the user stops accepting it, and is asked about where the entry accepts more', async () => {
    const finding = await grave();
    await accept(finding, 'r', day(1));
    await stop(finding);
    expect(user.notifications.filter(({ kind }) => kind === 'warning')).toEqual([]);
    expect(await found(finding)).not.toHaveProperty('accepted');
    writeFileSync(
      file(),
      `version: 1\naccept:\n  - { finding: "${finding.code}", scope: "*", reason: r, by: b, expires: ${day(2)} }\n`,
    );
    await until(async () => expect(await found(finding)).toHaveProperty('accepted'));
    await expect(stop(finding)).rejects.toMatchObject({ code: 'cancelled' });
    expect(user.notifications.at(-1)?.detail).toContain(`${textOf(findingTitle(finding.code))}, everywhere`);
    expect(user.notifications.at(-1)?.detail).not.toContain('missingGrant');
    user.presses.push('Stop Accepting');
    await stop(finding);
    expect(await found(finding)).not.toHaveProperty('accepted');
    await expect(stop(finding)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('a file with decisions', () => {
  it('is left alone when the user stops accepting what another one accepts', async () => {
    const finding = await grave();
    const other = mkdtempSync(join(tmpdir(), 'folder-'));
    const comments = join(other, '.aks-identity.yaml');
    writeFileSync(comments, '# Nothing is accepted yet.\n');
    code.workspaceFolders = [
      { name: 'apps', uri: Uri.file(other) },
      { name: 'infra', uri: Uri.file(folder) },
    ];
    folders.fire(undefined);
    user.picks.push('infra');
    await accept(finding, 'r', day(1));
    code.textDocuments = [{ isDirty: true, uri: Uri.file(comments) }];
    await stop(finding);
    expect(await found(finding)).not.toHaveProperty('accepted');
    expect(readFileSync(comments, 'utf8')).toBe('# Nothing is accepted yet.\n');
  });

  it('that is broken hides nothing, and is a row with line and column that opens it there', async () => {
    const finding = await grave();
    await accept(finding, 'r', day(1));
    const text = readFileSync(file(), 'utf8');
    writeFileSync(file(), text.replace('reason:', 'reasons:'));
    await until(async () => expect(await found(finding)).not.toHaveProperty('accepted'));
    const [row] = await rows();
    expect(row).toMatchObject({
      kind: 'decisions',
      label: '.aks-identity.yaml, line 3',
      description: 'accept[0].reason is missing: it must be a text that is not empty.',
      click: 'aksIdentity.openDecisions',
    });
    await openDecisions({ decisions }, row!);
    expect(user.documents.at(-1)).toMatchObject({ text: { fsPath: file() }, at: { line: 2, character: 4 } });
    await expect(accept(finding, 'r', day(1))).rejects.toThrow(/^Nothing was changed: \.aks-identity\.yaml, line 3/);
    expect((await bench.service.survey({})).notes[0]).toMatch(/line 3, column 5: .*nothing in this file applies/);
    writeFileSync(file(), text);
    await until(async () => expect(await found(finding)).toHaveProperty('accepted'));
    expect((await rows())[0]?.kind).toBe('subscription');
  });

  it('of a folder that is not trusted does not count, which is said, and is not written', async () => {
    const finding = await grave();
    const text = `version: 1\nseverities:\n  ${kindOf(finding.code)}: off\n`;
    writeFileSync(file(), text);
    code.isTrusted = false;
    folders.fire(undefined);
    await until(() => expect(decisions.unused()).toEqual([{ path: file() }]));
    expect(await found(finding)).not.toHaveProperty('accepted');
    expect((await rows())[0]?.description).toBe('not used: its folder is not trusted');
    await openDecisions({ decisions }, {});
    expect(code.executed).toEqual(['workbench.trust.manage']);
    await accept(finding, 'r', day(1));
    expect(user.notifications.at(-1)?.text).toMatch(/on this machine only, because the open folder is not trusted\.$/);
    expect(readFileSync(file(), 'utf8')).toBe(text);
    expect(await found(finding)).toHaveProperty('accepted.reason', 'r');
    code.isTrusted = true;
    folders.fire(undefined);
    await until(() => expect(decisions.unused()).toEqual([]));
  });

  it('is not written while it has changes that are not saved', async () => {
    const finding = await grave();
    code.textDocuments = [{ isDirty: true, uri: Uri.file(file()) }];
    await expect(accept(finding, 'r', day(1))).rejects.toMatchObject({ code: 'refused' });
    expect(existsSync(file())).toBe(false);
  });
});
