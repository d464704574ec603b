/** The answer to why a sign-in fails, as JSON and as text. */
import type { Why } from '../domain/signIn/whyOf.ts';
import type { Fix } from '../domain/signIn/situation/judgement.ts';
import { publicUnknown } from '../domain/arm/unknown.ts';
import { markdownCell } from '../domain/report/tables.ts';
import { inText, textOf, textsOf, type InText } from '../sentences/textOf.ts';

/** Where the causes are explained. */
const page = 'https://github.com/aks-identity/aks-identity/blob/main/docs/pods.md';

/** The answer in JSON; it holds nothing of the message but the fields that were recognised. */
export interface ApiWhy extends Pick<
  Why,
  'fields' | 'asker' | 'cause' | 'certainty' | 'possible' | 'signs' | 'secrets'
> {
  readonly text: string;
  readonly evidence: InText<Why['evidence']>;
  readonly fix: readonly InText<Fix>[];
  readonly next: readonly string[];
  readonly unknown: readonly InText<ReturnType<typeof publicUnknown>>[];
  readonly page: string;
}

/** Returns the answer as data. */
export function apiWhy(why: Why): ApiWhy {
  const { fields, asker, cause, certainty, text, possible, evidence, fixes, next, unknown, signs, secrets } = why;
  return {
    fields,
    asker,
    cause,
    certainty,
    text: textOf(text),
    possible,
    evidence: inText(evidence),
    fix: inText(fixes),
    next: textsOf(next),
    unknown: unknown.map((each) => inText(publicUnknown(each))),
    signs,
    secrets,
    page: `${page}#${cause.toLowerCase()}`,
  };
}

/** How sure an answer is, in words. */
export const certaintyWords: Readonly<Record<Why['certainty'], string>> = {
  certain: 'certain',
  likely: 'likely',
  unknown: 'the cause cannot be known from this',
};

/** What is said about secrets in a message. */
export const leakedText =
  'The message contained a token, key or password. It was cut out before anything was read. Treat it as leaked, and replace it.';

/** Returns the answer as Markdown. */
export function whyMarkdown(why: Why): string {
  const { fields, cause, certainty, text, possible, evidence, fix, next, unknown, page: link, secrets } = apiWhy(why);
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];
  return [
    `# ${cause} (${certaintyWords[certainty]})`,
    '',
    markdownCell(text),
    ...(secrets.length === 0 ? [] : ['', `**${leakedText}**`]),
    ...part('Fix', fix.flatMap(fixLines)),
    ...part(
      'What to look at next',
      next.map((one) => `- ${markdownCell(one)}`),
    ),
    ...part(
      'Also possible',
      possible.map((code) => `- ${code}`),
    ),
    ...part(
      'What was compared',
      evidence.map((each) => `- ${sources[each.from]}: ${markdownCell(each.text)}`),
    ),
    ...part(
      'What the message says',
      fields.map(({ name, value, isMasked }) => `- ${name}: ${markdownCell(value)}${isMasked ? ' (masked)' : ''}`),
    ),
    ...part(
      'Not known',
      unknown.map(({ reason }) => `- ${markdownCell(reason)}`),
    ),
    '',
    `The causes: ${link}`,
    '',
  ].join('\n');
}

const sources = { message: 'Message', azure: 'Azure', cluster: 'Cluster', table: 'Known' } as const;

function fixLines(fix: ApiWhy['fix'][number]): readonly string[] {
  const said = `- ${markdownCell(fix.text)}`;
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
