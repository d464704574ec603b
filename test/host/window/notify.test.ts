import type { LogOutputChannel } from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import { createFunnel } from '../../../src/host/window/errorReporter.ts';
import { announce, inform, warn, withoutIcons } from '../../../src/host/window/notify.ts';
import { choose, chooseSome } from '../../../src/host/window/quickPick.ts';
import { showLongWait, showRun, showWait } from '../../../src/host/window/progress.ts';

const shown = vi.hoisted(() => ({ texts: [] as string[], cancel: (): void => undefined }));

vi.mock('vscode', () => {
  const tell = async (text: string): Promise<undefined> => void shown.texts.push(text);
  const pick = async (items: unknown): Promise<undefined> => {
    for (const { label, description, detail } of (await items) as Record<string, string>[])
      shown.texts.push(...[label, description, detail].filter((text) => text !== undefined));
  };
  return {
    ...{ ProgressLocation: { Window: 10, Notification: 15 }, env: {}, Uri: {}, commands: {} },
    window: {
      ...{ showErrorMessage: tell, showWarningMessage: tell, showInformationMessage: tell, showQuickPick: pick },
      setStatusBarMessage: tell,
      withProgress: (
        { title }: { title: string },
        work: (
          progress: { report: (step: { message: string }) => void },
          token: { onCancellationRequested: (listener: () => void) => { dispose(): void } },
        ) => Promise<unknown>,
      ) => {
        shown.texts.push(title);
        const onCancellationRequested = (listener: () => void): { dispose(): void } => {
          shown.cancel = listener;
          return { dispose: () => undefined };
        };
        return work({ report: ({ message }) => shown.texts.push(message) }, { onCancellationRequested });
      },
    },
  };
});

beforeEach(() => void (shown.texts.length = 0));

describe('a name that somebody chose in Azure', () => {
  const link = 'role [Click here](command:workbench.action.terminal.new)';
  const linkedText = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i;

  it('is no link in any notification: VS Code would run its command', async () => {
    await inform(link, 'OK');
    await warn(link);
    createFunnel({ error: () => undefined } as unknown as LogOutputChannel).report(
      new IdentityError({ code: 'refused', message: `Disallowed by policy: ${link}` }),
    );
    await showRun({
      title: link,
      startedAt: new Date(),
      detail: () => link,
      stop: () => undefined,
      ended: Promise.resolve(),
    });
    await showLongWait(link, async () => undefined);
    expect(shown.texts).toHaveLength(6);
    for (const text of shown.texts) {
      expect(text).toContain('Click here');
      expect(text).not.toMatch(linkedText);
    }
  });

  it('is no icon in lists and in the status bar, where it could look like a check of ours', async () => {
    const icon = '$(check) Production';
    announce(icon, 1);
    await showWait(icon, async () => undefined);
    const choices = [{ label: icon, description: icon, detail: icon, value: 1 }];
    const question = { title: 'Which?', placeholder: '' };
    await choose(choices, question).catch(() => undefined);
    await choose(Promise.resolve(choices), question).catch(() => undefined);
    await chooseSome(choices, question).catch(() => undefined);
    expect(shown.texts[0]).toBe('$(check) \\$(check) Production');
    expect(new Set(shown.texts.slice(1))).toEqual(new Set(['\\$(check) Production']));
    expect(shown.texts).toHaveLength(11);
  });

  it('stays as it is if it only looks like an icon', () => {
    expect(withoutIcons('costs $(5 + 3), $x, \\$(check)')).toBe('costs $(5 + 3), $x, \\$(check)');
    expect(withoutIcons('$(sync~spin)')).toBe('\\$(sync~spin)');
  });
});

it('a long wait that the user cancels ends at once and silently, and so does its work', async () => {
  let signal: AbortSignal | undefined;
  const waiting = showLongWait('Writing', (given) => {
    signal = given;
    return new Promise(() => undefined);
  });
  shown.cancel();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(signal?.aborted).toBe(true);
});
