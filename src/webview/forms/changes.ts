/** The form of several changes that are planned together: which of them. */
import { titleOf } from '../../domain/change/change.ts';
import { listValue } from './parts/parts.ts';
import type { DrawnForm, FormContext } from './parts/parts.ts';

/** Draws the changes that were asked for, all of them ticked at first. */
export function drawChanges(context: FormContext): DrawnForm {
  const { title = '', changes = [] } = context.list ?? {};
  const all = changes.map((_, index) => String(index));
  const ticked = listValue(context, 'chosen', all);
  const chosen = changes.filter((_, index) => ticked.includes(String(index)));
  return {
    sections: [
      {
        fields: [
          {
            kind: 'checklist',
            name: 'chosen',
            label: 'Changes',
            value: ticked,
            options: changes.map((change, index) => ({ value: String(index), label: titleOf(change) })),
            ...(chosen.length === 0 ? { error: 'Choose at least one.' } : {}),
          },
        ],
      },
    ],
    changes: chosen,
    title: chosen.length === changes.length ? title : `${title}: ${chosen.length} of ${changes.length} changes`,
  };
}
