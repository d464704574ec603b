import { html, nothing, type TemplateResult } from 'lit-html';
import type { Details, IdentityRow } from '../../../protocol/panel.ts';
import { factList, sign, type Page } from '../../drawing/parts.ts';
import { drawRoles } from './roles.ts';
import { drawFindings } from './findings.ts';
import { button, link } from '../../drawing/toolkit.ts';
import { t } from '../../../../sentences/language.ts';

/** Draws a cluster's details: findings first, then its facts, its identities with their roles, and its node pools. */
export function drawDetails(page: Page, details: Details): TemplateResult {
  return html`<div class="details">
    ${drawFindings(page, details)}
    <section class="section">
      <h2>${t`Cluster`}</h2>
      ${factList(page, details.facts)}
    </section>
    <section class="section">
      <h2>${t`Identities`}</h2>
      <ul class="identities">
        ${details.identities.filter(hasCard).map((row) => drawIdentity(page, row))}
      </ul>
    </section>
    ${drawRoles(page, details)} ${drawPools(page, details)} ${drawSummary(page, details)}
  </div>`;
}

/** What is wrong with an identity that has a card is said there alone. */
function stateInTable(row: IdentityRow): string {
  const { state, tone, lacking } = row;
  if (hasCard(row)) return tone === 'ok' && lacking === undefined ? t`In use` : t`In use (see above)`;
  return lacking === undefined ? state : `${state} (${lacking})`;
}

/** Whether it stands among the identities, with what it lacks. */
function hasCard({ facts }: Pick<IdentityRow, 'facts'>): boolean {
  return facts.length > 0;
}

function drawIdentity(page: Page, row: IdentityRow): TemplateResult {
  return html`<li>
    <h3>${sign(row.tone)} ${row.title}</h3>
    <p>${row.state}</p>
    ${row.lacking === undefined ? nothing : html`<p class="lacking ${row.tone}">${row.lacking}</p>`}
    ${factList(page, row.facts, row.title)}
  </li>`;
}

/** What this cluster has of the identities that a cluster can have, as the documentation's table lists them; the others are folded. */
function drawSummary(page: Page, { identities }: Details): TemplateResult {
  const off = identities.filter(({ tone }) => tone === 'off');
  return html`<section class="section">
    <h2>${t`What each identity is for`}</h2>
    ${drawTable(
      page,
      t`What each identity is for`,
      identities.filter(({ tone }) => tone !== 'off'),
    )}
    ${
      off.length === 0
        ? nothing
        : html`<details>
            <summary>${t`${off.length} more that are off in this cluster`}</summary>
            ${drawTable(page, t`What is off in this cluster`, off)}
          </details>`
    }
  </section>`;
}

function drawTable(page: Page, label: string, rows: readonly IdentityRow[]): TemplateResult {
  return html`<div class="wide" role="region" aria-label=${label} tabindex="0">
    <table class="rows summary-table">
      <thead>
        <tr>
          <th scope="col">${t`Identity`}</th>
          <th scope="col">${t`In this cluster`}</th>
          <th scope="col">${t`Use`}</th>
          <th scope="col">${t`Default permissions`}</th>
          <th scope="col">${t`Bring your own`}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <th scope="row">${link(row.title, row.source)}</th>
              <td data-title=${t`In this cluster`}>
                <span class="state">${sign(row.tone)} <span>${stateInTable(row)}</span></span>
                ${row.leadsTo === undefined ? nothing : drawWay(page, row.leadsTo)}
              </td>
              <td data-title=${t`Use`}>${row.use}</td>
              <td data-title=${t`Default permissions`}>${row.permissions}</td>
              <td data-title=${t`Bring your own`}>${row.ownIdentity}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A way to the tab with more. */
function drawWay(page: Page, tab: NonNullable<IdentityRow['leadsTo']>): TemplateResult {
  const go = (): void => {
    page.send({ kind: 'tab', tab });
    document.getElementById(`tab-${tab}`)?.focus();
  };
  return button({ label: t`Show workloads`, onClick: go });
}

function drawPools(page: Page, { pools }: Details): TemplateResult {
  // A file says nothing about machines.
  const hasIdentities = pools.some(({ identities }) => identities !== '');
  return html`<section class="section">
    <h2>${t`Node pools`}</h2>
    <div class="wide" role="region" aria-label=${t`Node pools`} tabindex="0">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">${t`Node pool`}</th>
            <th scope="col">${t`Node image`}</th>
            ${hasIdentities ? html`<th scope="col">${t`Identities`}</th>` : nothing}
            <th scope="col">${t`State`}</th>
            <th scope="col"><span class="unseen">${t`Actions`}</span></th>
          </tr>
        </thead>
        <tbody>
          ${pools.map(
            ({ name, image, imageNames, identities, state, tone, isUpgradable }) =>
              html`<tr>
                <td>${name}</td>
                <td title=${imageNames}>${image}</td>
                ${hasIdentities ? html`<td>${identities}</td>` : nothing}
                <td>
                  <span class="state">${sign(tone)} <span>${state}</span></span>
                </td>
                <td>
                  ${
                    isUpgradable
                      ? button({
                          label: t`Upgrade...`,
                          of: t`node image of ${name}`,
                          onClick: () => page.send({ kind: 'upgradePool', pool: name }),
                        })
                      : nothing
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
