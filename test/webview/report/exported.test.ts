import { describe, expect, it } from 'vitest';
import { notReadNotes } from '../../../src/webview/report/exported.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import type { ReportModel } from '../../../src/webview/report/state.ts';

const model = (more: Partial<ReportModel>): ReportModel => ({ all: 19, ...more }) as ReportModel;

describe('the notes of a reading that ended early', () => {
  it('mention rows that are left of an earlier read that also ended early', () => {
    expect(notReadNotes(model({}), { known: 11, fresh: 0 })).toEqual([
      '19 of 19 clusters were not checked: reading stopped early.',
      '11 show results from an earlier read.',
    ]);
  });

  it('are one where nothing was read again, and all is as of an earlier time', () => {
    const readAt = new Date(2026, 4, 4, 8);
    const notes = notReadNotes(model({ all: undefined, readAt }), { known: 21, fresh: 0 });
    expect(notes.map(textOf)).toEqual([
      expect.stringMatching(/^Nothing could be read again: what is shown of 21 clusters is as of 8:00\sAM\.$/),
    ]);
    expect(notReadNotes(model({ all: undefined }), { known: 0, fresh: 0 })).toEqual([
      'No cluster was read: reading ended before the clusters were listed.',
    ]);
  });

  it('mention no other rows if there are none', () => {
    expect(notReadNotes(model({}), { known: 3, fresh: 3 })).toHaveLength(1);
  });
});
