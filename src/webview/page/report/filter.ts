import { html, nothing, type TemplateResult } from 'lit-html';
import type { Facet, Mark, ReportLook } from '../../protocol/report.ts';
import { sign } from '../drawing/parts.ts';
import { button, dropdown, icon, textField } from '../drawing/toolkit.ts';
import type { ReportPage } from './reportPage.ts';

const marks: readonly (readonly [Mark, string, string])[] = [
  ['error', 'error', 'errors'],
  ['warning', 'warning', 'warnings'],
  ['info', 'info', 'info'],
  ['unknown', 'cluster not fully checked', 'clusters not fully checked'],
  ['any', 'cluster with findings', 'clusters with findings'],
  ['none', 'cluster without findings', 'clusters without findings'],
  ['new', 'new finding', 'new findings'],
  ['accepted', 'accepted', 'accepted'],
];

/** Marks that are shown only if there are any. */
const rare: readonly Mark[] = ['unknown', 'new', 'accepted'];

const signOf = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  unknown: 'unknown',
  none: 'ok',
  new: 'info',
  accepted: 'off',
} as const;

/** Draws how many findings there are of each severity; each count is a button that shows only their clusters. */
export function drawMarks({ state, look, see }: ReportPage): TemplateResult {
  const toggle = (mark: Mark): readonly Mark[] =>
    look.marks.includes(mark) ? look.marks.filter((one) => one !== mark) : [...look.marks, mark];
  return html`<div class="marks" role="group" aria-label="Show only clusters with">
    ${marks
      .filter(([mark]) => !rare.includes(mark) || state.counts[mark] > 0 || look.marks.includes(mark))
      .map(
        ([mark, one, many]) =>
          html`<button
            class="mark"
            aria-pressed=${look.marks.includes(mark) ? 'true' : 'false'}
            @click=${() => see({ marks: toggle(mark) })}
          >
            ${mark === 'any' ? icon('filter') : sign(signOf[mark])}
            <b>${state.counts[mark].toLocaleString('en')}</b> ${state.counts[mark] === 1 ? one : many}
          </button>`,
      )}
  </div>`;
}

/** Draws the filter by text, kinds of identities and finding. */
export function drawFilter({ state, look, see }: ReportPage): TemplateResult {
  const filters =
    look.text !== '' || look.marks.length > 0 || look.controlPlane + look.kubelet + look.topic + look.control !== '';
  return html`<div class="filter" role="search">
    <div>
      ${textField({
        id: 'filter-text',
        label: 'Filter',
        value: look.text,
        placeholder: 'Name, subscription, identity or finding',
        onInput: (text) => see({ text: text.slice(0, 500) }),
      })}
    </div>
    <div>${choice('controlPlane', 'Control plane', look, state.controlPlanes, see)}</div>
    <div>${choice('kubelet', 'Kubelet', look, state.kubelets, see)}</div>
    <div>${choice('topic', 'Finding', look, state.topics, see)}</div>
    <div>${choice('control', 'Control', look, state.controls, see)}</div>
    ${
      filters
        ? button({
            label: 'Clear filter',
            onClick: () => see({ text: '', marks: [], controlPlane: '', kubelet: '', topic: '', control: '' }),
          })
        : nothing
    }
  </div>`;
}

/** Draws the choice between clusters with their findings, and findings with their clusters. */
export function drawGrouping({ look, see }: ReportPage): TemplateResult {
  const choices = [
    ['cluster', 'By cluster'],
    ['finding', 'By finding'],
  ] as const;
  return html`<div class="grouping" role="group" aria-label="Group">
    ${choices.map(
      ([group, label]) =>
        html`<button
          class="mark"
          aria-pressed=${look.group === group ? 'true' : 'false'}
          @click=${() => see({ group })}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

/** A choice stays even if no cluster matches it now. */
function choice<K extends 'controlPlane' | 'kubelet' | 'topic' | 'control'>(
  of: K,
  label: string,
  look: ReportLook,
  facets: readonly Facet[],
  see: ReportPage['see'],
): TemplateResult {
  const value = look[of];
  const there = facets.filter((facet) => facet.count > 0 || facet.value === value);
  const rest = value === '' || there.some((facet) => facet.value === value) ? [] : [{ value, label: value, count: 0 }];
  const options = [...there, ...rest].map((facet) => ({
    value: facet.value,
    label: `${facet.label} (${facet.count.toLocaleString('en')})`,
  }));
  return dropdown({
    id: `filter-${of}`,
    label,
    value,
    options: [{ value: '', label: 'All' }, ...options],
    onChange: (chosen) => see({ [of]: chosen }),
  });
}
