/** The answer to why a sign-in fails, as text. */
import { inLine } from '../../arm/inert.ts';
import { unknownText } from '../../arm/unknown.ts';
import { markdownCell, markdownSection } from '../../report/formats/tables.ts';
import { textOf } from '../../../sentences/textOf.ts';
import { say, type Phrase, type Words } from '../../../sentences/words.ts';
import { pageOf } from '../situation/causes.ts';
import type { Fix } from '../situation/judgement.ts';
import type { Why } from '../whyOf.ts';

/** Addresses are code: they can be copied, and lead nowhere. */
function cell(words: Phrase): string {
  return textOf(words)
    .split(/([a-z][a-z0-9+.-]{1,20}:\/\/[^\s`]*[^\s`.,;:)])/)
    .map((part, index) => (index % 2 === 1 ? codeOf(part) : markdownCell(part)))
    .join('');
}

/** A value as it is, to be copied and compared letter by letter. */
function codeOf(value: string): string {
  return value.includes('`') ? markdownCell(value) : `\`${inLine(value)}\``;
}

/** How sure an answer is, in words. */
export const certaintyWords: Readonly<Record<Why['certainty'], Words>> = {
  certain: say`certain`,
  likely: say`likely`,
  unknown: say`cause not known`,
};

/** What an answer's parts are called; a program that compares nothing is not said to. */
export function titlesOf({ evidence, certainty }: Pick<Why, 'evidence' | 'certainty'>): WhyTitles {
  const sources = new Set(evidence.map((each) => each.from));
  const isOfMessage = sources.size === 1 && sources.has('message');
  return {
    evidence:
      sources.size > 1 ? say`What was compared` : isOfMessage ? say`What the message says` : say`What was found`,
    fields: isOfMessage || sources.size > 1 ? say`What else the message says` : say`What the message says`,
    possible:
      certainty === 'unknown'
        ? say`Possible causes`
        : certainty === 'likely'
          ? say`Also possible`
          : say`What else can lead to this message`,
  };
}

/** The headings of an answer's parts. */
export interface WhyTitles {
  readonly evidence: Words;
  readonly fields: Words;
  readonly possible: Words;
}

/** What is said about secrets in a message. */
export const leakedText = say`The message contained a token, key or password. It was cut out before anything was read. Treat it as leaked, and replace it.`;

/** The names by which Entra lets accounts of several directories sign in, in place of the ID of one. */
const severalDirectories: ReadonlyMap<string, Words> = new Map([
  ['common', say`any directory, and personal accounts`],
  ['organizations', say`any directory`],
  ['consumers', say`personal accounts`],
]);

/** A value of the message. */
type ShownField = Pick<Why['fields'][number], 'name' | 'value' | 'isMasked'>;

/** Returns what is to be known of a value of the message, if it isn't what its name says. */
export function fieldNote({ name, value, isMasked }: ShownField): Words | undefined {
  if (!isMasked) return undefined;
  return (name === 'tenantId' ? severalDirectories.get(value.toLowerCase()) : undefined) ?? say`masked, or not an ID`;
}

/** Returns the answer as Markdown. */
export function whyMarkdown(why: Why): string {
  const { fields, cause, certainty, text, possible, evidence, fixes, next, unknown, secrets } = why;
  const titles = titlesOf(why);
  return [
    `# ${cause} (${textOf(certaintyWords[certainty])})`,
    '',
    cell(text),
    ...(secrets.length === 0 ? [] : ['', `**${textOf(leakedText)}**`]),
    ...markdownSection('Fix', fixes.flatMap(fixLines)),
    ...markdownSection(
      'What to look at next',
      next.map((one) => `- ${cell(one)}`),
    ),
    ...markdownSection(
      textOf(titles.possible),
      possible.map((code) => `- ${code}`),
    ),
    ...markdownSection(
      textOf(titles.evidence),
      evidence.map((each) => `- ${sources[each.from]}: ${cell(each.text)}`),
    ),
    ...markdownSection(
      textOf(titles.fields),
      fields.map((field) => {
        const note = fieldNote(field);
        return `- ${field.name}: ${codeOf(field.value)}${note === undefined ? '' : ` (${textOf(note)})`}`;
      }),
    ),
    ...markdownSection(
      'Unknown',
      unknown.map((each) => `- ${cell(unknownText(each))}`),
    ),
    '',
    `The causes: ${pageOf(cause)}`,
    '',
  ].join('\n');
}

const sources = { message: 'Message', azure: 'Azure', cluster: 'Cluster', table: 'Known' } as const;

function fixLines(fix: Fix): readonly string[] {
  const said = `- ${cell(fix.text)}`;
  if (fix.kind === 'yaml')
    return [
      said,
      '',
      '  ```yaml',
      ...fix.yaml
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      '  ```',
      '',
    ];
  if (fix.kind === 'change') return [said, '', '  ```json', `  ${JSON.stringify(fix.change)}`, '  ```', ''];
  return [said];
}
