/** The fixes of the findings of a cluster, or about an identity, that an entry of its history explains. */
import { findingTitle } from '../../domain/findings/catalogue.ts';
import { scopeWithKind } from '../../domain/arm/scopeWords.ts';
import { sameGuid, sameId } from '../../domain/arm/resourceId.ts';
import type { Change } from '../../domain/change/change.ts';
import type { ClusterFinding, Finding } from '../../domain/findings/finding.ts';
import { explainingEntry } from '../../domain/history/explained.ts';
import type { HistoryEntry } from '../../domain/history/model.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { FixesOfEntry, HistoryModel } from './historyView.ts';
import { undoOf, type ClusterOfHistory } from '../../domain/history/undo.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { shownText, t } from '../../sentences/language.ts';

/** What is known of the cluster, or else of the identity, and of what changed there. */
interface KnownHistory {
  readonly known?: ClusterOfHistory & { readonly findings: readonly Finding[] };
  readonly identity?: { readonly findings: readonly ClusterFinding[] };
  readonly history?: HistoryModel;
}

/** Returns what finds the fixes of an entry: those of the findings that somebody made with it, or else what gives back what it took. */
export function fixesInHistory({ known, identity, history }: KnownHistory): FixesOfEntry {
  const entries = history?.known?.entries ?? [];
  const findings = known?.findings ?? (identity?.findings ?? []).map(({ finding }) => finding);
  // Several clusters may have the same finding about an identity.
  const fixable = distinctBy(
    findings.filter(({ fix }) => fix !== undefined),
    ({ code, fix }) => fixKeyOf(code, fix).fixKey ?? '',
  );
  const explained = Map.groupBy(fixable, (finding) => explainingEntry(finding, entries));
  return (entry) => {
    const fixes = (explained.get(entry) ?? []).flatMap((finding) => {
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
    const undo = fixes.length > 0 || known === undefined ? undefined : undoOf(entry, entries, known);
    const { fixKey } = fixKeyOf(undoName, undo);
    if (fixKey === undefined) return fixes;
    return [
      { fixKey, label: undo?.kind === 'assignRole' ? t`Assign it again...` : t`Create it again...`, isLoss: false },
    ];
  };
}

const undoName = 'undo';

/** Returns the change by its key that gives back what an entry took, if that is still so. */
export function undoInHistory({ known, history }: KnownHistory, wanted: string): Change | undefined {
  const entries = history?.known?.entries ?? [];
  if (known === undefined) return undefined;
  return entries
    .map((entry) => undoOf(entry, entries, known))
    .find((undo) => undo !== undefined && fixKeyOf(undoName, undo).fixKey === wanted);
}

/** A wider role that was removed is not assigned again, but what is needed of it; nor is one with its condition. */
function labelOf({ code, missing, grant, fix }: Finding, { role }: HistoryEntry): string {
  // An entry may leave several roles behind, which all have the same finding.
  if (grant !== undefined && fix?.kind === 'removeRole')
    return t`Remove ${grant.role} on ${scopeWithKind(grant.scope)}...`;
  if (missing === undefined) return t`Fix "${shownText(findingTitle(code))}"...`;
  const isSame = sameGuid(missing.role.id, role?.roleId) && sameId(missing.scope, role?.scope ?? '');
  if (isSame && role?.condition === undefined) return t`Assign it again...`;
  return t`Assign ${missing.role.name} on ${scopeWithKind(missing.scope)}...`;
}
