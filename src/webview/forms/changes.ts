/** The form for several changes that are planned together. */
import { titleOf } from '../../domain/change/change.ts';
import { listValue, type DrawnForm, type FormContext } from './parts/parts.ts';
import { mapTenses } from '../../domain/change/tenses.ts';
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
    says: mapTenses(said, (text) =>
      chosen.length === changes.length ? text : say`${text}: ${chosen.length} of ${changes.length} changes`,
    ),
  };
}
