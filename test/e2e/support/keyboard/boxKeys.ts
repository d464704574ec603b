import type { Page } from 'playwright-core';
import { quickInput, standsStill, startingWith } from '../gestures.ts';
import type { KeyboardHand } from './keyboardHand.ts';
import { comesTo, keyed, keyedUntil, patience } from './presses.ts';

/** The palette, quick picks and input boxes. */
export function keysOfBox(page: Page): Pick<KeyboardHand, 'run' | 'pick' | 'answer'> {
  const box = quickInput(page);
  const input = box.locator('input.input');
  const focused = box.locator('.monaco-list-row.focused');
  const at = async (): Promise<string> => (await focused.allInnerTexts()).join();
  const withFocus = input.and(page.locator(':focus'));
  /** The menu from which VS Code's box was opened may take the focus back on a slow machine, which is not ours to test. */
  const hasFocus = async (): Promise<void> => {
    await input.waitFor({ timeout: patience });
    await withFocus.waitFor({ timeout: 5000 }).catch(async () => input.focus());
  };

  /** Goes down to an option, once the list is narrowed to what was typed, and chooses it. */
  async function take(label: RegExp): Promise<void> {
    const option = box.getByRole('option', { name: label }).first();
    await option.waitFor({ timeout: patience });
    await standsStill(page, '.quick-input-list');
    const wanted = option.and(page.locator('.focused'));
    await keyedUntil(page, 'ArrowDown', at, async () => wanted.isVisible(), String(label));
    await page.keyboard.press('Enter');
    await option.waitFor({ state: 'hidden', timeout: patience });
  }

  async function run(title: string): Promise<void> {
    await page.keyboard.press('F1');
    await hasFocus();
    await page.keyboard.type(title);
    await take(startingWith(title));
  }

  return {
    run,
    pick: async (label, typed) => {
      await hasFocus();
      if (typed !== undefined) await page.keyboard.type(typed);
      await take(label);
    },
    answer: async (text) => {
      await hasFocus();
      if (text !== undefined) await page.keyboard.type(text);
      if (text !== undefined)
        await comesTo(
          page,
          async () => input.inputValue(),
          (value) => value === text,
          `It should be ${text}`,
        );
      const asks = async (): Promise<string> => ((await box.isVisible()) ? box.innerText() : '');
      await keyed(page, 'Enter', await asks(), asks);
    },
  };
}
