import { showLongWait } from '../host/window/progress.ts';
import { chooseOne } from '../host/window/quickPick.ts';
import { openReport } from '../host/window/reportDocument.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { defined } from '../shape/defined.ts';

const formats = [
  { label: 'Markdown', description: 'for people', value: 'markdown' },
  { label: 'HTML', description: 'to read and print', value: 'html' },
  { label: 'CSV', description: 'for spreadsheets', value: 'csv' },
  { label: 'JSON', description: 'for scripts', value: 'json' },
  { label: 'SARIF', description: 'for code scanning', value: 'sarif' },
] as const;

/** Opens a report of all clusters with their identities and findings as an unsaved document, in the format that the user picks. */
export async function exportReport(
  { connections }: Pick<CommandContext, 'connections'>,
  target: Target,
): Promise<void> {
  const service = await connections.service();
  const format = await chooseOne(formats, { title: 'Export Identity Report', placeholder: 'In which format?' });
  const subscriptionIds =
    target.subscriptionId === undefined ? connections.shownSubscriptions() : [target.subscriptionId];
  const content = await showLongWait('Writing the identity report', (signal) =>
    service.report({ format, signal, ...defined({ subscriptionIds: subscriptionIds }) }),
  );
  await openReport(content, format);
}
