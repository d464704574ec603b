import { html, nothing, type TemplateResult } from 'lit-html';
import { t } from '../../../../sentences/language.ts';

/** Steps in a row that are about the same cluster or service account. */
interface StepGroup<T> {
  readonly name: string | undefined;
  /** The number of the first of them. */
  readonly from: number;
  readonly steps: T[];
}

/** Draws steps in order; those of each group are folded together below its name. */
export function drawInGroups<T extends { readonly group?: string | undefined }>(
  steps: readonly T[],
  {
    drawSteps,
    drawSign = () => nothing,
    isOpen,
  }: {
    readonly drawSteps: (own: readonly T[], from: number) => TemplateResult;
    /** How far the steps of a group have come. */
    readonly drawSign?: (own: readonly T[]) => TemplateResult | typeof nothing;
    readonly isOpen: (own: readonly T[]) => boolean;
  },
): TemplateResult {
  const groups: StepGroup<T>[] = [];
  for (const [index, step] of steps.entries()) {
    const last = groups.at(-1);
    if (last && last.name === step.group) last.steps.push(step);
    else groups.push({ name: step.group, from: index + 1, steps: [step] });
  }
  return html`<div class="step-groups">
    ${groups.map(({ name, from, steps: own }) =>
      name === undefined
        ? drawSteps(own, from)
        : html`<details class="step-group" ?open=${isOpen(own)}>
            <summary>
              ${drawSign(own)} <span class="group-name">${name}</span>
              <span class="hint">${own.length === 1 ? t`1 step` : t`${own.length} steps`}</span>
            </summary>
            ${drawSteps(own, from)}
          </details>`,
    )}
  </div>`;
}
