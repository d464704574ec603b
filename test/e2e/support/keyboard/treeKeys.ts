import type { Page } from 'playwright-core';
import { afterKind, answers, comes, quickInput, standsStill } from '../gestures.ts';
import { keysOfBox } from './boxKeys.ts';
import type { KeyboardHand } from './keyboardHand.ts';
import { comesTo, keyedUntil, patience, pressedUntil } from './presses.ts';
import { readTreeFocus, type TreeFocus } from './whereFocusIs.ts';

/** The tree of clusters, which gets the focus by the palette, and later by the key for the side bar. */
export function keysOfTree(page: Page): Pick<KeyboardHand, 'toRow' | 'unfold' | 'fold' | 'menu' | 'menuEntries'> {
  const focus = async (): Promise<TreeFocus> => page.evaluate(readTreeFocus);
  const menus = page.locator('.monaco-menu-container').last();
  const entry = async (): Promise<string> =>
    (await menus.locator('.action-item.focused .action-label').allInnerTexts()).join();
  const hasFocus = async (): Promise<boolean> =>
    page.evaluate(() => {
      let focused = document.activeElement;
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      return (focused?.closest('.monaco-menu-container, .monaco-menu') ?? null) !== null;
    });
  let wasInside = false;

  async function focusTree(): Promise<TreeFocus> {
    const now = await focus();
    wasInside ||= now.isInside;
    if (now.isInside) return now;
    const isInside = (one: TreeFocus): boolean => one.isInside;
    const what = 'The tree should have the focus';
    if (wasInside) await pressedUntil(page, 'Control+0', focus, isInside, what);
    else await keysOfBox(page).run('AKS Identity: Focus on Clusters View');
    wasInside = true;
    await standsStill(page);
    const settled = await focus();
    // A panel that closes may take the focus once more, and a person presses the key again.
    return isInside(settled) ? settled : pressedUntil(page, 'Control+0', focus, isInside, what);
  }

  async function toTop(): Promise<TreeFocus> {
    await page.keyboard.press('Home');
    return comesTo(page, focus, ({ index }) => index === 0, 'The first row should have the focus');
  }

  async function toRow(row: RegExp, typed?: string): Promise<void> {
    const wanted = new RegExp(afterKind(row));
    let now = await focusTree();
    if (typed !== undefined && !wanted.test(now.name)) {
      await toTop();
      await page.keyboard.type(typed);
      now = await comesTo(page, focus, ({ name }) => name.includes(typed), `${typed} should find a row`);
    }
    // A row may come only once what is above it has been read.
    const end = Date.now() + patience;
    while (Date.now() < end) {
      if (wanted.test(now.name)) return;
      const { index } = now;
      if (now.isLast) now = await toTop();
      else {
        // Rows below may go between the look and the key, and then it stays where it is.
        const isElsewhere = (one: TreeFocus): boolean => one.index !== index || one.isLast;
        now = await pressedUntil(page, 'ArrowDown', focus, isElsewhere, 'ArrowDown should go to the next row');
      }
    }
    throw new Error(`There is no row ${row}.`);
  }

  async function turn(row: RegExp, typed: string | undefined, isUnfolded: boolean): Promise<void> {
    await toRow(row, typed);
    const isTurned = (now: TreeFocus): boolean => now.isUnfolded === isUnfolded;
    await standsStill(page);
    if (isTurned(await focus())) return;
    const key = isUnfolded ? 'ArrowRight' : 'ArrowLeft';
    await pressedUntil(page, key, focus, isTurned, `${row} should be ${isUnfolded ? 'unfolded' : 'folded'}`);
  }

  async function openMenu(): Promise<void> {
    await standsStill(page);
    await page.keyboard.press('Shift+F10');
    await menus.waitFor({ timeout: patience });
    // A menu loses the focus to the tree where that is drawn meanwhile, and a person opens it again.
    await comesTo(page, hasFocus, Boolean, 'The menu should have the focus', 2000).catch(async () => {
      await standsStill(page);
      await page.keyboard.press('Shift+F10');
      await comesTo(page, hasFocus, Boolean, 'The menu should have the focus');
    });
  }

  /** Returns whether anything came of it. */
  async function choose(label: string): Promise<boolean> {
    await openMenu();
    // A menu is drawn before it hears keys.
    const isHeard = (now: string): boolean => now !== '';
    if (!isHeard(await entry())) await pressedUntil(page, 'ArrowDown', entry, isHeard, 'The menu should hear a key');
    await keyedUntil(page, 'ArrowDown', entry, (now) => now === label, label);
    const before = await answers(page);
    await page.keyboard.press('Enter');
    await menus.waitFor({ state: 'hidden', timeout: patience });
    const read = async (): Promise<string> => answers(page);
    return comes(comesTo(page, read, (now) => now !== before, `${label} should be answered`));
  }

  /**
   * Chooses from the menu of the row in focus; once more where VS Code, which drew the row anew, had forgotten what it belongs to,
   * or where the menu went by itself at the key and nothing came of it.
   */
  async function menu(label: string): Promise<void> {
    if (await choose(label)) {
      await standsStill(page, '.quick-input-widget');
      const asksForRow = quickInput(page).getByPlaceholder(/^Which (cluster|managed identity|subscription)\?$/);
      if (!(await asksForRow.isVisible())) return;
      await page.keyboard.press('Escape');
      await asksForRow.waitFor({ state: 'hidden', timeout: patience });
    }
    await focusTree();
    if (!(await choose(label))) throw new Error(`${label} should be answered.`);
  }

  return {
    toRow,
    menu,
    unfold: async (row, typed) => turn(row, typed, true),
    fold: async (row) => turn(row, undefined, false),
    menuEntries: async () => {
      await openMenu();
      const labels = await menus.getByRole('menuitem').locator('.action-label').allInnerTexts();
      await page.keyboard.press('Escape');
      await menus.waitFor({ state: 'hidden', timeout: patience });
      return labels.map((label) => label.trim());
    },
  };
}
