import type { LogOutputChannel } from 'vscode';
import { beforeEach, describe, expect, it } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import { createFunnel } from '../../../src/host/window/errorReporter.ts';
import { code as vscode, user } from '../../support/vscode/user.ts';
import { until } from '../../support/until.ts';

const lines: string[] = [];
const log = {
  error: (text: string) => lines.push(text),
  info: (text: string) => lines.push(text),
  show: () => lines.push('shown'),
};
const funnel = createFunnel(log as unknown as LogOutputChannel);
const failing =
  (code: IdentityError['code'], message = 'It went wrong.') =>
  () => {
    throw new IdentityError({ code, message, correlationId: 'c-1', armCode: 'Some' });
  };

beforeEach(() => void (lines.length = 0));

describe('the one place that shows errors', () => {
  it('shows a failure once, with what to do, and logs its correlation id', async () => {
    await funnel.run(failing('notFound'));
    expect(user.notifications).toEqual([
      {
        kind: 'error',
        text: 'It went wrong (Some). Refresh the view; it may have been deleted or moved.',
        buttons: ['Show Log'],
      },
    ]);
    expect(lines.join('\n')).toContain('correlationId: c-1');
  });

  it('is silent about what the user cancelled, in the log too', async () => {
    expect(await funnel.run(failing('cancelled'))).toBeUndefined();
    await funnel.run(() => Promise.reject(Object.assign(new Error('Aborted'), { name: 'AbortError' })));
    await funnel.run(() => Promise.reject(Object.assign(new Error('Canceled'), { name: 'Canceled' })));
    expect([user.notifications, lines]).toEqual([[], []]);
  });

  it('offers to try again what may go away by itself, and does so once that is chosen', async () => {
    let tries = 0;
    user.presses = ['Retry'];
    await funnel.run(
      () => {
        tries += 1;
        if (tries === 1) failing('throttled')();
      },
      { retry: true },
    );
    await until(() => expect(tries).toBe(2));
    expect(user.notifications[0]?.buttons).toEqual(['Retry', 'Show Log']);
    await funnel.run(failing('refused'), { retry: true });
    expect(user.notifications.at(-1)?.buttons).toEqual(['Show Log']);
  });

  it('offers a user without a connection the two ways in, as information', async () => {
    user.presses = ['Start Demo'];
    await funnel.run(() => {
      throw new IdentityError({ code: 'signedOut', message: "You're not signed in.", notConnected: true });
    });
    expect(user.notifications).toEqual([
      {
        kind: 'information',
        text: "You're not signed in. Sign in to Azure or start the demo.",
        buttons: ['Sign In', 'Start Demo'],
      },
    ]);
    await until(() => expect(vscode.executed).toEqual(['aksIdentity.startDemo']));
  });

  it('says that there is nothing as information, and logs no error', async () => {
    await funnel.run(() => {
      throw new IdentityError({ code: 'notFound', message: 'No missing roles were found.', isNothing: true });
    });
    expect(user.notifications).toEqual([{ kind: 'information', text: 'No missing roles were found.', buttons: [] }]);
    expect(lines).toEqual([]);
  });

  it('offers to sign in if no one is signed in', async () => {
    user.presses = ['Sign In'];
    await funnel.run(failing('signedOut'));
    await until(() => expect(vscode.executed).toEqual(['aksIdentity.signIn']));
  });

  it('shows and logs no token', async () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxMjM0In0.c2lnbmF0dXJl';
    await funnel.run(failing('unexpected', `Bad header: Bearer ${token}`));
    expect(JSON.stringify([user.notifications, lines])).not.toContain(token.slice(3, 30));
  });

  it('returns what the work returned', async () => {
    expect(await funnel.run(() => 7)).toBe(7);
    expect(user.notifications).toEqual([]);
  });
});
