/** What stands beside the title of a report: where its clusters are, and when they were read. */
import { shortGuid } from '../../domain/arm/scopeWords.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { dateAndTime, timeOfDay } from '../../domain/words/dateTime.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What it is made of. */
interface SubtitleParts {
  /** The subscriptions that the report is about, if these are not all. */
  readonly subscriptionIds?: readonly string[] | undefined;
  /** Those that can be seen. */
  readonly subscriptionNames: ReadonlyMap<string, string>;
  readonly readAt?: Date | undefined;
  readonly renewedAt?: Date | undefined;
}

/** Returns the subscriptions, as long as they are few, and the time of the reading, with that of what was read again since. */
export function subtitleOf({ subscriptionIds, subscriptionNames, readAt, renewedAt }: SubtitleParts): string {
  const name = (id: string): string => subscriptionNames.get(id.toLowerCase()) ?? t`subscription ${shortGuid(id)}`;
  const onlyName = subscriptionNames.size === 1 ? [...subscriptionNames.values()][0] : undefined;
  const namedPlaces = subscriptionIds?.map(name).join(', ') ?? onlyName ?? t`all subscriptions`;
  const count = subscriptionIds?.length ?? 0;
  const places = count > 3 ? shownText(countWithNoun(count, 'subscription')) : namedPlaces;
  if (readAt === undefined) return places;
  const renewed = renewedAt === undefined ? [] : [t`updated ${timeOfDay(renewedAt)}`];
  return `${places} \u00b7 ${[shownText(dateAndTime(readAt)), ...renewed].join(', ')}`;
}

/** Says what happens while the report is shown. */
export function meanwhileText(meanwhile: 'changing' | 'renewing'): string {
  return meanwhile === 'changing' ? t`a change is running` : t`checking what has changed ...`;
}
