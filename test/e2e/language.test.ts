import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pseudoCode, pseudoText } from '../../scripts/pseudoLanguage.ts';
import {
  answer,
  chooseFromMenu,
  openContainer,
  pick,
  quickInput,
  runCommand,
  takeProposal,
  treeRow,
} from './support/gestures.ts';
import { openSession, type Session } from './support/harness.ts';
import {
  extensionInPseudoLanguage,
  pseudoWords,
  runTranslated,
  textsIn,
  textsOfFiles,
  untranslatedFinder,
  type UntranslatedFinder,
} from './support/otherLanguage.ts';

let session: Session;
let folder: string;
let untranslated: UntranslatedFinder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'language-'));
  const settings = { 'workbench.hover.delay': 0 };
  const viewport = { width: 1400, height: 1000 };
  const extension = await extensionInPseudoLanguage();
  session = await openSession({ extension, language: pseudoCode, folder, viewport, settings });
  // The session installs VS Code, whose own texts are read.
  untranslated = await untranslatedFinder();
  await openContainer(session.page, 'AKS Identity');
});
afterAll(async () => session.close());

/** Expects that these parts are there, and that every text in them is translated. */
async function expectTranslated(...parts: readonly Locator[]): Promise<void> {
  for (const part of parts) {
    await part.first().waitFor();
    // A hover is there a moment before its text is.
    await expect.poll(async () => textsIn(part)).not.toEqual([]);
    expect(untranslated(await textsIn(part))).toEqual([]);
  }
}

/** Points at something until it says what it is: VS Code takes the hover away where the item is drawn again. */
async function pointAt(item: Locator): Promise<void> {
  const hover = item.page().locator('.monaco-hover:visible').first();
  const isTold = async (): Promise<boolean> => {
    await item.page().mouse.move(0, 0);
    await item.hover();
    return hover.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
  };
  await expect.poll(isTold, { timeout: 30_000 }).toBe(true);
}

/** Expects that a notification or a dialog is translated, but for what VS Code says in it. */
async function expectBesideVscode(part: Locator, ...ofVscode: readonly string[]): Promise<void> {
  await part.getByRole('button', { name: 'Cancel' }).waitFor();
  expect(untranslated(await textsIn(part), ofVscode)).toEqual([]);
}

describe('VS Code in another language', () => {
  it('views have their titles, welcome texts and actions in it, and the palette has our commands', async () => {
    const { page } = session;
    await page
      .locator('.sidebar')
      .getByRole('button', { name: pseudoWords('Start Demo') })
      .waitFor();
    await expectTranslated(page.locator('.sidebar'));
    await session.screenshot('language-welcome');
    await page.keyboard.press('F1');
    await quickInput(page).locator('input.input').fill('>AKS Identity: ');
    await quickInput(page)
      .getByRole('option', { name: pseudoText('Start Demo') })
      .waitFor();
    expect(untranslated(await textsIn(quickInput(page).locator('.quick-input-list')), 'palette')).toEqual([]);
    await page.keyboard.press('Escape');
  });

  it('a text that stayed English is found, also one that is the title of a command or a message of VS Code', () => {
    const title = 'Reset Demo';
    expect(untranslated([title, 'Progress', 'New.'])).toEqual([title, 'Progress', 'New.']);
    expect(untranslated([title], 'palette')).toEqual([title]);
    expect(untranslated([`AKS Identity: ${pseudoText(title)}`, title], 'palette')).toEqual([]);
  });

  it('the rows of the demo, their tooltips and menus, and the status bar are in it', async () => {
    const { page } = session;
    const statusBar = page.locator('.statusbar-item[id*="aksIdentity"]');
    const menu = page.locator('.monaco-menu-container');
    await page
      .locator('.sidebar')
      .getByRole('button', { name: pseudoWords('Start Demo') })
      .click();
    const shop = treeRow(page, new RegExp(`shop-weu, .*${pseudoWords('errors')}`));
    await shop.waitFor();
    await expectTranslated(page.locator('.sidebar'), statusBar);
    // A cluster without findings, whose row says only what the tree knows.
    for (const pointed of [statusBar, treeRow(page, /orders-weu/)]) {
      await pointAt(pointed);
      await expectTranslated(page.locator('.monaco-hover:visible'));
    }
    await session.screenshot('language-tree');
    await shop.click({ button: 'right' });
    await expectTranslated(menu);
    await session.screenshot('language-menu');
    await page.keyboard.press('Escape');
    const header = page.locator('.sidebar .pane-header').first();
    await header.hover();
    await header.getByRole('button', { name: 'More Actions...' }).click();
    await expectTranslated(menu);
    await page.keyboard.press('Escape');
  });

  it('lists, boxes with their checks, notifications with their buttons and dialogs are in it', async () => {
    const { page } = session;
    const box = quickInput(page);
    const input = box.locator('input.input');
    for (const title of ['Export Identity Report', 'Set Active Subscription', 'Change Control Plane Identity']) {
      await runTranslated(page, `${title}...`);
      await box.locator('.quick-input-title').getByText(pseudoWords(title)).waitFor();
      await box.locator('.quick-input-list .monaco-list-row').first().waitFor();
      await expectTranslated(box);
    }
    await session.screenshot('language-list');
    await page.keyboard.press('Escape');
    await chooseFromMenu(page, /orders-weu/, pseudoText('Get Credentials...'));
    await box.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await expectTranslated(box);
    // In the demo, what changes the kubeconfig of the person comes last.
    await box.locator('.quick-input-list .monaco-list-row').last().click();
    await expectBesideVscode(page.locator('.notifications-toasts'), 'Cancel');
    await chooseFromMenu(page, /Private DNS Zone Contributor/, pseudoText('Accept Finding...'));
    await input.fill('x');
    await input.fill('');
    await box.getByText(pseudoWords('Enter a reason for those who read this later.')).waitFor();
    await expectTranslated(box);
    await answer(page, 'Moves next quarter');
    await expectTranslated(box);
    await takeProposal(page);
    await runTranslated(page, 'Reset Demo');
    await expectBesideVscode(page.locator('.monaco-dialog-box'), 'Cancel', 'Warning');
    await page.keyboard.press('Escape');
  });

  it('walkthrough and settings are in it', async () => {
    const { page } = session;
    await runCommand(page, 'Welcome: Open Walkthrough...');
    await pick(page, pseudoText('Get Started with AKS Identity'));
    const steps = page.locator('.gettingStartedContainer .gettingStartedSlideDetails');
    await steps.first().waitFor();
    // VS Code adds in English whether a step is completed, as that of the demo is here.
    const texts = (await textsIn(steps)).map((text) => text.replace(/: Completed$/, ''));
    expect(texts).not.toEqual([]);
    expect(untranslated(texts)).toEqual([]);
    await runCommand(page, 'Preferences: Open Settings (UI)');
    await page.locator('.settings-editor .search-container').click();
    await page.keyboard.insertText('@ext:aks-identity.aks-identity');
    const descriptions = page.locator('.setting-item-description');
    await descriptions.getByText(pseudoWords('Who signs in to Azure.')).waitFor();
    await expectTranslated(descriptions);
  });

  it('what is kept for later has no text of it', async () => {
    const kept = await textsOfFiles(join(session.server.userDataDir, 'User', 'globalStorage'));
    const decided = await textsOfFiles(folder);
    expect(decided.join()).toContain('finding: missingGrant:');
    expect(kept.length).toBeGreaterThan(0);
    expect([...kept, ...decided].filter((text) => /[À-ɏ]/.test(text))).toEqual([]);
  });
});
