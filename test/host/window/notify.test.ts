import type { LogOutputChannel } from 'vscode';
import { describe, expect, it } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import { createFunnel } from '../../../src/host/window/errorReporter.ts';
import { showInStatusBar, showInformation, showWarning, withoutIcons } from '../../../src/host/window/notify.ts';
import { chooseOne, chooseSome } from '../../../src/host/window/quickPick.ts';
import { showLongWait, showRun, showWait } from '../../../src/host/window/progress.ts';
import { user } from '../../support/vscode/user.ts';

/** All texts that the user saw: in notifications, lists, waits and the status bar. */
function shown(): readonly string[] {
  const { notifications, lists, waits, statusBar } = user;
  return [
    ...notifications.map(({ text }) => text),
    ...waits.flatMap(({ title, messages }) => [title, ...messages]),
    ...statusBar,
    ...lists.flatMap(({ items }) =>
      items.flatMap(({ label, description = '', detail = '' }) => [label, description, detail]),
    ),
  ];
}

describe('a name that somebody chose in Azure', () => {
  const link = 'role [Click here](command:workbench.action.terminal.new)';
  const linkedText = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i;

  /** The one link that a notification has, which is ours. */
  const stopWaiting = '[Stop Waiting](command:aksIdentity.stopWaiting?%5B%7B%22activityId%22%3A%22a%22%7D%5D)';

  it('is no link in any notification: VS Code would run its command', async () => {
    await showInformation(link, 'OK');
    await showWarning(link);
    createFunnel({ error: () => undefined } as unknown as LogOutputChannel).report(
      new IdentityError({ code: 'refused', message: `Disallowed by policy: ${link}` }),
    );
    await showRun({
      activityId: 'a',
      place: link,
      title: link,
      startedAt: new Date(),
      detail: () => link,
      ended: Promise.resolve(),
    });
    await showLongWait(link, async () => undefined);
    const texts = shown().filter((text) => text !== '');
    expect(texts).toHaveLength(5);
    for (const text of texts) {
      expect(text).toContain('Click here');
      expect(text.replace(stopWaiting, '')).not.toMatch(linkedText);
    }
  });

  it('is no icon in lists and in the status bar, where it could look like a check of ours', async () => {
    const icon = '$(check) Production';
    showInStatusBar(icon, 1);
    await showWait(icon, async () => undefined);
    const choices = [{ label: icon, description: icon, detail: icon, value: 1 }];
    const question = { title: 'Which?', placeholder: '' };
    await chooseOne(choices, question).catch(() => undefined);
    await chooseOne(Promise.resolve(choices), question).catch(() => undefined);
    await chooseSome(choices, question).catch(() => undefined);
    expect(user.statusBar).toEqual(['$(check) \\$(check) Production']);
    const others = shown().filter((text) => text !== user.statusBar[0]);
    expect(new Set(others)).toEqual(new Set(['\\$(check) Production']));
    expect(others).toHaveLength(10);
  });

  it('stays as it is if it only looks like an icon', () => {
    expect(withoutIcons('costs $(5 + 3), $x, \\$(check)')).toBe('costs $(5 + 3), $x, \\$(check)');
    expect(withoutIcons('$(sync~spin)')).toBe('\\$(sync~spin)');
  });
});

it.each([0, 1, 7, 30, 31, 40, 63])(
  'the link that stops waiting is in the part of a line that VS Code shows for a name of %d characters',
  async (length) => {
    const place = length === 0 ? undefined : 'n'.repeat(length);
    const title = 'Control plane to system-assigned';
    await showRun({
      activityId: 'a',
      place,
      title,
      startedAt: new Date(),
      detail: () => undefined,
      ended: Promise.resolve(),
    });
    const line = user.waits[0]!.messages.at(-1)!.replace(/\]\(command:[^)]+\)/, ']');
    const [time, ...rest] = line.split(' \u00b7 ').toReversed();
    expect(time).toMatch(/^00:0\d$/);
    expect(rest.toSorted()).toEqual(['[Stop Waiting]', title, ...(place ? [place] : [])].toSorted());
    expect(line.indexOf(']')).toBeLessThan(60);
    if (length <= 7) expect(line.indexOf(title) + title.length).toBeLessThan(60);
  },
);

it('a long wait that the user cancels ends at once and silently, and so does its work', async () => {
  let signal: AbortSignal | undefined;
  const waiting = showLongWait('Writing', (given) => {
    signal = given;
    return new Promise(() => undefined);
  });
  user.waits[0]!.cancel();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  expect(signal?.aborted).toBe(true);
});
