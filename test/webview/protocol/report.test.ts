import { describe, expect, it } from 'vitest';
import { parseReportIntent, parseReportMemento, parseReportState } from '../../../src/webview/protocol/report.ts';
import { firstLook } from '../../../src/domain/words/reportLook.ts';
import { createReportView } from '../../../src/webview/report/view.ts';
import { inOneGo } from '../../../src/shape/steps.ts';

const look = { ...firstLook, text: 'shop', marks: ['none'] };

describe('what the page of a report sends', () => {
  it.each([
    { kind: 'ready' },
    { kind: 'look', seq: 1, look },
    { kind: 'suggest', key: 'region', typed: 'west' },
    { kind: 'copyRole', id: '/a', code: 'missingGrant:P-02', subject: '/b' },
    { kind: 'unfold', id: '/a', unfolded: true },
    { kind: 'select', id: '/a', selected: true },
    { kind: 'select', selected: false },
    { kind: 'open', id: '/a' },
    { kind: 'fix', id: '/a', fixKey: 'leftoverGrant {}' },
    { kind: 'fixAll' },
    { kind: 'fixAll', topic: 'missingGrant:AcrPull' },
    { kind: 'export', format: 'sarif' },
    { kind: 'refresh' },
    { kind: 'cancel' },
    { kind: 'run', what: 'startDemo' },
  ])('is understood: row %#', (message) => {
    expect(parseReportIntent(message)).toEqual(message);
  });

  it.each([
    ['no object', 'ready'],
    ['an unknown kind', { kind: 'apply' }],
    ['a kind of every object', { kind: 'toString' }],
    ['something besides', { kind: 'refresh', more: 1 }],
    ['another format', { kind: 'export', format: 'pdf' }],
    ['another command', { kind: 'run', what: 'deleteIdentity' }],
    ['a fix handed over', { kind: 'fix', id: '/a', fixKey: 'c {}', fix: { kind: 'deleteIdentity' } }],
    ['fixes handed over', { kind: 'fixAll', changes: [] }],
    ['an order that there is none of', { kind: 'look', seq: 1, look: { ...look, by: 'constructor' } }],
    ['a text without end', { kind: 'look', seq: 1, look: { ...look, text: 'x'.repeat(501) } }],
    ['a page before the first', { kind: 'look', seq: 1, look: { ...look, page: -1 } }],
  ])('is ignored where it is %s', (_, message) => {
    expect(parseReportIntent(message)).toBeUndefined();
  });
});

describe('what the page of a report is sent and keeps', () => {
  const state = inOneGo(
    createReportView().drawn({
      phase: 'ready',
      look: firstLook,
      subscriptionNames: new Map(),
      rows: [],
      found: 0,
      seen: 0,
      notes: [],
      unknown: [],
      stale: false,
      unfolded: new Set(),
      selected: new Set(),
    }),
  ).state;

  it('is a whole state, or nothing', () => {
    expect(parseReportState(state)).toEqual(state);
    expect(parseReportState({ ...state, lines: [{}] })).toBeUndefined();
    expect(parseReportState({ ...state, more: 1 })).toBeUndefined();
  });

  it('has only sources on the web', () => {
    const finding = { title: 'T', severity: 'error', text: 't', evidence: 'e' };
    const lines = (source: string): object[] => [
      {
        id: '/a',
        name: 'a',
        place: 'p',
        found: [],
        cells: [{ text: 1 }],
        selected: false,
        findings: [{ ...finding, source }],
      },
    ];
    expect(parseReportState({ ...state, lines: lines('https://learn.microsoft.com/a') })).toBeDefined();
    expect(parseReportState({ ...state, lines: lines('javascript:alert(1)') })).toBeUndefined();
  });

  it('is taken up after a reload only where it is of this version', () => {
    expect(parseReportMemento({ version: 2, look: firstLook, unfolded: ['/a'] })).toBeDefined();
    expect(parseReportMemento({ version: 1, look: firstLook })).toBeUndefined();
    expect(parseReportMemento(undefined)).toBeUndefined();
  });
});
