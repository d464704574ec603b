/** Reads and changes the text of `.aks-identity.yaml`. It loads the YAML parser, so it is itself loaded on first use. */
import { LineCounter, isMap, isNode, isPair, isSeq, parseDocument, type Document } from 'yaml';
import { Refusal } from '../arm/refusal.ts';
import { Mismatch } from '../../shape/shape.ts';
import { findingsPage, nearestCode } from '../findings/catalogue.ts';
import { isAbout, type Accepted } from './applyDecisions.ts';
import { decisionsShape, isFindingCode, type Acceptance, type Decisions } from './decisions.ts';
import { problemWords, type DecisionsProblem } from './files.ts';
import { joinWords, say, templated, verbatim, type Words } from '../../sentences/words.ts';
import { eitherOf } from '../words/describe.ts';

/** The decisions in a text, or what is wrong with it. */
export type ParsedDecisions = { readonly decisions: Decisions } | { readonly problem: DecisionsProblem };

/** A mark that some editors put at the start of a text. */
const byteOrderMark = '\uFEFF';

/** Reads a text; if any part is invalid, it decides nothing. An empty text decides nothing, either. */
export function parseDecisions(text: string): ParsedDecisions {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(byteOrderMark, ''), { lineCounter: lines });
  const problemAt = (offset: number, message: Words): ParsedDecisions => {
    const { line, col } = lines.linePos(offset);
    return { problem: { message, at: { line: Math.max(line, 1), column: Math.max(col, 1) } } };
  };
  const [broken] = document.errors;
  if (broken) return problemAt(broken.pos[0], inOurWords(broken.message));
  if (document.contents === null) return { decisions: {} };
  try {
    const { version: _, ...decisions } = decisionsShape.read(document.toJS(), '');
    const unknown = Object.keys(decisions.severities ?? {}).find((code) => !isFindingCode(code));
    if (unknown === undefined) return { decisions };
    throw new Mismatch({ path: 'severities', problem: 'unknown', wanted: '', given: unknown });
  } catch (error) {
    if (!(error instanceof Mismatch))
      return problemAt(0, inOurWords(error instanceof Error ? error.message : String(error)));
    const { path, problem, given } = error;
    const isCode = path === 'severities' ? problem === 'unknown' : /^accept\[\d+\]\.finding$/.test(path);
    const message = isCode && typeof given === 'string' ? noSuchCode(given) : mismatchWords(error);
    return problemAt(offsetOf(document, path, problem === 'unknown' ? String(given) : undefined), message);
  }
}

function mismatchWords({ path, problem, wanted, given }: Mismatch): Words {
  if (problem === 'unknown') return say`"${String(given)}" is not known here. Known are ${wanted}.`;
  const place = path === '' ? say`The file` : path;
  const must = /^\w+( or \w+)+$/.test(wanted) ? eitherOf(wanted.split(' or ')) : templated(wanted);
  return problem === 'missing' ? say`${place} is missing: it must be ${must}.` : say`${place} must be ${must}.`;
}

function noSuchCode(code: string): Words {
  const similarCode = nearestCode(code);
  const hint = similarCode === undefined ? say`All codes: ${findingsPage}` : say`Did you mean ${similarCode}?`;
  return joinWords([say`There are no findings with the code "${code}".`, hint]);
}

/** Returns the lines, counted from 1, of what stands at paths such as `accept[0]` or `severities.leftoverGrant` in a text. */
export function lineFinder(text: string): (path: readonly (string | number)[]) => number {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(byteOrderMark, ''), { lineCounter: lines });
  return (path) => {
    const node = document.getIn(path, true);
    return Math.max(1, lines.linePos((isNode(node) ? node.range?.[0] : undefined) ?? 0).line);
  };
}

const ownWords: readonly (readonly [RegExp, (found: string) => Words])[] = [
  [
    /multiple documents/,
    () => say`The file holds more than one YAML document: remove the line --- and what follows it.`,
  ],
  [/call stack/, () => say`This is nested too deeply to be read.`],
  [/Excessive alias count/, () => say`The file repeats its anchors (&) so often that it is not read.`],
  [/Unresolved alias.*: (\S+)/, (name) => say`There is no anchor &${name} before this *${name}.`],
  [/Map keys must be unique/, () => say`This name is used twice.`],
];

/** Replaces messages that the parser writes for programmers; those about the user's text stay, in its own English. */
function inOurWords(message: string): Words {
  const [line = ''] = message.split('\n');
  for (const [pattern, words] of ownWords) {
    const match = pattern.exec(line);
    if (match) return words(match[1] ?? '');
  }
  return verbatim(line.replace(/ at line .*/, '.'));
}

/** The offset of a path in the text; if it has none, that of what would contain it; for an unknown member, that of its name. */
function offsetOf(document: Document, path: string, member: string | undefined): number {
  const steps = path.split(/[.[\]]+/).filter(Boolean);
  for (let count = steps.length; count >= 0; count--) {
    const node = count === 0 ? document.contents : document.getIn(steps.slice(0, count), true);
    if (!isNode(node)) continue;
    const ownPair = isMap(node)
      ? node.items.find(({ key }) => member !== undefined && isNode(key) && String(key) === member)
      : undefined;
    const range = isPair(ownPair) && isNode(ownPair.key) ? ownPair.key.range : node.range;
    return range?.[0] ?? 0;
  }
  return 0;
}

/** Returns the text with one more entry; comments and order stay. Throws a refusal if the text is invalid. */
export function withAcceptance(text: string, entry: Acceptance): string {
  return editText(text, (document) => {
    document.set('version', 1);
    const list = document.get('accept');
    if (isSeq(list)) list.add(document.createNode(entry));
    else document.set('accept', document.createNode([entry]));
    return true;
  });
}

/**
 * Returns the text without the entries that accept a finding of a resource; comments and the order of other entries
 * stay, and so does a text without such an entry. Throws a refusal if the text is invalid.
 */
export function withoutAcceptance(text: string, finding: Accepted, resourceId: string): string {
  return editText(text, (document, { accept = [] }) => {
    const goes = accept.map((acceptance) => isAbout(acceptance, finding, resourceId));
    const list = document.get('accept');
    if (!isSeq(list) || !goes.includes(true)) return false;
    list.items = list.items.filter((_, index) => !goes[index]);
    if (list.items.length === 0) document.delete('accept');
    return true;
  });
}

/** Changes the content of a text; `change` returns whether it did. */
function editText(text: string, change: (document: Document, before: Decisions) => boolean): string {
  const parsed = parseDecisions(text);
  if ('problem' in parsed) throw new Refusal(say`Nothing was changed: ${problemWords(parsed.problem)}`);
  const document = parseDocument(text);
  if (!change(document, parsed.decisions)) return text;
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const after = mark + textOfDocument(document).replaceAll('\n', /\r\n/.test(text) ? '\r\n' : '\n');
  const outcome = parseDecisions(after);
  if ('problem' in outcome)
    throw new Refusal(say`Nothing was changed: it would bring ${problemWords(outcome.problem)}`);
  return after;
}

/** Writes the document; throws a refusal if an alias has lost its anchor. */
function textOfDocument(document: Document): string {
  try {
    return document.toString({ lineWidth: 0 });
  } catch (error) {
    throw new Refusal(say`Nothing was changed: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
