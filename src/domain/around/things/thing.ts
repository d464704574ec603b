/** What stands around a cluster and has an identity, or uses one: each kind of thing is told in the same way. */
import { noList } from '../../cluster/watching.ts';
import type { Answer } from '../../arm/answer.ts';
import { gapsOf, unreadOf } from '../../arm/answer.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { JsonObject } from '../../arm/json.ts';
import type { ArmId } from '../../arm/resourceId.ts';

/** The kinds of things around a cluster, in the order in which they are shown. */
export const aroundKindIds = ['fleet', 'extensions', 'trustedAccess', 'loadBalancer', 'backup', 'nodes'] as const;

/** Names a kind of things around a cluster; it is also the field of the report. */
export type AroundKindId = (typeof aroundKindIds)[number];

/** An identity of something around a cluster, by whatever Azure tells of it. */
export interface AroundIdentity {
  /** What it is called where it is shown: the identity's own name, or whose it is. */
  readonly name: string;
  readonly resourceId?: string;
  readonly principalId?: string;
  readonly clientId?: string;
}

/** One thing around a cluster. */
export interface AroundThing {
  /** Its resource ID, which tells it from others. */
  readonly id: string;
  readonly name: string;
  /** In a few words what it is to the cluster, such as `member shop-weu`. */
  readonly what: string;
  readonly state: { readonly tone: 'ok' | 'warning' | 'error' | 'unknown'; readonly words: string };
  /** Empty where Azure shows none; `noIdentity` says then what that means. */
  readonly identities: readonly AroundIdentity[];
  readonly noIdentity?: string;
  /** What else there is to know, in lines of a label and a value. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** The page that explains it. */
  readonly source: string;
}

/** What was found of a kind: nothing in `unknown` means that all could be looked at. */
export interface AroundLook {
  readonly things: readonly AroundThing[];
  /** What could not be looked at, with the reason, told as `Fleets: why`. */
  readonly unknown: readonly string[];
  /** Those of them that nobody has asked for, because that would have been too many requests. */
  readonly skipped?: readonly string[];
}

/** What could not be looked at. */
export type Lacking = Pick<AroundLook, 'unknown' | 'skipped'>;

/** Puts together what could not be looked at. */
export function lackingIn(...parts: readonly Lacking[]): Lacking {
  const skipped = parts.flatMap((part) => part.skipped ?? []);
  return { unknown: parts.flatMap(({ unknown }) => unknown), ...(skipped.length === 0 ? {} : { skipped }) };
}

/** Looks at one kind of things around a cluster. */
export type LookAround = (cluster: Cluster, facts: Facts) => AroundLook;

/** The items of a list, and what could not be looked at. */
export interface Listed extends Lacking {
  readonly items: readonly JsonObject[];
}

/** The items of an answer to a list; a list that Azure does not have is not read, and never empty. */
export function itemsOf(what: string, answer: Answer<readonly JsonObject[]> | undefined): Listed {
  if (answer?.kind === 'unreadable' && answer.isSkipped)
    return { items: [], unknown: [answer.reason], skipped: [answer.reason] };
  if (answer?.kind === 'missing') return { items: [], unknown: [`${what}: ${noList}`] };
  const skipped = unreadOf(
    what,
    answer,
    gapsOf(answer).filter(({ isSkipped }) => isSkipped),
  );
  return {
    items: answer?.kind === 'found' ? answer.value : [],
    ...lackingIn({ unknown: unreadOf(what, answer), ...(answer?.kind === 'found' ? { skipped } : {}) }),
  };
}

/** What is below a cluster, as `itemsOf`. */
export function itemsBelow(
  what: string,
  below: { readonly id: ArmId; readonly list: string; readonly inPreview?: true },
  facts: Facts,
): Listed {
  return itemsOf(what, facts.get({ kind: 'listBelow', ...below }));
}

/** The state of something that says how its last operation has ended; a failure says why. */
export function provisioned(state: string | undefined, why?: string): AroundThing['state'] {
  if (state === undefined) return { tone: 'unknown', words: 'state not shown' };
  if (/^succeeded$/i.test(state))
    return why === undefined ? { tone: 'ok', words: 'ready' } : { tone: 'error', words: why };
  if (/^(failed|canceled)$/i.test(state))
    return { tone: 'error', words: why ?? `last operation ${state.toLowerCase()}` };
  return { tone: 'unknown', words: `${state.toLowerCase()} now` };
}

/** Lines of a label and a value, without those whose value is not known. */
export function linesOf(all: Readonly<Record<string, string | undefined>>): AroundThing['facts'] {
  return Object.entries(all).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}
