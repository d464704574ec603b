import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { hiddenClusters } from '../../../src/app/fleet/hiddenClusters.ts';
import type { CallerVerdict } from '../../../src/domain/access/callerPermissions.ts';
import { unknownTexts, type Cause } from '../../../src/domain/arm/unknown.ts';
import { IdentityError } from '../../../src/errors.ts';
import { say, verbatim } from '../../../src/sentences/words.ts';

const failing = (code: 'unexpected' | 'cancelled') => (): Promise<never> =>
  Promise.reject(new IdentityError({ code, message: 'Bad gateway.' }));
const all = (length: number): readonly string[] => Array.from({ length }, (_, index) => `s${index}`);

const isUnknown = (reason: string, cause: Cause): CallerVerdict => ({
  kind: 'unknown',
  reason: verbatim(reason),
  unknown: [unknown(reason, { cause })],
});

/** Returns what is said about empty subscriptions that all have this verdict. */
function told(listed: readonly string[], verdictOf: (scope: string) => CallerVerdict | Promise<CallerVerdict>) {
  const callerCan = async (_: string, scope: string): Promise<CallerVerdict> => verdictOf(scope);
  return hiddenClusters({ clusters: [], listed }, { callerCan }, (id) => `Name of ${id}`).then((all) =>
    unknownTexts(all),
  );
}

describe('a subscription without a visible cluster', () => {
  it.each<readonly [string, () => CallerVerdict | Promise<CallerVerdict>, readonly string[]]>([
    ['its clusters may be read', () => ({ kind: 'granted' }), []],
    [
      'they may not',
      () => ({ kind: 'missing', reason: say`No role.` }),
      ['Name of s0: You may not read clusters. No role.'],
    ],
    [
      'that could not be read',
      () => isUnknown("Your permissions there can't be read: Bad gateway.", 'failed'),
      ["Name of s0: It isn't known whether you may read clusters. Your permissions there can't be read: Bad gateway."],
    ],
    [
      'the question fails',
      failing('unexpected'),
      ["Name of s0: It isn't known whether you may read clusters. Your permissions there can't be read: Bad gateway."],
    ],
    ['Azure tells nobody', () => isUnknown('A condition decides.', 'untellable'), []],
  ])('is reported or left out where %s', async (_, verdict, sentences) => {
    expect(await told(['s0'], verdict)).toEqual(sentences);
  });

  it('ends nothing but what was cancelled', async () => {
    await expect(told(['s0'], failing('cancelled'))).rejects.toMatchObject({ code: 'cancelled' });
  });

  it.each([101, 1000])('is asked about, however many there are: %i', async (count) => {
    const last = `/subscriptions/s${count - 1}`;
    const sentences = await told(all(count), (scope) =>
      scope === last ? { kind: 'missing', reason: say`No role.` } : { kind: 'granted' },
    );
    expect(sentences).toEqual([`Name of s${count - 1}: You may not read clusters. No role.`]);
  });

  it('is reported by name where these are too many to read', async () => {
    expect(await told(all(1002), () => ({ kind: 'granted' }))).toEqual([
      'It was not checked whether you may read clusters in 2 of 1,002 subscriptions without clusters. Check them in separate runs with --subscription: Name of s1000, Name of s1001.',
    ]);
  });
});
