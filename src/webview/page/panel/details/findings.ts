/** The findings among a cluster's details: each a sentence with one button, and everything else on demand. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { Details, FindingView, FixAll } from '../../../protocol/panel.ts';
import { findingSign } from '../../drawing/findingSign.ts';
import { menuButton, type MenuItem } from '../../drawing/menu.ts';
import { breakableText, fixButton, sign, startButton, type Page } from '../../drawing/parts.ts';
import { button, spinner } from '../../drawing/toolkit.ts';
import { drawLeftOut, whatIsLeftOut } from '../change/leftOut.ts';
import { t } from '../../../../sentences/language.ts';

/** Draws the findings, the worst first, with one plan for those that go together. */
export function drawFindings(page: Page, { findings, fixAll }: Details): TemplateResult {
  return html`<section class="section">
    <div class="section-head">
      <h2>${t`Findings`}</h2>
      ${fixAll ? drawFixAll(page, fixAll) : nothing}
    </div>
    ${fixAll?.leftOut ? drawLeftOut(page, fixAll.leftOut, fixAll.label) : nothing}
    ${findings.length === 0 ? drawNone(page) : drawAll(page, findings)}
  </section>`;
}

function drawNone({ state }: Page): TemplateResult {
  if (state.loading === undefined && (state.file?.lacks ?? []).length > 0)
    return html`<p>${sign('info')} <span>${t`No problems found in what the file contains.`}</span></p>`;
  return state.loading === undefined
    ? html`<p>${sign('ok')} <span>${t`No problems found.`}</span></p>`
    : html`<p class="working" role="status">${spinner()} ${t`Checking ...`}</p>`;
}

function drawAll(page: Page, findings: readonly FindingView[]): TemplateResult {
  const keyOf = ({ id }: FindingView, index: number): string => id ?? `${index}`;
  // The plan for all of them is the primary one, where there is one; else that of the worst.
  const hasButton = ({ fixKey, start }: FindingView): boolean => fixKey !== undefined || start !== undefined;
  const first = page.state.details?.fixAll === undefined ? findings.find(hasButton) : undefined;
  return html`<ul class="findings">
    ${repeat(findings, keyOf, (finding, index) =>
      drawFinding(page, finding, {
        elementId: `finding-${keyOf(finding, index)}`,
        look: finding === first ? 'primary' : 'secondary',
      }),
    )}
  </ul>`;
}

/** One plan for all fixes that go together. */
function drawFixAll(page: Page, { label, fixKeys, leftOut }: FixAll): TemplateResult {
  const included = t`One plan, which you can review before anything is changed.`;
  const title = leftOut === undefined ? included : `${included} ${t`Not in it: ${whatIsLeftOut(leftOut)}.`}`;
  return button({ label, title, look: 'primary', onClick: () => page.send({ kind: 'fixAll', fixKeys }) });
}

/** How a finding is drawn: under which id, and whether its button is the primary one. */
interface FindingLook {
  readonly elementId: string;
  readonly look: 'primary' | 'secondary';
}

function drawFinding(page: Page, finding: FindingView, { elementId, look }: FindingLook): TemplateResult {
  const { tone, text, isAccepted, decided, since } = finding;
  return html`<li id=${elementId} class=${tone} tabindex="-1">
    ${findingSign(tone, isAccepted)}
    <div class="finding-body">
      <p class="finding-text">${text}</p>
      ${decided === undefined ? nothing : html`<p class="hint">${decided}</p>`}
      ${since === undefined ? nothing : html`<p class="hint">${since}</p>`} ${drawSeen(finding)}
    </div>
    <div class="finding-actions">
      ${drawButton(page, finding, look)}
      ${menuButton({ id: `${elementId}-more`, label: t`More: ${text}`, icon: 'ellipsis', items: findingMenu(page, finding) })}
    </div>
  </li>`;
}

/** What was seen is folded, because the sentence says most of it; the reasons why something is unknown are not. */
function drawSeen({ tone, text, evidence, fullEvidence, controls }: FindingView): TemplateResult | typeof nothing {
  const evidenceHint = html`<p class="hint" title=${fullEvidence ?? nothing}>${breakableText(evidence)}</p>`;
  const related = controls === undefined ? nothing : html`<p class="hint">${t`Related controls: ${controls}`}</p>`;
  const isReason = tone === 'unknown';
  const folded = [!isReason && evidence !== '' && t`Evidence`, controls !== undefined && t`Related controls`].filter(
    (part) => part !== false,
  );
  if (folded.length === 0) return isReason && evidence !== '' ? evidenceHint : nothing;
  const [first = ''] = folded;
  const label = folded.length === 1 ? first : t`Evidence and related controls`;
  return html`${isReason ? evidenceHint : nothing}
    <details class="seen quiet">
      <summary aria-label=${t`${label} of: ${text}`}>${label}</summary>
      ${isReason ? nothing : evidenceHint} ${related}
    </details>`;
}

/** The one thing to do about it, where there is one. */
function drawButton(
  page: Page,
  { fixKey, start, text }: FindingView,
  look: FindingLook['look'],
): TemplateResult | typeof nothing {
  return start === undefined
    ? fixButton(page, { kind: 'finding' }, fixKey, text, look)
    : startButton(page, start, text, look);
}

function findingMenu(page: Page, finding: FindingView): readonly MenuItem[] {
  const {
    code,
    subject,
    isAccepted = false,
    customRole,
    command,
    evidence,
    fullEvidence = evidence,
    source,
    asksSince,
  } = finding;
  const action = (label: string, onClick: () => void): MenuItem => ({ kind: 'action', label, onClick });
  const copy = (label: string, text: string): MenuItem =>
    action(label, () => page.send({ kind: 'copy', what: { of: 'text', text } }));
  const decide = (actionName: string): void =>
    page.send({ kind: 'decide', code: actionName, ...(subject === undefined ? {} : { subject }), stop: isAccepted });
  return [
    ...(code === undefined ? [] : [action(isAccepted ? t`Stop Accepting` : t`Accept Finding...`, () => decide(code))]),
    ...(customRole === undefined ? [] : [copy(t`Copy Custom Role`, customRole)]),
    ...(command === undefined ? [] : [copy(t`Copy az Command`, command)]),
    ...(fullEvidence === '' ? [] : [copy(t`Copy Evidence`, fullEvidence)]),
    // Azure's logs are asked only if somebody wants to know.
    ...(asksSince ? [action(t`Since When, and by Whom?`, () => page.send({ kind: 'lookAtHistory', days: 90 }))] : []),
    { kind: 'page', label: t`Learn More`, href: source },
  ];
}
