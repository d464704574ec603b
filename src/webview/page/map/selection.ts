/** Beside the map: what is selected, why it is there, since when, and what to do. */
import { html, nothing, type TemplateResult } from 'lit-html';
import { markTones, type MarkTone } from '../../../domain/picture/picture.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import type { MapLine, MapProblem, MapThing, MapView } from '../../protocol/map.ts';
import type { OfFile } from '../../protocol/panel.ts';
import { lacksWords } from '../drawing/lacksWords.ts';
import { breakableNames, factList, sign, signWithWord, startButton, type Page } from '../drawing/parts.ts';
import { button, link } from '../drawing/toolkit.ts';
import { selectThing } from './select.ts';

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

/** Draws what is known of what is selected. */
export function drawSelection(page: Page, map: MapView): TemplateResult {
  const { selected } = page.local.map;
  const thing = map.things.find(({ id }) => id === selected);
  const line = map.lines.find(({ id }) => id === selected);
  const content = thing ? drawThing(page, map, thing) : line ? drawRole(page, map, line) : drawAllProblems(page, map);
  return html`<aside class="selection" aria-label="Selected" aria-live="polite">${content}</aside>`;
}

/** Until something is selected, what is wrong, what is unknown and what is worth knowing; each leads to where it is. */
function drawAllProblems(page: Page, map: MapView): TemplateResult {
  const { file } = page.state;
  const placedProblems = map.problems.flatMap((problem, index): PlacedProblem[] => {
    const places = [...map.lines, ...map.things].filter(({ problems }) => problems.includes(index));
    const [place] = places;
    if (place === undefined || problem.isOfOthers === true) return [];
    const names = [...new Set(places.map((one) => placeName(map, one)).filter(Boolean))].slice(0, 4).join(', ');
    return [{ problem, place, names }];
  });
  const of = (...tones: readonly MarkTone[]): readonly PlacedProblem[] =>
    tones.flatMap((tone) => placedProblems.filter(({ problem }) => problem.tone === tone));
  const isFine = of('error', 'warning', 'unknown').length === 0;
  const fine = page.state.memento.identityId === undefined ? 'Nothing is wrong' : 'Nothing is wrong with this identity';
  return html`
    ${drawPlaced(page, 'What is wrong here', of('error', 'warning'))}
    ${drawPlaced(page, "Couldn't check", of('unknown'))}
    ${
      isFine
        ? html`<p class="map-fine">
            ${sign('ok')} ${(file?.lacks.length ?? 0) === 0 ? fine : 'The file shows no problem'}
          </p>`
        : nothing
    }
    ${drawPlaced(page, 'Good to know', of('info'))} ${file ? drawFileGaps(page, map, file) : nothing}
    ${drawAccessUnknown(page, map)}
    <p class="hint">
      Select something to see what it is and what to do. Arrow keys follow the lines, Enter selects, F fixes, + and -
      zoom.
    </p>
  `;
}

/** Says what the file lacks, how many of the needed roles nobody could check for that, and how they can be checked. */
function drawFileGaps(page: Page, { lines }: MapView, { lacks, rolesCommand }: OfFile): TemplateResult {
  const open = lines.filter(({ kind, isOpen }) => kind === 'unknown' && isOpen === true).length;
  return html`${open === 0 ? nothing : html`<h2>${countWithNoun(open, 'role')} not checked</h2>`}
  ${lacks.length === 0 ? nothing : html`<p>${lacksWords(lacks)}</p>`}
  ${rolesCommand === undefined ? nothing : html`<p>${linkButton('Open both files...', () => page.send({ kind: 'open', what: 'files' }))}</p>`}`;
}

/** Why who can act is not shown, or what of it is not known. */
function drawAccessUnknown(page: Page, { access }: MapView): TemplateResult | typeof nothing {
  if (access?.isShown !== true) return nothing;
  const { problem, unknown } = access;
  if (problem === undefined && unknown.length === 0) return nothing;
  return html`<h2>Not known: who can act</h2>
    <ul class="map-problems">
      ${(problem === undefined ? unknown : [problem]).map((text) => html`<li>${sign('unknown')}<span>${text}</span></li>`)}
    </ul>
    <p class="links">${linkButton('Access', () => page.send({ kind: 'tab', tab: 'access' }))}</p>`;
}

/** A problem with the first place where it stands, and the names of its places. */
interface PlacedProblem {
  readonly problem: MapProblem;
  readonly place: MapThing | MapLine;
  readonly names: string;
}

function drawPlaced(page: Page, heading: string, problems: readonly PlacedProblem[]): TemplateResult | typeof nothing {
  if (problems.length === 0) return nothing;
  return html`<h2>${heading}</h2>
    <ul class="map-problems">
      ${problems.map(
        ({ problem, place, names }) =>
          html`<li>
            ${sign(problem.tone)}
            <span
              >${linkButton(problem.title, () => selectThing(page, place))}
              <span class="choice-description">${breakableNames(names)}</span></span
            >
          </li>`,
      )}
    </ul>`;
}

/** A line that is no role has no name. */
function placeName(map: MapView, place: MapThing | MapLine): string {
  if (!('from' in place)) return place.label;
  return place.label === '' ? '' : roleWords(map, place);
}

function roleWords({ things }: MapView, { from, to }: MapLine): string {
  const labelOf = (id: string): string => things.find((thing) => thing.id === id)?.label ?? '';
  return `${labelOf(from)} on ${labelOf(to)}`;
}

function drawThing(page: Page, map: MapView, thing: MapThing): TemplateResult {
  const leaving = map.lines.filter(({ from, problems }) => from === thing.id && problems.length > 0);
  const arriving = map.lines.filter(({ to, problems }) => to === thing.id && problems.length > 0 && thing.column === 2);
  const problems = [...new Set([thing, ...leaving, ...arriving].flatMap((item) => item.problems))];
  return html`
    <h2>${breakableNames(thing.label)}</h2>
    <p class="hint">${thing.caption}</p>
    ${thing.why === undefined ? nothing : html`<p>${thing.why}</p>`} ${drawProblems(page, map, { ...thing, problems })}
    <p class="links">
      ${thing.column === 1 || thing.column === 2 ? linkButton('Show only this', () => showOnly(page, thing.id)) : nothing}
      ${otherMap(page, thing)} ${detailsLink(page, map, problems)}
    </p>
    ${factList(page, thing.facts, thing.label)}
  `;
}

/** The map of the identity, or of another cluster than that of the panel. */
function otherMap(page: Page, { identityId, clusterId }: MapThing): TemplateResult | typeof nothing {
  const { clusterId: ownCluster, identityId: ownIdentity } = page.state.memento;
  const isOwn = (id: string | undefined, ownId: string | undefined): boolean =>
    id?.toLowerCase() === ownId?.toLowerCase();
  if (identityId !== undefined && !isOwn(identityId, ownIdentity))
    return linkButton("This identity's map", () => page.send({ kind: 'showMap', identityId }));
  if (clusterId !== undefined && !isOwn(clusterId, ownCluster))
    return linkButton("This cluster's map", () => page.send({ kind: 'showMap', clusterId }));
  return nothing;
}

/** What is said of a role of which it isn't known whether it is held, where no problem says so. */
const openWords = "Needed. It isn't known whether it is granted.";

/** What is said of a role that is held and has no problem of its own. */
const grantedWords: Readonly<Partial<Record<MapLine['kind'], string>>> = {
  notUsed: 'Granted. Nothing in sight uses it.',
  noEffect: 'Granted, but it has no effect here.',
  eligible: 'Can be activated. Nobody has it before that.',
};

function drawRole(page: Page, map: MapView, line: MapLine): TemplateResult {
  return html`
    <h2>${line.label}</h2>
    <p class="hint">${breakableNames(roleWords(map, line))}</p>
    ${line.problems.length === 0 ? html`<p>${line.isOpen === true ? openWords : (grantedWords[line.kind] ?? 'Granted.')}</p>` : drawProblems(page, map, line)}
    <p class="links">${detailsLink(page, map, line.problems)}</p>
    ${factList(page, line.facts, line.label)}
  `;
}

function showOnly(page: Page, id: string): void {
  page.local.map.only = id;
  page.redraw();
}

/** A problem leads there by itself. */
function detailsLink(page: Page, { problems }: MapView, shown: readonly number[]): TemplateResult | typeof nothing {
  const isLinked = shown.some((index) => problems[index]?.finding !== undefined);
  return page.state.tabs.includes('details') && !isLinked
    ? linkButton('Details', () => page.send({ kind: 'tab', tab: 'details' }))
    : nothing;
}

/** One plan for those fixes that go together, then each problem, the worst first, with what can be done about it. */
function drawProblems(page: Page, map: MapView, item: MapThing | MapLine): TemplateResult {
  const { joined, keys } = joinedAt(map, item);
  const indexes = worstFirst(map, item.problems);
  const hasButton = ({ fixKey, start }: Pick<MapProblem, 'fixKey' | 'start'>): boolean =>
    fixKey !== undefined || start !== undefined;
  const [primary] = joined.length > 0 ? [] : indexes.filter((index) => hasButton(map.problems[index] ?? {}));
  return html`${
    joined.length === 0
      ? nothing
      : html`<p>
          ${button({
            label: `Fix ${joined.length} findings...`,
            look: 'primary',
            of: item.label,
            onClick: () => sendFix(page, keys),
          })}
        </p>`
  }${indexes.map((index) => {
    const problem = map.problems[index];
    if (problem === undefined) return nothing;
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
  })}`;
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
    ${fixKey === undefined ? nothing : html`<p>${button({ label: 'Fix...', look, of: text, onClick: () => sendFix(page, [fixKey]) })}</p>`}
    ${start === undefined ? nothing : html`<p>${startButton(page, start, text, look)}</p>`}
    ${controls === undefined ? nothing : html`<p class="hint">Related controls: ${controls}</p>`}
    <p class="links">
      ${finding === undefined ? nothing : linkButton('Show in Details', () => page.send({ kind: 'showFinding', finding }), text)}
      ${
        code === undefined
          ? nothing
          : linkButton(
              'Accept Finding...',
              () => page.send({ kind: 'decide', code, ...(subject === undefined ? {} : { subject }), stop: false }),
              text,
            )
      }
      ${
        customRole === undefined
          ? nothing
          : linkButton(
              'Copy Custom Role',
              () => page.send({ kind: 'copy', what: { of: 'text', text: customRole } }),
              text,
            )
      }
      ${source === undefined ? nothing : link('Learn More', source, title)}
    </p>
  </div>`;
}

function linkButton(label: string, onClick: () => void, subject?: string): TemplateResult {
  return html`<button
    class="link"
    aria-label=${subject === undefined ? nothing : `${label} ${subject}`}
    @click=${onClick}
  >
    ${label}
  </button>`;
}
