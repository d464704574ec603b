import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clickRow, clickRowAction, expandRow, panelFrame, runCommand, treeRow } from '../support/gestures.ts';
import { panelHandOn } from '../../support/browser/panelHand.ts';
import type { Theme } from '../../support/browser/themes.ts';
import { openSession, type Session } from '../support/harness.ts';

let session: Session;

beforeAll(async () => {
  session = await openSession({ viewport: { width: 1360, height: 1000 } });
  await runCommand(session.page, 'AKS Identity: Start Demo');
  await treeRow(session.page, /^Contoso Production/).waitFor();
  await expandRow(session.page, /^shop-weu/);
  await treeRow(session.page, /^shop-weu, .*2 errors/).waitFor();
});
afterAll(async () => session.close());

const details = () => panelFrame(session.page);
const focusedFinding = () => details().locator('.findings > li:focus');
const tabs = (): Promise<number> => session.page.locator('.editor-group-container .tab').count();

/** The icon of a row, and the badge beside its name. */
async function lookOf(name: RegExp): Promise<{ readonly icon: string; readonly badge: string }> {
  return treeRow(session.page, name).evaluate((row) => {
    const classes = [...row.querySelectorAll('[class*="codicon-"]')]
      .map(({ className }) => String(className))
      .join(' ');
    const label = row.querySelector('.monaco-icon-label')!;
    return {
      icon:
        [...classes.matchAll(/codicon-([a-z-]+)/g)].map(([, id]) => id).find((id) => !id!.startsWith('tree-')) ?? '',
      badge: getComputedStyle(label, '::after').content.replaceAll('"', ''),
    };
  });
}

describe('rows of the tree', () => {
  it('have the icon of their kind and a badge for their state, in four themes', async () => {
    for (const theme of ['light', 'highContrast', 'highContrastLight', 'dark'] satisfies readonly Theme[]) {
      await session.changeTheme(theme);
      expect(await lookOf(/^shop-weu/), theme).toEqual({ icon: 'server-environment', badge: '2' });
      expect(await lookOf(/^dev-weu/), theme).toEqual({ icon: 'server-environment', badge: '!' });
      expect(await lookOf(/^Contoso Production/), theme).toEqual({ icon: 'azure', badge: '\u00d7' });
      expect(await lookOf(/^Control plane, 2 errors/), theme).toEqual({ icon: 'key', badge: '2' });
      await session.screenshot(`tree-states-${theme}`);
    }
  });
});

describe("a finding's row", () => {
  it('shows the finding in the panel of its cluster, with the focus', async () => {
    await clickRow(session.page, /^Network Contributor, error/);
    await expect.poll(() => focusedFinding().innerText()).toContain('is missing Network Contributor');
    expect(await tabs()).toBe(1);
    await clickRow(session.page, /^Private DNS Zone Contributor, error/);
    await expect.poll(() => focusedFinding().innerText()).toContain('is missing Private DNS Zone Contributor');
    expect(await tabs()).toBe(1);
  });

  it('is fixed in that panel, which says what remains', async () => {
    const hand = panelHandOn(details(), async (press) => press());
    const missing = /^Private DNS Zone Contributor, error/;
    await clickRowAction(session.page, missing, /^Assign Missing Role/, (timeout) => hand.reaches('Plan', timeout));
    await hand.applyButton.click();
    await hand.reaches('Result');
    await details().getByText('1 problem remains').waitFor();
    expect(await tabs()).toBe(1);
    await hand.done();
    await details().locator('.findings > li').first().waitFor();
    await expect.poll(async () => (await lookOf(/^shop-weu/)).badge).toBe('1');
  });
});
