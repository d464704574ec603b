import { expect, it } from 'vitest';
import { unreadableAnswer } from '../../../src/app/facts/answerFor.ts';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { isPassing } from '../../../src/azure/arm/armErrors.ts';
import { everyResourceList } from '../../../src/azure/read/around/aroundClusters.ts';
import { failureOf } from '../../../src/errors.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const extensions = everyResourceList('Microsoft.KubernetesConfiguration/extensions');
const listed = (answer: Scripted) =>
  extensions.inSubscription(createArm(armOptions(httpDouble([answer]))), '11111111-1111-4111-8111-111111111111');

it('what would take too many requests was not asked for, and did not fail', async () => {
  const clusters = Array.from({ length: 101 }, (_, n) => ({
    id: `/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c${n}`,
    properties: {},
  }));
  const failure = await listed({ body: { value: clusters } }).then(() => undefined, failureOf);
  const reason = "Resource Graph isn't responding, and 101 clusters would have to be asked one by one.";
  expect(failure).toMatchObject({ message: reason, isTooMuch: true });
  const subject = { what: 'everyResource' };
  expect(unreadableAnswer(subject, failure!)).toEqual({ kind: 'unreadable', subject, cause: 'notAsked', reason });
  expect(isPassing(failure!)).toBe(false);
});

it('a cloud without clusters has nothing on them', async () => {
  const answer = { status: 409, body: { error: { code: 'MissingSubscriptionRegistration', message: 'No.' } } };
  expect(await listed(answer)).toEqual([]);
});
