import type { Page } from 'playwright-core';
import { afterKind, standsStill } from '../gestures.ts';
import { keysOfBox } from './boxKeys.ts';
import type { KeyboardHand } from './keyboardHand.ts';
import { comesTo, keyedUntil, mostKeys, patience } from './presses.ts';
import { readTreeFocus } from './whereFocusIs.ts';
import type { TreeFocus } from './whereFocusIs.ts';

/** The tree of clusters, which gets the focus by the palette, and later by the key for the side bar. */
export function keysOfTree(page: Page): Pick<KeyboardHand, 'toRow' | 'unfold' | 'fold' | 'menu' | 'menuEntries'> {
  const focus = async (): Promise<TreeFocus> => page.evaluate(readTreeFocus);
  const menus = page.locator('.monaco-menu-container').last();
  const entry = async (): Promise<string> =>
    (await menus.locator('.action-item.focused .action-label').allInnerTexts()).join();
  let wasInside = false;

  async function focusTree(): Promise<TreeFocus> {
    const now = await focus();
    wasInside ||= now.isInside;
    if (now.isInside) return now;
    if (wasInside) await page.keyboard.press('Control+0');
    else await keysOfBox(page).run('AKS Identity: Focus on Clusters View');
    wasInside = true;
    await standsStill(page);
    return comesTo(page, focus, ({ isInside }) => isInside, 'The tree should have the focus');
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
    for (let count = 0; count < mostKeys; count++) {
      if (wanted.test(now.name)) return;
      const { index } = now;
      if (now.isLast) now = await toTop();
      else {
        await page.keyboard.press('ArrowDown');
        now = await comesTo(page, focus, (one) => one.index !== index, 'ArrowDown should go to the next row');
      }
    }
    throw new Error(`There is no row ${row}.`);
  }

  /** A tree that is drawn anew swallows a key: where the row is seen to be as it was, it is pressed once more. */
  async function turn(row: RegExp, typed: string | undefined, isUnfolded: boolean): Promise<void> {
    await toRow(row, typed);
    const isTurned = (now: TreeFocus): boolean => now.isUnfolded === isUnfolded;
    for (const isLastTry of [false, true]) {
      await standsStill(page);
      if (isTurned(await focus())) return;
      await page.keyboard.press(isUnfolded ? 'ArrowRight' : 'ArrowLeft');
      const turned = comesTo(page, focus, isTurned, `${row} should be ${isUnfolded ? 'unfolded' : 'folded'}`);
      if (isLastTry) await turned;
      else if (
        await turned.then(
          () => true,
          () => false,
        )
      )
        return;
    }
  }

  async function openMenu(): Promise<void> {
    await standsStill(page);
    await page.keyboard.press('Shift+F10');
    await menus.waitFor({ timeout: patience });
  }

  async function menu(label: string): Promise<void> {
    await openMenu();
    await keyedUntil(page, 'ArrowDown', entry, (now) => now === label, label);
    await page.keyboard.press('Enter');
    await menus.waitFor({ state: 'hidden', timeout: patience });
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
