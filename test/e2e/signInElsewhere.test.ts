import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guidOf } from '../../src/emulator/scenarios/parts/resources.ts';
import { isOnPath } from '../support/onPath.ts';
import { smallWorld } from '../support/azure/smallWorld.ts';
import { inCloud } from '../support/azure/cloud.ts';
import { answerDialog, expandRow, notifications, openContainer, runCommand, treeRow } from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
import { clickWelcome, openSignIn } from './support/signInBench.ts';

/** What stands above the rows of the clusters. */
function viewMessage({ page }: Session): Locator {
  return page.locator('.sidebar .message').first();
}

/** Presses what opens the settings file, takes a picture of it, and closes it. */
async function opensSettings({ page, screenshot }: Session, button: Locator, picture: string): Promise<void> {
  await button.click();
  const title = page.locator('.editor-group-container').getByText('settings.json', { exact: true }).first();
  await title.waitFor({ timeout: 60_000 });
  // Without the focus, the key below would go elsewhere.
  await page.locator('.editor-group-container .monaco-editor.focused').first().waitFor();
  await screenshot(picture);
  // VS Code opens its settings above the other editors.
  await page.keyboard.press('Escape');
  await title.waitFor({ state: 'hidden' });
}

/** The button of the notification. */
function openInToast({ page }: Session): Locator {
  return page.locator('.notifications-toasts').getByRole('button', { name: 'Open Settings File' });
}

/** Resolves once the notification has come to rest: it fades in from below. */
async function toastStands({ page }: Session): Promise<void> {
  await page.locator('.notifications-toasts .notification-toast.notification-fade-in-done').first().waitFor();
}

describe("in a cloud of one's own", () => {
  it('the addresses and the sign-in are those of the settings', async () => {
    const bench = await openSignIn({
      settings: (url) => ({
        'microsoft-sovereign-cloud.environment': 'custom',
        'microsoft-sovereign-cloud.customEnvironment': {
          name: 'Contoso Stack',
          portalUrl: 'https://portal.contoso.test',
          managementEndpointUrl: url,
          resourceManagerEndpointUrl: url,
          activeDirectoryEndpointUrl: 'https://login.contoso.test',
          activeDirectoryResourceId: url,
        },
      }),
    });
    onTestFinished(bench.stop);
    const { azure, people, session } = bench;
    await clickWelcome(session, 'Sign In');
    await answerDialog(session.page, 'Allow');
    await treeRow(session.page, /^Shop/).waitFor({ timeout: 60_000 });
    await session.screenshot('signin-7-custom-cloud');
    expect(new Set(azure.arrived.map(({ host }) => `https://${host}`))).toEqual(new Set([azure.url]));
    const signIns = (await people.log()).filter(({ what }) => what === 'signIn');
    expect(signIns).toMatchObject([{ provider: 'microsoft-sovereign-cloud', person: 'ada' }]);
  });
});

describe('in a folder whose settings name a cloud', () => {
  it('nothing is sent and no one is asked, and the file is named, until the folder has no say', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aks-identity-folder-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, '.vscode', 'settings.json');
    await mkdir(join(folder, '.vscode'));
    await writeFile(file, '{ "microsoft-sovereign-cloud.environment": "USGovernment" }');
    const bench = await openSignIn({ folder });
    onTestFinished(bench.stop);
    const { azure, people, session } = bench;
    const refusal = /microsoft-sovereign-cloud\.environment is set in \.vscode\/settings\.json/;
    await viewMessage(session).getByText(refusal).waitFor();
    await runCommand(session.page, 'AKS Identity: Sign In to Azure');
    await expect
      .poll(() => notifications(session.page), { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(refusal));
    await toastStands(session);
    await session.screenshot('signin-9-folder-decides-notification');
    await opensSettings(session, openInToast(session), 'signin-9-folder-settings');
    await runCommand(session.page, 'Notifications: Clear All Notifications');
    await viewMessage(session).getByText(refusal).waitFor();
    await treeRow(session.page, /Start Demo/).waitFor();
    await opensSettings(session, treeRow(session.page, /Open Settings File/), 'signin-9-folder-settings-again');
    await session.screenshot('signin-9-folder-decides');
    expect([azure.arrived, azure.tunnels, await people.log()]).toEqual([[], [], []]);
    await writeFile(file, '{ "window.title": "A folder without a say" }');
    await session.reload();
    // A window begins with what it kept of a folder's settings, and reads them when it has its server.
    await expect.poll(() => session.page.title(), { timeout: 60_000 }).toContain('A folder without a say');
    await openContainer(session.page, 'AKS Identity');
    await clickWelcome(session, 'Sign In');
    await answerDialog(session.page, 'Allow');
    await treeRow(session.page, /^Shop/).waitFor({ timeout: 60_000 });
  });
});

describe('on a machine whose settings name a cloud, as a dev container has them from its devcontainer.json', () => {
  it('nothing is sent and no one is asked, and the settings file is named, until the machine has no say', async () => {
    const bench = await openSignIn();
    onTestFinished(bench.stop);
    const { azure, people, session } = bench;
    const file = join(session.server.userDataDir, 'Machine', 'settings.json');
    await mkdir(dirname(file), { recursive: true });
    const signIn = { 'aksIdentity.authentication': 'environment' };
    await writeFile(
      file,
      JSON.stringify({
        ...signIn,
        'microsoft-sovereign-cloud.environment': 'custom',
        'window.title': 'A machine with a say',
        'microsoft-sovereign-cloud.customEnvironment': {
          name: 'Stranger',
          portalUrl: azure.url,
          managementEndpointUrl: azure.url,
          resourceManagerEndpointUrl: azure.url,
          activeDirectoryEndpointUrl: azure.url,
          activeDirectoryResourceId: azure.url,
        },
      }),
    );
    await session.reload();
    await expect.poll(() => session.page.title(), { timeout: 60_000 }).toContain('A machine with a say');
    await openContainer(session.page, 'AKS Identity');
    await viewMessage(session)
      .getByText(/ is set in the settings of the machine/)
      .waitFor();
    await runCommand(session.page, 'AKS Identity: Sign In to Azure');
    const refusal = /microsoft-sovereign-cloud\.\w+ is set in the settings of the machine that this window runs on/;
    await expect
      .poll(() => notifications(session.page), { timeout: 60_000 })
      .toContainEqual(expect.stringMatching(refusal));
    await toastStands(session);
    await session.screenshot('signin-10-machine-decides');
    await opensSettings(session, openInToast(session), 'signin-10-machine-settings');
    expect([azure.arrived, azure.tunnels, await people.log()]).toEqual([[], [], []]);
    // Only the user's own setting decides who signs in; VS Code itself reads it nowhere else.
    await writeFile(file, JSON.stringify({ ...signIn, 'window.title': 'A machine without a say' }));
    await session.reload();
    await expect.poll(() => session.page.title(), { timeout: 60_000 }).toContain('A machine without a say');
    await openContainer(session.page, 'AKS Identity');
    await clickWelcome(session, 'Sign In');
    await answerDialog(session.page, 'Allow');
    await treeRow(session.page, /^Shop/).waitFor({ timeout: 60_000 });
  });
});

describe.runIf(isOnPath('az'))('with the login of the Azure CLI', () => {
  it('the clusters are shown that the emulator gives az, with a token of its own', async () => {
    const { azSession } = await import('../whole/az/session.ts');
    let session: Session | undefined;
    const cli = await azSession(inCloud(smallWorld()), guidOf('app', 'cli'));
    try {
      session = await openSession({
        settings: {
          'aksIdentity.authentication': 'azureCli',
          'microsoft-sovereign-cloud.environment': 'custom',
          'microsoft-sovereign-cloud.customEnvironment': {
            name: 'Emulator',
            portalUrl: cli.url,
            managementEndpointUrl: cli.url,
            resourceManagerEndpointUrl: cli.url,
            activeDirectoryEndpointUrl: cli.url,
            activeDirectoryResourceId: cli.url,
          },
        },
        env: {
          AZURE_CONFIG_DIR: join(cli.folder, 'azure'),
          AZURE_CORE_INSTANCE_DISCOVERY: 'false',
          REQUESTS_CA_BUNDLE: join(cli.folder, 'cert.pem'),
        },
        trustedCertificates: join(cli.folder, 'cert.pem'),
      });
      await openContainer(session.page, 'AKS Identity');
      await session.page.locator('.sidebar').getByText('Nobody is signed in to the Azure CLI').waitFor();
      await session.screenshot('signin-8-azure-cli-out');
      await clickWelcome(session, 'Connect');
      await treeRow(session.page, /^Small/).waitFor({ timeout: 60_000 });
      await expandRow(session.page, /^Small/);
      await treeRow(session.page, /^sami-weu/).waitFor();
      await session.screenshot('signin-8-azure-cli');
    } finally {
      await session?.close();
      await cli.stop();
    }
  });
});
