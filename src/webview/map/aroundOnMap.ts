/** The resources around a cluster, on its map. */
import type { ClusterAround, NamedThing } from '../../app/facts/clusterAround.ts';
import { aroundKind } from '../../domain/around/catalogue.ts';
import { unknownTexts } from '../../domain/arm/unknown.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import type { MapNode } from '../protocol/panel.ts';
import { drawRole, type Drawing } from './drawing.ts';
import { textOf, textsOf } from '../../sentences/textOf.ts';

/** More would make a map that no one can read; the view Clusters lists all. */
const mostThings = 20;

/** Draws each thing as a box with the roles of its identities, and one box for what could not be checked. */
export function drawAround(drawing: Drawing, root: string, { kinds, unknown }: ClusterAround): void {
  const all = kinds.flatMap(({ kind, things }) => things.map((thing) => ({ kind: aroundKind(kind).title, thing })));
  for (const { kind, thing } of all.slice(0, mostThings)) {
    const node = nodeOf(textOf(kind), thing);
    drawing.connect(root, drawing.add(node), 'granted');
    for (const { name, principalId, roles } of thing.identities) {
      const holder = { id: principalId?.toLowerCase() ?? node.id, label: name };
      for (const role of roles) drawRole(drawing, holder, role, node.id);
    }
  }
  const more = all.length - mostThings;
  if (more > 0) drawing.connect(root, drawing.add(moreNode(more)), 'granted');
  const notChecked = textsOf(unknownTexts([...kinds.flatMap((look) => look.unknown), ...unknown]));
  if (notChecked.length > 0) drawing.connect(root, drawing.add(notCheckedNode(notChecked)), 'granted');
}

function nodeOf(kind: string, thing: NamedThing): MapNode {
  const { id, name, what, state, identities, noIdentity } = thing;
  return {
    id: `around ${idKey(id)}`,
    kind: 'identity',
    label: name,
    caption: `${kind}: ${what}`,
    tone: state.tone,
    facts: [
      { label: 'State', value: state.words },
      ...(identities.length === 0 && noIdentity !== undefined
        ? [{ label: 'Identity', value: textOf(noIdentity) }]
        : []),
      ...identities.flatMap((identity) => [
        { label: 'Identity', value: identity.name },
        ...copyFacts({ 'Principal ID': identity.principalId, 'Client ID': identity.clientId }),
        ...copyFacts({ 'Resource ID': identity.resourceId }),
      ]),
      ...thing.facts,
      { label: kind, value: id, copy: id },
    ],
  };
}

function copyFacts(all: Readonly<Record<string, string | undefined>>): MapNode['facts'] {
  return Object.entries(all).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value, copy: value }]));
}

function moreNode(count: number): MapNode {
  return {
    id: 'more around',
    kind: 'identity',
    label: `${count} more things`,
    caption: 'around the cluster, in the view Clusters',
    tone: 'info',
    facts: [],
  };
}

function notCheckedNode(notChecked: readonly string[]): MapNode {
  return {
    id: 'around not checked',
    kind: 'identity',
    label: 'Around the cluster',
    caption: 'not fully checked',
    tone: 'unknown',
    facts: notChecked.map((value) => ({ label: 'Not checked', value })),
  };
}
