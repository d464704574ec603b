/** Rows of the resources around a cluster, such as Fleets, extensions and Trusted Access, with identities and roles. */
import { isNotInFile, unknownTexts, type Unknown } from '../../domain/arm/unknown.ts';
import type { ClusterAround, NamedAroundIdentity, NamedAround, NamedThing } from '../../app/facts/clusterAround.ts';
import { idKey, sameId } from '../../domain/arm/resourceId.ts';
import { aroundKind, type AroundKind } from '../../domain/around/catalogue.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { withLacksOnce } from '../../domain/cluster/notInFile.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { contextValue, type Target } from '../../manifest.ts';
import {
  countUnread,
  described,
  lackWords,
  markState,
  marksOf,
  rowState,
  sumOfMarks,
  worstGrade,
  type Marks,
} from '../row/marks.ts';
import { knownTexts, noteRow, tooltipLines, type Row } from '../row/row.ts';
import { targetOf } from './clusterRow.ts';
import { findingRows } from './findingRow.ts';
import { roleRow } from './roleRow.ts';
import { notReadRows } from './unknownRows.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { t, shownText, shownTexts } from '../../sentences/language.ts';

/** Makes the row Around the cluster with what was found there; it says what there is once that has been read. */
export function aroundRow(cluster: Cluster, findings: readonly Finding[], around?: ClusterAround): Row {
  const marks = around === undefined ? marksOf(findings) : sumOfMarks(around.kinds.map(marksOfLook));
  const titles = (around?.kinds ?? []).flatMap(({ kind, things }) =>
    things.length === 0 ? [] : [shownText(aroundKind(kind).title)],
  );
  return {
    key: `around:${idKey(cluster.id)}`,
    kind: 'around',
    label: t`Around the cluster`,
    ...described(marks, [around && (titles.join(', ') || lackWords(unknownOf(around)))]),
    icon: { id: 'compass' },
    tooltip: tooltipLines({
      Around: cluster.name,
      Includes: t`Fleets, extensions, Trusted Access and other things that have an identity or use one`,
      'Not checked': around && shownTexts(unknownTexts(withLacksOnce(unknownOf(around)))).join('\n'),
    }),
    contextValue: contextValue('around'),
    children: 'later',
    ...targetOf(cluster),
  };
}

/** Makes the rows below Around the cluster: one for each kind, with its resources. */
export function aroundChildren(cluster: Pick<Cluster, 'id' | 'subscriptionId'>, around: ClusterAround): readonly Row[] {
  const rows = around.kinds.map((look) => kindRow(cluster, look, around.unknown));
  return [...notReadRows(`around:${idKey(cluster.id)}`, around.unknown, targetOf(cluster)), ...rows];
}

/** Says what could not be checked around a cluster, with the reason. */
function unknownOf({ kinds, unknown }: ClusterAround): readonly Unknown[] {
  return [...kinds.flatMap((look) => look.unknown), ...unknown];
}

function marksOfLook({ findings, unknown }: NamedAround): Marks {
  return marksOf(findings, countUnread(unknown));
}

function kindRow(
  cluster: Pick<Cluster, 'id' | 'subscriptionId'>,
  look: NamedAround,
  unknownRoles: readonly Unknown[],
): Row {
  const kind = aroundKind(look.kind);
  const { title, icon, none, source } = kind;
  const place = `around:${idKey(cluster.id)}:${look.kind}`;
  const marks = marksOfLook(look);
  const at = new Map(look.findings.map((finding) => [finding, thingWithFinding(finding, look.things)]));
  const above = look.findings.filter((finding) => at.get(finding) === undefined);
  const rows = look.things.map((thing) => {
    const ownFindings = look.findings.filter((finding) => at.get(finding) === thing);
    return thingRow(cluster, thing, { kind, place, findings: ownFindings, unknownRoles });
  });
  const isNone = rows.length === 0 && look.unknown.length === 0 && look.findings.length === 0;
  return {
    key: place,
    kind: 'aroundKind',
    label: shownText(title),
    ...described(marks, [isNone ? t`none` : rows.length > 0 && String(rows.length), lackWords(look.unknown)]),
    icon: { id: icon },
    tooltip: tooltipLines({
      [shownText(title)]: isNone
        ? shownText(none)
        : (rows.length === 0 && lackWords(look.unknown)) || shownText(countWithNoun(rows.length, 'item')),
      'Learn more': source,
    }),
    contextValue: contextValue('aroundKind'),
    children: [
      ...findingRows(cluster.id, above, targetOf(cluster)),
      ...notReadRows(
        place,
        look.unknown.filter((unknown) => !isNotInFile(unknown)),
        targetOf(cluster),
      ),
      ...rows,
    ],
    expanded: rows.length > 0 || worstGrade(marks) !== undefined,
    page: source,
    ...targetOf(cluster),
  };
}

/** Returns the resource that a finding is about. */
function thingWithFinding({ subject }: Finding, things: readonly NamedThing[]): NamedThing | undefined {
  return things.find(({ id }) => sameId(id, subject));
}

interface Around {
  readonly kind: AroundKind;
  readonly place: string;
  readonly findings: readonly Finding[];
  readonly unknownRoles: readonly Unknown[];
}

function thingRow(
  cluster: Pick<Cluster, 'id' | 'subscriptionId'>,
  thing: NamedThing,
  { kind, place, findings, unknownRoles }: Around,
): Row {
  const { id, name, what, state, identities, noIdentity, source } = thing;
  const { tone, words } = state;
  const key = `${place}:${idKey(id)}`;
  const marks = marksOf(findings);
  const ownState = tone === 'ok' ? undefined : rowState(tone, shownText(words));
  const [only, ...otherIdentities] = identities;
  const ids: Target =
    only === undefined || otherIdentities.length > 0
      ? {}
      : knownTexts({ principalId: only.principalId, clientId: only.clientId });
  return {
    key,
    kind: 'thing',
    label: shownText(name),
    ...described(marks, [shownText(what), tone !== 'ok' && shownText(words)], { state: markState(marks) ?? ownState }),
    icon: { id: kind.icon },
    tooltip: tooltipLines({
      [shownText(kind.title)]: t`${name}, ${what}`,
      State: shownText(words),
      Identity:
        identities.map((identity) => shownText(identity.name)).join(', ') || (noIdentity && shownText(noIdentity)),
      ...Object.fromEntries(thing.facts.map(({ label, value }) => [label, shownText(value)])),
      'Resource ID': id,
      'Learn more': source,
    }),
    contextValue: contextValue('thing', {
      principal: ids.principalId !== undefined,
      client: ids.clientId !== undefined,
      removable: kind.isRemovable === true,
    }),
    children: [
      ...findingRows(cluster.id, findings, targetOf(cluster)),
      ...identities.map((identity, index) => thingIdentityRow(cluster, `${key}:${index}`, identity, unknownRoles)),
      ...(identities.length > 0 ? [] : [noteRow(`${key}:identity`, shownText(noIdentity ?? t`No identity`))]),
      {
        ...noteRow(`${key}:page`, t`Learn more`),
        icon: { id: 'link-external' },
        click: 'aksIdentity.learnMore',
        page: source,
      },
    ],
    expanded: findings.length > 0,
    ...targetOf(cluster),
    ...ids,
    resourceId: id,
    page: source,
  };
}

function thingIdentityRow(
  cluster: Pick<Cluster, 'id' | 'subscriptionId'>,
  key: string,
  { name, resourceId, principalId, clientId, roles }: NamedAroundIdentity,
  unknownRoles: readonly Unknown[],
): Row {
  const isKnown = principalId !== undefined && unknownRoles.length === 0;
  const none = isKnown ? t`No role assignments that you can see` : t`Role assignments unknown`;
  return {
    key,
    kind: 'aroundIdentity',
    label: shownText(name),
    description:
      roles.length > 0 ? shownText(countWithNoun(roles.length, 'role')) : isKnown ? t`no roles` : t`roles unknown`,
    icon: { id: 'key' },
    tooltip: tooltipLines({
      Identity: shownText(name),
      'Principal ID': principalId,
      'Client ID': clientId,
      'Resource ID': resourceId,
      Unknown: isKnown
        ? undefined
        : shownTexts(unknownTexts(unknownRoles)).join('\n') || t`Azure doesn't show its principal.`,
    }),
    contextValue: contextValue('aroundIdentity', {
      principal: principalId !== undefined,
      client: clientId !== undefined,
      resource: resourceId !== undefined,
    }),
    children: roles.length > 0 ? roles.map((role) => roleRow(role, key, targetOf(cluster))) : [noteRow(key, none)],
    ...targetOf(cluster),
    ...knownTexts({ principalId, clientId, resourceId }),
  };
}
