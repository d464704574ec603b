/** What is wrong at what is selected on the map, and what can be done about it. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { markTones } from '../../../domain/picture/picture.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import type { MapLine, MapProblem, MapThing, MapView } from '../../protocol/map.ts';
import { breakableNames, signWithWord, startButton, type Page } from '../drawing/parts.ts';
import { button, link } from '../drawing/toolkit.ts';
import { t } from '../../../sentences/language.ts';

/** What can be fixed at a thing or a line: several changes as one plan, or that of the worst problem. */
export function fixKeysOf(map: MapView, item: MapThing | MapLine): readonly string[] {
  const joined = joinedAt(map, item);
  if (joined.keys.length > 0) return joined.keys;
  return worstFirst(map, item.problems)
    .flatMap((index) => map.problems[index]?.fixKey ?? [])
    .slice(0, 1);
}

function worstFirst({ problems }: MapView, indexes: readonly number[]): readonly number[] {
  const rank = (index: number): number => markTones.indexOf(problems[index]?.tone ?? 'info');
  return indexes.toSorted((a, b) => rank(a) - rank(b));
}

/** The problems whose fixes go together, and the names of these; none where there are not at least two. */
function joinedAt({ problems }: MapView, { problems: ownProblems }: Pick<MapThing, 'problems'>): JoinedAt {
  const joined = ownProblems.filter((index) => problems[index]?.joins === true);
  const keys = [...new Set(joined.flatMap((index) => problems[index]?.fixKey ?? []))];
  return keys.length > 1 ? { joined, keys } : { joined: [], keys: [] };
}

interface JoinedAt {
  readonly joined: readonly number[];
  readonly keys: readonly string[];
}

/** Starts the one fix, or all of them as one plan. */
export function sendFix(page: Page, fixKeys: readonly string[]): void {
  const [only, ...otherKeys] = fixKeys;
  if (only === undefined) return;
  if (otherKeys.length > 0) page.send({ kind: 'fixAll', fixKeys });
  else page.send({ kind: 'fix', of: { kind: 'finding' }, fixKey: only });
}

/** One plan for those fixes that go together, then each problem, the worst first, with what can be done about it. */
export function drawProblems(page: Page, map: MapView, item: MapThing | MapLine): TemplateResult {
  const { joined, keys } = joinedAt(map, item);
  const indexes = worstFirst(map, item.problems);
  const hasButton = ({ fixKey, start }: Pick<MapProblem, 'fixKey' | 'start'>): boolean =>
    fixKey !== undefined || start !== undefined;
  const alike = Map.groupBy(
    indexes.filter((index) => map.problems[index]?.reason !== undefined),
    (index) => map.problems[index]?.reason,
  );
  const together = new Set([...alike.values()].filter((same) => same.length > 1).flat());
  const [primary] = joined.length > 0 ? [] : indexes.filter((index) => hasButton(map.problems[index] ?? {}));
  return html`${
    joined.length === 0
      ? nothing
      : html`<p>
          ${button({
            label: t`Fix ${joined.length} findings...`,
            look: 'primary',
            of: item.label,
            onClick: () => sendFix(page, keys),
          })}
        </p>`
  }${indexes.map((index) => {
    const problem = map.problems[index];
    if (problem === undefined || together.has(index)) return nothing;
    // At a role the heading has its name already.
    const title = 'from' in item ? capitalisedWord(item, index, problem) : problem.title;
    return drawProblem(
      page,
      { ...problem, title },
      {
        fixKey: joined.includes(index) ? undefined : problem.fixKey,
        look: index === primary ? 'primary' : 'secondary',
      },
    );
  })}${[...alike].map(([reason, same]) => (reason === undefined || same.length < 2 ? nothing : drawUnknown(map, same, reason)))}`;
}

/** Roles of which it isn't known for one reason whether they are held: each once, and the reason once. */
function drawUnknown({ lines, things }: MapView, indexes: readonly number[], reason: string): TemplateResult {
  const roles = indexes.flatMap((index) => lines.find(({ problems }) => problems.includes(index)) ?? []);
  const placeOf = ({ to }: MapLine): string => things.find(({ id }) => id === to)?.label ?? '';
  return html`<div class="map-problem unknown">
    <p class="map-problem-title">${signWithWord('unknown', t`Unknown: ${countWithNoun(indexes.length, 'role')}`)}</p>
    <ul class="access-lines">
      ${roles.map((role) => html`<li>${breakableNames(t`${role.label} on ${placeOf(role)}`)}</li>`)}
    </ul>
    <p>${breakableNames(reason)}</p>
  </div>`;
}

/** The word that the problem has at a line: a role without effect is not what is missing. */
function capitalisedWord({ marks, problems }: MapLine, index: number, problem: MapProblem): string {
  const word = marks[problems.indexOf(index)]?.word ?? problem.word;
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** The fix of one problem: only that of the worst is the primary button. */
interface ProblemFix {
  readonly fixKey: string | undefined;
  readonly look: 'primary' | 'secondary';
}

function drawProblem(page: Page, problem: MapProblem, { fixKey, look }: ProblemFix): TemplateResult {
  const { title, tone, text, source, code, subject, customRole, controls, finding, start } = problem;
  return html`<div class="map-problem ${tone}">
    <p class="map-problem-title">${signWithWord(tone, title)}</p>
    <p>${breakableNames(text)}</p>
    ${fixKey === undefined ? nothing : html`<p>${button({ label: t`Fix...`, look, of: text, onClick: () => sendFix(page, [fixKey]) })}</p>`}
    ${start === undefined ? nothing : html`<p>${startButton(page, start, text, look)}</p>`}
    ${controls === undefined ? nothing : html`<p class="hint">${t`Related controls: ${controls}`}</p>`}
    <p class="links">
      ${finding === undefined ? nothing : linkButton(t`Show in Details`, () => page.send({ kind: 'showFinding', finding }), text)}
      ${
        code === undefined
          ? nothing
          : linkButton(
              t`Accept finding...`,
              () => page.send({ kind: 'decide', code, ...(subject === undefined ? {} : { subject }), stop: false }),
              text,
            )
      }
      ${
        customRole === undefined
          ? nothing
          : linkButton(
              t`Copy custom role`,
              () => page.send({ kind: 'copy', what: { of: 'text', text: customRole } }),
              text,
            )
      }
      ${source === undefined ? nothing : link(t`Learn more`, source, t`Learn more: ${title}`)}
    </p>
  </div>`;
}

/** Draws a button that looks like a link; `subject` says to screen readers what it is about. */
export function linkButton(label: string, onClick: () => void, subject?: string): TemplateResult {
  return html`<button
    class="link"
    aria-label=${subject === undefined ? nothing : `${label} ${subject}`}
    @click=${onClick}
  >
    ${label}
  </button>`;
}
