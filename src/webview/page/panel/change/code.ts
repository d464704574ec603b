import { html, type TemplateResult } from 'lit-html';
import type { Copy } from '../../../protocol/intent.ts';
import { copyButton, type Page } from '../../drawing/parts.ts';

/** Draws a command or request to read, with a button that copies all of it. */
export function drawCode(page: Page, name: string, text: string, wholeCopy: Copy): TemplateResult {
  return html`<div class="code">
    <pre role="region" tabindex="0" aria-label=${name}>${text}</pre>
    ${copyButton(page, name, wholeCopy)}
  </div>`;
}
