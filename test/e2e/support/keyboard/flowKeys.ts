import type { Session } from '../harness.ts';
import { endFlow } from '../panelGestures.ts';
import type { KeyboardHand } from './keyboardHand.ts';

/** Goes through the stages of a change by keyboard, with a picture of each. */
export interface FlowKeys {
  /** The words of the page in view. */
  readonly text: () => Promise<string>;
  /** Starts a change from the menu of the row that has the focus. */
  readonly begin: (entry: string) => Promise<void>;
  /** From what was chosen to the result; returns the words of the plan. */
  readonly goOn: (picture: string, confirm?: string) => Promise<string>;
  /** From the plan to the result; returns the words of the plan. */
  readonly apply: (picture: string, confirm?: string) => Promise<string>;
  /** Ends a change that creates something; its panel closes. */
  readonly close: () => Promise<void>;
  /** Ends a change of a cluster; its panel stays open and keeps the focus. */
  readonly leave: () => Promise<void>;
}

/** The keys of a hand for the stages of a change. */
export function flowKeys(session: () => Session, hand: () => KeyboardHand): FlowKeys {
  const text = async (): Promise<string> => hand().frame.locator('body').innerText();

  async function apply(picture: string, confirm?: string): Promise<string> {
    const { frame, reaches, type, press } = hand();
    const { screenshot } = session();
    await reaches('Plan');
    await frame.locator('#apply').waitFor();
    await screenshot(`${picture}-2-plan`);
    const plan = await text();
    if (confirm !== undefined) await type(`Type ${confirm} to confirm`, confirm);
    await press(await frame.locator('#apply').innerText());
    await frame.locator('ol.run').waitFor();
    await screenshot(`${picture}-3-apply`);
    await reaches('Result');
    await frame.locator('.summary.succeeded').waitFor();
    await screenshot(`${picture}-4-result`);
    return plan;
  }

  async function close(): Promise<void> {
    await endFlow(session().page, async () => hand().press('Done'));
  }

  return {
    text,
    apply,
    close,
    begin: async (entry) => {
      await hand().menu(entry);
      await hand().reaches('Choose');
    },
    goOn: async (picture, confirm) => {
      await session().screenshot(`${picture}-1-choose`);
      await hand().press('Review plan');
      return apply(picture, confirm);
    },
    leave: async () => {
      await close();
      await hand().staysInside();
    },
  };
}
