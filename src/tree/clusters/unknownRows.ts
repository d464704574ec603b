import { idKey } from '../../domain/arm/resourceId.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import type { Requirement } from '../../domain/needs/need.ts';
import { briefReason } from '../../domain/words/reasons.ts';
import type { Target } from '../../manifest.ts';
import { contextValue } from '../../manifest.ts';
import { inShort } from '../row/marks.ts';
import type { Row } from '../row/row.ts';
import { facts, unknownIcon } from '../row/row.ts';
import { counted } from '../../domain/words/counted.ts';

/**
 * Makes the rows of what an identity needs, of which it can't be told whether it has it: one for each reason, because
 * what can't be read leaves many things unknown at once.
 */
export function unknownRows(place: string, unknown: readonly Requirement[], target: Target): readonly Row[] {
  const reasons = Map.groupBy(unknown, ({ reason = 'The reason is not known.' }) => briefReason(reason));
  return [...reasons].map(([reason, all], index) => unknownRow(`${place}:${index}`, { reason, all }, target));
}

function unknownRow(
  place: string,
  { reason, all }: { readonly reason: string; readonly all: readonly Requirement[] },
  target: Target,
): Row {
  const [first] = all;
  const isSingle = first !== undefined && all.length === 1;
  return {
    ...target,
    key: `unknown:${idKey(place)}`,
    kind: 'unknown',
    label: isSingle ? first.role.name : counted(all.length, 'role'),
    description: isSingle ? `not checked on ${scopeName(first.scope)}` : `not checked: ${inShort(reason)}`,
    icon: unknownIcon,
    tooltip: facts({
      'Not checked': [...new Set(all.map((one) => one.reason ?? reason))].join('\n'),
      [isSingle ? 'Role' : 'Roles']: all.map(({ role, scope }) => `${role.name} on ${scopeName(scope)}`).join('\n'),
    }),
    contextValue: contextValue('unknown'),
    click: 'aksIdentity.showPanel',
  };
}

/** Makes a row of each sentence about something that is not known, which says what and why. */
export function unreadRows(place: string, unread: readonly string[], target: Target): readonly Row[] {
  return unread.map((sentence, index) => ({
    ...target,
    key: `unknown:${idKey(place)}:unread:${index}`,
    kind: 'unknown',
    label: 'Not checked',
    description: briefReason(sentence),
    icon: unknownIcon,
    tooltip: facts({ 'Not checked': sentence }),
    contextValue: contextValue('unknown'),
    click: 'aksIdentity.showPanel',
  }));
}
