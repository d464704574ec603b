/** `npm run generate` writes the files that are made from tables in the code; with `--check` it fails where one differs. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withContributions, withTitles } from './generators/contributions.ts';
import { decisionsSchema } from './generators/decisionsSchema.ts';
import { findingsPage } from './generators/findingsPage.ts';
import { pagesOfTests, withTests } from './generators/testTables.ts';
import { messagesPage, podsPage } from './generators/podsPage.ts';
import { rightsPage } from './generators/rightsPage.ts';
import { roomsPage } from './generators/roomsPage.ts';
import { withSurface } from './generators/surfacePage.ts';
import { untrustedTextPage } from './generators/untrustedPlaces.ts';

const root = resolve(import.meta.dirname, '..');
const generated: Readonly<Record<string, (present: string) => string>> = {
  'package.json': withContributions,
  'package.nls.json': withTitles,
  'docs/findings.md': findingsPage,
  'docs/pods.md': podsPage,
  'docs/rights.md': rightsPage,
  'docs/tables/messages.md': messagesPage,
  'docs/tables/rooms.md': roomsPage,
  'docs/tables/untrusted-text.md': untrustedTextPage,
  'media/decisions.schema.json': decisionsSchema,
  'docs/tables/surface.md': (present) => withSurface(present),
  ...Object.fromEntries(pagesOfTests.map((page) => [page, withTests(page)])),
};

for (const [path, make] of Object.entries(generated)) {
  const file = join(root, path);
  const present = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const wanted = make(present);
  if (present === wanted) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} differs from the table that it is made from: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.log(`${path} written`);
  }
}
