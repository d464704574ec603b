/** Findings as annotations of a run: commands that a pipeline recognises in the output of a step. */
import { inLine } from '../../arm/inert.ts';
import { topicOf, worstFirstAcceptedLast, type Finding } from '../../findings/finding.ts';
import { openOf, type Severity } from '../../findings/rule/weight.ts';
import { textOf } from '../../../sentences/textOf.ts';
import type { ReportRow } from '../columns.ts';
import type { NotRead } from '../notRead.ts';

/** The pipelines whose annotations can be written. */
export const annotators = ['github', 'azurePipelines'] as const;
/** A pipeline whose annotations can be written. */
export type Annotator = (typeof annotators)[number];

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly text: string;
}

const levels: Readonly<Record<Severity, Annotation['level']>> = {
  error: 'error',
  warning: 'warning',
  unknown: 'warning',
  info: 'notice',
};

/**
 * Writes a line for each thing that could not be read, then one for each open finding, the worst first, because a
 * pipeline may show only the first lines.
 * Sources: https://docs.github.com/actions/reference/workflow-commands-for-github-actions,
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function annotationsOf(rows: readonly ReportRow[], notRead: readonly NotRead[], annotator: Annotator): string {
  const order: readonly Annotation['level'][] = ['error', 'warning', 'notice'];
  const annotations = rows.flatMap((row) =>
    worstFirstAcceptedLast(openOf(row.findings)).map((finding) => annotationOf(row.cluster.name, finding)),
  );
  const missing = notRead.map(({ text }): Annotation => ({ level: 'error', title: 'Not read', text: textOf(text) }));
  return [...missing, ...annotations]
    .toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
    .map((annotation) => `${writers[annotator](annotation)}\n`)
    .join('');
}

function annotationOf(cluster: string, finding: Finding): Annotation {
  const title = `${cluster}: ${textOf(topicOf(finding).title)}`;
  return { level: levels[finding.severity], title, text: `${textOf(finding.text)} ${finding.source}` };
}

const writers: Readonly<Record<Annotator, (annotation: Annotation) => string>> = {
  github: ({ level, title, text }) => `::${level} title=${githubProperty(title)}::${githubText(text)}`,
  azurePipelines: ({ level, title, text }) => {
    const message = azureText(`${title}. ${text}`);
    return level === 'notice' ? message : `##vso[task.logissue type=${level}]${message}`;
  },
};

/** Escapes the message of a command as @actions/toolkit does. */
function githubText(text: string): string {
  return inLine(text).replace(/%/g, '%25').replace(/##/g, '#%23');
}

function githubProperty(text: string): string {
  return githubText(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** Escapes the message of a command as the agent's task library does, so that nothing in it starts another command. */
function azureText(text: string): string {
  return inLine(text)
    .replace(/%/g, '%AZP25')
    .replace(/##(?=\w*\[)/g, '# #')
    .replace(/^(\s*:)(?=:)/, '$1 ');
}
