import { showLongWait } from '../host/window/progress.ts';
import { chooseOne, type Choice } from '../host/window/quickPick.ts';
import { openReport } from '../host/window/reportDocument.ts';
import { reportFormatKeys, reportFormats, type ReportFormat } from '../domain/report/reportFormats.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { defined } from '../shape/defined.ts';
import { shownText, t } from '../sentences/language.ts';

function formatChoices(): readonly Choice<ReportFormat>[] {
  return reportFormatKeys.map((value) => {
    const { name, purpose } = reportFormats[value];
    return { label: name, value, ...defined({ description: purpose && shownText(purpose) }) };
  });
}

/** Opens a report of all clusters with their identities and findings as an unsaved document, in the format that the user picks. */
export async function exportReport(
  { connections }: Pick<CommandContext, 'connections'>,
  target: Target,
): Promise<void> {
  const service = await connections.service();
  const format = await chooseOne(formatChoices(), {
    title: t`Export Identity Report`,
    placeholder: t`In which format?`,
  });
  const subscriptionIds =
    target.subscriptionId === undefined ? connections.shownSubscriptions() : [target.subscriptionId];
  const content = await showLongWait(t`Writing the identity report`, (signal) =>
    service.report({ format, signal, ...defined({ subscriptionIds: subscriptionIds }) }),
  );
  await openReport(content, format);
}
