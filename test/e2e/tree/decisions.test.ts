import { textOf } from '../../../src/sentences/textOf.ts';
import { dayInSentence } from '../../../src/domain/words/dateTime.ts';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../host/paths.ts';
import { axeViolations } from '../../support/browser/axe.ts';
import {
  answer,
  chooseFromMenu,
  clickRow,
  expandRow,
  menuEntries,
  panelFrame,
  runCommand,
  takeProposal,
  treeRow,
} from '../support/gestures.ts';
import { openSession, type Session } from '../support/harness.ts';

let session: Session;
let file: string;
let clock: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'decisions-'));
  file = join(folder, '.aks-identity.yaml');
  clock = join(await mkdtemp(join(tmpdir(), 'clock-')), 'days');
  await writeFile(clock, '0');
  session = await openSession({
    folder,
    moreExtensions: [join(projectRoot, 'test', 'e2e', 'movedClock')],
    env: { AKS_IDENTITY_TEST_CLOCK: clock },
    viewport: { width: 1400, height: 1000 },
  });
  await runCommand(session.page, 'AKS Identity: Start Demo');
  await treeRow(session.page, /Contoso Production/).waitFor();
});
afterAll(async () => session.close());

const missing = /^Missing: Private DNS Zone Contributor, /;
const accepted = /^Missing: Private DNS Zone Contributor, Accepted until .* Moves next quarter/;
const details = () => panelFrame(session.page);
const finding = () => details().locator('.findings li').filter({ hasText: 'Private DNS Zone Contributor' });
/** Chooses something from the menu of the finding. */
async function choose(entry: string): Promise<void> {
  await finding()
    .getByRole('button', { name: /^More: / })
    .click();
  await details().getByRole('menuitem', { name: entry }).click();
}

describe('a finding that is accepted', () => {
  it('is accepted from its row with a reason and a day, and no longer counts', async () => {
    const { page } = session;
    await expandRow(page, /^shop-weu/);
    await treeRow(page, /^shop-weu, .*2 errors/).waitFor();
    await chooseFromMenu(page, missing, 'Accept Finding...');
    await answer(page, 'Moves next quarter');
    await takeProposal(page);
    await treeRow(page, accepted).waitFor();
    await treeRow(page, /^shop-weu, .*1 error.*1 accepted/).waitFor();
    expect(await readFile(file, 'utf8')).toMatch(/^version: 1\naccept:\n {2}- finding: missingGrant:/);
    expect(await menuEntries(page, accepted)).toContain('Stop Accepting');
  });

  it('is shown as accepted with its reason in the details and in the report, which breaks no rule of axe', async () => {
    const { page } = session;
    await clickRow(page, /^shop-weu/);
    await finding().getByText('Moves next quarter').waitFor();
    expect(await finding().getByText('Accepted', { exact: true }).count()).toBe(1);
    await session.screenshotInEachTheme('accepted');
    await runCommand(page, 'AKS Identity: Show Identity Report');
    await details().getByRole('button', { name: '1 accepted finding' }).click();
    await details().getByRole('button', { name: 'shop-weu', exact: true }).click();
    await finding().getByText('Moves next quarter').waitFor();
    await session.screenshotInEachTheme('accepted-report');
    expect(await axeViolations(panelFrame(page))).toEqual([]);
  });

  it('is back when its day is over, with a note on that', async () => {
    const { page } = session;
    const [, expires = ''] = /expires: (\S+)/.exec(await readFile(file, 'utf8')) ?? [];
    const day = textOf(dayInSentence(expires));
    await writeFile(clock, '91');
    await session.reload();
    await page.getByText('91 days later').waitFor();
    await runCommand(page, 'AKS Identity: Refresh');
    await expandRow(page, /^shop-weu/);
    await treeRow(
      page,
      new RegExp(`^Missing: Private DNS Zone Contributor, .*no longer accepted \\(until ${day}\\)`),
    ).waitFor();
    await treeRow(page, /^shop-weu, .*2 errors/).waitFor();
    await clickRow(page, /^shop-weu/);
    expect(await page.getByRole('tab', { name: /^shop-weu/ }).count(), 'it is the window from before').toBe(1);
    await finding().getByText(`Its acceptance ended on ${day}.`).waitFor();
    await session.screenshot('accepted-over');
  });

  it('is accepted and accepted no longer by its menu among the details', async () => {
    const { page } = session;
    await choose('Accept Finding...');
    await answer(page, 'One more month');
    await takeProposal(page);
    await finding().getByText('One more month').waitFor();
    await choose('Stop Accepting');
    await finding().getByText('Error', { exact: true }).waitFor();
    await expect.poll(async () => readFile(file, 'utf8')).not.toContain('accept:');
  });
});

describe('a file with decisions that is broken', () => {
  it('is a row with line and column, which opens it there', async () => {
    const { page } = session;
    await writeFile(file, 'version: 1\naccept:\n  - finding: nonsense\n');
    const row = /^\.aks-identity\.yaml, line 3, .*nonsense/;
    await treeRow(page, /^shop-weu/).hover();
    // VS Code keeps its place when a row comes in above it.
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, -2000);
        return treeRow(page, row).count();
      })
      .toBe(1);
    await session.screenshot('decisions-broken');
    await clickRow(page, row);
    await page.getByText('Ln 3, Col 14').waitFor();
    await writeFile(file, 'version: 1\n');
    await treeRow(page, row).waitFor({ state: 'detached' });
  });
});
