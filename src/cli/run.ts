import { isNotRead, unknownText, unknownTexts, type Unknown } from '../domain/arm/unknown.ts';
import { setMaxListeners } from 'node:events';
import { withRefusalsAsErrors } from '../app/facts/orRefused.ts';
import { hiddenClusters } from '../app/fleet/hiddenClusters.ts';
import { createIdentityService } from '../app/createIdentityService.ts';
import type { IdentityService } from '../app/identityService.ts';
import { createJournal } from '../app/runs/journal.ts';
import { harmlessText, inLine } from '../domain/arm/inert.ts';
import { redact } from '../domain/arm/redact.ts';
import type { SubscriptionNames } from '../domain/arm/scopeWords.ts';
import { parseChange } from '../domain/change/parseChange.ts';
import { openOf } from '../domain/findings/rule/weight.ts';
import { parseBaseline } from '../domain/report/baseline.ts';
import type { ReportRow } from '../domain/report/columns.ts';
import { clustersLeft, comparisonOf, type Baseline } from '../domain/report/comparison.ts';
import { junitOf } from '../domain/report/junit.ts';
import { maskGuids } from '../domain/report/mask.ts';
import { reportOf } from '../domain/report/report.ts';
import { notReadOf } from '../domain/report/unknowns.ts';
import { version } from '../domain/report/version.ts';
import { failureOf, refusedError, type Failure } from '../errors.ts';
import { readArguments, UsageError, type Arguments } from './arguments.ts';
import { clusterNamed, wantedSubscriptions, type NamedCluster } from './clusters.ts';
import { connectTo } from './connect.ts';
import { decisionsIn } from './decisions.ts';
import { planText, requirementsText, workloadsText } from './details.ts';
import { codeFor, exitCode, failingFindings, makesFail } from './exitCode.ts';
import { parsedJson, readGiven } from './files.ts';
import { help } from './help.ts';
import { assertOutputKeepsInputs, changeFile } from './inputs.ts';
import { inColour, emptyLine, progressOn, type Terminal } from './terminal.ts';
import { countWithNoun } from '../domain/words/counts.ts';
import { say } from '../sentences/words.ts';
import { textOf, textsOf } from '../sentences/textOf.ts';

/** Does what the command line says; returns the code with which the process ends, and never rejects. */
export async function run(terminal: Terminal): Promise<number> {
  const { signal, tell } = terminal;
  // Each request under way listens, and Node takes many of them for a leak and says so.
  setMaxListeners(0, signal);
  let hide = (text: string): string => text;
  const complain = (message: string): void => {
    // The work may have ended in the middle of a line that is written over.
    const start = terminal.isWatched ? emptyLine : '';
    tell(`${start}${inColour(`aks-identity: ${harmlessText(redact(hide(message)))}`, 'red', terminal)}\n`);
  };
  try {
    const wanted = readArguments(terminal.args);
    if (wanted === 'help') return await printed(help, terminal);
    if (wanted === 'version') return await printed(`${version}\n`, terminal);
    if (wanted.mask) hide = maskGuids;
    return await Promise.race([answer(wanted, terminal), whenStopped(signal)]);
  } catch (error) {
    if (signal.aborted) {
      complain('Stopped.');
      return exitCode.interrupted;
    }
    complain(
      error instanceof UsageError ? `${error.message}\nSee aks-identity --help.` : whatHappened(failureOf(error)),
    );
    return exitCode.failed;
  }
}

/** Rejects when somebody stops the tool, whatever it is waiting for. */
function whenStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new DOMException('Stopped.', 'AbortError'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** What to do is said elsewhere in terms of VS Code; here Azure's own words have to do. */
function whatHappened({ message, armCode, correlationId }: Failure): string {
  const code = armCode === undefined || message.includes(armCode) ? '' : ` (${armCode})`;
  return `${message.trim()}${code}${correlationId === undefined ? '' : `\nCorrelation ID: ${correlationId}`}`;
}

async function printed(text: string, { out }: Terminal): Promise<number> {
  await refusingFailures('The standard output', () => out(text));
  return exitCode.clean;
}

/** Rejects with `refused` where something cannot be written. */
async function refusingFailures(place: string, write: () => void | Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw refusedError(
      `${place} cannot be written: ${error.code === 'ENOENT' ? 'there is no such folder' : String(error.code)}.`,
    );
  }
}

/** What a command has found. */
interface Found {
  readonly text: string;
  readonly failing: number;
  /** What could not be read, a sentence each. */
  readonly notRead: readonly string[];
}

async function answer(wanted: Arguments, terminal: Terminal): Promise<number> {
  const { output, mask, allowPartial } = wanted;
  const hide = mask ? maskGuids : (text: string): string => text;
  await assertOutputKeepsInputs(wanted, terminal);
  const { text, failing, notRead } = await runCommand(wanted, terminal);
  terminal.signal.throwIfAborted();
  for (const sentence of notRead) {
    const line = harmlessText(inLine(hide(sentence)));
    terminal.tell(`${inColour(`Not read: ${line}`, 'yellow', terminal)}\n`);
  }
  if (output === undefined) await refusingFailures('The standard output', () => terminal.out(hide(text)));
  else {
    await refusingFailures(output, () => terminal.writeFile(output, hide(text)));
    terminal.tell(`Written to ${harmlessText(output)}.\n`);
  }
  return codeFor({ failing, notRead: notRead.length }, { allowPartial });
}

/** What the command line asks for, with the earlier report. */
type Wanted = Arguments & { readonly earlier?: Baseline };

async function runCommand(args: Arguments, terminal: Terminal): Promise<Found> {
  const { command, subject = '', format, from, baseline } = args;
  const { signal, now } = terminal;
  const decisions = await decisionsIn(args.config, terminal);
  const wanted: Wanted = baseline === undefined ? args : { ...args, earlier: await readBaseline(baseline, terminal) };
  const progress = progressOn(terminal);
  if (from.kind === 'azure' || from.kind === 'emulator') progress.say('Connecting...');
  const connection = await connectTo(from, terminal);
  progress.end();
  const service = createIdentityService({ connection, journal: noJournal(), now, decisions });
  const subscriptionIds = await wantedSubscriptions(wanted, service, signal);
  const namedCluster = (): Promise<NamedCluster> => clusterNamed(subject, service, { subscriptionIds, signal });
  switch (command) {
    case 'report':
      return report(service, subscriptionIds, wanted, terminal);
    case 'diagnose': {
      const { id, unknown } = await namedCluster();
      const row = await service.reportRow(id, signal);
      const { of: names } = await namesIn(service, signal);
      return reportText({ rows: [row], notes: sentencesOf(unknown), unknown, gone: [], names }, wanted, terminal);
    }
    case 'requirements': {
      const { id, unknown } = await namedCluster();
      const { requirements, unknown: open } = await service.judgedRequirements(id, signal);
      return { text: requirementsText(requirements, format), failing: 0, notRead: sentencesOf([...unknown, ...open]) };
    }
    case 'workloads': {
      const cluster = await namedCluster();
      const workloads = await service.workloads(cluster.id, signal);
      const unknown = [...workloads.unknown, ...workloads.workloads.flatMap((each) => each.unknown ?? [])];
      const notRead = sentencesOf([...cluster.unknown, ...unknown.filter(isNotRead)]);
      return { text: workloadsText(workloads, format), failing: 0, notRead };
    }
    case 'plan': {
      const change = await changeIn(args, terminal);
      const plan = await service.plan([change], signal);
      const open = plan.checks.filter(({ unknown = [] }) => unknown.some(isNotRead));
      return { text: planText(plan, format), failing: 0, notRead: open.map(({ detail }) => textOf(detail)) };
    }
  }
}

async function report(
  service: IdentityService,
  subscriptionIds: readonly string[] | undefined,
  wanted: Wanted,
  terminal: Terminal,
): Promise<Found> {
  const progress = progressOn(terminal);
  const { signal } = terminal;
  let all = 0;
  let count = 0;
  progress.say(harmlessText(`Listing the clusters of ${inLine(service.connection.name)}...`));
  const survey = await service.survey({
    subscriptionIds,
    signal,
    onListed({ length }) {
      all = length;
      progress.say(`Checking ${countWithNoun(all, 'cluster')}...`);
    },
    onFound() {
      count++;
      if (terminal.isWatched) progress.say(`Checked ${count} of ${all} clusters`);
    },
  });
  const names = await namesIn(service, signal);
  const { earlier } = wanted;
  const left = earlier ? clustersLeft(survey.rows, earlier) : [];
  if (left.length > 0) progress.say('Looking for clusters that only the earlier report has...');
  const gone = await service.goneClusters(left, survey.listed, signal);
  progress.end();
  const isBlind = names.count === 0 && survey.rows.length === 0 && survey.unknown.length === 0;
  const nothing = { cause: 'refused', subject: { what: 'subscriptions' } } as const;
  const hidden = isBlind
    ? [{ ...nothing, reason: say`There are no subscriptions that you can see.` }]
    : await hiddenClusters(survey, service, names.of);
  const notes = [...textsOf(survey.notes), ...sentencesOf(hidden)];
  const unknown = [...survey.unknown, ...hidden];
  return reportText({ ...survey, notes, unknown, gone, names: names.of }, wanted, terminal);
}

async function namesIn(
  service: IdentityService,
  signal: AbortSignal,
): Promise<{ readonly of: SubscriptionNames; readonly count: number }> {
  const { items } = await service.subscriptions(signal);
  const names = new Map(items.map(({ id, name }) => [id.toLowerCase(), name]));
  return { of: (id) => names.get(id.toLowerCase()), count: items.length };
}

function sentencesOf(unknown: readonly Unknown[]): readonly string[] {
  return textsOf(unknownTexts(unknown));
}

interface Surveyed {
  readonly rows: readonly ReportRow[];
  readonly notes: readonly string[];
  readonly unknown: readonly Unknown[];
  /** Clusters of the earlier report that do not exist any more. */
  readonly gone: readonly string[];
  readonly names: SubscriptionNames;
}

function reportText(survey: Surveyed, wanted: Wanted, terminal: Terminal): Found {
  const { rows, notes } = survey;
  const { format, failOn, earlier, category, allowPartial } = wanted;
  const now = terminal.now();
  const comparison = earlier && comparisonOf(rows, earlier, survey.gone);
  const notRead = [
    ...sentencesOf(survey.unknown),
    ...rows.flatMap((row) => notReadOf(row).map((one) => `${row.cluster.name}: ${textOf(unknownText(one))}`)),
  ];
  const shown = wanted.hideAccepted ? rows.map((row) => ({ ...row, findings: openOf(row.findings) })) : rows;
  const text =
    format === 'junit'
      ? junitOf(shown, {
          ...{ now, notRead, allowsPartial: allowPartial, comparison },
          fails: (one) => makesFail(one, failOn, comparison),
        })
      : reportOf(shown, format, now, {
          notes,
          unknown: survey.unknown,
          comparison,
          category,
          subscriptionName: survey.names,
        });
  return { text, failing: failingFindings(rows, failOn, { now, comparison }).length, notRead };
}

async function readBaseline(path: string, terminal: Terminal): Promise<Baseline> {
  const content = await readGiven(path, terminal);
  try {
    return withRefusalsAsErrors(() => parseBaseline(content));
  } catch (error) {
    throw refusedError(`${path}: ${failureOf(error).message}`);
  }
}

async function changeIn(args: Arguments, terminal: Terminal) {
  const { subject = '' } = args;
  const file = changeFile(args);
  const text = file === undefined ? subject : await readGiven(file, terminal);
  const value = parsedJson(text, subject);
  return withRefusalsAsErrors(() => parseChange(value));
}

/** Nothing is changed from here, so nothing is recorded. */
function noJournal() {
  return createJournal({
    read: () => Promise.resolve(undefined),
    write: () => Promise.reject(refusedError('The command line only reads.')),
  });
}
