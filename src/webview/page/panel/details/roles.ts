/** The roles among a cluster's details: what its identities hold, and what a file leaves open. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { Details } from '../../../protocol/panel.ts';
import type { Page } from '../../drawing/parts.ts';
import { iconButton } from '../../drawing/toolkit.ts';
import { whyNoRoles } from './whyNoRoles.ts';
import { t } from '../../../../sentences/language.ts';

/** Draws the roles that the cluster's identities hold, then those of which a file doesn't say whether they are needed and held. */
export function drawRoles(page: Page, { roles, noRoles, unchecked = [] }: Details): TemplateResult {
  const isUnchecked = unchecked.length > 0;
  return html`${roles.length === 0 && isUnchecked ? nothing : drawHeld(page, roles, noRoles)}
  ${isUnchecked ? drawUnchecked(unchecked) : nothing}`;
}

function drawHeld(page: Page, roles: Details['roles'], noRoles: string | undefined): TemplateResult {
  const isFile = page.state.file !== undefined;
  const remove = ({ role, scope, identity, assignmentId }: Details['roles'][number]): TemplateResult =>
    iconButton(t`Remove ${role} on ${scope} from ${identity}...`, 'trash', () =>
      page.send({ kind: 'removeRole', assignmentId }),
    );
  return html`<section class="section">
    <h2>${t`Role assignments`}</h2>
    ${
      roles.length === 0
        ? html`<p class="hint">${noRoles ?? whyNoRoles(page.state.file)}</p>`
        : drawTable(
            t`Role assignments`,
            isFile ? roleColumns() : [...roleColumns(), html`<span class="unseen">${t`Actions`}</span>`],
            roles.map((role) => [
              role.identity,
              role.role,
              html`<span title=${role.fullScope}>${role.scope}${role.inherited ? ` ${t`(inherited)`}` : ''}</span>`,
              ...(isFile ? [] : [remove(role)]),
            ]),
          )
    }
  </section>`;
}

const roleColumns = (): readonly string[] => [t`Identity`, t`Role`, t`Scope`];

function drawUnchecked(unchecked: NonNullable<Details['unchecked']>): TemplateResult {
  return html`<section class="section">
    <h2>${t`Roles that could not be checked`}</h2>
    ${drawTable(
      t`Roles that could not be checked`,
      [...roleColumns(), t`Not in the file`],
      unchecked.map(({ identity, role, scope, fullScope, lacks }) => [
        identity,
        role,
        html`<span title=${fullScope}>${scope}</span>`,
        lacks,
      ]),
    )}
  </section>`;
}

type RoleCell = string | TemplateResult;

function drawTable(label: string, titles: readonly RoleCell[], rows: readonly (readonly RoleCell[])[]): TemplateResult {
  return html`<div class="wide" role="region" aria-label=${label} tabindex="0">
    <table class="rows">
      <thead>
        <tr>
          ${titles.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
