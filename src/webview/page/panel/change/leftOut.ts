/** What a plan for several fixes leaves out: one line, and on demand each finding, by the reason. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FixAll } from '../../../protocol/panel.ts';
import { countWithNoun } from '../../../../domain/words/counts.ts';
import type { Page } from '../../drawing/parts.ts';
import { t } from '../../../../sentences/language.ts';
import { capitalised } from '../../../../sentences/words.ts';

type LeftOutView = NonNullable<FixAll['leftOut']>;

/** What a list of findings that are left out stands at: a button that starts the plan without them, or a plan that is over. */
interface LeftOutPlace {
  readonly label?: string;
  readonly isOver?: boolean;
}

/** Draws how many findings are left out; unfolded, each leads to its cluster's details. */
export function drawLeftOut(
  page: Page,
  leftOut: LeftOutView,
  { label, isOver = false }: LeftOutPlace = {},
): TemplateResult {
  const { findings, more, beyond, withoutFix } = leftOut;
  const count = findings.length + more + beyond + withoutFix;
  // The result has a sum of its own, which these are no part of.
  const summary = isOver ? t`Not part of this plan, and why` : notIncludedText(count, label);
  return html`<details class="quiet left-out">
    <summary>${summary}</summary>
    <ul class="next">
      ${[...Map.groupBy(findings, ({ reason }) => reason)].map(
        ([reason, same]) =>
          html`<li>
            <span
              >${capitalised(reason)}: ${same.map((finding, at) => [at > 0 ? '; ' : '', drawOne(page, finding)])}.</span
            >
          </li>`,
      )}
      ${more === 0 ? nothing : html`<li><span>${t`${countWithNoun(more, 'more finding')} with a fix of their own.`}</span></li>`}
      ${beyond === 0 ? nothing : html`<li><span>${beyondText(beyond)}</span></li>`}
      ${withoutFix === 0 ? nothing : html`<li><span>${withoutFixText(withoutFix)} ${drawReportLink(page)}</span></li>`}
    </ul>
  </details>`;
}

function notIncludedText(count: number, label: string | undefined): string {
  if (label !== undefined) return t`"${label}" leaves out ${countWithNoun(count, 'finding')}`;
  return count === 1 ? t`1 finding is not included` : t`${countWithNoun(count, 'finding')} are not included`;
}

function beyondText(count: number): string {
  return t`${countWithNoun(count, 'more finding')}: one plan fixes no more than this. Fix the rest afterwards.`;
}

function withoutFixText(count: number): string {
  return count === 1
    ? t`1 finding has no automatic fix; its details say what helps.`
    : t`${countWithNoun(count, 'finding')} have no automatic fix; their details say what helps.`;
}

/** In a panel of the cluster itself its name is not said once more. */
function drawOne(page: Page, finding: LeftOutView['findings'][number]): TemplateResult {
  const { clusterId, cluster, fingerprint, title } = finding;
  const isOwn = page.state.memento.clusterId?.toLowerCase() === clusterId.toLowerCase();
  const show = (): void =>
    page.send(
      isOwn ? { kind: 'showFinding', finding: fingerprint } : { kind: 'openCluster', clusterId, finding: fingerprint },
    );
  const label = isOwn ? title : cluster;
  return html`<button class="link" title=${t`Show in Details`} @click=${show}>${label}</button
    >${isOwn ? nothing : `, ${title}`}`;
}

/** The report has the findings of all clusters; those of one are in its details. */
function drawReportLink(page: Page): TemplateResult | typeof nothing {
  if (page.state.memento.clusterId !== undefined) return nothing;
  return html`<button class="link" @click=${() => page.send({ kind: 'open', what: 'report' })}>
    ${t`Show report`}
  </button>`;
}
