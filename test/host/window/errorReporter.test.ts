import type { LogOutputChannel } from 'vscode';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { IdentityError } from '../../../src/errors.ts';
import { createFunnel } from '../../../src/host/window/errorReporter.ts';

const shown: { text: string; buttons: string[] }[] = [];
let answers: (string | undefined)[] = [];
const commands: string[] = [];

vi.mock('vscode', () => ({
  window: {
    showErrorMessage: async (text: string, ...buttons: string[]) => {
      shown.push({ text, buttons });
      return answers.shift();
    },
  },
  commands: { executeCommand: async (id: string) => void commands.push(id) },
  env: { openExternal: async () => true },
  Uri: { parse: (text: string) => text },
}));

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
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  shown.length = lines.length = commands.length = 0;
  answers = [];
});

describe('the one place that shows errors', () => {
  it('shows a failure once, with what to do, and logs its correlation id', async () => {
    await funnel.run(failing('notFound'));
    expect(shown).toEqual([
      { text: 'It went wrong (Some). Refresh the view; it may have been deleted or moved.', buttons: ['Show Log'] },
    ]);
    expect(lines.join('\n')).toContain('correlationId: c-1');
  });

  it('is silent about what the user cancelled, in the log too', async () => {
    expect(await funnel.run(failing('cancelled'))).toBeUndefined();
    await funnel.run(() => Promise.reject(Object.assign(new Error('Aborted'), { name: 'AbortError' })));
    await funnel.run(() => Promise.reject(Object.assign(new Error('Canceled'), { name: 'Canceled' })));
    expect([shown, lines]).toEqual([[], []]);
  });

  it('offers to try again what may go away by itself, and does so once that is chosen', async () => {
    let tries = 0;
    answers = ['Retry'];
    await funnel.run(
      () => {
        tries += 1;
        if (tries === 1) failing('throttled')();
      },
      { retry: true },
    );
    await settled();
    expect([tries, shown[0]?.buttons]).toEqual([2, ['Retry', 'Show Log']]);
    await funnel.run(failing('refused'), { retry: true });
    expect(shown.at(-1)?.buttons).toEqual(['Show Log']);
  });

  it('offers to sign in if nobody is signed in', async () => {
    answers = ['Sign In'];
    await funnel.run(failing('signedOut'));
    await settled();
    expect(commands).toEqual(['aksIdentity.signIn']);
  });

  it('shows and logs no token', async () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiIxMjM0In0.c2lnbmF0dXJl';
    await funnel.run(failing('unexpected', `Bad header: Bearer ${token}`));
    expect(JSON.stringify([shown, lines])).not.toContain(token.slice(3, 30));
  });

  it('returns what the work returned', async () => {
    expect(await funnel.run(() => 7)).toBe(7);
    expect(shown).toEqual([]);
  });
});
