import { unknown } from '../../support/domain/unknowns.ts';
import { expect, it } from 'vitest';
import { findingOf } from '../../../src/domain/findings/finding.ts';
import { missingOf } from '../../../src/webview/map/identityProblem.ts';
import { say } from '../../../src/sentences/words.ts';

it("an identity that can't be read says why on the map, however the evidence is worded", () => {
  const finding = findingOf('identityUnreadable', {
    text: say`It can't be read.`,
    evidence: ['/subscriptions/s/id: Busy.'],
    unknown: [unknown('Busy.')],
    about: ['kubelet'],
  });
  for (const evidence of [finding.evidence, ['Seen: nothing: at all.'], []])
    expect(missingOf([{ ...finding, evidence }], [], 'kubelet').unknown).toBe('the identity itself (busy)');
});
