import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** How long a gesture waits for its effect before it is made again: much longer than VS Code takes when it has heard it. */
const patience = 5000;
const tries = 8;

/**
 * Repeats a gesture until it has its effect, as a person does, because a row that is redrawn under the pointer or a
 * focus that moves swallows a click. The attempt returns whether it had its effect; a timeout of Playwright counts as
 * no.
 */
async function repeat(what: string, attempt: () => Promise<boolean>): Promise<void> {
  let last: unknown;
  for (let count = 1; count <= tries; count++) {
    try {
      if (await attempt()) return;
    } catch (error) {
      if (!(error instanceof Error && error.name === 'TimeoutError')) throw error;
      last = error;
    }
  }
  throw new Error(`${what} had no effect, ${tries} times over.`, { cause: last });
}

/** Whether something comes to be so while there is patience. */
export async function comes(waiting: Promise<unknown>): Promise<boolean> {
  return waiting.then(
    () => true,
    () => false,
  );
}

/** Shows a view container by its title in the activity bar; does nothing if it is shown already. */
export async function openContainer(page: Page, title: string): Promise<void> {
  const tab = page.locator('.activitybar').getByRole('tab', { name: title });
  const shown = page.locator('.sidebar .composite.title').getByText(title, { exact: false }).first();
  await tab.waitFor();
  // While a window is being restored, the click may meet a container that has just reappeared, and hide it.
  await repeat(`Opening ${title}`, async () => {
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click({ timeout: patience });
    return comes(shown.waitFor({ timeout: patience }));
  });
}

/** The tree row of the side bar whose accessible name contains the text, or matches the pattern from its label on. */
export function treeRow(page: Page, name: string | RegExp, state: { readonly expanded?: boolean } = {}): Locator {
  return page
    .locator('.sidebar')
    .getByRole('treeitem', { name: afterKind(name), ...state })
    .first();
}

/** Accessible names begin with the kind of row, which a pattern for the beginning of the label need not name. */
export function afterKind(name: string | RegExp): string | RegExp {
  if (typeof name === 'string' || !name.source.startsWith('^')) return name;
  const kinds =
    'Subscription|Cluster|Add-on|Node pool|Role|Managed identity|Service account|Identity binding|Federated credential|Finding|Accepted finding|Not checked:|Step|Timer';
  return new RegExp(`^(?:(?:${kinds}) )?(?:${name.source.slice(1)})`, name.flags);
}

/** Clicks a tree row. */
export async function clickRow(page: Page, name: string | RegExp): Promise<void> {
  await treeRow(page, name).click();
}

/** Unfolds a row and waits until it is unfolded. */
export async function expandRow(page: Page, name: string | RegExp): Promise<void> {
  await turnTwistie(page, name, true);
}

/** Folds a row, so that the rows below it come into view. */
export async function foldRow(page: Page, name: string | RegExp): Promise<void> {
  await turnTwistie(page, name, false);
}

async function turnTwistie(page: Page, name: string | RegExp, expanded: boolean): Promise<void> {
  const row = treeRow(page, name);
  const turned = treeRow(page, name, { expanded });
  await row.waitFor();
  await repeat(`${expanded ? 'Unfolding' : 'Folding'} ${name}`, async () => {
    if ((await row.getAttribute('aria-expanded', { timeout: patience })) === String(expanded)) return true;
    await row.locator('.monaco-tl-twistie').click({ timeout: patience });
    return comes(turned.waitFor({ timeout: patience }));
  });
}

/**
 * Opens a row's context menu and chooses an entry whose effect can be seen, because a menu may also close under the
 * pointer. If the same was visible before, it is chosen only once more.
 */
export async function chooseFromMenu(page: Page, name: string | RegExp, entry: string | RegExp): Promise<void> {
  let chosen = 0;
  await repeat(`Choosing ${entry} from the menu of ${name}`, async () => {
    const menu = await openMenu(page, name);
    const before = await answers(page);
    const said = await notifications(page);
    // A notification that goes away is no answer.
    const isAnswered = async (): Promise<boolean> =>
      (await notifications(page)).some((one) => !said.includes(one)) || (await answers(page)) !== before;
    if (menu === undefined || !(await chooseEntry(menu, entry))) return false;
    chosen += 1;
    const end = Date.now() + patience;
    const comesToBeAnswered = async (): Promise<boolean> =>
      comes(expect.poll(isAnswered, { timeout: Math.max(end - Date.now(), 1), interval: 100 }).toBe(true));
    while (await comesToBeAnswered()) {
      // A list goes away again where the focus moves as it opens.
      await standsStill(page, '.quick-input-widget');
      if (!(await isAnswered())) continue;
      await pickForgottenRow(page, name);
      return true;
    }
    return chosen === 2;
  });
}

/** Names the row if VS Code, which is redrawing it, has forgotten what it belongs to and the command therefore asks. */
async function pickForgottenRow(page: Page, name: string | RegExp): Promise<void> {
  if (await asksForRow(page, name)) await pick(page, name);
}

/**
 * Returns true if a command from a row's menu asks which row is meant; a list that is still loading has no height. A
 * long list draws only what is in view, so the row is searched for.
 */
async function asksForRow(page: Page, name: string | RegExp): Promise<boolean> {
  const list = quickInput(page).locator('.quick-input-list');
  if (!(await quickInput(page).isVisible())) return false;
  const isList = await list.evaluate((element) => getComputedStyle(element).display !== 'none');
  if (!isList || !(await comes(list.getByRole('option').first().waitFor({ timeout: patience })))) return false;
  const [text = ''] = /\w[\w.-]*/.exec(typeof name === 'string' ? name : name.source) ?? [];
  const input = quickInput(page).locator('input.input');
  await input.fill(text, { timeout: patience });
  if (await comes(list.getByRole('option', { name }).first().waitFor({ timeout: 1000 }))) return true;
  await input.fill('', { timeout: patience });
  return false;
}

/** What a command opens that asks or shows something: tabs, boxes, dialogs and the page of a webview. */
export async function answers(page: Page): Promise<string> {
  const parts = ['.tab', '.quick-input-widget', '.monaco-dialog-box'].map((part) =>
    page.locator(`${part}:visible`).allInnerTexts(),
  );
  const body = panelFrame(page).locator('body');
  const panel = body.innerText({ timeout: 250 }).catch(() => '');
  return [...(await Promise.all(parts)).map((texts) => texts.join(' | ')), await panel].join('\n');
}

/** Menus are deaf to the mouse for 100 ms after they open, so that a right click can't choose by accident. */
async function chooseEntry(menu: Locator, entry: string | RegExp): Promise<boolean> {
  const item = menu.getByRole('menuitem', { name: entry }).first();
  await item.waitFor({ timeout: patience });
  // If the menu closes without this click, that would look like a choice.
  await standsStill(menu.page(), '.monaco-menu-container');
  await item.click({ timeout: patience });
  while (!(await comes(menu.waitFor({ state: 'hidden', timeout: 400 })))) {
    const isHeard = await item.click({ timeout: 400 }).then(
      () => false,
      () => true,
    );
    if (isHeard) return comes(menu.waitFor({ state: 'hidden', timeout: patience }));
  }
  return true;
}

/** The labels of a row's context menu, top to bottom; the menu is closed again. */
export async function menuEntries(page: Page, name: string | RegExp): Promise<readonly string[]> {
  let labels: readonly string[] = [];
  await repeat(`Looking at the menu of ${name}`, async () => {
    const menu = await openMenu(page, name);
    if (!menu) return false;
    labels = await menu.getByRole('menuitem').locator('.action-label').allInnerTexts();
    return labels.length > 0 && closeMenu(page);
  });
  return labels.map((label) => label.trim()).filter((label) => label !== '');
}

const openMenus = (page: Page): Locator => page.locator('.monaco-menu-container, .context-view .monaco-menu');

async function closeMenu(page: Page): Promise<boolean> {
  const menu = openMenus(page).last();
  if (!(await menu.isVisible())) return true;
  await page.keyboard.press('Escape');
  return comes(menu.waitFor({ state: 'hidden', timeout: patience }));
}

/**
 * Waits until the tree, or another part of the page, stops changing. While VS Code redraws a folder, it doesn't know
 * what its rows belong to, and a command from their menus would ask.
 */
export async function standsStill(page: Page, parts = '.sidebar .monaco-list-rows'): Promise<void> {
  await page.evaluate(
    async ({ still, longest, selector }) =>
      new Promise<void>((resolve) => {
        const done = (): void => {
          observer.disconnect();
          for (const timer of [calm, end]) clearTimeout(timer);
          resolve();
        };
        let calm = setTimeout(done, still);
        const end = setTimeout(done, longest);
        const observer = new MutationObserver(() => {
          clearTimeout(calm);
          calm = setTimeout(done, still);
        });
        for (const rows of document.querySelectorAll(selector)) {
          observer.observe(rows, { childList: true, subtree: true, characterData: true });
        }
      }),
    { still: 250, longest: patience, selector: parts },
  );
}

/** The menu of the row; none where the click met another row, which had come under the pointer. */
async function openMenu(page: Page, name: string | RegExp): Promise<Locator | undefined> {
  if (!(await closeMenu(page))) return undefined;
  const row = treeRow(page, name);
  await row.waitFor();
  // Away from the rows: what VS Code says about the row under the pointer would cover others.
  await page.mouse.move(700, 20);
  await standsStill(page);
  await row.click({ button: 'right', timeout: patience });
  const menu = openMenus(page).last();
  await menu.waitFor({ timeout: patience });
  // The row that was clicked has the tree's focus.
  return (await row.and(page.locator('.focused')).isVisible()) ? menu : undefined;
}

/** Clicks an action that a row shows while the pointer is over it, until the effect that is waited for is there. */
export async function clickRowAction(
  page: Page,
  name: string | RegExp,
  action: string | RegExp,
  effect: (timeout: number) => Promise<void>,
): Promise<void> {
  const row = treeRow(page, name);
  await row.waitFor();
  await repeat(`Clicking ${action} of ${name}`, async () => {
    // A row that is redrawn under the pointer shows its actions only once the pointer has moved.
    await page.mouse.move(700, 20);
    await row.hover({ timeout: patience });
    await row.getByRole('button', { name: action }).click({ timeout: patience });
    return comes(effect(patience));
  });
}

/**
 * Runs a command of the palette by its full title, e.g. `AKS Identity: Start Demo`; waits until the palette knows it, under
 * another label where it is translated.
 */
export async function runCommand(page: Page, title: string, label = title): Promise<void> {
  const box = quickInput(page);
  await repeat(`Running ${title}`, async () => {
    if (await box.isVisible()) {
      await page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden', timeout: patience });
    }
    await page.keyboard.press('F1');
    return takeNarrowed(page, `>${title}`, startingWith(label));
  });
}

/** The accessible name of an entry that has this label, before what else is said of it. */
export function startingWith(label: string): RegExp {
  return new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(,|$)`);
}

/** Types into the open box and clicks the entry; whether that had an effect. */
async function takeNarrowed(page: Page, text: string, name: RegExp): Promise<boolean> {
  const box = quickInput(page);
  const input = box.locator('input.input');
  await input.fill(text, { timeout: patience });
  // Only the entry in focus is one of the narrowed list; a key would go to the editor if the box has closed meanwhile.
  const entry = box.getByRole('option', { name }).first();
  await entry.waitFor({ timeout: patience });
  const focused = entry.and(page.locator('.focused'));
  for (let step = 0; step < tries && !(await focused.isVisible()); step++) await input.press('ArrowDown');
  if (!(await focused.isVisible())) return false;
  const asked = await question(page);
  await focused.click({ timeout: patience });
  return isAnswered(page, asked);
}

/** Searches an open quick pick for an entry by its label, and chooses it. */
export async function pickByLabel(page: Page, label: string): Promise<void> {
  await quickInput(page).locator('input.input').waitFor();
  await repeat(`Picking ${label}`, async () => takeNarrowed(page, label, startingWith(label)));
}

/** VS Code's box at the top of the window: palette, quick pick or input box. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget');
}

/** Chooses an entry of an open quick pick. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  const option = quickInput(page).getByRole('option', { name: label }).first();
  await option.waitFor();
  const asked = await question(page);
  await repeat(`Picking ${label}`, async () => {
    await option.click({ timeout: patience });
    return isAnswered(page, asked);
  });
}

/** Answers an open input box. */
export async function answer(page: Page, text: string): Promise<void> {
  const input = quickInput(page).locator('input.input');
  await input.waitFor();
  await repeat(`Answering ${text}`, async () => {
    await input.fill(text, { timeout: patience });
    const asked = await question(page);
    await input.press('Enter', { timeout: patience });
    return isAnswered(page, asked);
  });
}

/** Takes what an open input box proposes. */
export async function takeProposal(page: Page): Promise<void> {
  const input = quickInput(page).locator('input.input');
  await input.waitFor();
  await repeat('Taking what is proposed', async () => {
    const asked = await question(page);
    await input.press('Enter', { timeout: patience });
    return isAnswered(page, asked);
  });
}

/** Returns what the box asks for and the text in its field, as the page shows them; empty if it is closed. */
const asksNow = `(() => {
  const box = document.querySelector('.quick-input-widget');
  if (!box || box.style.display === 'none') return '';
  const field = box.querySelector('input.input');
  return JSON.stringify([box.querySelector('.quick-input-title')?.textContent, field?.placeholder, field?.value]);
})()`;

async function question(page: Page): Promise<string> {
  return page.evaluate<string>(asksNow);
}

/** Returns true if the box is closed or asks for something else. */
async function isAnswered(page: Page, asked: string): Promise<boolean> {
  const isOver = page.waitForFunction(`${asksNow} !== ${JSON.stringify(asked)}`, undefined, { timeout: patience });
  return comes(isOver);
}

/** The page inside the visible webview, which VS Code keeps in a frame within a frame. */
export function panelFrame(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready:visible').first().contentFrame().locator('#active-frame').contentFrame();
}

/** The texts of our notifications that are shown now; what VS Code and other extensions say is none of ours. */
export async function notifications(page: Page): Promise<readonly string[]> {
  return page
    .locator(
      '.notifications-toasts .monaco-list-row[aria-label*="source: AKS Identity"] .notification-list-item-message',
    )
    .allInnerTexts();
}

/** Clears all notifications, the hidden ones too, where the bell of the status bar says that there are some. */
export async function clearNotifications(page: Page): Promise<void> {
  const hasSome = page.locator(
    '[id="status.notifications"] .codicon-bell-dot, .notifications-toasts .notification-toast',
  );
  if ((await hasSome.count()) === 0) return;
  await runCommand(page, 'Notifications: Clear All Notifications');
}

/** Clicks a button of VS Code's modal dialog. */
export async function answerDialog(page: Page, button: string | RegExp): Promise<void> {
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'hidden' });
}
