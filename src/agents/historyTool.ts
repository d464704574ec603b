/** The tool for agents that says what changed around a cluster or an identity, and who did it. */
import { apiHistory } from '../api/history.ts';
import type { IdentityService } from '../app/identityService.ts';
import { filteredHistory } from '../domain/history/filteredHistory.ts';
import { historyKinds } from '../domain/history/model.ts';
import { refusedError } from '../errors.ts';
import { targetText } from '../manifest.ts';
import { object, optional, type Of } from '../shape/shape.ts';

/** The input: what is asked about, since how many days, and one kind of entry. */
export const ofHistory = object({
  resourceId: targetText,
  days: optional(targetText),
  kind: optional(targetText),
});

const usualDays = 14;
const mostDays = 90;

/** Answers what changed, the newest first. */
export async function historyAnswer(
  service: Pick<IdentityService, 'history'>,
  { resourceId, days = String(usualDays), kind }: Of<typeof ofHistory>,
  { now, signal }: { readonly now: Date; readonly signal: AbortSignal },
): Promise<Readonly<Record<string, unknown>>> {
  const count = Number(days);
  if (!(count > 0 && count <= mostDays)) throw refusedError(`days has to be a number from 1 to ${mostDays}.`);
  const kinds = kind === undefined ? undefined : historyKinds.filter((known) => known === kind);
  if (kinds?.length === 0) throw refusedError(`kind has to be one of ${historyKinds.join(', ')}.`);
  const history = await service.history(resourceId, new Date(now.getTime() - count * 86_400_000), signal);
  return { ...apiHistory(filteredHistory(history, kinds === undefined ? {} : { kinds })) };
}
