/** The formats of a report: one table, from which pages, commands, the command line and the API take what they need. */

import { say, type Words } from '../../sentences/words.ts';

/** The keys of all formats, in the order in which they are offered. */
export const reportFormatKeys = ['markdown', 'html', 'csv', 'json', 'sarif', 'junit', 'gitlab'] as const;

/** A format in which a report can be written. */
export type ReportFormat = (typeof reportFormatKeys)[number];

interface FormatRecord {
  readonly name: string;
  /** What it is good for, if its name does not say that. */
  readonly purpose?: Words;
  /** How the name of a file ends; pipelines know some by that. */
  readonly ending: string;
  /** Its language in VS Code. */
  readonly language: string;
}

/** What each format is called, what it is good for, and what its files are. */
export const reportFormats: Readonly<Record<ReportFormat, FormatRecord>> = {
  markdown: { name: 'Markdown', purpose: say`for people`, ending: '.md', language: 'markdown' },
  html: { name: 'HTML', purpose: say`to read and print`, ending: '.html', language: 'html' },
  csv: { name: 'CSV', purpose: say`for spreadsheets`, ending: '.csv', language: 'csv' },
  json: { name: 'JSON', purpose: say`for scripts and later comparison`, ending: '.json', language: 'json' },
  sarif: { name: 'SARIF', purpose: say`for code scanning`, ending: '.sarif', language: 'json' },
  junit: { name: 'JUnit XML', purpose: say`for test results`, ending: '-junit.xml', language: 'xml' },
  gitlab: { name: 'GitLab Code Quality', ending: '-gitlab.json', language: 'json' },
};
