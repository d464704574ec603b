import { expect, it } from 'vitest';
import { evidence, evidenceText } from '../../../../src/domain/findings/rule/evidence.ts';

it('evidence keeps each value by what it is, and reads as a sentence', () => {
  const why = evidence`; last asked ${{ at: 3 }}`;
  const seen = evidence`${{ zone: 'z', from: 'privateDNSZone' }} of ${{ clusters: ['a', 'b'] }}${why}${[]}.`;
  expect(seen.filter((part) => typeof part === 'object')).toEqual([
    { what: 'zone', value: 'z', from: 'privateDNSZone' },
    { what: 'clusters', value: ['a', 'b'] },
    { within: ['; last asked ', { what: 'at', value: 3 }] },
    { within: [] },
  ]);
  expect(evidenceText(seen)).toBe('privateDNSZone is z of a, b; last asked 3.');
});
