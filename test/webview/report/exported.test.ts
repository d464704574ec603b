import { describe, expect, it } from 'vitest';
import { notReadNotes } from '../../../src/webview/report/exported.ts';
import type { ReportModel } from '../../../src/webview/report/state.ts';

const model = (more: Partial<ReportModel>): ReportModel => ({ all: 19, ...more }) as ReportModel;

describe('the notes of a reading that ended early', () => {
  it('mention rows that are left of an earlier read that also ended early', () => {
    expect(notReadNotes(model({}), { known: 11, fresh: 0 })).toEqual([
      '19 of 19 clusters were not checked: reading stopped early.',
      '11 show results from an earlier read.',
    ]);
  });

  it('mention no other rows if there are none', () => {
    expect(notReadNotes(model({}), { known: 3, fresh: 3 })).toHaveLength(1);
  });
});
