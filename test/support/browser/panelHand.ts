import type { FrameLocator, Locator, Page } from 'playwright-core';

/** The flow's stages, as the panel names them. */
export type Stage = 'Choose' | 'Plan' | 'Apply' | 'Result';

/** The panel as a person uses it: fields by their labels, buttons by their names. */
export interface PanelHand {
  readonly frame: Page | FrameLocator;
  /** Waits until the flow stands at the stage, and at a plan until that is there. */
  readonly reaches: (stage: Stage, timeout?: number) => Promise<void>;
  /** Types into a text field. */
  readonly type: (label: string, text: string) => Promise<void>;
  /** Searches a list by the text and chooses the first option that has the label. */
  readonly choose: (label: string, option: string | RegExp, search?: string) => Promise<void>;
  /** Chooses one of a group of radio buttons. */
  readonly take: (option: string | RegExp) => Promise<void>;
  readonly press: (button: string | RegExp) => Promise<void>;
  /** Ends a change, whether it is done or not; waits until its page, or the panel, has gone and the focus is where it goes on. */
  readonly done: () => Promise<void>;
  /** The button that applies the plan, whatever it says. */
  readonly applyButton: Locator;
  readonly tab: (name: string) => Promise<void>;
  readonly text: () => Promise<string>;
}

/** The panel in its own page, or in a frame of VS Code, where ending a flow takes more than a button. */
export function panelHandOn(frame: Page | FrameLocator, end: (press: () => Promise<void>) => Promise<void>): PanelHand {
  const combobox = (label: string): Locator => frame.getByRole('combobox', { name: label });
  const text = async (): Promise<string> => frame.locator('body').innerText();
  const orWhatItSays = async (done: Promise<void>, otherwise: string): Promise<void> =>
    done.catch(async (error: unknown) => {
      throw new Error(`The panel ${otherwise}. It says: ${await text().catch(String)}`, { cause: error });
    });
  const press = async (button: string | RegExp): Promise<void> =>
    frame.getByRole('button', { name: button }).first().click();
  return {
    frame,
    reaches: async (stage, timeout = 30_000) => {
      // While Azure is read for a plan, the stage is its own already, and nothing of the plan is there.
      const flow = stage === 'Plan' ? '.flow:has(.working:empty)' : '.flow';
      const current = frame.locator(`${flow} .stages [aria-current="step"]`).filter({ hasText: stage });
      await orWhatItSays(current.waitFor({ timeout }), `did not reach ${stage}`);
    },
    type: async (label, typed) =>
      orWhatItSays(frame.getByRole('textbox', { name: label }).fill(typed), `has no field ${label}`),
    choose: async (label, option, search) => {
      await combobox(label).click();
      if (search) await combobox(label).fill(search);
      await frame.getByRole('listbox', { name: label }).getByRole('option', { name: option }).first().click();
    },
    take: async (option) => frame.getByRole('radio', { name: option }).click(),
    press,
    done: async () => end(async () => press(/^(Done|Close)$/)),
    applyButton: frame.locator('#apply').getByRole('button'),
    tab: async (name) => frame.getByRole('tab', { name }).click(),
    text,
  };
}

/** Types the name that a disruptive plan wants to be typed; does nothing where it wants none. */
export async function typeNameToConfirm(frame: Page | FrameLocator): Promise<void> {
  const field = frame.getByRole('textbox', { name: /^Type \S+ to confirm/ });
  if (!(await field.isVisible())) return;
  const [, name = ''] = /Type (\S+) to confirm/.exec(await field.ariaSnapshot()) ?? [];
  await field.fill(name);
}

/** From the plan to the result; returns the words of the plan. Keeps a picture of each stage where it is given a camera. */
export async function applyAndSee(
  panel: PanelHand,
  { confirm, picture = async () => undefined }: ApplyOptions = {},
): Promise<string> {
  await panel.reaches('Plan');
  await panel.applyButton.waitFor();
  await picture('2-plan');
  const plan = await panel.text();
  if (confirm) await panel.type(`Type ${confirm} to confirm`, confirm);
  await panel.applyButton.click();
  await panel.reaches('Result', 60_000);
  await panel.frame.locator('.summary.succeeded').waitFor();
  await picture('3-result');
  return plan;
}

interface ApplyOptions {
  /** The name that is typed to confirm. */
  readonly confirm?: string;
  readonly picture?: (stage: string) => Promise<unknown>;
}
