/** What a finding shows about decisions, in the panel and in the report. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { FindingView, Tone } from '../../protocol/panel.ts';
import { wordedSign } from './parts.ts';
import { button } from './toolkit.ts';

type Decided = Pick<FindingView, 'code' | 'subject' | 'isAccepted' | 'decided' | 'controls' | 'text'>;

/** Draws the sign of a finding, which says so if the finding is accepted. */
export function findingSign(tone: Tone, isAccepted = false): TemplateResult {
  return isAccepted ? wordedSign(tone, 'Accepted') : wordedSign(tone);
}

/** Draws why and until when it is accepted, or that this has ended; and the controls that it concerns. */
export function drawDecided({ decided, controls }: Decided): TemplateResult {
  return html`${decided === undefined ? nothing : html`<p>${decided}</p>`}
  ${controls === undefined ? nothing : html`<p class="hint">Related controls: ${controls}</p>`}`;
}

/** Draws the button that accepts a finding, or stops accepting it. */
export function decideButton(
  { code, subject, isAccepted = false, text }: Decided,
  decide: (what: { readonly code: string; readonly subject?: string; readonly stop: boolean }) => void,
): TemplateResult | typeof nothing {
  if (code === undefined) return nothing;
  const label = isAccepted ? 'Stop accepting' : 'Accept...';
  return button({
    label,
    of: text,
    onClick: () => decide({ code, ...(subject === undefined ? {} : { subject }), stop: isAccepted }),
  });
}
