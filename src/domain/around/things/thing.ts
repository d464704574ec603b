/** A resource around a cluster that has an identity, or uses one: all kinds have the same form. */
import { unknownIn } from '../../cluster/watching.ts';
import type { Answer } from '../../arm/answer.ts';
import { withTitle, type Unknown } from '../../arm/unknown.ts';
import type { Facts, ReadOf } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { ArmId } from '../../arm/resourceId.ts';
import type { Phrase, Words } from '../../../sentences/words.ts';

/** The kinds of things around a cluster, in the order in which they are shown. */
export const aroundKindIds = ['fleet', 'extensions', 'trustedAccess', 'loadBalancer', 'backup', 'nodes'] as const;

/** Names a kind of things around a cluster; it is also the field of the report. */
export type AroundKindId = (typeof aroundKindIds)[number];

/** An identity of a resource around a cluster, by the IDs that Azure gives for it. */
export interface AroundIdentity {
  /** What it is called where it is shown: the identity's own name, or whose it is. */
  readonly name: string;
  readonly resourceId?: string;
  readonly principalId?: string;
  readonly clientId?: string;
}

/** One thing around a cluster. */
export interface AroundThing {
  /** Its resource ID, which distinguishes it from others. */
  readonly id: string;
  readonly name: string;
  /** In a few words what it is to the cluster, such as `member shop-weu`. */
  readonly what: string;
  readonly state: { readonly tone: 'ok' | 'warning' | 'error' | 'unknown'; readonly words: string };
  /** Empty where Azure shows none; `noIdentity` says then what that means. */
  readonly identities: readonly AroundIdentity[];
  readonly noIdentity?: Words;
  /** What else there is to know, in lines of a label and a value. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** The page that explains it. */
  readonly source: string;
}

/** What was found of a kind: nothing in `unknown` means that all could be checked. */
export interface AroundLook {
  readonly things: readonly AroundThing[];
  /** What could not be checked, with the reason, as `Fleets: why`. */
  readonly unknown: readonly Unknown[];
}

/** What could not be checked. */
export type Lacking = Pick<AroundLook, 'unknown'>;

/** Puts together what could not be checked. */
export function lackingIn(...parts: readonly Lacking[]): Lacking {
  return { unknown: parts.flatMap(({ unknown }) => unknown) };
}

/** Looks at one kind of things around a cluster. */
export type LookAround = (cluster: Cluster, facts: Facts) => AroundLook;

/** The items of a list, and what could not be checked. */
export interface Listed extends Lacking {
  readonly items: readonly JsonObject[];
}

/** Returns the items of a list, and what of it is unknown; a list that Azure does not have counts as not read, never as empty. */
export function itemsOf(title: Phrase, read: ListRead, facts: Facts): Listed {
  const answer: Answer<readonly JsonObject[]> | undefined = facts.get(read);
  return {
    items: answer?.kind === 'found' ? answer.value : [],
    // What was not asked at all says itself what it is.
    unknown: unknownIn(read, answer).map((one) => (one.inNotes ? one : withTitle(title, one))),
  };
}

type ListRead = ReadOf<'everyResource' | 'listBelow'>;

/** Returns what is below a cluster, in the way of `itemsOf`. */
export function itemsBelow(
  what: Phrase,
  below: { readonly id: ArmId; readonly list: string; readonly inPreview?: true },
  facts: Facts,
): Listed {
  return itemsOf(what, { kind: 'listBelow', ...below }, facts);
}

/** Returns the state of something by how its last operation ended; after a failure it says why. */
export function stateFromProvisioning(state: string | undefined, why?: string): AroundThing['state'] {
  if (state === undefined) return { tone: 'unknown', words: 'state not shown' };
  if (/^succeeded$/i.test(state))
    return why === undefined ? { tone: 'ok', words: 'ready' } : { tone: 'error', words: why };
  if (/^(failed|canceled)$/i.test(state))
    return { tone: 'error', words: why ?? `last operation ${state.toLowerCase()}` };
  return { tone: 'unknown', words: `${state.toLowerCase()} now` };
}

/** Returns lines of a label and a value, without those whose value is not known. */
export function linesOf(all: Readonly<Record<string, string | undefined>>): AroundThing['facts'] {
  return Object.entries(all).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
