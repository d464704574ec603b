import { html, nothing, type TemplateResult } from 'lit-html';
import type { OfFile } from '../../protocol/panel.ts';
import { lacksWords } from '../drawing/lacksWords.ts';
import { copyButton, sign, type Page } from '../drawing/parts.ts';
import { button } from '../drawing/toolkit.ts';
import { t } from '../../../sentences/language.ts';

/** Says what can be done with a cluster from a file, once what the file lacks, and how its roles can be checked, too. */
export function drawFileNote(page: Page, { name, rolesCommand, lacks }: OfFile): TemplateResult {
  const open = (label: string, what: 'report' | 'export' | 'files' | 'signIn'): TemplateResult =>
    button({
      label,
      onClick: () => page.send({ kind: 'open', what }),
      look: what === 'files' ? 'primary' : 'secondary',
    });
  return html`<section class="file-note" aria-label=${t`The opened file`}>
    <p class="file-name">
      ${sign('info')}
      <span
        >${t`From`} <strong>${name}</strong>.
        ${t`You can look at this cluster, check it and export a report; nothing in Azure is changed.`}</span
      >
    </p>
    ${lacks.length === 0 ? nothing : html`<p>${lacksWords(lacks)}</p>`}
    ${rolesCommand === undefined ? nothing : drawRolesCommand(page, rolesCommand)}
    <p class="file-actions">
      ${rolesCommand === undefined ? nothing : open(t`Open both files...`, 'files')}
      ${open(t`Sign in to Azure...`, 'signIn')} ${open(t`Show report`, 'report')} ${open(t`Export report...`, 'export')}
    </p>
  </section>`;
}

function drawRolesCommand(page: Page, command: string): TemplateResult {
  return html`<p>${t`To check its roles too, save what this command prints, and open both files together:`}</p>
    <div class="command">
      <code>${command.split(' ').map((word, index) => html`${index === 0 ? '' : ' '}<span>${word}</span>`)}</code
      >${copyButton(page, t`command`, { of: 'text', text: command })}
    </div>`;
}
