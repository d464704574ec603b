/** What became of the properties of a resource, in an entry of a history. */
import { lastSegment, parseResourceId } from '../../arm/resourceId.ts';
import { countWithNoun } from '../../words/counts.ts';
import { textOf, toText } from '../../../sentences/textOf.ts';
import { kindOfProperty } from '../kindsOfEntries.ts';
import type { HistoryEntry, HistoryKind, HistoryValue, PropertyChange, WhyNoValues } from '../model.ts';
import { goesWithAnother, isAsBefore, propertyWords } from './propertyWords.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** How the changes of properties are told: all of them, or only the most important ones; what is to be first is before these. */
export interface Telling {
  readonly isWhole?: true;
  readonly isFirst?: (change: PropertyChange) => boolean;
}

/** The most changes of properties in one line for people; all of them are in the entry. */
const mostInLine = 2;

/** What changed: told after a colon, or said in brackets. */
interface Changed {
  readonly list?: string;
  readonly aside?: string;
}

/** Says what changed in an entry. */
export function changesText(entry: HistoryEntry, telling: Telling): Changed {
  const changed = changedText(entry, telling);
  const text = changed.list ?? changed.aside;
  // Whether these values belong to what was logged is not certain.
  return entry.isProbable === true && text !== undefined ? { aside: toText`probably: ${text}` } : changed;
}

function changedText({ changes, otherChanges, whyNoValues, resourceId }: HistoryEntry, telling: Telling): Changed {
  if (whyNoValues !== undefined) return { aside: textOf(whyNoValuesTexts[whyNoValues]) };
  const type = parseResourceId(resourceId)?.type ?? '';
  const weighed = changes
    .filter((change) => !goesWithAnother(change, changes) && !isRoleName(change))
    .map((change) => {
      const named = namedChange(change, changes);
      const weight = telling.isFirst?.(change) === true ? -1 : weightOf(change, type, named);
      return { weight, text: named ?? changeText(change) };
    })
    .toSorted((a, b) => a.weight - b.weight);
  if (weighed.length === 0)
    return otherChanges === 0
      ? {}
      : { aside: toText`${countWithNoun(otherChanges, 'property')} unrelated to identities or access` };
  const told = [...Map.groupBy(weighed, ({ text }) => text)];
  const most = telling.isWhole === true ? told.length : mostInLine;
  const shown = told.slice(0, most).map(([text]) => text);
  const left = told.slice(most).reduce((sum, [, same]) => sum + same.length, 0);
  const counts = [
    ...(left === 0 ? [] : [textOf(countWithNoun(left, 'other property'))]),
    ...(otherChanges === 0 ? [] : [notAboutText(otherChanges)]),
  ];
  const end = counts.pop();
  const others = [...shown, ...counts];
  if (end !== undefined && others.length === 1) return { list: toText`${others[0] ?? ''}, and ${end}` };
  return { list: [...others, ...(end === undefined ? [] : [toText`and ${end}`])].join('; ') };
}

/** Says how many more properties changed that are not about identities or access. */
export function notAboutText(otherChanges: number): string {
  return toText`${countWithNoun(otherChanges, 'other property')} unrelated to identities or access`;
}

/** How far behind others a change is told: how people get in is first, then identities, and each in words before paths. */
function weightOf(change: PropertyChange, resourceType: string, named: string | undefined): number {
  const kinds: readonly (HistoryKind | undefined)[] = ['access', 'identity'];
  const kind = kinds.indexOf(kindOfProperty(resourceType, change.path));
  const behind = isAsBefore(change) ? kinds.length + 1 : kind < 0 ? kinds.length : kind;
  return 2 * behind + (named === undefined ? 1 : 0);
}

const whyNoValuesTexts: Readonly<Record<WhyNoValues, Words>> = {
  tooOld: say`what changed is no longer known`,
  tooNew: say`what changed is not shown yet`,
  notShown: say`Azure shows no changed properties`,
  unread: say`what changed could not be read`,
};

function namedChange(change: PropertyChange, changes: readonly PropertyChange[]): string | undefined {
  const words = propertyWords(change, changes);
  return words && textOf(words);
}

/** Says what became of a property, as in `disableLocalAccounts from true to false`. */
export function changeText({ path, before, after }: PropertyChange): string {
  const name = path.replace(/^properties\./i, '').replace(/\/subscriptions\/.*\/userAssignedIdentities\//i, '');
  if (before.kind === 'unknown') return toText`${name}: ${valueText(after)}`;
  if (before.kind === 'nothing') return toText`${name} set to ${valueText(after)}`;
  if (after.kind === 'nothing') return toText`${name} removed, which was ${valueText(before)}`;
  return toText`${name} from ${valueText(before)} to ${valueText(after)}`;
}

const longestValue = 120;

function valueText(value: HistoryValue): Phrase {
  if (value.kind !== 'text') return value.kind === 'nothing' ? say`nothing` : say`unknown`;
  const text = parseResourceId(value.text) === undefined ? value.text : lastSegment(value.text);
  const isLong = text.length > longestValue;
  return `${text.slice(0, longestValue)}${isLong || value.isCut === true ? '...' : ''}`;
}

/** The name of a role is told as what was changed. */
export function isRoleName({ path }: PropertyChange): boolean {
  return path === 'properties.roleName';
}
