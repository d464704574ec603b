/** Runs in its own process and applies one change: `applyOnce.ts <url> <journal file> <change as JSON>`. It may be killed. */
import { createIdentityService } from '../../../src/app/createIdentityService.ts';
import { createJournal } from '../../../src/app/runs/journal.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { fileStore } from './fileStore.ts';
import { socketConnection } from './socketConnection.ts';

const [url = '', file = '', change = ''] = process.argv.slice(2);
const service = createIdentityService({ connection: socketConnection(url), journal: createJournal(fileStore(file)) });
const outcome = await service.apply([JSON.parse(change) as Change], {
  onProgress: (progress) => process.stdout.write(`${JSON.stringify(progress)}\n`),
});
process.stdout.write(`${JSON.stringify(outcome)}\n`);
