import { strict as assert } from 'node:assert';
import { commands, env, Uri, window } from 'vscode';
import type { AksIdentityApi } from '../../../src/api/contract.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { linkToCluster, linkToReport } from '../../../src/domain/words/links.ts';
import { activated } from '../extension.ts';

const idOf = (name: string): string => demoWorld().resources.find(({ id }) => id.endsWith(`/${name}`))!.id;
const titles = (): readonly string[] => window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

/** Resolves once a tab with the title is open. */
async function opened(title: RegExp): Promise<void> {
  if (titles().some((one) => title.test(one))) return;
  await new Promise<void>((resolve) => {
    const watcher = window.tabGroups.onDidChangeTabs(() => {
      if (!titles().some((one) => title.test(one))) return;
      watcher.dispose();
      resolve();
    });
  });
}

/** Opens a link as the operating system does, through VS Code. */
async function follow(link: string): Promise<void> {
  await commands.executeCommand('vscode.open', Uri.parse(link, true));
}

describe('links', () => {
  let api: AksIdentityApi;
  const { uriScheme: scheme } = env;
  before(async () => {
    api = await activated();
    await commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('connect nothing before the user was asked', async () => {
    await commands.executeCommand('aksIdentity.leaveDemo');
    await follow(linkToCluster(idOf('shop-weu'), { scheme }));
    await assert.rejects(api.clusters(), { code: 'signedOut' });
    assert.deepEqual(titles(), []);
  });

  it('show a cluster and the report in the demo', async () => {
    await commands.executeCommand('aksIdentity.startDemo');
    await follow(linkToCluster(idOf('pay-weu'), { tab: 'map', scheme }));
    await opened(/pay-weu/);
    await follow(linkToReport(undefined, { scheme }));
    await opened(/Identity Report/);
  });

  it('are copied from a row for this edition of VS Code', async () => {
    const clusterId = idOf('shop-weu');
    await commands.executeCommand('aksIdentity.copyLink', { clusterId });
    assert.equal(await env.clipboard.readText(), linkToCluster(clusterId, { scheme }));
  });
});

describe('the form for an issue', () => {
  it('is a command that this VS Code has', async () => {
    assert.ok((await commands.getCommands()).includes('workbench.action.openIssueReporter'));
  });
});
