/** `history`: what changed around a cluster, an identity or another place, and who did it. */
import type { IdentityService } from '../../app/identityService.ts';
import { isNotRead } from '../../domain/arm/unknown.ts';
import { filteredHistory } from '../../domain/history/filteredHistory.ts';
import { notPlacedTexts } from '../../domain/history/text/footLines.ts';
import { maskedHistory } from '../../domain/history/maskedHistory.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { usualDays } from '../commandLine/historyFilter.ts';
import type { NamedCluster } from './clusters.ts';
import type { CommandFound } from './found.ts';
import { historyText } from './historyText.ts';
import { notReadTexts } from './sentences.ts';

/** Reads what changed; it succeeds without entries, but not if something could not be read. */
export async function history(
  service: IdentityService,
  subject: NamedCluster,
  { format, mask, historyFilter = {} }: Pick<Arguments, 'format' | 'mask' | 'historyFilter'>,
  { signal, now }: { readonly signal: AbortSignal; readonly now: () => Date },
): Promise<CommandFound> {
  const { days = usualDays, ...filter } = historyFilter;
  const since = new Date(now().getTime() - days * 86_400_000);
  const read = await service.history(subject.id, since, signal);
  const whole = mask ? maskedHistory(read) : read;
  const shown = filteredHistory(whole, filter);
  const inView = [...subject.unknown, ...whole.unknown].filter(isNotRead);
  // A log that lacks something, for whatever reason, says nothing about that.
  const unread = notReadTexts([...inView, ...whole.sources.flatMap(({ unknown }) => unknown)]);
  // What was read and not understood may be anything; whose a removed role was elsewhere, Azure does not say.
  const notRead = [...unread, ...notPlacedTexts({ unreadable: whole.unreadable, removedElsewhere: 0 })];
  const isBlind = whole.sources.every(({ from }) => from === undefined);
  return { text: historyText(shown, format, filter.kinds !== undefined), notRead, isBlind };
}
