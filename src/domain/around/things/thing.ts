/** A resource around a cluster that has an identity, or uses one; all kinds have the same form. */
import { unknownOfAnswer } from '../../cluster/watching.ts';
import type { Answer } from '../../arm/answer.ts';
import { withTitle, type Unknown } from '../../arm/unknown.ts';
import type { Facts, ReadOf } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { ArmId } from '../../arm/resourceId.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';

/** The kinds of resources around a cluster, in the order in which they are shown. */
export const aroundKindIds = ['fleet', 'extensions', 'trustedAccess', 'loadBalancer', 'backup', 'nodes'] as const;

/** A kind of resources around a cluster; also the name of its field in the report. */
export type AroundKindId = (typeof aroundKindIds)[number];

/** An identity of a resource around a cluster, with the ids that Azure shows for it. */
export interface AroundIdentity {
  /** The name to show: the identity's own, or that of its owner. */
  readonly name: Phrase;
  readonly resourceId?: string;
  readonly principalId?: string;
  readonly clientId?: string;
}

/** One resource around a cluster. */
export interface AroundThing {
  /** Its resource id, which identifies it. */
  readonly id: string;
  readonly name: Phrase;
  /** In a few words, what it is to the cluster, such as `member shop-weu`. */
  readonly what: Phrase;
  readonly state: { readonly tone: 'ok' | 'warning' | 'error' | 'unknown'; readonly words: Phrase };
  /** The node pool, if it is a machine of one. */
  readonly pool?: string;
  /** Empty if Azure shows none; then `noIdentity` says what that means. */
  readonly identities: readonly AroundIdentity[];
  readonly noIdentity?: Words;
  /** More information, in lines of a label and a value. */
  readonly facts: readonly { readonly label: string; readonly value: Phrase }[];
  /** The page that explains it. */
  readonly source: string;
}

/** What was found of a kind; an empty `unknown` means that everything could be checked. */
export interface AroundThings {
  readonly things: readonly AroundThing[];
  /** What could not be checked, with the reason, as `Fleets: why`. */
  readonly unknown: readonly Unknown[];
}

/** What could not be checked. */
export type Lacking = Pick<AroundThings, 'unknown'>;

/** Combines what could not be checked. */
export function joinLacking(...parts: readonly Lacking[]): Lacking {
  return { unknown: parts.flatMap(({ unknown }) => unknown) };
}

/** Looks at one kind of things around a cluster. */
export type FindAround = (cluster: Cluster, facts: Facts) => AroundThings;

/** The items of a list, and what could not be checked. */
export interface Listed extends Lacking {
  readonly items: readonly JsonObject[];
}

/** Returns the items of a list, and what about it is unknown; a list that Azure does not have counts as not read, never as empty. */
export function readItems(title: Phrase, read: ListRead, facts: Facts): Listed {
  const answer: Answer<readonly JsonObject[]> | undefined = facts.get(read);
  return {
    items: answer?.kind === 'found' ? answer.value : [],
    // If nothing was asked at all, the reason itself names the subject.
    unknown: unknownOfAnswer(read, answer).map((unknown) => (unknown.inNotes ? unknown : withTitle(title, unknown))),
  };
}

type ListRead = ReadOf<'everyResource' | 'listBelow'>;

/** Returns what is below a cluster, like `itemsOf`. */
export function itemsBelow(
  listTitle: Words,
  below: { readonly id: ArmId; readonly list: string; readonly inPreview?: true },
  facts: Facts,
): Listed {
  return readItems(listTitle, { kind: 'listBelow', ...below }, facts);
}

/** Returns the state of a resource from the outcome of its last operation; after a failure it says why. */
export function stateFromProvisioning(state: string | undefined, errorText?: string): AroundThing['state'] {
  if (state === undefined) return { tone: 'unknown', words: say`state not shown` };
  if (/^succeeded$/i.test(state))
    return errorText === undefined ? { tone: 'ok', words: say`ready` } : { tone: 'error', words: errorText };
  if (/^(failed|canceled)$/i.test(state))
    return { tone: 'error', words: errorText ?? say`last operation ${state.toLowerCase()}` };
  return { tone: 'unknown', words: say`${state.toLowerCase()} now` };
}

/** Returns lines of a label and a value, without unknown values. */
export function factLines(values: Readonly<Record<string, Phrase | undefined>>): AroundThing['facts'] {
  return Object.entries(values).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
