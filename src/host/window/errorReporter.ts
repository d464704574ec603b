import { commands, env, Uri, window, type LogOutputChannel } from 'vscode';
import { failureWords, failureOf, isWorthRetrying, saidMessage, type Failure } from '../../errors.ts';
import type { CommandId } from '../../contributions.ts';
import { SetElsewhere } from '../ownSetting.ts';
import { withoutLinks } from './notify.ts';
import { harmlessText } from '../../domain/arm/inert.ts';
import { redactSecrets } from '../../domain/arm/redact.ts';
import { t, shownText } from '../../sentences/language.ts';

/** A button in a failure's notification: something that the user can do about it. */
export interface Remedy {
  readonly label: string;
  readonly run: () => unknown;
}

/** Shows every error once, with what to do about it; nothing else shows errors, and cancelling shows nothing. */
export interface Funnel {
  /** Does the work; a failure is shown, and the result is `undefined`. With `retry` the notification offers it again. */
  run<T>(work: () => Promise<T> | T, options?: { readonly retry?: boolean }): Promise<T | undefined>;
  /** Shows a failure that was caught at an edge. */
  report(error: unknown, remedies?: readonly Remedy[]): void;
  /** Shows a failure in one line, with buttons; the full text is elsewhere, and in the log. */
  tell(error: unknown, text: string, remedies: readonly Remedy[]): void;
  /** Writes a failure to the log, for edges that show it themselves. */
  note(error: unknown): void;
  /** Writes a line to the log, without tokens. */
  info(text: string): void;
  showLog(): void;
}

/** Makes a funnel that also writes to the log channel. */
export function createFunnel(log: LogOutputChannel): Funnel {
  const note = (error: unknown): Failure => {
    const failure = failureOf(error);
    if (failure.code === 'cancelled') return failure;
    log.error(harmlessText(redactSecrets(failureLines(failure, error).join('\n'))));
    return failure;
  };

  const report = (error: unknown, remedies: readonly Remedy[] = []): void => {
    const failure = failureOf(error);
    // Nothing is wrong, and nothing is logged.
    if (failure.isNothing) return void show(shownText(saidMessage(failure)), [], false);
    note(error);
    if (failure.code === 'cancelled') return;
    const source = failure.source?.startsWith('https://') ? failure.source : undefined;
    const allRemedies = [
      ...remedies,
      ...(error instanceof SetElsewhere ? [{ label: t`Open Settings File`, run: error.open }] : []),
      ...signInFor(failure),
      ...(source === undefined ? [] : [{ label: t`Learn More`, run: () => env.openExternal(Uri.parse(source)) }]),
      failure.notConnected ? startDemo() : { label: t`Show Log`, run: () => log.show() },
    ];
    void show(shownText(failureWords(failure)), allRemedies, failure.notConnected === undefined);
  };

  const tell = (error: unknown, text: string, remedies: readonly Remedy[]): void => {
    const failure = note(error);
    if (failure.code !== 'cancelled') void show(text, [...signInFor(failure), ...remedies]);
  };

  async function run<T>(work: () => Promise<T> | T, options?: { readonly retry?: boolean }): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const retry = { label: t`Retry`, run: () => run(work, options) };
      report(error, options?.retry && isWorthRetrying(failureOf(error)) ? [retry] : []);
      return undefined;
    }
  }

  async function show(message: string, remedies: readonly Remedy[], isError = true): Promise<void> {
    const text = withoutLinks(redactSecrets(message));
    const labels = remedies.map(({ label }) => label);
    const chosen = isError
      ? await window.showErrorMessage(text, ...labels)
      : await window.showInformationMessage(text, ...labels);
    const remedy = remedies.find(({ label }) => label === chosen);
    if (remedy) await run(async () => void (await remedy.run()));
  }

  return {
    run,
    report,
    tell,
    note: (error) => void note(error),
    info: (text) => log.info(harmlessText(redactSecrets(text))),
    showLog: () => log.show(),
  };
}

function startDemo(): Remedy {
  return {
    label: t`Start Demo`,
    run: () => commands.executeCommand('aksIdentity.startDemo' satisfies CommandId),
  };
}

function signInFor({ code }: Failure): readonly Remedy[] {
  if (code !== 'signedOut') return [];
  return [{ label: t`Sign In`, run: () => commands.executeCommand('aksIdentity.signIn' satisfies CommandId) }];
}

function failureLines(failure: Failure, error: unknown): readonly string[] {
  const { code, armCode, status, target, correlationId, source, details } = failure;
  const facts = { armCode, status, target, correlationId, source };
  return [
    `${code}: ${failure.message}`,
    ...Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name}: ${value}`])),
    ...(details ?? []).map(
      (detail) => `  detail: ${[detail.code, detail.target, detail.message].filter(Boolean).join(' ')}`,
    ),
    ...(code === 'unexpected' && error instanceof Error && error.stack ? [error.stack] : []),
  ];
}
