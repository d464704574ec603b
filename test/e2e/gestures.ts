import type { FrameLocator, Locator, Page } from 'playwright-core';

/** VS Code's menus ignore the mouse right after they open, so that a right click cannot choose by accident. */
const menuIsDeafFor = 200;

/** Shows a view container by its title in the activity bar; does nothing if it is shown already. */
export async function openContainer(page: Page, title: string): Promise<void> {
  const tab = page.locator('.activitybar').getByRole('tab', { name: title });
  await tab.waitFor();
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  const shown = page.locator('.sidebar .composite.title').getByText(title, { exact: false }).first();
  // While a window is restored, the click may meet a container that just came back by itself, and hide it.
  await shown.waitFor({ timeout: 5000 }).catch(() => tab.click());
  await shown.waitFor();
}

/** The tree row of the side bar whose accessible name contains the text, or matches the pattern. */
export function treeRow(page: Page, name: string | RegExp): Locator {
  return page.locator('.sidebar').getByRole('treeitem', { name }).first();
}

/** Clicks a tree row. */
export async function clickRow(page: Page, name: string | RegExp): Promise<void> {
  await treeRow(page, name).click();
}

/** Unfolds a row and waits until it is unfolded. */
export async function expandRow(page: Page, name: string | RegExp): Promise<void> {
  const row = treeRow(page, name);
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) === 'true') return;
  await row.locator('.monaco-tl-twistie').click();
  await page.locator('.sidebar').getByRole('treeitem', { name, expanded: true }).first().waitFor();
}

/** Folds a row, so that the rows below it come into view. */
export async function foldRow(page: Page, name: string | RegExp): Promise<void> {
  const row = treeRow(page, name);
  await row.waitFor();
  if ((await row.getAttribute('aria-expanded')) !== 'true') return;
  await row.locator('.monaco-tl-twistie').click();
  await page.locator('.sidebar').getByRole('treeitem', { name, expanded: false }).first().waitFor();
}

/** Opens a row's context menu and chooses an entry. */
export async function chooseFromMenu(page: Page, name: string | RegExp, entry: string | RegExp): Promise<void> {
  const menu = await openMenu(page, name);
  const item = menu.getByRole('menuitem', { name: entry }).first();
  await item.waitFor();
  await page.waitForTimeout(menuIsDeafFor);
  await item.click();
  await menu.waitFor({ state: 'hidden' });
}

/** The labels of a row's context menu, top to bottom; the menu is closed again. */
export async function menuEntries(page: Page, name: string | RegExp): Promise<readonly string[]> {
  const menu = await openMenu(page, name);
  const labels = await menu.getByRole('menuitem').locator('.action-label').allInnerTexts();
  await page.keyboard.press('Escape');
  await menu.waitFor({ state: 'hidden' });
  return labels.map((label) => label.trim()).filter((label) => label !== '');
}

async function openMenu(page: Page, name: string | RegExp): Promise<Locator> {
  await treeRow(page, name).click({ button: 'right' });
  const menu = page.locator('.monaco-menu-container, .context-view .monaco-menu').last();
  await menu.waitFor();
  return menu;
}

/** Clicks an action that a row shows while the pointer is over it. */
export async function clickRowAction(page: Page, name: string | RegExp, action: string | RegExp): Promise<void> {
  const row = treeRow(page, name);
  const button = row.getByRole('button', { name: action });
  for (let attempt = 1; ; attempt++) {
    await row.hover();
    // A row that is drawn anew under the pointer shows its actions only once the pointer has moved.
    const isShown = await button.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (isShown || attempt === 5) break;
    await page.mouse.move(700, 20);
  }
  await button.click();
}

/** Runs a command of the palette by its full title, e.g. `AKS Identity: Start Demo`; waits until the palette knows it. */
export async function runCommand(page: Page, title: string): Promise<void> {
  for (let attempt = 1; !(await tryCommand(page, title)); attempt++) {
    if (attempt === 10) throw new Error(`The palette has no command "${title}".`);
    await page.keyboard.press('Escape');
    await quickInput(page).waitFor({ state: 'hidden' });
  }
}

/** False where the palette closed again (the focus moved) or does not know the command yet. */
async function tryCommand(page: Page, title: string): Promise<boolean> {
  await page.keyboard.press('F1');
  const input = quickInput(page).locator('input.input');
  try {
    await input.fill(`>${title}`, { timeout: 3000 });
    await quickInput(page).getByRole('option', { name: title }).first().click({ timeout: 3000 });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return false;
    throw error;
  }
}

/** VS Code's box at the top of the window: palette, quick pick or input box. */
export function quickInput(page: Page): Locator {
  return page.locator('.quick-input-widget');
}

/** Chooses an entry of an open quick pick. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  await quickInput(page).getByRole('option', { name: label }).first().click();
}

/** Answers an open input box. */
export async function answer(page: Page, text: string): Promise<void> {
  const input = quickInput(page).locator('input.input');
  await input.waitFor();
  await input.fill(text);
  await input.press('Enter');
}

/** The page inside the visible webview, which VS Code keeps in a frame within a frame. */
export function panelFrame(page: Page): FrameLocator {
  return page.locator('iframe.webview.ready:visible').first().contentFrame().locator('#active-frame').contentFrame();
}

/** The texts of all notifications that are shown now. */
export async function notifications(page: Page): Promise<readonly string[]> {
  return page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
}

/** Clicks a button of VS Code's modal dialog. */
export async function answerDialog(page: Page, button: string | RegExp): Promise<void> {
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'hidden' });
}
