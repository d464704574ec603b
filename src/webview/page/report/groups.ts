import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReportGroup } from '../../protocol/report.ts';
import { drawLeftOut, sign, wordedSign } from '../drawing/parts.ts';
import { button, icon } from '../drawing/toolkit.ts';
import { drawFinding } from './findings.ts';
import type { ReportPage } from './reportPage.ts';
import { nounFor } from '../../../domain/words/counts.ts';

/** Draws the findings of all clusters that pass the filter, each with the clusters that have it. */
export function drawGroups(page: ReportPage): TemplateResult {
  const { groups, matching, phase } = page.state;
  if (groups.length === 0 && phase !== 'ready') return html`<p>Nothing to show so far.</p>`;
  if (matching === 0) return html`<p>No finding matches the filter.</p>`;
  if (groups.length === 0) return html`<p>${sign('ok')} <span>No problems found in these clusters.</span></p>`;
  return html`<ul class="groups" aria-label="Findings">
    ${groups.map((group) => drawGroup(page, group))}
  </ul>`;
}

function drawGroup(page: ReportPage, group: ReportGroup): TemplateResult {
  const { key, title, severity, clusters, fixAll, items } = group;
  const toggle = (): void => page.send({ kind: 'unfold', id: key, unfolded: !items });
  const count = `${clusters.toLocaleString('en')} ${nounFor(clusters, 'cluster')}`;
  return html`<li>
    <div class="group">
      ${wordedSign(severity)}
      <button class="plain unfold" aria-expanded=${items ? 'true' : 'false'} @click=${toggle}>
        ${icon(items ? 'chevron-down' : 'chevron-right')}<span>${title}</span> <span class="hint">${count}</span>
      </button>
      ${
        fixAll
          ? button({ label: fixAll.label, of: title, onClick: () => page.send({ kind: 'fixAll', topic: key }) })
          : nothing
      }
    </div>
    ${items ? drawItems(page, group, items) : nothing}
  </li>`;
}

function drawItems(
  page: ReportPage,
  { key, title, fixAll, clusters, severity }: ReportGroup,
  items: NonNullable<ReportGroup['items']>,
): TemplateResult {
  return html`<div class="group-items">
    ${drawLeftOut(fixAll?.leftOut ?? [])}
    <ul class="findings" aria-label=${`Clusters with: ${title}`}>
      ${items.map(({ id, name, place, finding }) => drawFinding(page, id, finding, { name, place }))}
    </ul>
    ${
      clusters > items.length
        ? html`<p>
            ${button({
              label: `Show all ${clusters.toLocaleString('en')} clusters`,
              onClick: () =>
                page.see({ group: 'cluster', ...(severity === 'unknown' ? { marks: ['unknown'] } : { topic: key }) }),
            })}
          </p>`
        : nothing
    }
  </div>`;
}
