import { acceptanceText } from '../../findings/rule/weight.ts';
import { evidenceText } from '../../findings/rule/evidence.ts';
import { topicOf, type Finding } from '../../findings/finding.ts';
import { lastSegment } from '../../arm/resourceId.ts';
import { scopeWithKind } from '../../arm/scopeWords.ts';
import type { ReportRow } from '../columns.ts';
import type { AboutReport, WithNotRead } from '../overview.ts';
import { inPieces, joinedLines } from '../pieces.ts';
import { comparedFindings, type ComparedFinding } from '../comparison.ts';
import { say } from '../../../sentences/words.ts';
import { textOf, toText } from '../../../sentences/textOf.ts';

/** What a test report depends on besides its clusters. */
export type JunitOptions = Pick<
  AboutReport,
  'fails' | 'allowsPartial' | 'isBlind' | 'comparison' | 'filter' | 'notes'
> &
  WithNotRead & { readonly now: Date };

function isOpenError({ finding: { accepted, severity } }: ComparedFinding): boolean {
  return !accepted && severity === 'error';
}

/**
 * Writes findings as JUnit XML, as Azure Pipelines and GitLab read it. Each cluster is a suite with a test for each
 * finding, or one passing test, and there is a suite for what could not be read, and one of
 * notes, which are properties of it and skipped tests. Findings that are accepted, or that an
 * earlier report already has, are skipped tests.
 */
export function junitOf(rows: readonly ReportRow[], options: JunitOptions): Iterable<string> {
  // Jenkins' schema takes any text, and a reader would take a time without a zone for its own.
  const timestamp = options.now.toISOString();
  function* suites(): Generator<Suite> {
    for (const row of rows) yield clusterSuite(row, options);
    yield* notReadSuite(options);
    yield* noteSuite(options);
  }
  return inPieces(function* () {
    // The numbers come first: the suites are made twice, so that never all of them are kept.
    const total: TestTally = { ...noTests };
    for (const { tests } of suites()) {
      countOutcomes(tests, total);
      yield '';
    }
    // Jenkins' schema has no number of skipped tests here.
    yield joinedLines([
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="AKS Identity" ${countsText(total)}>`,
    ]);
    for (const { name, tests, properties = [] } of suites()) {
      const tally = countOutcomes(tests);
      yield joinedLines([
        `  <testsuite name="${xml(name)}" ${countsText(tally)} skipped="${tally.skipped}" timestamp="${timestamp}">`,
        ...(properties.length > 0 ? ['    <properties>', ...properties.map(propertyText), '    </properties>'] : []),
        ...tests.map(testText),
        '  </testsuite>',
      ]);
    }
    yield joinedLines(['</testsuites>']);
  });
}

interface Test {
  readonly name: string;
  readonly className: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  /** One sentence. */
  readonly message: string;
  readonly details: string;
}

interface Property {
  readonly name: string;
  readonly value: string;
}

/** How many tests have each outcome. */
type TestTally = Record<Test['outcome'], number>;

const noTests: Readonly<TestTally> = { passed: 0, failure: 0, error: 0, skipped: 0 };

interface Suite {
  readonly name: string;
  readonly properties?: readonly Property[];
  readonly tests: readonly Test[];
}

function clusterSuite(row: ReportRow, options: JunitOptions): Suite {
  const { name, id } = row.cluster;
  const findings = comparedFindings(row, options.now, options.comparison);
  const tests = withNamesOfTheirOwn(findings.map((finding) => findingTest(finding, id, options)));
  const none: Test = { name: 'No findings', className: id, outcome: 'passed', message: '', details: '' };
  return { name, tests: tests.length > 0 ? tests : [none] };
}

function findingTest(compared: ComparedFinding, id: string, { fails = isOpenError }: JunitOptions): Test {
  const { finding, state, since = '' } = compared;
  const { text, evidence, source } = finding;
  const decided = acceptanceText(finding);
  const test = {
    name: testName(finding),
    className: id,
    details: `${textOf(evidenceText(evidence))}\n${source}`,
  };
  if (finding.accepted)
    return { ...test, outcome: 'skipped', message: `${textOf(text)} (${textOf(decided ?? say``)})` };
  const message = decided === undefined ? textOf(text) : `${textOf(text)} ${textOf(decided)}`;
  if (fails(compared)) return { ...test, outcome: 'failure', message };
  if (state === 'unchanged') return { ...test, outcome: 'skipped', message: `Known since ${since}: ${message}` };
  return { ...test, outcome: 'passed', message };
}

/** The kind of the finding, and its subject. */
function testName(finding: Finding): string {
  const { missing, grant, subject } = finding;
  const title = textOf(topicOf(finding).title);
  // The title of a missing role already names it.
  const about = missing
    ? textOf(scopeWithKind(missing.scope))
    : grant
      ? toText`${grant.role} on ${scopeWithKind(grant.scope)}`
      : subject && lastSegment(subject);
  return about === undefined || about === '' ? title : `${title}: ${about}`;
}

/** Numbers tests that share a name, because GitLab shows only the first of them. */
function withNamesOfTheirOwn(tests: readonly Test[]): readonly Test[] {
  const countByName = new Map<string, number>();
  return tests.map((test) => {
    const count = (countByName.get(test.name) ?? 0) + 1;
    countByName.set(test.name, count);
    return count === 1 ? test : { ...test, name: `${test.name} (${count})` };
  });
}

/** Where no cluster could be read, not even `allowsPartial` makes it a success. */
function notReadSuite({ notRead, allowsPartial = false, isBlind = false }: JunitOptions): readonly Suite[] {
  if (notRead.length === 0) return [];
  const tests = notRead.map(({ title, text, clusters }): Test => ({
    name: `Not read: ${textOf(title)}`,
    className: 'AKS Identity',
    outcome: allowsPartial && !isBlind ? 'skipped' : 'error',
    message: textOf(text),
    details: clusters.map(({ id }) => id).join('\n'),
  }));
  return [{ name: 'What was not read', tests: withNamesOfTheirOwn(tests) }];
}

/** Azure Pipelines and GitLab show tests and no properties. */
function noteSuite({ filter, notes = [] }: JunitOptions): readonly Suite[] {
  const properties: readonly Property[] = [
    ...(filter === undefined ? [] : [{ name: 'filter', value: filter }]),
    ...notes.map((note) => ({ name: 'note', value: textOf(note) })),
  ];
  if (properties.length === 0) return [];
  const tests = properties.map(({ name, value }): Test => ({
    name: name === 'filter' ? 'Filter' : 'Note',
    className: 'AKS Identity',
    outcome: 'skipped',
    message: value,
    details: '',
  }));
  return [{ name: 'About this report', properties, tests: withNamesOfTheirOwn(tests) }];
}

function propertyText({ name, value }: Property): string {
  return `      <property name="${xml(name)}" value="${xml(value)}"/>`;
}

/** Adds the tests to a tally, and returns it. */
function countOutcomes(tests: readonly Test[], tally: TestTally = { ...noTests }): TestTally {
  for (const { outcome } of tests) tally[outcome]++;
  return tally;
}

function countsText({ passed, failure, error, skipped }: Readonly<TestTally>): string {
  return `tests="${passed + failure + error + skipped}" failures="${failure}" errors="${error}"`;
}

function testText({ name, className, outcome, message, details }: Test): string {
  const start = `    <testcase name="${xml(name)}" classname="${xml(className)}" time="0">`;
  const output = message === '' ? '' : `<system-out>${xml(`${message}\n${details}`)}</system-out>`;
  switch (outcome) {
    case 'passed':
      return `${start}${output}</testcase>`;
    case 'skipped':
      return `${start}<skipped message="${xml(message)}"/></testcase>`;
    case 'failure':
    case 'error':
      return `${start}<${outcome} message="${xml(message)}" type="${outcome}">${xml(details)}</${outcome}></testcase>`;
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escapes a text for XML 1.0, which can't represent most control characters and lone surrogates. */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/(?<=#)#|[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (character) => `&#${character.charCodeAt(0)};`);
}
