import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { refusal, type AzureFront } from './support/azureFront.ts';
import {
  answerDialog,
  chooseFromMenu,
  clickRow,
  expandRow,
  foldRow,
  pick,
  runCommand,
  treeRow,
} from './support/gestures.ts';
import type { Session } from './support/harness.ts';
import { panelOf } from './support/panelGestures.ts';
import type { People } from './support/people.ts';
import {
  adatum,
  azureHost,
  clickWelcome,
  contoso,
  fabrikam,
  openSignIn,
  type SignInBench,
} from './support/signInBench.ts';

/** Milliseconds that Azure and VS Code may take on a busy machine. */
const timeout = 60_000;
let bench: SignInBench;
let azure: AzureFront;
let people: People;
let session: Session;
/** What the window showed on the way, to look for tokens in it. */
const seen: string[] = [];

const since = (moment: number): AzureFront['arrived'] => azure.arrived.filter(({ at }) => at >= moment);
/** The text of the editor, once it holds what is looked for; as much of it as VS Code draws. */
async function editorText(wanted: RegExp, longest = timeout): Promise<string> {
  const lines = session.page.locator('.editor-container .monaco-editor .view-lines').last();
  await lines.filter({ hasText: wanted }).waitFor({ timeout: longest });
  return lines.innerText();
}

describe('with the Microsoft accounts of VS Code', () => {
  beforeAll(async () => {
    // VS Code would load all certificates of the machine for each connection, as it does in the other tests of sign-in.
    bench = await openSignIn({ settings: () => ({ 'http.systemCertificates': false }) });
    ({ azure, people, session } = bench);
  });
  afterAll(async () => bench.stop());
  afterEach(() => {
    azure.instead = () => undefined;
  });

  it('nothing is sent before anybody signs in, and the demo runs without an account', async () => {
    const { page } = session;
    await clickWelcome(session, 'Start Demo');
    await treeRow(page, /Contoso Production/).waitFor({ timeout: 60_000 });
    await session.screenshot('signin-0-demo');
    await runCommand(page, 'AKS Identity: Leave Demo');
    await page.locator('.sidebar .welcome-view').getByRole('button', { name: 'Sign In' }).waitFor();
    expect(azure.arrived).toEqual([]);
    expect(azure.tunnels).toEqual([]);
    expect(await people.log()).toEqual([]);
  });

  it('a user signs in, through the proxy of the settings, and a directory that wants a sign-in of its own is a row', async () => {
    const { page } = session;
    await clickWelcome(session, 'Sign In');
    await answerDialog(page, 'Allow');
    await treeRow(page, /^Shop/).waitFor({ timeout: 60_000 });
    await treeRow(page, /^Sign in to Fabrikam/).waitFor();
    await session.screenshot('signin-1-one-account');
    expect(new Set(azure.tunnels)).toEqual(new Set([`${azureHost}:443`]));
    expect(azure.arrived.every(({ host, status }) => host === azureHost && status === 200)).toBe(true);
    expect(new Set(azure.arrived.map(({ tenantId }) => tenantId))).toEqual(new Set([contoso]));
  });

  it('the row signs in there, and its subscription appears with the others', async () => {
    const { page } = session;
    await clickRow(page, /^Sign in to Fabrikam/);
    await answerDialog(page, 'Allow');
    await treeRow(page, /^Mills/).waitFor();
    await treeRow(page, /^Shop/).waitFor();
    expect((await people.log()).filter(({ what }) => what === 'signIn')).toMatchObject([
      { person: 'ada' },
      { person: 'ada', tenant: fabrikam },
    ]);
  });

  it('a second account brings its directories, each subscription once', async () => {
    const { page } = session;
    await people.next('grace');
    await runCommand(page, 'AKS Identity: Sign In to Azure');
    await answerDialog(page, 'Allow');
    await pick(page, /another account/i);
    await treeRow(page, /^Books/).waitFor();
    const subscriptions = page.locator('.sidebar').getByRole('treeitem', { name: /^Subscription (Books|Mills|Shop)/ });
    await expect.poll(() => subscriptions.count()).toBe(3);
    await session.screenshot('signin-2-two-accounts');
    expect(new Set(azure.arrived.map(({ who, tenantId }) => `${who} ${tenantId}`)).size).toBe(4);
  });

  it('a directory that fails is a row with the reason, in addition to what the others show', async () => {
    const { page } = session;
    azure.instead = ({ path, tenantId }) =>
      tenantId === adatum && path === '/subscriptions' ? refusal(400, 'DirectoryIsClosed') : undefined;
    await runCommand(page, 'AKS Identity: Refresh');
    await treeRow(page, /Can't read Adatum/).waitFor();
    expect(await treeRow(page, /Can't read Adatum/).getAttribute('aria-label')).toContain('DirectoryIsClosed');
    await treeRow(page, /^Shop/).waitFor();
    await session.screenshot('signin-3-failing-directory');
    azure.instead = () => undefined;
    await clickRow(page, /Can't read Adatum/);
    await treeRow(page, /^Books/).waitFor();
  });

  it('a token that expires while Azure works is renewed, and the change ends well', async () => {
    const { page } = session;
    for (const other of [/^Books/, /^Mills/]) await foldRow(page, other);
    await expandRow(page, /^Shop/);
    const begun = Date.now();
    await chooseFromMenu(page, /^uami-weu/, 'Change Control Plane Identity...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.take(/^System-assigned identity/);
    await panel.press('Review plan');
    await panel.reaches('Plan', 2 * timeout);
    seen.push(await panel.text());
    await panel.applyButton.click();
    // Nearly every request of the run asks VS Code for a new token, which is slow on a busy machine.
    await panel.reaches('Result', 2 * timeout);
    await panel.frame.locator('.summary.succeeded').waitFor();
    await session.screenshot('signin-4-renewed');
    const polls = since(begun).filter(({ path }) => /operation/i.test(path));
    expect(new Set(polls.map(({ tokenId }) => tokenId)).size).toBeGreaterThan(1);
    seen.push(await panel.text());
    await panel.done();
    await runCommand(page, 'AKS Identity: Export Identity Report...');
    await pick(page, /^JSON/);
    seen.push(await editorText(/^[\s\S]*\{/, 2 * timeout));
    await chooseFromMenu(page, /^uami-weu/, 'View JSON');
    await page.getByRole('tab', { name: /uami-weu\.json/ }).waitFor({ timeout });
    seen.push(await editorText(/"location"/));
  });

  it('claims that Azure asks for on the way lead to a new session, and the request continues', async () => {
    const { page } = session;
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
    const challenge = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    azure.instead = ({ who, tenantId }, { amr }) =>
      who === 'ada@contoso.com' && tenantId === contoso && amr !== claims
        ? refusal(401, 'InvalidAuthenticationToken', { 'WWW-Authenticate': challenge })
        : undefined;
    const begun = Date.now();
    // The tree follows a cluster that is being updated, and may be asked before the command is run.
    await Promise.all([runCommand(page, 'AKS Identity: Refresh'), answerDialog(page, 'Allow')]);
    await expect
      .poll(
        () =>
          since(begun).some(
            ({ path, status, who }) => path.endsWith('/resources') && status === 200 && who === 'ada@contoso.com',
          ),
        { timeout },
      )
      .toBe(true);
    await treeRow(page, /^Shop/).waitFor();
    await session.screenshot('signin-5-claims');
    const signIns = (await people.log()).filter(({ what, claims: asked }) => what === 'signIn' && asked !== undefined);
    expect(signIns).toEqual([expect.objectContaining({ person: 'ada', claims })]);
  });

  it('a write for which Azure wants another sign-in is checked again after it, and sent once', async () => {
    const { page } = session;
    const claims = '{"access_token":{"acrs":{"essential":true,"value":"c2"}}}';
    const challenge = `Bearer realm="", error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;
    azure.instead = ({ who, method, path }, { amr }) =>
      who === 'ada@contoso.com' && method === 'PUT' && path.endsWith('/rg-new') && amr !== claims
        ? refusal(401, 'InvalidAuthenticationToken', { 'WWW-Authenticate': challenge })
        : undefined;
    await chooseFromMenu(page, /^Shop/, 'Create Resource Group...');
    const panel = panelOf(page);
    await panel.reaches('Choose');
    await panel.type('Name', 'rg-new');
    await panel.press('Review plan');
    await panel.reaches('Plan');
    const begun = Date.now();
    await panel.applyButton.click();
    await page.locator('.monaco-dialog-box').waitFor({ timeout });
    await expect.poll(() => panel.text(), { timeout }).toContain('Waiting for the sign-in');
    await session.screenshot('signin-6-asked-before-a-write');
    await answerDialog(page, 'Allow');
    await panel.reaches('Result', timeout);
    await panel.frame.locator('.summary.succeeded').waitFor();
    const aboutIt = since(begun).filter(({ path }) => path.endsWith('/rg-new'));
    const order = aboutIt.map(({ method, status }) => `${method} ${status}`).join(', ');
    expect(order).toMatch(/GET 404, PUT 401, (GET 404, )+PUT 201/);
    expect(aboutIt.filter(({ method, status }) => method === 'PUT' && status < 300)).toHaveLength(1);
    await panel.done();
  });

  it('who signs out while the tree is read is gone at once, and nothing more is sent for them', async () => {
    const { page } = session;
    const held = Promise.withResolvers<undefined>();
    const asked: string[] = [];
    const askedForAda = (): number => asked.filter((one) => one.startsWith('ada')).length;
    azure.instead = async ({ path, who, tenantId }) => {
      if (path !== '/subscriptions') return undefined;
      asked.push(`${who} ${tenantId}`);
      return held.promise;
    };
    await runCommand(page, 'AKS Identity: Refresh');
    await expect.poll(() => new Set(asked).size, { timeout }).toBe(4);
    await people.change('grace', { signedIn: false });
    const before = askedForAda();
    // What is being read may still use her account; a refresh ends it and asks again who is signed in.
    await runCommand(page, 'AKS Identity: Refresh');
    await expect.poll(() => askedForAda(), { timeout }).toBeGreaterThan(before);
    const out = Date.now();
    held.resolve(undefined);
    await treeRow(page, /^Books/).waitFor({ state: 'detached' });
    await treeRow(page, /^Shop/).waitFor();
    await runCommand(page, 'AKS Identity: Refresh');
    const isReadAgain = (): boolean =>
      since(out).some(({ path, status }) => path === '/subscriptions' && status === 200);
    await expect.poll(isReadAgain, { timeout }).toBe(true);
    expect(since(out).filter(({ who }) => who === 'grace@adatum.com')).toEqual([]);
    await people.change('ada', { signedIn: false });
    await page.locator('.sidebar .welcome-view').getByRole('button', { name: 'Sign In' }).waitFor();
    await session.screenshot('signin-7-signed-out');
  });

  it('no token is in any log, setting, storage or other file of VS Code, nor in what the window shows', async () => {
    const secrets = [...azure.tokens].filter((token) => token !== '').map((token) => token.split('.')[1]!);
    expect(secrets.length).toBeGreaterThan(5);
    const files = await readdir(session.server.userDataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    expect(contents.some((text) => text.includes('sami-weu') || text.includes('uami-weu'))).toBe(true);
    expect(seen).toHaveLength(4);
    const shown = [...seen, ...contents, session.server.log(), await session.page.content()];
    expect(shown.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
  });
});
