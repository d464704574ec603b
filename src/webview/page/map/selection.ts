/** Beside the map: what is selected, why it is there, since when, and what to do. */
import { html, nothing, type TemplateResult } from 'lit-html';
import type { MarkTone } from '../../../domain/picture/picture.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import type { MapLine, MapProblem, MapThing, MapView } from '../../protocol/map.ts';
import type { OfFile } from '../../protocol/panel.ts';
import { lacksWords } from '../drawing/lacksWords.ts';
import { breakableNames, factList, sign, type Page } from '../drawing/parts.ts';
import { spinner } from '../drawing/toolkit.ts';
import { drawProblems, linkButton } from './problems.ts';
import { selectThing } from './select.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { shownText, t } from '../../../sentences/language.ts';

/** Draws what is known of what is selected. */
export function drawSelection(page: Page, map: MapView): TemplateResult {
  const { selected } = page.local.map;
  const thing = map.things.find(({ id }) => id === selected);
  const line = map.lines.find(({ id }) => id === selected);
  const content = thing ? drawThing(page, map, thing) : line ? drawRole(page, map, line) : drawAllProblems(page, map);
  return html`<aside class="selection" aria-label=${t`Selected`} aria-live="polite">${content}</aside>`;
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
  return html`
    ${drawPlaced(page, t`What is wrong here`, of('error', 'warning'))} ${drawPlaced(page, t`Unknown`, of('unknown'))}
    ${isFine ? drawNoProblem(page) : nothing} ${drawPlaced(page, t`Good to know`, of('info'))}
    ${file ? drawFileGaps(page, map, file) : nothing} ${drawAccessUnknown(page, map)}
    <p class="hint">${shownText(file ? hintOfFile : hint)}</p>
  `;
}

/** Its spaces keep the signs of keys together. */
const hint = say`Select something to see what it is and what to do. Arrow keys follow the lines, Enter selects, F fixes. Zoom with +\u00a0and\u00a0-.`;

/** Nothing in a file can be fixed from here. */
const hintOfFile = say`Select something to see what it is and what to do. Arrow keys follow the lines, Enter selects. Zoom with +\u00a0and\u00a0-.`;

/** Nothing wrong is known: because nothing is, a file does not show it, or it is not judged yet. */
function drawNoProblem({ state: { loading, file, memento } }: Page): TemplateResult {
  if (loading !== undefined) return html`<p class="working" role="status">${spinner()} ${t`Checking ...`}</p>`;
  if ((file?.lacks.length ?? 0) > 0)
    return html`<p class="map-fine">${sign('info')} ${t`The file shows no problem`}</p>`;
  const fine = memento.identityId === undefined ? t`Nothing is wrong` : t`Nothing is wrong with this identity`;
  return html`<p class="map-fine">${sign('ok')} ${fine}</p>`;
}

/** Says what the file lacks, how many of the needed roles nobody could check for that, and how they can be checked. */
function drawFileGaps(page: Page, { lines }: MapView, { lacks, rolesCommand }: OfFile): TemplateResult {
  const open = lines.filter(({ kind, isOpen }) => kind === 'unknown' && isOpen === true).length;
  return html`${open === 0 ? nothing : html`<h2>${t`${countWithNoun(open, 'role')} not checked`}</h2>`}
  ${lacks.length === 0 ? nothing : html`<p>${lacksWords(lacks)}</p>`}
  ${rolesCommand === undefined ? nothing : html`<p>${linkButton(t`Open both files...`, () => page.send({ kind: 'open', what: 'files' }))}</p>`}`;
}

/** Why who can act is not shown, or what of it is not known. */
function drawAccessUnknown(page: Page, { access }: MapView): TemplateResult | typeof nothing {
  if (access?.isShown !== true) return nothing;
  const { problem, unknown } = access;
  if (problem === undefined && unknown.length === 0) return nothing;
  return html`<h2>${t`Unknown: who can act`}</h2>
    <ul class="map-problems">
      ${(problem === undefined ? unknown : [problem]).map((text) => html`<li>${sign('unknown')}<span>${text}</span></li>`)}
    </ul>
    <p class="links">${linkButton(t`Show who can act`, () => page.send({ kind: 'tab', tab: 'access' }))}</p>`;
}

/** A problem with the first place where it stands, and the names of its places. */
interface PlacedProblem {
  readonly problem: MapProblem;
  readonly place: MapThing | MapLine;
  readonly names: string;
}

/** Draws problems, below the reason that all have in common. */
function drawPlaced(page: Page, heading: string, problems: readonly PlacedProblem[]): TemplateResult | typeof nothing {
  if (problems.length === 0) return nothing;
  const [reason, ...others] = new Set(problems.map(({ problem }) => problem.reason));
  return html`<h2>${heading}</h2>
    ${reason === undefined || others.length > 0 ? nothing : html`<p>${breakableNames(reason)}</p>`}
    <ul class="map-problems">
      ${problems.map(({ problem, place, names }) => {
        const title = shortTitle(problem, place);
        const link = linkButton(title, () => selectThing(page, place));
        const where =
          names === title ? nothing : html`<span class="choice-description">${breakableNames(names)}</span>`;
        return html`<li>${sign(problem.tone)} <span>${link} ${where}</span></li>`;
      })}
    </ul>`;
}

/** Under the heading of what could not be checked, a role is enough. */
function shortTitle({ tone, title, reason }: MapProblem, place: MapThing | MapLine): string {
  return tone === 'unknown' && reason !== undefined && 'from' in place && place.label !== '' ? place.label : title;
}

/** A line that is no role has no name. */
function placeName(map: MapView, place: MapThing | MapLine): string {
  if (!('from' in place)) return place.label;
  return place.label === '' ? '' : roleWords(map, place);
}

function roleWords({ things }: MapView, { from, to }: MapLine): string {
  const labelOf = (id: string): string => things.find((thing) => thing.id === id)?.label ?? '';
  return t`${labelOf(from)} on ${labelOf(to)}`;
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
      ${thing.column === 1 || thing.column === 2 ? linkButton(t`Show only this`, () => showOnly(page, thing.id)) : nothing}
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
    return linkButton(t`This identity's map`, () => page.send({ kind: 'showMap', identityId }));
  if (clusterId !== undefined && !isOwn(clusterId, ownCluster))
    return linkButton(t`This cluster's map`, () => page.send({ kind: 'showMap', clusterId }));
  return nothing;
}

/** What is said of a role of which it isn't known whether it is held, where no problem says so. */
const openWords = say`Needed. It isn't known whether it is granted.`;

/** What is said of a role that is held and has no problem of its own. */
const grantedWords: Readonly<Partial<Record<MapLine['kind'], Words>>> = {
  notUsed: say`Granted. Nothing that you can see uses it.`,
  noEffect: say`Granted, but it has no effect here.`,
  eligible: say`Eligible: it has no effect until it is activated.`,
};

function drawRole(page: Page, map: MapView, line: MapLine): TemplateResult {
  return html`
    <h2>${line.label}</h2>
    <p class="hint">${breakableNames(roleWords(map, line))}</p>
    ${line.problems.length === 0 ? html`<p>${line.isOpen === true ? shownText(openWords) : shownText(grantedWords[line.kind] ?? say`Granted.`)}</p>` : drawProblems(page, map, line)}
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
    ? linkButton(t`Details`, () => page.send({ kind: 'tab', tab: 'details' }))
    : nothing;
}
