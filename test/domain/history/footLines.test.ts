import { describe, expect, it } from 'vitest';
import type { History, SourceReading } from '../../../src/domain/history/model.ts';
import { notKnownInHistory, sourceTexts } from '../../../src/domain/history/text/footLines.ts';
import { unknownWith } from '../../../src/domain/arm/unknown.ts';
import { say } from '../../../src/sentences/words.ts';
import { shopView } from '../../support/domain/historyCases.ts';

const subscriptionId = '11111111-1111-4111-8111-111111111111';
const refused = unknownWith('refused', 'activityLog', say`Ana may not read it`);

function history(sources: readonly SourceReading[], more: Partial<History> = {}): History {
  return {
    subject: shopView.subject,
    since: '2026-11-14T00:00:00.000Z',
    until: '2026-11-28T00:00:00.000Z',
    entries: [],
    sources,
    unknown: [],
    removedElsewhere: 0,
    unreadable: 0,
    ...more,
  };
}

describe('the foot of a history', () => {
  it('says since when each source answers, and how old its oldest change is (H-21)', () => {
    const from = '2026-11-14T00:00:00.000Z';
    const sources: readonly SourceReading[] = [
      { source: 'resourceChanges', from, oldest: '2026-11-21T00:00:00.000Z', unknown: [] },
      { source: 'activityLog', subscriptionId, from, unknown: [] },
      { source: 'activityLog', subscriptionId, subscriptionName: 'Shops', from, unknown: [] },
      { source: 'journal', from: '2026-11-20T00:00:00.000Z', unknown: [] },
    ];
    expect(sourceTexts(history(sources))).toEqual([
      "Azure Resource Graph's changes: read back to Nov 14, 2026, 00:00 UTC. The oldest change shown is from Nov 21, 2026.",
      'The activity log of subscription 1111...11: read back to Nov 14, 2026, 00:00 UTC.',
      'The activity log of subscription Shops: read back to Nov 14, 2026, 00:00 UTC.',
      'The record of AKS Identity on this computer: read back to Nov 20, 2026, 00:00 UTC.',
    ]);
  });

  it('names the right that a refusal lacks (H-21)', () => {
    const right = 'Microsoft.Insights/eventtypes/values/read';
    const reading: SourceReading = { source: 'activityLog', subscriptionId, unknown: [refused], right };
    expect(sourceTexts(history([reading]))).toEqual([
      `The activity log of subscription 1111...11: not read. Ana may not read it. Reading it takes ${right}.`,
    ]);
    expect(sourceTexts(history([{ ...reading, from: '2026-11-14T00:00:00.000Z' }]))[0]).toContain(
      'read back to Nov 14, 2026, 00:00 UTC, but not everything. Ana may not read it.',
    );
  });

  it('counts what could not be placed or understood, and only then (H-21)', () => {
    const about = (more: Partial<History>): string => notKnownInHistory(history([], more)).join(' ');
    expect(about({ removedElsewhere: 2, unreadable: 1 })).toContain('in 2 removals at other scopes');
    expect(about({ unreadable: 1 })).toContain('1 record of the logs could not be understood');
    expect(about({})).not.toMatch(/removal|could not be understood/);
  });
});
