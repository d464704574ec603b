import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { panelFrame } from './gestures.ts';
import type { Session } from './harness.ts';

/** The flow's stages, as the panel names them. */
export type Stage = 'Choose' | 'Plan' | 'Apply' | 'Result';

/** The panel as a person uses it: fields by their labels, buttons by their names. */
export interface PanelHand {
  readonly frame: FrameLocator;
  /** Waits until the flow stands at the stage. */
  readonly reaches: (stage: Stage, timeout?: number) => Promise<void>;
  /** Types into a text field. */
  readonly type: (label: string, text: string) => Promise<void>;
  /** Searches a list by the text and chooses the first option that has the label. */
  readonly choose: (label: string, option: string | RegExp, search?: string) => Promise<void>;
  /** Chooses one of a group of radio buttons. */
  readonly take: (option: string | RegExp) => Promise<void>;
  readonly press: (button: string | RegExp) => Promise<void>;
  /** Ends a change; waits until its page, or the panel, has gone and the focus is where it goes on. */
  readonly done: () => Promise<void>;
  /** The button that applies the plan, whatever it says. */
  readonly applyButton: Locator;
  readonly tab: (name: string) => Promise<void>;
  readonly text: () => Promise<string>;
}

/** The panel that is shown now. */
export function panelOf(page: Page): PanelHand {
  const frame = panelFrame(page);
  const combobox = (label: string): Locator => frame.getByRole('combobox', { name: label });
  const text = async (): Promise<string> => frame.locator('body').innerText();
  const press = async (button: string | RegExp): Promise<void> =>
    frame.getByRole('button', { name: button }).first().click();
  return {
    frame,
    reaches: async (stage, timeout = 30_000) => {
      const current = frame.locator('.stages [aria-current="step"]').filter({ hasText: stage });
      await current.waitFor({ timeout }).catch(async (error: unknown) => {
        throw new Error(`The panel did not reach ${stage}. It says: ${await text().catch(String)}`, { cause: error });
      });
    },
    type: async (label, text) => frame.getByRole('textbox', { name: label }).fill(text),
    choose: async (label, option, search) => {
      await combobox(label).click();
      if (search) await combobox(label).fill(search);
      await frame.getByRole('listbox', { name: label }).getByRole('option', { name: option }).first().click();
    },
    take: async (option) => frame.getByRole('radio', { name: option }).click(),
    press,
    done: async () => endFlow(page, async () => press('Done')),
    applyButton: frame.locator('#apply').getByRole('button'),
    tab: async (name) => frame.getByRole('tab', { name }).click(),
    text,
  };
}

/** Ends a flow and waits until its page has gone and the focus is where it goes on; another panel that comes to the front may have a flow of its own. */
export async function endFlow(page: Page, press: () => Promise<void>): Promise<void> {
  const flow = await panelFrame(page).locator('.flow').elementHandle();
  await press();
  await flow?.waitForElementState('hidden').catch((error: unknown) => {
    // The page is gone with its frame.
    if (error instanceof Error && error.name === 'TimeoutError') throw error;
  });
  await focusGoesOn(page);
}

/**
 * Waits until the editor that is shown has the focus. A page that comes to the front is loaded again, and takes the focus only
 * then, from whatever has it.
 */
async function focusGoesOn(page: Page): Promise<void> {
  await expect.poll(async () => hasFocus(page), { timeout: 30_000 }).toBe(true);
}

async function hasFocus(page: Page): Promise<boolean> {
  const where = await page.evaluate(() => {
    const { activeElement, body } = document;
    if (!document.querySelector('.editor-group-container .tab.active')) return activeElement === body ? 'no' : 'yes';
    if (activeElement?.tagName === 'IFRAME') return 'page';
    return activeElement?.closest('.editor-group-container .editor-container') ? 'yes' : 'no';
  });
  if (where !== 'page') return where === 'yes';
  const html = panelFrame(page).locator('html');
  return html.evaluate(() => document.hasFocus(), undefined, { timeout: 1000 }).catch(() => false);
}

/** From the plan to the result, with a picture of each stage; returns the words of the plan. */
export async function applyAndSee(
  session: Pick<Session, 'screenshot'>,
  panel: PanelHand,
  picture: string,
  confirm?: string,
): Promise<string> {
  await panel.reaches('Plan');
  await panel.applyButton.waitFor();
  await session.screenshot(`${picture}-2-plan`);
  const plan = await panel.text();
  if (confirm) await panel.type(`Type ${confirm} to confirm`, confirm);
  await panel.applyButton.click();
  await panel.frame.locator('ol.run, .stages [aria-current="step"]:has-text("Apply")').first().waitFor();
  await session.screenshot(`${picture}-3-apply`);
  await panel.reaches('Result', 60_000);
  await session.screenshot(`${picture}-4-result`);
  await panel.frame.locator('.summary.succeeded').waitFor();
  return plan;
}
