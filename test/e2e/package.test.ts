import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packExtension, vsixFile, vsixLimit } from '../../scripts/vsix.ts';
import { notifications, openContainer, runCommand, treeRow } from './support/gestures.ts';
import { openSession } from './support/harness.ts';
import type { Session } from './support/harness.ts';

let session: Session;
let packed: Awaited<ReturnType<typeof packExtension>>;

beforeAll(async () => {
  packed = await packExtension();
  session = await openSession({ vsix: vsixFile });
});
afterAll(async () => session.close());

describe('the package', () => {
  it('is smaller than 600 kB and holds what runs, what it looks like and what one reads', () => {
    expect(packed.size).toBeLessThan(vsixLimit);
    const tops = new Set(packed.entries.map(({ path }) => path.replace(/^extension\//, '').split('/')[0]));
    expect([...tops].toSorted()).toEqual(
      [
        '[Content_Types].xml',
        'LICENSE.txt',
        'changelog.md',
        'dist',
        'extension.vsixmanifest',
        'media',
        'package.json',
        'readme.md',
      ].toSorted(),
    );
    expect(packed.entries.filter(({ path }) => /\.(map|ts)$/.test(path))).toEqual([]);
  });

  it('once installed, starts the demo and shows its clusters', async () => {
    const { page } = session;
    await openContainer(page, 'AKS Identity');
    await runCommand(page, 'AKS Identity: Start Demo');
    await treeRow(page, /^shop-weu/).waitFor({ timeout: 60_000 });
    expect(await notifications(page)).toEqual([]);
    await session.screenshot('package');
  });
});
