import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReportFinding } from '../../protocol/report.ts';
import { decideButton, drawDecided, findingSign } from '../drawing/decided.ts';
import { breakableText } from '../drawing/parts.ts';
import { button, link } from '../drawing/toolkit.ts';
import type { ReportPage } from './reportPage.ts';

/** Draws a finding of a cluster, with a link to the cluster unless that is shown above. */
export function drawFinding(
  { send }: ReportPage,
  id: string,
  finding: ReportFinding,
  cluster?: { readonly name: string; readonly place: string },
): TemplateResult {
  const { severity, title, text, evidence, fullEvidence, source, fixKey, isAccepted, since } = finding;
  const fix = (key: string): void => send({ kind: 'fix', id, fixKey: key });
  const open = (): void => send({ kind: 'open', id });
  return html`<li class=${severity}>
    ${findingSign(severity, isAccepted)}
    <div>
      ${cluster ? html`<p class="finding-cluster"><b>${cluster.name}</b> <span class="hint">${cluster.place}</span></p>` : nothing}
      <p class="finding-text">${text}</p>
      ${since === undefined ? nothing : html`<p>${since}</p>`} ${drawDecided(finding)}
      <p class="hint">
        <span title=${fullEvidence ?? nothing}>${breakableText(evidence)}</span> ${link('Learn more', source, title)}
      </p>
    </div>
    <div class="finding-actions">
      ${fixKey === undefined ? nothing : button({ label: 'Fix...', of: text, onClick: () => fix(fixKey) })}
      ${decideButton(finding, (what) => send({ kind: 'decide', id, ...what }))}
      ${cluster ? button({ label: 'Show details', of: `of ${cluster.name}`, onClick: open }) : nothing}
    </div>
  </li>`;
}
