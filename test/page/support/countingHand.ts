import { typeNameToConfirm, type PanelHand } from '../../support/browser/panelHand.ts';

/**
 * Counts what a flow costs a person. Typing a name to confirm a disruptive plan is not counted, because it is meant to
 * be noticed.
 */
export interface Count {
  clicks: number;
  /** Fields that are filled in by hand. */
  fields: number;
  /** Fields that are seen when the form opens or its recipe was chosen, whichever are more. */
  visible: number;
}

/** Uses the panel as a person does who has just chosen from a menu, and counts. */
export interface CountingHand {
  readonly count: Count;
  readonly panel: PanelHand;
  /** Opens a list and chooses an option. */
  readonly choose: (label: string, option: RegExp) => Promise<void>;
  /** Clicks into a list, types, and takes the first that fits with Enter. */
  readonly search: (label: string, text: string) => Promise<void>;
  readonly take: (option: RegExp) => Promise<void>;
  /** Counts the fields that are seen now, too. */
  readonly look: () => Promise<void>;
  readonly type: (label: string, text: string) => Promise<void>;
}

/** Begins to count a flow that already took some clicks to open the panel. */
export function countingHand(panel: PanelHand, clicks: number): CountingHand {
  const count: Count = { clicks, fields: 0, visible: 0 };
  return {
    count,
    panel,
    look: async () => {
      count.visible = Math.max(count.visible, await panel.frame.locator('.field:visible').count());
    },
    choose: async (label, option) => {
      await panel.choose(label, option);
      count.clicks += 2;
    },
    search: async (label, text) => {
      const box = panel.frame.getByRole('combobox', { name: label });
      await box.click();
      await box.fill(text);
      await panel.frame.getByRole('option', { name: text }).first().waitFor();
      await box.press('Enter');
      count.clicks += 1;
    },
    take: async (option) => {
      await panel.take(option);
      count.clicks += 1;
    },
    type: async (label, text) => {
      await panel.type(label, text);
      count.fields += 1;
    },
  };
}

/** From what was chosen, or from its plan, to the result, and done; returns the words of the plan. */
export async function finish(
  { panel, count }: CountingHand,
  picture: (name: string) => Promise<unknown>,
): Promise<string> {
  const isChoosing = await panel.frame.locator('.stages [aria-current="step"]', { hasText: 'Choose' }).isVisible();
  if (isChoosing) {
    await picture('1-choose');
    await panel.press('Review plan');
    count.clicks += 1;
  }
  await panel.reaches('Plan');
  await panel.frame.locator('ol.steps').first().waitFor();
  await picture('2-plan');
  const plan = await panel.text();
  await typeNameToConfirm(panel.frame);
  await panel.applyButton.click();
  await panel.reaches('Result', 60_000);
  await panel.frame.locator('.summary.succeeded').waitFor();
  await picture('3-result');
  await panel.done();
  count.clicks += 2;
  return plan;
}
