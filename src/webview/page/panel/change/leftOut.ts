/** What a plan for several fixes leaves out: one line, and on demand each finding, by the reason. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FixAll } from '../../../protocol/panel.ts';
import { countWithNoun } from '../../../../domain/words/counts.ts';
import type { Page } from '../../drawing/parts.ts';
import { t } from '../../../../sentences/language.ts';
import { capitalised } from '../../../../sentences/words.ts';

type LeftOutView = NonNullable<FixAll['leftOut']>;

/** Draws how many findings are left out, and why; unfolded, each leads to its cluster's details. `button` is that of the plan, where the plan is not in sight. */
export function drawLeftOut(page: Page, leftOut: LeftOutView, button?: string): TemplateResult {
  const { findings, more, beyond, withoutFix } = leftOut;
  const what = whatIsLeftOut(leftOut);
  return html`<details class="quiet left-out">
    <summary>${button === undefined ? t`Not in this plan: ${what}` : t`Not in "${button}": ${what}`}</summary>
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
      ${beyond === 0 ? nothing : html`<li><span>${t`${countWithNoun(beyond, 'more finding')}: one plan fixes no more than this. Fix the rest afterwards.`}</span></li>`}
      ${withoutFix === 0 ? nothing : html`<li><span>${t`${countWithNoun(withoutFix, 'finding')} without an automatic fix: the details say what helps.`} ${drawWayThere(page)}</span></li>`}
    </ul>
  </details>`;
}

/** Says how many findings are left out for each reason: `2 findings for you to decide on, 1 finding without an automatic fix`. */
export function whatIsLeftOut({ findings, more, beyond, withoutFix }: LeftOutView): string {
  const own = findings.length + more;
  return [
    own > 0 && t`${countWithNoun(own, 'finding')} for you to decide on`,
    beyond > 0 && t`${countWithNoun(beyond, 'finding')} too many for one plan`,
    withoutFix > 0 && t`${countWithNoun(withoutFix, 'finding')} without an automatic fix`,
  ]
    .filter(Boolean)
    .join(', ');
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
function drawWayThere({ state, send }: Page): TemplateResult | typeof nothing {
  if (state.tab === 'details') return nothing;
  const isReport = state.memento.clusterId === undefined;
  const show = (): void => send(isReport ? { kind: 'open', what: 'report' } : { kind: 'tab', tab: 'details' });
  return html`<button class="link" @click=${show}>${isReport ? t`Show report` : t`Show details`}</button>`;
}
