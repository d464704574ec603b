/** The form for several changes that are planned together. */
import { titleOf } from '../../domain/change/change.ts';
import { listValue, type DrawnForm, type FormContext } from './parts/parts.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { fixTenses } from '../../domain/findings/joinedFixes.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import { mapTenses, type Tenses } from '../../domain/change/tenses.ts';
import type { ChangeList } from '../../manifest.ts';
import { say } from '../../sentences/words.ts';
import { t, shownText } from '../../sentences/language.ts';

/** Draws the requested changes, all of them ticked at first. */
export function drawChanges(context: FormContext): DrawnForm {
  const { changes, ...said }: ChangeList = context.list ?? { title: say``, changes: [] };
  const indexes = changes.map((_, index) => String(index));
  const ticked = listValue(context, 'chosen', indexes);
  const chosen = changes.filter((_, index) => ticked.includes(String(index)));
  return {
    sections: [
      {
        fields: [
          {
            kind: 'checklist',
            name: 'chosen',
            label: t`Changes`,
            value: ticked,
            options: changes.map((change, index) => ({ value: String(index), label: shownText(titleOf(change)) })),
            ...(chosen.length === 0 ? { error: t`Choose at least one.` } : {}),
          },
        ],
      },
    ],
    changes: chosen,
    says:
      chosen.length === changes.length
        ? mapTenses(said, (text) => text)
        : (fixesChosen(context.list?.fixes, new Set(ticked)) ??
          mapTenses(said, (text) => say`${text}: ${chosen.length} of ${changes.length} changes`)),
  };
}

/** Says how many of the findings the chosen changes are to fix; `undefined` where the list is not about findings. */
function fixesChosen(fixes: ChangeList['fixes'], ticked: ReadonlySet<string>): Tenses | undefined {
  if (fixes === undefined) return undefined;
  const { clusters, before, promised } = fixes;
  const chosen = promised.filter(({ change }) => ticked.has(String(change)));
  const prints = new Set(chosen.map(({ fingerprint }) => fingerprint));
  const keys = new Set(
    before.flatMap(({ fingerprint, clusterId }) => (prints.has(fingerprint) ? idKey(clusterId) : [])),
  );
  return fixTenses(
    say`${chosen.length} of ${countWithNoun(promised.length, 'finding')}`,
    clusters.filter(({ id }) => keys.has(idKey(id))).map(({ name }) => name),
  );
}
