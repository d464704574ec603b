/** What a report says about the resources around clusters: a field for each kind, and one for what could not be checked. */
import { unknownTexts, type Unknown } from '../arm/unknown.ts';
import { aroundKinds, type AroundCluster } from '../around/catalogue.ts';
import type { AroundKindId, AroundThing } from '../around/things/thing.ts';
import { textsOf, toText } from '../../sentences/textOf.ts';

/** A field of CSV and JSON. In JSON, a missing field means that nobody looked, and `[]` that there is none. */
export interface AroundField {
  readonly field: string;
  readonly inWords: (around: AroundCluster | undefined) => string;
  readonly asData: (around: AroundCluster | undefined) => unknown;
}

/** The fields in the order of the kinds. */
export const aroundFields: readonly AroundField[] = [
  ...aroundKinds.map(({ id }): AroundField => ({
    field: id,
    inWords: (around) => thingsOf(id, around)?.map(inWords).join(', ') ?? 'unknown',
    asData: (around) => thingsOf(id, around)?.map(asData),
  })),
  {
    field: 'aroundUnknown',
    inWords: (around) =>
      unknownOf(around)
        .map(({ reason }) => reason)
        .join(' '),
    asData: unknownOf,
  },
];

/** Returns what is unknown around a cluster, except what the notes of the report say. */
export function unknownAround(around: AroundCluster | undefined): readonly Unknown[] {
  return (around?.kinds ?? []).flatMap(({ unknown }) => unknown.filter(({ inNotes }) => inNotes === undefined));
}

function thingsOf(id: AroundKindId, around: AroundCluster | undefined): readonly AroundThing[] | undefined {
  const look = around?.kinds.find(({ kind }) => kind === id);
  return look === undefined || (look.things.length === 0 && look.unknown.length > 0) ? undefined : look.things;
}

function inWords({ name, what }: AroundThing): string {
  return toText`${name} (${what})`;
}

function asData({ id, name, what, state, identities, facts }: AroundThing): object {
  const factFields = Object.fromEntries(facts.map(({ label, value }) => [label, value]));
  return { id, name, what, state: state.words, identities, facts: factFields };
}

/** Says for each kind what is unknown, and why. */
function unknownOf(
  around: AroundCluster | undefined,
): readonly { readonly kind: AroundKindId; readonly reason: string }[] {
  if (around === undefined) return aroundKinds.map(({ id }) => ({ kind: id, reason: 'It was not checked.' }));
  return around.kinds.flatMap(({ kind, unknown }) =>
    textsOf(unknownTexts(unknown)).map((reason) => ({ kind, reason })),
  );
}
