/** The fixes of a cluster's findings that an entry of its history explains. */
import type { Finding } from '../../domain/findings/finding.ts';
import { explainedFinding } from '../../domain/history/explained.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { FixOfEntry, HistoryModel } from './historyView.ts';
import { t } from '../../sentences/language.ts';

/** Returns what finds the fix of an entry: that of the missing role that somebody took away, and of no other finding. */
export function fixesInHistory({
  known,
  history,
}: {
  readonly known?: { readonly findings: readonly Finding[] };
  readonly history?: HistoryModel;
}): FixOfEntry {
  const entries = history?.known?.entries ?? [];
  const lost = (known?.findings ?? []).filter(({ missing, fix }) => missing !== undefined && fix !== undefined);
  return (entry) => {
    const finding = explainedFinding(entry, lost, entries);
    const { fixKey } = finding === undefined ? {} : fixKeyOf(finding.code, finding.fix);
    return fixKey === undefined ? undefined : { fixKey, label: t`Assign it again...` };
  };
}
