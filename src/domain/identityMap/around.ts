/** The resources around a cluster, on its map. */
import { aroundKind } from '../around/catalogue.ts';
import type { AroundIdentity, AroundKindId } from '../around/things/thing.ts';
import { idKey } from '../arm/resourceId.ts';
import { unknownText } from '../arm/unknown.ts';
import type { IconName } from '../picture/icons.ts';
import { distinctWords, joinWords, say, templated, verbatim } from '../../sentences/words.ts';
import { textOf, toText } from '../../sentences/textOf.ts';
import type { ClusterSketch, MapAroundThing } from './clusterFacts.ts';
import { drawRoles } from './holders.ts';
import { copyFacts } from './sketch.ts';

const iconOf: Readonly<Record<AroundKindId, IconName>> = {
  fleet: 'fleet',
  extensions: 'extension',
  trustedAccess: 'trust',
  loadBalancer: 'gateway',
  backup: 'backup',
  nodes: 'machine',
};

/** Draws each thing as a box with the roles of its identities; one that signs in as someone on the map says so. */
export function drawAround({ sketch, holders, root, facts: { around } }: ClusterSketch): void {
  for (const { kind, things } of around?.kinds ?? []) {
    for (const thing of things) {
      const id = `around ${idKey(thing.id)}`;
      const knownHolders = thing.identities.flatMap((identity) => holders.find(namesOf(identity)) ?? []);
      const same = [...new Set(knownHolders)];
      const as = same.flatMap((box) => sketch.thing(box)?.label ?? []);
      sketch.add({
        id,
        column: 1,
        group: 'around',
        icon: iconOf[kind],
        label: textOf(thing.name),
        same,
        caption: captionOf(kind, thing, as),
        facts: mapFacts(thing),
      });
      sketch.connect({ from: root, to: id });
      holders.name(id, idKey(thing.id));
      for (const identity of thing.identities) {
        if (holders.find(namesOf(identity)) !== undefined) continue;
        holders.name(id, ...Object.values(namesOf(identity)));
        drawRoles(sketch, id, identity.roles);
      }
    }
  }
}

function captionOf(kind: AroundKindId, { what }: MapAroundThing, as: readonly string[]): string {
  const title = kind === 'nodes' ? toText`Node machines` : textOf(aroundKind(kind).title);
  const words = `${title}: ${textOf(what)}`;
  // What machines carry is in their own words.
  return kind === 'nodes' || as.length === 0 ? words : toText`${words} \u00b7 as ${as.join(', ')}`;
}

const shortStates = { error: say`failed`, warning: say`warning`, unknown: say`unknown` };

/** Says at things what does not work or is not known, where no finding says so, and in a box what could not be looked at. */
export function placeAround({ sketch, root, facts: { around } }: ClusterSketch): void {
  if (around === undefined) return;
  for (const { things } of around.kinds) {
    for (const { id, name, state } of things) {
      const box = `around ${idKey(id)}`;
      if (state.tone === 'ok' || sketch.problemsAt(box).some(({ tone }) => tone === state.tone)) continue;
      const words = textOf(state.words);
      const word = words.length <= 28 ? words : textOf(shortStates[state.tone]);
      sketch.report({ tone: state.tone, word, title: say`${name}: ${word}`, text: verbatim(state.words) }, [box]);
    }
  }
  const unknown = [...around.kinds.flatMap((look) => look.unknown), ...around.unknown];
  if (unknown.length === 0) return;
  const titles = distinctWords(unknown.map(({ title }) => title ?? say`Around the cluster`));
  const box = sketch.add({
    id: 'around not checked',
    column: 1,
    group: 'around',
    icon: 'unknown',
    label: textOf(joinWords(titles, ', ')),
    caption: toText`around the cluster`,
    facts: [],
  });
  sketch.connect({ from: root, to: box, kind: 'unknown' });
  for (const unread of unknown)
    sketch.report(
      {
        tone: 'unknown',
        word: toText`not fully read`,
        title: say`${unread.title ?? say`Around the cluster`}`,
        text: say`${unknownText(unread)}`,
      },
      [box],
    );
}

function namesOf({ principalId, clientId, resourceId }: AroundIdentity): {
  readonly principalId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly identityId?: string | undefined;
} {
  return { principalId, clientId, identityId: resourceId };
}

function mapFacts({ id, state, identities, noIdentity, facts }: MapAroundThing): ReturnType<typeof copyFacts> {
  return [
    { label: toText`State`, value: textOf(state.words) },
    ...(identities.length === 0 && noIdentity !== undefined
      ? [{ label: toText`Identity`, value: textOf(noIdentity) }]
      : []),
    ...identities.flatMap(({ name, principalId, clientId, resourceId }) => [
      { label: toText`Identity`, value: textOf(name) },
      ...copyFacts({ 'Principal ID': principalId, 'Client ID': clientId, 'Identity ID': resourceId }),
    ]),
    ...facts.map(({ label, value }) => ({ label: textOf(templated(label)), value: textOf(value) })),
    ...copyFacts({ 'Resource ID': id }),
  ];
}
