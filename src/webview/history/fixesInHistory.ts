/** The fixes of a cluster's findings that an entry of its history explains. */
import { findingTitle } from '../../domain/findings/catalogue.ts';
import { scopeWithKind } from '../../domain/arm/scopeWords.ts';
import { sameGuid, sameId } from '../../domain/arm/resourceId.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { explainingEntry } from '../../domain/history/explained.ts';
import type { HistoryEntry } from '../../domain/history/model.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { FixesOfEntry, HistoryModel } from './historyView.ts';
import { shownText, t } from '../../sentences/language.ts';

/** Returns what finds the fixes of an entry: those of the findings that somebody made with it. */
export function fixesInHistory({
  known,
  history,
}: {
  readonly known?: { readonly findings: readonly Finding[] };
  readonly history?: HistoryModel;
}): FixesOfEntry {
  const entries = history?.known?.entries ?? [];
  const fixable = (known?.findings ?? []).filter(({ fix }) => fix !== undefined);
  const explained = Map.groupBy(fixable, (finding) => explainingEntry(finding, entries));
  return (entry) =>
    (explained.get(entry) ?? []).flatMap((finding) => {
      const { fixKey } = fixKeyOf(finding.code, finding.fix);
      return fixKey === undefined
        ? []
        : {
            fixKey,
            label: labelOf(finding, entry),
            // Who only brought in another identity took nothing away.
            isLoss: (finding.missing !== undefined && entry.role !== undefined) || finding.fix?.kind === 'bindIdentity',
          };
    });
}

/** A wider role that was removed is not assigned again, but what is needed of it; nor is one with its condition. */
function labelOf({ code, missing }: Finding, { role }: HistoryEntry): string {
  if (missing === undefined) return t`Fix "${shownText(findingTitle(code))}"...`;
  const isSame = sameGuid(missing.role.id, role?.roleId) && sameId(missing.scope, role?.scope ?? '');
  if (isSame && role?.condition === undefined) return t`Assign it again...`;
  return t`Assign ${missing.role.name} on ${scopeWithKind(missing.scope)}...`;
}
