/** `history`: what changed around a cluster, an identity or another place, and who did it. */
import type { IdentityService } from '../../app/identityService.ts';
import { isNotRead, type Unknown } from '../../domain/arm/unknown.ts';
import { filteredHistory } from '../../domain/history/filteredHistory.ts';
import { notPlacedTexts } from '../../domain/history/text/footLines.ts';
import { maskedHistory } from '../../domain/history/maskedHistory.ts';
import { sameText } from '../../domain/arm/resourceId.ts';
import { whyUnknown } from '../../azure/arm/whyUnknown.ts';
import type { ListFailure } from '../../azure/directory/partialList.ts';
import { say } from '../../sentences/words.ts';
import { IdentityError, refusedError } from '../../errors.ts';
import { defined } from '../../shape/defined.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { clusterNamed, type NamedCluster, type WantedSubscriptions } from './clusters.ts';
import type { CommandFound } from './found.ts';
import { historyText } from './historyText.ts';
import { sentencesOf } from './sentences.ts';

/** Reads what changed; it succeeds without entries, but not if something could not be read. */
export async function history(
  service: IdentityService,
  subject: NamedCluster,
  { format, mask, historyFilter = {} }: Pick<Arguments, 'format' | 'mask' | 'historyFilter'>,
  { signal, now }: { readonly signal: AbortSignal; readonly now: () => Date },
): Promise<CommandFound> {
  const { days = defaultDays, ...filter } = historyFilter;
  const since = new Date(now().getTime() - days * 86_400_000);
  const read = await service.history(subject.id, since, signal);
  const whole = mask ? maskedHistory(read) : read;
  const shown = filteredHistory(whole, filter);
  const inView = [...subject.unknown, ...whole.unknown].filter(isNotRead);
  // A log that lacks something, for whatever reason, says nothing about that.
  const unread = sentencesOf([...inView, ...whole.sources.flatMap(({ unknown }) => unknown)]);
  // What was read and not understood may be anything; whose a removed role was elsewhere, Azure does not say.
  const notRead = [...unread, ...notPlacedTexts({ unreadable: whole.unreadable, removedElsewhere: 0 })];
  const isBlind = whole.sources.every(({ from }) => from === undefined);
  return { text: historyText(shown, format, filter.kinds !== undefined), failing: 0, notRead, isBlind };
}

/** As long as Azure keeps the values before and after. */
const defaultDays = 14;

/** Finds the cluster or, if there is none, the identity with a name; an id is taken as it is. */
export async function historySubject(
  nameGiven: string,
  service: IdentityService,
  wanted: WantedSubscriptions & { readonly signal: AbortSignal },
): Promise<NamedCluster> {
  try {
    return await clusterNamed(nameGiven, service, wanted);
  } catch (error) {
    if (!(error instanceof IdentityError) || error.failure.code !== 'notFound') throw error;
    const { ids, signal } = wanted;
    const { items, failures } = await service.identities({ ...defined({ subscriptionIds: ids }), signal });
    const namesakes = items.filter(({ name }) => sameText(name, nameGiven));
    const [only, ...others] = namesakes;
    if (only === undefined) throw error;
    if (others.length > 0)
      throw refusedError(
        `${namesakes.length} identities are named "${nameGiven}". Use one of these IDs:\n  ${namesakes.map(({ id }) => id).join('\n  ')}`,
      );
    const [failed] = failures;
    const unknown = failed === undefined ? [] : [maybeAnother(nameGiven, failed)];
    return { id: only.id, unknown };
  }
}

function maybeAnother(nameGiven: string, { failure }: ListFailure): Unknown {
  return {
    ...whyUnknown(failure),
    subject: { what: 'identities' },
    reason: say`Not all identities can be listed, so there may be another "${nameGiven}". ${failure.message}`,
  };
}
