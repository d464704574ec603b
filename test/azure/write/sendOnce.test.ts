import { describe, expect, it } from 'vitest';
import { leaveToStep } from '../../../src/azure/http/oneSending.ts';
import {
  nothingChangedText,
  otherThanPlannedError,
  sendOnce,
  type Attempt,
} from '../../../src/azure/write/sendOnce.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import { IdentityError } from '../../../src/errors.ts';
import { refusal, writeStage, type Answer } from '../../support/azure/writeStage.ts';
import { say } from '../../../src/sentences/words.ts';

const thing = '/subscriptions/s/resourceGroups/g/thing';
const broken = { broken: 'ECONNRESET' };
const throttled = (retryAfter?: number) =>
  refusal(429, 'TooManyRequests', 'Slow down.', retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` });

/** Sends one PUT as a step would; what the looks say can be given. */
function attempt(answer: Answer, own: Partial<Attempt<string>> = {}, more: Partial<StepContext> = {}) {
  const stage = writeStage(answer, more);
  const asked: string[] = [];
  const { arm, log } = stage;
  const parts: Attempt<string> = {
    lastLook: (wasSent) => {
      log.push('last look');
      asked.push(`last look ${wasSent}`);
      return Promise.resolve({
        send: async () => {
          await arm.send({ method: 'PUT', path: thing, body: {} });
          return 'sent';
        },
      });
    },
    lookForResult: (wasSent) => {
      asked.push(`look ${wasSent}`);
      return Promise.resolve(undefined);
    },
    ...own,
  };
  return { ...stage, asked, end: sendOnce(parts, stage.context) };
}

describe('a write', () => {
  it('takes its turn, is noted, is checked twice, and only then leaves', async () => {
    const { end, log } = attempt(() => ({}));
    expect(await end).toBe('sent');
    expect(log).toEqual(['turn', 'note', 'look again', 'last look', 'PUT thing']);
  });

  it('that the last look finds done is taken back, and does not leave', async () => {
    const { end, events } = attempt(() => ({}), { lastLook: () => Promise.resolve({ ended: 'was so' }) });
    expect(await end).toBe('was so');
    expect(events()).toEqual(['note', 'take back']);
  });

  it('that the last look refuses is taken back, does not leave, and fails with what the look says', async () => {
    const { end, events } = attempt(() => ({}), { lastLook: () => Promise.reject(new Error('other by now')) });
    await expect(end).rejects.toThrow('other by now');
    expect(events()).toEqual(['note', 'take back']);
  });

  it('whose plan has changed is taken back without a last look', async () => {
    const { end, log } = attempt(() => ({}), {}, { lookAtPlan: () => Promise.reject(new Error('another plan')) });
    await expect(end).rejects.toThrow('another plan');
    expect(log).toEqual(['turn', 'note', 'take back']);
  });

  it('that Azure refuses is noted as refused and fails, without another look or try', async () => {
    const { end, events, asked } = attempt(() => refusal(403, 'AuthorizationFailed'));
    await expect(end).rejects.toMatchObject({ code: 'forbidden', armCode: 'AuthorizationFailed' });
    expect(events()).toEqual(['note', 'last look', 'PUT thing', 'refused']);
    expect(asked).toEqual(['last look false']);
  });

  it('that fails before it leaves is noted as refused, since nothing can have been taken', async () => {
    const { end, events } = attempt(() => ({}), {
      lastLook: () => Promise.resolve({ send: () => Promise.reject(new Error('no account')) }),
    });
    await expect(end).rejects.toThrow('no account');
    expect(events()).toEqual(['note', 'refused']);
  });

  it('that left and was answered without a status is not noted as refused, since it may have been taken', async () => {
    const stage = writeStage(() => ({}));
    const end = sendOnce<string>(
      {
        lastLook: () =>
          Promise.resolve({
            send: async () => {
              await stage.arm.send({ method: 'PUT', path: thing, body: {} });
              throw new Error('what came cannot be read');
            },
          }),
        lookForResult: () => Promise.resolve(undefined),
      },
      stage.context,
    );
    await expect(end).rejects.toThrow('what came cannot be read');
    expect(stage.events()).toEqual(['note', 'PUT thing']);
  });

  it('whose earlier request may have arrived is never noted as refused, and is looked for after a refusal', async () => {
    const { end, events, asked } = attempt(() => refusal(403, 'AuthorizationFailed'), {}, { sent: true });
    await expect(end).rejects.toMatchObject({ code: 'forbidden' });
    expect(events()).toEqual(['note', 'last look', 'PUT thing']);
    expect(asked).toEqual(['last look true', 'look true']);
  });
});

describe('a write whose answer is lost', () => {
  it('is remembered, looked for, and sent again after 1, 3 and 8 seconds, then fails', async () => {
    const { end, events, asked, details } = attempt(() => broken);
    await expect(end).rejects.toMatchObject({ failure: { isUnanswered: true } });
    const round = ['note', 'last look', 'PUT thing', 'lost'];
    expect(events()).toEqual([...round, 'wait 1', ...round, 'wait 3', ...round, 'wait 8', ...round]);
    expect(asked.slice(0, 4)).toEqual(['last look false', 'look true', 'look true', 'last look true']);
    expect(details[0]).toBe('No response; retrying in 1 s');
  });

  it.each([500, 503, 408])('that Azure answers with %i counts as lost, with that reason', async (status) => {
    const { end, events, details } = attempt((_, before) => (before === 0 ? refusal(status, 'Broken') : {}));
    expect(await end).toBe('sent');
    expect(events()).toContain('lost');
    expect(events()).not.toContain('refused');
    expect(details).toEqual([`Azure answered with an error (${status}); retrying in 1 s`]);
  });

  it('and that was taken is not sent again', async () => {
    const { end, writes, log } = attempt(() => broken, {
      lookForResult: (wasSent) => Promise.resolve(`found ${wasSent}`),
    });
    expect(await end).toBe('found true');
    expect(writes).toHaveLength(1);
    expect(log).not.toContain('wait 1');
  });

  it('and that is taken during the pause is not sent again', async () => {
    let looks = 0;
    const { end, writes, log } = attempt(() => broken, {
      lookForResult: () => Promise.resolve(++looks === 2 ? 'found later' : undefined),
    });
    expect(await end).toBe('found later');
    expect(writes).toHaveLength(1);
    expect(log).toContain('wait 1');
  });

  it('that is lost and then refused is not noted as refused, since the first may still be taken', async () => {
    const { end, events, asked } = attempt((_, before) =>
      before === 0 ? broken : refusal(403, 'AuthorizationFailed'),
    );
    await expect(end).rejects.toMatchObject({ code: 'forbidden' });
    expect(events()).not.toContain('refused');
    expect(asked.at(-1)).toBe('look true');
  });
});

describe('a write that Azure asks to slow down', () => {
  it('is tried four times, after 0.5, 1.5 and 4 seconds, and looked for each time', async () => {
    const { end, events, asked, details } = attempt(() => throttled());
    await expect(end).rejects.toMatchObject({ code: 'throttled' });
    const round = ['note', 'last look', 'PUT thing', 'refused'];
    expect(events()).toEqual([...round, 'wait 0.5', ...round, 'wait 1.5', ...round, 'wait 4', ...round]);
    expect(asked.slice(0, 3)).toEqual(['last look false', 'look false', 'last look false']);
    expect(details).toEqual([0.5, 1.5, 4].map((seconds) => `Azure asks to slow down; retrying in ${seconds} s`));
  });

  it.each([
    { asked: 7, waits: 7 },
    { asked: 60, waits: 60 },
    { asked: 0, waits: 0.5 },
  ])('waits $waits s where Azure asks for $asked s', async ({ asked, waits }) => {
    const { end, log } = attempt((_, before) => (before === 0 ? throttled(asked) : {}));
    expect(await end).toBe('sent');
    expect(log).toContain(`wait ${waits}`);
  });

  it('fails at once where Azure asks for more than a minute', async () => {
    const { end, log } = attempt(() => throttled(61));
    await expect(end).rejects.toMatchObject({ failure: { code: 'throttled', retryAfter: 61 } });
    expect(log.filter((event) => event.startsWith('wait'))).toEqual([]);
  });

  it("that is asked to slow down, and then gets no fresh look, fails with Azure's words", async () => {
    let looks = 0;
    const { end } = attempt(() => throttled(7), {
      lastLook: () =>
        ++looks === 1
          ? Promise.resolve({
              busy: new IdentityError({ code: 'throttled', message: 'Azure said it first.', retryAfter: 1 }),
            })
          : Promise.reject(new IdentityError({ code: 'throttled', message: 'All looks were old.' })),
    });
    await expect(end).rejects.toThrow('Azure said it first.');
  });

  it('that has no fresh look at first fails with that', async () => {
    const old = new IdentityError({ code: 'throttled', message: 'All looks were old.' });
    await expect(attempt(() => ({}), { lastLook: () => Promise.reject(old) }).end).rejects.toBe(old);
  });

  it('that is asked to slow down, and then must not be sent, fails with the reason for that', async () => {
    let looks = 0;
    const { end } = attempt(() => ({}), {
      lastLook: () =>
        ++looks === 1
          ? Promise.resolve({ busy: new IdentityError({ code: 'throttled', message: 'Slow down.', retryAfter: 1 }) })
          : Promise.reject(new IdentityError({ code: 'conflict', message: 'Somebody was faster.' })),
    });
    await expect(end).rejects.toThrow('Somebody was faster.');
  });

  it('found done after a pause is not sent again', async () => {
    const { end, writes } = attempt(() => throttled(), { lookForResult: () => Promise.resolve('made by another') });
    expect(await end).toBe('made by another');
    expect(writes).toHaveLength(1);
  });
});

describe('a write that is in the way of something else', () => {
  const busy = new IdentityError({ code: 'conflict', message: 'Another operation is running.' });

  it('that finds another operation running is taken back, asks its step whether to wait, and looks again', async () => {
    let looks = 0;
    const waited: unknown[] = [];
    const { end, events } = attempt(() => ({}), {
      lastLook: () => Promise.resolve(++looks === 1 ? { busy } : { ended: 'done meanwhile' }),
      waitToRetry: (error) => {
        waited.push(error);
        return Promise.resolve();
      },
    });
    expect(await end).toBe('done meanwhile');
    expect(waited).toEqual([busy]);
    expect(events()).toEqual(['note', 'take back', 'note', 'take back']);
  });

  it('whose step does not wait for anything fails with what is in its way', async () => {
    const { end } = attempt(() => ({}), { lastLook: () => Promise.resolve({ busy }) });
    await expect(end).rejects.toBe(busy);
  });

  it('that its step gives up fails with what the step throws', async () => {
    const { end, writes } = attempt(() => refusal(409, 'Conflict'), {
      waitToRetry: () => Promise.reject(new Error('given up')),
    });
    await expect(end).rejects.toThrow('given up');
    expect(writes).toHaveLength(1);
  });
});

describe('a write that a layer below has to leave to its step', () => {
  it('that a layer below wants to repeat is sent again by its step after another look, four times at most', async () => {
    const { arm, context, writes, log } = writeStage(() => refusal(401, 'InvalidAuthenticationToken'));
    const end = sendOnce<string>(
      {
        lastLook: () => {
          log.push('last look');
          const send = async (): Promise<string> => {
            leaveToStep();
            await arm.send({ method: 'PUT', path: thing, body: {} });
            return 'sent';
          };
          return Promise.resolve({ send });
        },
        lookForResult: () => Promise.resolve(undefined),
      },
      context,
    );
    await expect(end).rejects.toMatchObject({ code: 'signedOut' });
    expect(writes).toHaveLength(5);
    expect(log.filter((event) => event === 'last look')).toHaveLength(5);
    expect(log.filter((event) => event.startsWith('wait'))).toEqual([]);
  });
});

describe('a write that is kept waiting', () => {
  it('between its last look and its sending is checked again first', async () => {
    const { arm, context, events } = writeStage(() => ({}));
    let looks = 0;
    const send = async (): Promise<string> => {
      if (looks === 1) await context.sleep(10_001);
      await arm.send({ method: 'PUT', path: thing, body: {} });
      return `sent after look ${looks}`;
    };
    const lastLook = () => {
      looks++;
      return Promise.resolve({ send });
    };
    expect(await sendOnce<string>({ lastLook, lookForResult: () => Promise.resolve(undefined) }, context)).toBe(
      'sent after look 2',
    );
    expect(events()).toEqual(['note', 'wait 10.001', 'refused', 'note', 'PUT thing']);
  });

  it('and then stopped is cancelled, and not sent again', async () => {
    const stopped = Object.assign(new Error('Aborted'), { name: 'AbortError' });
    const { end, writes } = attempt(() => broken, {}, { sleep: () => Promise.reject(stopped) });
    await expect(end).rejects.toMatchObject({ code: 'cancelled' });
    expect(writes).toHaveLength(1);
  });
});

describe('the words of a step that sends nothing more', () => {
  it('say that it changed nothing only where that is sure', () => {
    expect(nothingChangedText(false)).toBe(' This step changed nothing.');
    expect(nothingChangedText(true)).toBe('');
    const title = say`Delete id-a`;
    expect(otherThanPlannedError({ title }, false)).toMatchObject({
      failure: {
        code: 'conflict',
        changedSince: true,
        message: 'This has changed since you confirmed it: Delete id-a. This step changed nothing.',
      },
    });
    expect(otherThanPlannedError({ title }, true).message).toBe(
      'This has changed since you confirmed it: Delete id-a.',
    );
  });
});
