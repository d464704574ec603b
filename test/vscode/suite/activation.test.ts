import { strict as assert } from 'node:assert';
import { commands, env, extensions, Uri, window } from 'vscode';
import { contributions } from '../../../src/contributions.ts';
import { linkToReport } from '../../../src/domain/words/links.ts';
import { activated } from '../extension.ts';

describe('the extension in VS Code', () => {
  it('is woken by a link in a window where nothing of it was opened', async () => {
    const extension = extensions.getExtension('aks-identity.aks-identity')!;
    assert.equal(extension.isActive, false);
    await commands.executeCommand('vscode.open', Uri.parse(linkToReport(undefined, { scheme: env.uriScheme }), true));
    while (!extension.isActive) await commands.getCommands();
  });

  it('activates and hands out the API of version 1', async () => {
    const api = await activated();
    assert.equal(api.apiVersion, 1);
    assert.equal(extensions.getExtension('aks-identity.aks-identity')?.isActive, true);
  });

  it('registers every command that package.json names', async () => {
    await activated();
    const known = new Set(await commands.getCommands(true));
    assert.deepEqual(
      Object.keys(contributions).filter((id) => !known.has(id)),
      [],
    );
  });

  it('rejects with signedOut, and shows nothing, where another extension asks without a connection', async () => {
    const api = await activated();
    await commands.executeCommand('aksIdentity.leaveDemo');
    await assert.rejects(api.clusters(), { code: 'signedOut' });
  });
});

describe('the demo', () => {
  it('starts by its command, without an account, and has a company with every kind of identity', async () => {
    const api = await activated();
    await commands.executeCommand('aksIdentity.startDemo');
    const clusters = await api.clusters();
    assert.ok(clusters.length >= 9);
    assert.deepEqual(
      new Set(clusters.map(({ controlPlane }) => controlPlane.kind)),
      new Set(['servicePrincipal', 'systemAssigned', 'userAssigned']),
    );
  });

  it("shows the JSON of a cluster as Azure sends it, in a document that can't be changed", async () => {
    const api = await activated();
    const shop = (await api.clusters()).find(({ name }) => name === 'shop-weu')!;
    await commands.executeCommand('aksIdentity.viewJson', { clusterId: shop.id, resourceId: shop.id });
    const { document } = window.activeTextEditor!;
    assert.equal(document.uri.scheme, 'aks-identity-json');
    assert.equal(document.languageId, 'json');
    assert.equal((JSON.parse(document.getText()) as { id: string }).id, shop.id);
    const text = document.getText();
    await commands.executeCommand('type', { text: 'typed' });
    assert.equal(document.getText(), text);
    assert.equal(document.isDirty, false);
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('copies the principal id of a control plane, also where the row does not show it (A-51, A-52)', async () => {
    const api = await activated();
    const pay = (await api.clusters()).find(({ name }) => name === 'pay-weu')!;
    await commands.executeCommand('aksIdentity.copyPrincipalId', { principalId: pay.controlPlane.principalId });
    assert.equal(await env.clipboard.readText(), pay.controlPlane.principalId);
    await commands.executeCommand('aksIdentity.copyResourceId', { resourceId: pay.id });
    assert.equal(await env.clipboard.readText(), pay.id);
  });

  it('keeps what was changed when it is left and started again', async () => {
    const api = await activated();
    const { subscriptionId, location } = (await api.clusters())[0]!;
    const change = { kind: 'createResourceGroup', subscriptionId, name: 'rg-kept', location } as const;
    const before = (await api.apply(change)).steps.map(({ status }) => status);
    assert.ok(['done', 'alreadyDone'].includes(before[0]!));
    await commands.executeCommand('aksIdentity.leaveDemo');
    await commands.executeCommand('aksIdentity.startDemo');
    assert.deepEqual(
      (await api.apply(change)).steps.map(({ status }) => status),
      ['alreadyDone'],
    );
  });
});
