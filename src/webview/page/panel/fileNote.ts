import { html, nothing, type TemplateResult } from 'lit-html';
import type { OfFile } from '../../protocol/panel.ts';
import { sign, type Page } from '../drawing/parts.ts';
import { button } from '../drawing/toolkit.ts';

/** Says what can't be done with a cluster from a file, and how its roles can be checked, too. */
export function drawFileNote(page: Page, { name, rolesCommand }: OfFile): TemplateResult {
  return html`<div class="banner file-note">
    ${sign('info')}
    <span>
      This cluster is from ${name}. Connect to Azure to change it.
      ${
        rolesCommand === undefined
          ? nothing
          : html`To check its roles too, open it together with the output of <code>${rolesCommand}</code>.`
      }
    </span>
    ${
      rolesCommand === undefined
        ? nothing
        : button({
            label: 'Copy command',
            icon: 'copy',
            onClick: () => page.send({ kind: 'copy', what: { of: 'text', text: rolesCommand } }),
          })
    }
    ${button({ label: 'Sign In to Azure', onClick: () => page.send({ kind: 'open', what: 'signIn' }) })}
  </div>`;
}
