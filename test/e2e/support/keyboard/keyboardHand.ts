import type { FrameLocator, Locator, Page } from 'playwright-core';
import { panelFrame } from '../gestures.ts';
import { panelOf } from '../panelGestures.ts';
import type { Stage } from '../../../support/browser/panelHand.ts';
import { keysOfBox } from './boxKeys.ts';
import { comesTo, keyedUntil, mostKeys, patience } from './presses.ts';
import { keysOfTree } from './treeKeys.ts';
import { readPageFocus, type PageFocus } from './whereFocusIs.ts';

type Role = Parameters<FrameLocator['getByRole']>[0];

/** Uses the window with keys alone. After each key it waits for the effect; a key is pressed again only if nothing happens. */
export interface KeyboardHand {
  /** The page in view, to read only. */
  readonly frame: FrameLocator;
  /** What had the focus and could not be seen, or did not show it. */
  readonly unseen: readonly string[];
  /** Runs a command of the palette by its full title. */
  readonly run: (title: string) => Promise<void>;
  /** Chooses an entry of the quick pick that is open. */
  readonly pick: (label: RegExp, typed?: string) => Promise<void>;
  /** Answers the open input box; without a text, with the one that is in it. */
  readonly answer: (text?: string) => Promise<void>;
  /** Goes down to a row of the tree, from where the focus is, or from the first row that begins with what is typed; and from the top again. */
  readonly toRow: (row: RegExp, typed?: string) => Promise<void>;
  /** Goes to a row, unfolds it and waits until what is below it was read. */
  readonly unfold: (row: RegExp, typed?: string) => Promise<void>;
  readonly fold: (row: RegExp) => Promise<void>;
  /** The labels of the menu of the row that has the focus, top to bottom; the menu is closed again. */
  readonly menuEntries: () => Promise<readonly string[]>;
  /** Chooses an entry of the menu of the row that has the focus. */
  readonly menu: (entry: string) => Promise<void>;
  /** Waits until the panel stands at the stage and has the focus. */
  readonly reaches: (stage: Stage) => Promise<void>;
  /** Waits until something in the page that is in view has the focus. */
  readonly staysInside: () => Promise<void>;
  /** Goes on with Tab to what has this role and name. */
  readonly tabTo: (role: Role, name: string | RegExp) => Promise<void>;
  /** Replaces the text of a field. */
  readonly type: (label: string, text: string) => Promise<void>;
  /** Opens a list by the arrow key or by what is searched in it, and chooses an option by arrows and Enter. */
  readonly choose: (label: string, option: RegExp, search?: string) => Promise<void>;
  /** Types a text that is not in the list and accepts it with Enter. */
  readonly enter: (label: string, text: string) => Promise<void>;
  /** Chooses one of the radio buttons of a group by arrows. */
  readonly take: (group: string, option: RegExp) => Promise<void>;
  /** Goes to a button and presses Enter there. */
  readonly press: (button: string | RegExp) => Promise<void>;
}

/** A hand at the keyboard of a window. */
export function keyboardHand(page: Page): KeyboardHand {
  const unseen: string[] = [];
  const panel = keysOfPanel(page, unseen);
  return { frame: panelFrame(page), unseen, ...keysOfBox(page), ...keysOfTree(page), ...panel };
}

/** The page in view: a panel or the report. */
function keysOfPanel(
  page: Page,
  unseen: string[],
): Omit<KeyboardHand, 'frame' | 'unseen' | keyof ReturnType<typeof keysOfBox> | keyof ReturnType<typeof keysOfTree>> {
  const frame = panelFrame(page);
  const withFocus = (one: Locator): Locator => one.and(frame.locator(':focus'));

  /** Reads in the page that is in view now. */
  async function reader(): Promise<(remember?: boolean) => Promise<PageFocus>> {
    const root = await frame.locator('html').elementHandle();
    return async (remember = false) => root.evaluate(readPageFocus, remember);
  }

  async function tab(to: Locator, what: string, mayBe: (name: string) => boolean): Promise<void> {
    // A person looks before the first Tab, too: what was done last may bring the field, or allow the button.
    await to.first().waitFor({ timeout: patience });
    const areEnabled = async (): Promise<readonly boolean[]> =>
      Promise.all((await to.all()).map(async (one) => one.isEnabled()));
    await comesTo(page, areEnabled, (all) => all.includes(true), `${what} should be enabled`);
    const wanted = withFocus(to);
    const read = await reader();
    let now = await read(true);
    for (let count = 0; count < mostKeys; count++) {
      const { id, name, isInside, isCovered, unmarked } = now;
      if (!isInside) throw new Error(`The focus left the page before it came to ${what}.`);
      if (isCovered) unseen.push(`${name} is out of view`);
      if (unmarked !== undefined) unseen.push(`${unmarked} does not show the focus`);
      if (mayBe(name) && (await wanted.count()) > 0) return;
      await page.keyboard.press('Tab');
      now = await comesTo(
        page,
        async () => read(true),
        (one) => one.id !== id,
        'Tab should move the focus',
      );
    }
    throw new Error(`Tab does not come to ${what}.`);
  }

  const tabTo: KeyboardHand['tabTo'] = async (role, name) => {
    const mayBe = (one: string): boolean =>
      typeof name === 'string' ? one.toLowerCase().includes(name.toLowerCase()) : name.test(one);
    await tab(frame.getByRole(role, { name }), `${role} ${name}`, mayBe);
  };

  async function isSomewhere(what: string): Promise<void> {
    const read = await reader();
    const readBoth = async (): Promise<PageFocus & { readonly inWindow: string }> => ({
      ...(await read()),
      inWindow: await page.evaluate(() => `${document.activeElement?.tagName}.${document.activeElement?.className}`),
    });
    await comesTo(page, readBoth, ({ isInside, name }) => isInside && name !== '', `${what} should have the focus`);
  }

  const valueOf = (role: Role, label: string) => async (): Promise<string> =>
    frame.getByRole(role, { name: label }).first().inputValue();

  return {
    tabTo,
    reaches: async (stage) => {
      await panelOf(page).reaches(stage, 60_000);
      await isSomewhere(stage);
    },
    staysInside: async () => isSomewhere('The page'),
    type: async (label, text) => {
      await tabTo('textbox', label);
      await page.keyboard.press('End');
      await page.keyboard.press('Shift+Home');
      await page.keyboard.type(text);
      await comesTo(page, valueOf('textbox', label), (now) => now === text, `${label} should be ${text}`);
    },
    choose: async (label, option, search) => {
      await tabTo('combobox', label);
      if (search === undefined) await page.keyboard.press('ArrowDown');
      else await page.keyboard.type(search);
      const list = frame.getByRole('listbox', { name: label });
      await list.getByRole('option', { name: option }).first().waitFor({ timeout: patience });
      const active = list.locator('.active');
      const isActive = async (): Promise<boolean> => option.test((await active.allInnerTexts()).join());
      // A list whose options were renewed has no active one until the next key.
      const activeId = async () => ((await active.count()) === 0 ? null : active.getAttribute('id'));
      await keyedUntil(page, 'ArrowDown', activeId, isActive, String(option));
      const chosen = await active.locator('.choice-label').innerText();
      await page.keyboard.press('Enter');
      await comesTo(page, valueOf('combobox', label), (now) => now === chosen, `${label} should be ${chosen}`);
    },
    enter: async (label, text) => {
      await tabTo('combobox', label);
      await page.keyboard.type(text);
      await comesTo(page, valueOf('combobox', label), (now) => now === text, `${label} should be ${text}`);
      await page.keyboard.press('Enter');
      const open = async (): Promise<string | null> =>
        frame.getByRole('combobox', { name: label }).getAttribute('aria-expanded');
      await comesTo(page, open, (now) => now === 'false', `The list of ${label} should be closed`);
    },
    take: async (group, option) => {
      const radios = frame.getByRole('radiogroup', { name: group }).getByRole('radio');
      await tab(radios, group, () => true);
      const wanted = radios.filter({ hasText: option }).first();
      const read = await reader();
      const isThere = async (): Promise<boolean> => (await withFocus(wanted).count()) > 0;
      await keyedUntil(page, 'ArrowDown', async () => (await read()).id, isThere, String(option));
      const checked = async (): Promise<string | null> => wanted.getAttribute('aria-checked');
      await comesTo(page, checked, (now) => now === 'true', `${option} should be chosen`);
    },
    press: async (name) => {
      await tabTo('button', name);
      await page.keyboard.press('Enter');
    },
  };
}
