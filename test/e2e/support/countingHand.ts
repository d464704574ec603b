import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../host/paths.ts';
import { chooseFromMenu } from './gestures.ts';
import type { Session } from './harness.ts';
import { panelOf } from './panelGestures.ts';
import type { PanelHand } from './panelGestures.ts';

/** What a flow costs a person. Typing a name to confirm a disruptive plan is not counted: it is meant to be felt. */
export interface Count {
  clicks: number;
  /** Fields that are filled in by hand. */
  fields: number;
  /** Fields that are seen when the form opens or its recipe was chosen, whichever are more. */
  visible: number;
}

/** Uses the panel as a person does, and counts. */
export interface CountingHand {
  readonly count: Count;
  readonly panel: PanelHand;
  /** Chooses an entry of a row's menu and waits for the panel to stand at the stage. */
  readonly menu: (row: RegExp, entry: string | RegExp, reaches?: 'Choose' | 'Plan' | 'Nothing') => Promise<void>;
  /** Opens a list and chooses an option. */
  readonly choose: (label: string, option: RegExp) => Promise<void>;
  /** Clicks into a list, types, and takes the first that fits with Enter. */
  readonly search: (label: string, text: string) => Promise<void>;
  readonly take: (option: RegExp) => Promise<void>;
  /** Counts the fields that are seen now, too. */
  readonly look: () => Promise<void>;
  readonly type: (label: string, text: string) => Promise<void>;
  /** From what was chosen, or from its plan, to the result, and done. */
  readonly finish: () => Promise<void>;
}

/** Begins to count a flow. */
export function countingHand({ page }: Session): CountingHand {
  const panel = panelOf(page);
  const count: Count = { clicks: 0, fields: 0, visible: 0 };
  const look = async (): Promise<void> => {
    count.visible = Math.max(count.visible, await panel.frame.locator('.field:visible').count());
  };
  return {
    count,
    panel,
    look,
    menu: async (row, entry, reaches = 'Choose') => {
      await chooseFromMenu(page, row, entry);
      count.clicks += 2;
      if (reaches === 'Nothing') return;
      await panel.reaches(reaches);
      if (reaches === 'Plan') return;
      await panel.frame.locator('.field').first().waitFor();
      await look();
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
    finish: async () => {
      const isChoosing = await panel.frame.locator('.stages [aria-current="step"]', { hasText: 'Choose' }).isVisible();
      if (isChoosing) {
        await panel.press('Review plan');
        count.clicks += 1;
      }
      await panel.reaches('Plan');
      await panel.frame.locator('ol.steps').first().waitFor();
      const confirm = panel.frame.getByRole('textbox', { name: /^Type .* to confirm/ });
      if (await confirm.isVisible()) await confirm.fill(await nameToConfirm(panel));
      await panel.applyButton.click();
      await panel.reaches('Result', 60_000);
      await panel.frame.locator('.summary.succeeded').waitFor();
      await panel.done();
      count.clicks += 2;
    },
  };
}

async function nameToConfirm({ text }: PanelHand): Promise<string> {
  return /Type (\S+) to confirm/.exec(await text())?.[1] ?? '';
}

/** The table of docs/flows.md: the flow, its clicks, what is filled in by hand, the fields that are seen at first. */
export async function readFlowsTable(): Promise<ReadonlyMap<string, Count>> {
  const page = await readFile(join(projectRoot, 'docs', 'flows.md'), 'utf8');
  const rows = [...page.matchAll(/^\| ([^|]+?) +\| (\d+) +\| (\d+) +\| (\d+) +\|/gm)];
  return new Map(
    rows.map(([, flow = '', clicks, fields, visible]) => [
      flow,
      { clicks: Number(clicks), fields: Number(fields), visible: Number(visible) },
    ]),
  );
}
