import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../host/paths.ts';
import { chooseFromMenu, menuEntries, openContainer, panelFrame, treeRow } from '../support/gestures.ts';
import { openSession, type Session } from '../support/harness.ts';

let session: Session;
const own = ['Show Identity Map', 'Show Details'];

beforeAll(async () => {
  session = await openSession({
    env: { AKS_IDENTITY_START: 'demo' },
    moreExtensions: [join(projectRoot, 'test', 'e2e', 'neighbours')],
  });
  await openContainer(session.page, 'Neighbours');
  await treeRow(session.page, 'pay-weu').waitFor();
  await treeRow(session.page, 'shop-weu').waitFor();
});
afterAll(async () => session.close());

describe('rows of other extensions', () => {
  it('an AKS row of Azure Resources opens the map of its cluster', async () => {
    const { page } = session;
    expect(await menuEntries(page, 'pay-weu')).toEqual(['Show Theirs', ...own]);
    await chooseFromMenu(page, 'pay-weu', 'Show Identity Map');
    await panelFrame(page).getByRole('heading', { name: 'pay-weu' }).waitFor();
    await panelFrame(page).getByRole('tab', { name: /map/i, selected: true }).waitFor();
    await session.screenshot('neighbours-map');
  });

  it('an AKS row of the cloud explorer of Kubernetes opens the details of its cluster', async () => {
    const { page } = session;
    expect(await menuEntries(page, 'shop-weu')).toEqual(own);
    await chooseFromMenu(page, 'shop-weu', 'Show Details');
    await panelFrame(page).getByRole('heading', { name: 'shop-weu' }).waitFor();
    await panelFrame(page)
      .getByRole('tab', { name: /details/i, selected: true })
      .waitFor();
  });

  it('a row of another kind of resource, and the group of all clusters, offer nothing of ours', async () => {
    expect(await menuEntries(session.page, 'acrx')).toEqual(['Show Theirs']);
    expect(await menuEntries(session.page, 'Kubernetes services')).toEqual(['Show Theirs']);
  });
});
