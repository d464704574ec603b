import { html, nothing, type TemplateResult } from 'lit-html';
import type { ReportFinding } from '../../protocol/report.ts';
import { menuButton, type MenuItem } from '../drawing/menu.ts';
import { breakableText, sign, startLabels } from '../drawing/parts.ts';
import { button, type Drawn } from '../drawing/toolkit.ts';
import type { ReportPage } from './reportPage.ts';
import { shownText, t } from '../../../sentences/language.ts';

/** Where a finding is shown: its cluster, and a name for its parts that is unique on the page. */
export interface FindingPlace {
  readonly id: string;
  readonly key: string;
  /** The cluster, if nothing above says which it is. */
  readonly cluster?: { readonly name: string; readonly place: string };
}

/** Draws a finding in a line: what it is, since when and what was seen, one button that fixes it, and a menu with the rest. */
export function drawFinding(page: ReportPage, place: FindingPlace, finding: ReportFinding): TemplateResult {
  const { severity, text, evidence, fullEvidence, isAccepted, since, decided, controls } = finding;
  const { id, cluster } = place;
  const states = [since, decided].filter((part) => part !== undefined);
  return html`<li class=${isAccepted ? 'accepted' : severity}>
    ${sign(isAccepted ? 'off' : severity)}
    <div>
      ${
        cluster
          ? html`<p class="finding-cluster"><b>${cluster.name}</b> <span class="hint">${cluster.place}</span></p>`
          : nothing
      }
      <p class="finding-text">${text}</p>
      ${states.map((state) => html`<p class="hint">${state}</p>`)}
      <p class="hint">
        <span title=${fullEvidence ?? nothing}>${breakableText(evidence)}</span
        >${controls === undefined ? nothing : html` <span class="controls">${t`Related controls: ${controls}`}</span>`}
      </p>
    </div>
    <div class="finding-actions">
      ${drawFix(page, id, finding)}
      ${menuButton({ id: place.key, label: t`More: ${text}`, icon: 'ellipsis', items: findingMenu(page, place, finding) })}
    </div>
  </li>`;
}

/** Draws the one button that fixes a finding of a cluster, or opens the form that can. */
export function drawFix(page: ReportPage, id: string, { text, fixKey, start }: ReportFinding): Drawn {
  if (fixKey !== undefined)
    return button({ label: t`Fix...`, of: text, onClick: () => page.send({ kind: 'fix', id, fixKey }) });
  if (start === undefined) return nothing;
  const onClick = (): void => page.send({ kind: 'start', id, change: start });
  return button({ label: shownText(startLabels[start]), of: text, onClick });
}

function findingMenu({ send }: ReportPage, { id, cluster }: FindingPlace, finding: ReportFinding): readonly MenuItem[] {
  const { code, subject, isAccepted = false, hasCustomRole, source } = finding;
  const action = (label: string, onClick: () => void): MenuItem => ({ kind: 'action', label, onClick });
  const decidedFinding = code === undefined ? undefined : { id, code, ...(subject === undefined ? {} : { subject }) };
  return [
    ...(decidedFinding || cluster
      ? [action(t`Show Details`, () => send({ kind: 'open', ...(decidedFinding ?? { id }) }))]
      : []),
    ...(decidedFinding && hasCustomRole
      ? [action(t`Copy Custom Role`, () => send({ kind: 'copyRole', ...decidedFinding }))]
      : []),
    ...(decidedFinding
      ? [
          action(isAccepted ? t`Stop Accepting` : t`Accept Finding...`, () =>
            send({ kind: 'decide', ...decidedFinding, stop: isAccepted }),
          ),
        ]
      : []),
    { kind: 'page', label: t`Learn More`, href: source },
  ];
}
