import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { ReportGroup } from '../../protocol/report.ts';
import { termOf } from '../../protocol/reportQuery.ts';
import { sign } from '../drawing/parts.ts';
import { button, icon } from '../drawing/toolkit.ts';
import { drawFinding, drawFix } from './findings.ts';
import type { ReportPage } from './reportPage.ts';
import { drawNoMatch } from './search.ts';
import { t } from '../../../sentences/language.ts';

/** Draws the findings of all clusters that pass the filter, each with the clusters that have it. */
export function drawGroups(page: ReportPage): TemplateResult {
  const { groups, matching, phase } = page.state;
  if (groups.length === 0 && phase !== 'ready') return html`<p class="alone">${t`Nothing to show so far.`}</p>`;
  if (matching === 0) return drawNoMatch(page, t`No finding matches the filter.`);
  if (groups.length === 0)
    return html`<p class="alone">${sign('ok')} <span>${t`No problems found in these clusters.`}</span></p>`;
  return html`<ul class="groups" aria-label=${t`Findings`}>
    ${repeat(
      groups,
      ({ key }) => key,
      (group, index) => drawGroup(page, group, index),
    )}
  </ul>`;
}

function drawGroup(page: ReportPage, group: ReportGroup, index: number): TemplateResult {
  const { key, title, severity, whose, fixAll, items, only } = group;
  const toggle = (): void => page.send({ kind: 'unfold', id: key, unfolded: !items });
  return html`<li>
    <div class="group">
      <button class="plain unfold" aria-expanded=${items ? 'true' : 'false'} @click=${toggle}>
        ${icon(items ? 'chevron-down' : 'chevron-right')}${sign(severity)} <b>${title}</b>
        <span class="hint">${whose}</span>
      </button>
      ${
        fixAll !== undefined
          ? button({ label: fixAll, of: title, onClick: () => page.send({ kind: 'fixAll', topic: key }) })
          : only === undefined
            ? nothing
            : drawFix(page, only.id, only.finding)
      }
    </div>
    ${items ? drawItems(page, { ...group, index }, items) : nothing}
  </li>`;
}

function drawItems(
  page: ReportPage,
  { key, title, clusters, severity, index }: ReportGroup & { readonly index: number },
  items: NonNullable<ReportGroup['items']>,
): TemplateResult {
  const { look, see } = page;
  const narrowed = severity === 'unknown' ? { marks: ['unknown'] as const } : { text: narrowedTo(look.text, key) };
  return html`<ul class="findings" aria-label=${t`Clusters with: ${title}`}>
      ${items.map(({ id, name, place, finding }, at) =>
        drawFinding(page, { id, key: `more-${index}-${at}`, cluster: { name, place } }, finding),
      )}
    </ul>
    ${
      clusters > items.length
        ? html`<p class="show-all">
            ${button({
              label: t`Show all ${clusters} clusters`,
              onClick: () => see({ group: 'cluster', ...narrowed }),
            })}
          </p>`
        : nothing
    }`;
}

/** The filter that shows only this finding. */
function narrowedTo(text: string, key: string): string {
  return `${text.trim()} ${termOf('finding', key)}`.trim();
}
