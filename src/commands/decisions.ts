import { dayInSentence } from '../domain/words/dateTime.ts';
import { commands, Range, Uri, window } from 'vscode';
import { lastSegment, sameText } from '../domain/arm/resourceId.ts';
import { scopeOfAssignment, scopeWithKind, withNames } from '../domain/arm/scopeWords.ts';
import { isAbout } from '../domain/decisions/applyDecisions.ts';
import { isDay, isFindingCode } from '../domain/decisions/decisions.ts';
import { decisionsFile, unusedText } from '../domain/decisions/files.ts';
import { findingTitle, type FindingCode } from '../domain/findings/catalogue.ts';
import { refusedError } from '../errors.ts';
import { showInformation } from '../host/window/notify.ts';
import { askForText, chooseOne, confirmOrCancel } from '../host/window/quickPick.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { defined } from '../shape/defined.ts';
import { say } from '../sentences/words.ts';
import { t, shownText } from '../sentences/language.ts';

type DecisionsContext = Pick<CommandContext, 'decisions'>;

const dayMilliseconds = 86_400_000;
/** The number of days for which a finding is accepted unless the user says otherwise. */
const usualDays = 90;

/** Asks why and until when to accept a finding, and notes that in the open folder, or for this machine. */
export async function acceptFinding({ decisions }: DecisionsContext, target: Target): Promise<void> {
  const { code, clusterId, subject, what } = findingOfTarget(target);
  const title = t`Accept Finding`;
  const dayIn = (days: number): string => new Date(Date.now() + days * dayMilliseconds).toISOString().slice(0, 10);
  await decisions.ready();
  const folders = decisions.folders();
  const [onlyFolder] = folders.length === 1 ? folders : [];
  const writes = onlyFolder ? t` Your answer is written to ${decisionsFile} in ${onlyFolder.name}.` : '';
  const reason = await askForText({
    title,
    prompt: t`${what}. Why do you accept this?${writes}`,
    rule: (text) => (text === '' ? t`Enter a reason for those who read this later.` : undefined),
  });
  const expires = await askForText({
    title,
    prompt: t`The last day on which it is accepted`,
    value: dayIn(usualDays),
    rule: (text) =>
      isDay(text) && text >= dayIn(0) ? undefined : t`Enter today or a later day, such as ${dayIn(30)}.`,
  });
  const choices = folders.map(({ name, path }) => ({ label: name, description: path, value: path }));
  const path =
    choices.length > 1
      ? await chooseOne(choices, { title, placeholder: t`Which folder keeps this decision?` })
      : (folders[0]?.path ?? decisions.ownPath);
  await decisions.accept(path, {
    finding: code,
    scope: clusterId,
    ...defined({ about: subject }),
    reason,
    expires,
  });
  const folder = folders.find((one) => one.path === path);
  const savedWhere = folder
    ? t`The decision is in ${decisionsFile} in ${folder.name}.`
    : decisions.unused().some(({ problem }) => !problem)
      ? t`It is saved on this machine only, because the open folder is not trusted.`
      : t`It is saved on this machine only, because no folder is open that can keep it.`;
  const open = t`Open File`;
  void showInformation(t`Accepted until ${dayInSentence(expires)}: ${what}. ${savedWhere}`, open).then((chosen) =>
    chosen === open ? show(path) : undefined,
  );
}

/** Removes the entries that accept a finding; asks first if they accept others, too. */
export async function stopAccepting({ decisions }: DecisionsContext, target: Target): Promise<void> {
  const { code, clusterId, subject, what } = findingOfTarget(target);
  const finding = { code, subject };
  const entries = (decisions.current().accept ?? []).filter((entry) => isAbout(entry, finding, clusterId));
  if (entries.length === 0) {
    throw refusedError(
      say`No single entry accepts this: ${decisionsFile} expects it or turns it off. Change it there.`,
    );
  }
  const wider = entries.filter(
    ({ finding: kind, scope, about }) => kind !== code || !sameText(scope, clusterId) || !sameText(about, subject),
  );
  if (wider.length > 0) {
    const list = wider
      .map(({ finding: kind, scope }) => `${shownText(findingTitle(kind))}, ${acceptedPlace(scope)}`)
      .join('\n');
    await confirmOrCancel(
      t`Stop accepting this? ${what}.`,
      t`The entry that accepts it also covers these, which will no longer be accepted:\n${list}`,
      t`Stop Accepting`,
    );
  }
  await decisions.stopAccepting(finding, clusterId);
}

/** Opens a decision file at its error, or asks whether its folder is trusted. Any other file is ignored. */
export async function openDecisions({ decisions }: DecisionsContext, { file }: Target): Promise<void> {
  await decisions.ready();
  const unused = decisions.unused();
  const unusedFile = unused.find(({ path }) => path === file) ?? unused[0];
  if (unusedFile && !unusedFile.problem) return void (await commands.executeCommand('workbench.trust.manage'));
  const [path = unusedFile?.path] = unusedFile ? [] : decisions.paths();
  if (path === undefined)
    throw refusedError(say`There are no decisions yet. Accept a finding from its row to create the file.`);
  // A file that can't be read can't be shown either.
  if (unusedFile?.problem && !unusedFile.problem.at) throw refusedError(unusedText(unusedFile));
  const { line, column } = unusedFile?.problem?.at ?? { line: 1, column: 1 };
  await show(path, new Range(line - 1, column - 1, line - 1, column - 1));
}

/** Where an entry applies, in words; a pattern is shown as it was written. */
function acceptedPlace(scope: string): string {
  if (scope === '*') return t`everywhere`;
  return scope.includes('*') ? t`wherever ${scope} matches` : shownText(scopeWithKind(scope));
}

async function show(path: string, selection?: Range): Promise<void> {
  await window.showTextDocument(Uri.file(path), selection ? { selection } : {});
}

function findingOfTarget({ finding, clusterId, subject }: Target): {
  code: FindingCode;
  clusterId: string;
  subject: string | undefined;
  what: string;
} {
  if (!isFindingCode(finding) || clusterId === undefined)
    throw refusedError(say`Start this from the row of a finding.`);
  const [at, role] = subject?.split('#') ?? [];
  const about = at?.startsWith('/') ? shownText(scopeWithKind(scopeOfAssignment(at))) : at && withNames(at, shownText);
  const place = [lastSegment(clusterId), about].filter(Boolean).join(', ');
  return {
    code: finding,
    clusterId,
    subject,
    what: `${[shownText(findingTitle(finding)), role].filter(Boolean).join(': ')} (${place})`,
  };
}
