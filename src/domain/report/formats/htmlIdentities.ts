/** The table of the identities of a cluster: what each is used for, and its roles, with what is known of each. */
import { lineWords, linesFrom, worstOf } from '../../picture/picture.ts';
import type { IdentityMap, SketchLine, SketchThing } from '../../identityMap/sketch.ts';
import type { ReportRow } from '../columns.ts';
import { distinctWords } from '../../../sentences/words.ts';
import { textOf, textsOf } from '../../../sentences/textOf.ts';
import { isMarked, tableEnd, tableStart } from './htmlTables.ts';
import { unbroken } from './htmlText.ts';

/** Writes a line for each identity on the map, and for those that every cluster has. */
export function identitiesTable(row: ReportRow, map: IdentityMap): readonly string[] {
  const from = linesFrom(map);
  const things = new Map(map.things.map((thing) => [thing.id, thing]));
  const lines = map.groups.flatMap(({ id }) =>
    map.things
      .filter(
        ({ group, icon }) =>
          group === id && (id === 'controlPlane' || id === 'kubelet' || icon === 'identity' || icon === 'workload'),
      )
      .map((thing) => {
        const roles = (from.get(thing.id) ?? []).filter(({ label }) => label !== '');
        const items = roles.map((line) => `<div>${roleOf(line, things.get(line.to))}</div>`);
        const note = unbroken(noteOf(thing, roles, row, map));
        return `<tr><th scope="row">${nameOf(thing)}</th><td>${items.join('')}${note}</td></tr>`;
      }),
  );
  return [
    tableStart(`Identities of ${row.cluster.name}`, ['Identity and what it is used for', 'Roles'], isMarked([])),
    ...lines,
    tableEnd,
  ];
}

/** The name, what it is used for, and the IDs by which it is found. */
function nameOf({ label, caption, why, group, identityId, facts, marks }: SketchThing): string {
  const ids = facts.filter(({ copy, value }) => copy !== undefined && value !== identityId);
  const lines: readonly (readonly [string, string])[] = [
    ['', caption],
    ...marks.map(({ tone, word }) => [tone, word] as const),
    ...(why === undefined || group === 'workloads' ? [] : [['dim', why] as const]),
    ...ids.map((fact) => ['dim', `${fact.label} ${fact.value}`] as const),
  ];
  return `<strong>${unbroken(label)}</strong>${lines.map(([look, text]) => `<div class="${look}">${unbroken(text)}</div>`).join('')}`;
}

function roleOf({ label, kind, marks, facts }: SketchLine, place: SketchThing | undefined): string {
  const needed = facts.flatMap(({ label: key, value }) => (key === 'Needed' ? value : []));
  const words = distinctWords(marks.map(({ word }) => word));
  const state = kind === 'granted' ? 'held' : textOf(lineWords[kind]);
  const where = place === undefined ? '' : ` on ${place.label} (${place.caption})`;
  const said = `<span class="${worstOf(marks) ?? ''}">${unbroken(textsOf(words).join(', ') || state)}.</span>`;
  return `<strong>${unbroken(label)}</strong>${unbroken(where)}: ${said} <span class="dim">${unbroken(needed.join('; '))}</span>`;
}

/** Why roles are not known; those of an identity without a principal, or that is none of the cluster, were not looked for. */
function noteOf(
  { facts, group }: SketchThing,
  roles: readonly SketchLine[],
  { ownRoles }: ReportRow,
  { problems }: IdentityMap,
): string {
  const reasons = distinctWords(
    roles.flatMap((line) => line.problems.flatMap((index) => problems[index]?.reason ?? [])),
  );
  const isLookedFor = ownRoles && group !== 'former' && facts.some(({ label }) => label === 'Principal ID');
  if (reasons.length > 0 && ownRoles?.unread === undefined) return textsOf(reasons).join(' ');
  if (isLookedFor && ownRoles.unread === undefined) return roles.length > 0 ? '' : 'No roles that could be seen.';
  const why = textOf((isLookedFor && ownRoles.unread) || 'They were not looked for.');
  return `${roles.length > 0 ? 'Other' : 'Its'} roles are not known. ${why}`;
}
