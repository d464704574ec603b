import { html, nothing, type TemplateResult } from 'lit-html';
import { live } from 'lit-html/directives/live.js';
import type { WhyAnswer, WhyIntent, WhyState } from '../../protocol/why.ts';
import { breakableText, sign } from '../drawing/parts.ts';
import { button, spinner } from '../drawing/toolkit.ts';
import { contrasted } from './contrast.ts';
import { t } from '../../../sentences/language.ts';

/** Everything that drawing needs. */
export interface WhyPage {
  readonly state: WhyState;
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly send: (intent: WhyIntent) => void;
}

/** Draws the whole page. */
export function drawWhy(page: WhyPage): TemplateResult {
  const { state, typed, type, send } = page;
  const { place, working, notice, failure, canSignIn, answer } = state;
  const isReady = typed.trim() !== '' && working === undefined;
  const diagnose = (): void => {
    if (isReady) send({ kind: 'diagnose', text: typed });
  };
  return html`
    <header>
      <div class="head"><h1>${t`Diagnose sign-in error`}</h1></div>
      <p class="subtitle">${place === '' ? t`Why does this pod get no token, or why is it refused?` : place}</p>
    </header>
    <main>
      <label for="message">${t`Error message, or a log with it`}</label>
      <textarea
        id="message"
        rows="8"
        spellcheck="false"
        aria-describedby="privacy"
        placeholder=${t`Paste it here, with the lines around it`}
        .value=${live(typed)}
        @input=${(event: Event) => type((event.target as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) diagnose();
        }}
      ></textarea>
      <p class="hint" id="privacy">
        ${t`It stays in the memory of this window: it is not logged, stored or sent. Tokens, keys and passwords are removed before it is read.`}
      </p>
      <div class="actions">
        ${button({
          label: t`Diagnose`,
          look: answer === undefined ? 'primary' : 'secondary',
          disabled: !isReady,
          title: t`Ctrl+Enter in the field`,
          onClick: diagnose,
        })}
        ${working === undefined ? nothing : button({ label: t`Stop`, onClick: () => send({ kind: 'stop' }) })}
      </div>
      <div role="status">
        ${working === undefined ? nothing : html`<p class="working">${spinner()} ${working}</p>`}
        ${notice === undefined ? nothing : html`<p class="notice-line">${notice}</p>`}
      </div>
      ${failure === undefined ? nothing : html`<div class="banner error">${sign('error')} <span>${failure}</span></div>`}
      ${canSignIn ? button({ label: t`Sign in`, onClick: () => send({ kind: 'signIn' }) }) : nothing}
      ${drawClusters(page)} ${drawLook(page)} ${answer === undefined ? nothing : drawAnswer(page, answer)}
    </main>
  `;
}

function drawClusters({ state, send }: WhyPage): TemplateResult | typeof nothing {
  if (state.clusters.length < 2) return nothing;
  return html`<section aria-labelledby="which">
    <h2 id="which">${t`Which cluster?`}</h2>
    <div class="actions">
      ${state.clusters.map(({ id, name }) => button({ label: name, title: id, onClick: () => send({ kind: 'pickCluster', id }) }))}
    </div>
  </section>`;
}

function drawLook({ state, send }: WhyPage): TemplateResult | typeof nothing {
  const { canLookIn, working } = state;
  if (canLookIn === undefined || working !== undefined) return nothing;
  return html`<section class="look">
    ${button({ label: t`Look in ${canLookIn}`, icon: 'search', onClick: () => send({ kind: 'lookInCluster' }) })}
    <span class="hint"
      >${t`With your kubectl: accounts, pods and operators' objects. It only lists, and never reads Secrets.`}</span
    >
  </section>`;
}

function drawAnswer(page: WhyPage, answer: WhyAnswer): TemplateResult {
  const { send } = page;
  // What was compared is not said twice.
  const fields = answer.fields.filter(({ value }) => !answer.evidence.some(({ text }) => text.includes(value)));
  return html`<section class="answer" aria-label=${t`Answer`}>
    ${answer.leaked === undefined ? nothing : html`<div class="banner warning">${sign('warning')} <span>${answer.leaked}</span></div>`}
    <h2 class="cause" tabindex="-1">${sign(answer.tone)} <span>${answer.text}</span></h2>
    ${answer.certainty === undefined ? nothing : html`<p class="hint">${capitalised(answer.certainty)}</p>`}
    ${drawFixes(page, answer)} ${drawTexts(t`What to look at next`, answer.next)}
    ${drawTexts(answer.titles.possible, answer.possible)}
    ${
      answer.evidence.length === 0
        ? nothing
        : html`<h3>${answer.titles.evidence}</h3>
            <dl class="facts">
              ${contrasted(answer.evidence).map(
                ({ from, before, differing, after }) =>
                  html`<div>
                    <dt>${from}</dt>
                    <dd>
                      <span class="value"
                        >${breakableText(before)}${differing === '' ? nothing : html`<strong>${differing}</strong>`}${after}</span
                      >
                    </dd>
                  </div>`,
              )}
            </dl>`
    }
    ${
      fields.length === 0
        ? nothing
        : html`<h3>${answer.titles.fields}</h3>
            <dl class="facts">
              ${fields.map(
                ({ name, value, note }) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>
                      <span class="value"
                        >${breakableText(value)}${note === undefined ? nothing : html` <span class="hint">(${note})</span>`}</span
                      >
                    </dd>
                  </div>`,
              )}
            </dl>`
    }
    ${drawTexts(t`Unknown`, answer.unknown)}
    <div class="actions">
      ${button({ label: t`Copy answer`, icon: 'copy', onClick: () => send({ kind: 'copyAnswer', masked: false }) })}
      ${button({ label: t`Copy with IDs replaced`, icon: 'copy', onClick: () => send({ kind: 'copyAnswer', masked: true }) })}
      ${button({ label: t`About the causes`, icon: 'link-external', onClick: () => send({ kind: 'openPage' }) })}
    </div>
  </section>`;
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function drawFixes({ send }: WhyPage, { fixes }: WhyAnswer): TemplateResult | typeof nothing {
  if (fixes.length === 0) return nothing;
  const first = fixes.findIndex(({ kind }) => kind === 'change');
  return html`<h3>${t`Fix`}</h3>
    <ul class="fixes">
      ${fixes.map(({ kind, text, yaml }, index) => {
        if (kind === 'change')
          return html`<li>
            <span>${text}</span>
            ${button({
              label: t`Open plan...`,
              look: index === first ? 'primary' : 'secondary',
              of: text,
              onClick: () => send({ kind: 'plan', index }),
            })}
          </li>`;
        if (kind === 'yaml')
          return html`<li>
            <span>${text}</span>
            <pre role="region" tabindex="0" aria-label=${t`YAML`}>${yaml ?? ''}</pre>
            ${button({ label: t`Copy YAML`, icon: 'copy', onClick: () => send({ kind: 'copyYaml', index }) })}
          </li>`;
        return html`<li><span>${text}</span></li>`;
      })}
    </ul>`;
}

function drawTexts(title: string, texts: readonly string[]): TemplateResult | typeof nothing {
  if (texts.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <ul class="plain">
      ${texts.map((text) => html`<li>${text}</li>`)}
    </ul>`;
}
