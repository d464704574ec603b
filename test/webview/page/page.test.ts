import { describe, expect, it } from 'vitest';
import type { Field, Option } from '../../../src/webview/protocol/form.ts';
import { createEdits } from '../../../src/webview/page/form/pendingEdits.ts';
import { exactOption, isId, matchingOptions } from '../../../src/webview/page/form/matching.ts';
import { elapsedBetween } from '../../../src/webview/page/drawing/elapsed.ts';

const field = (value: string): Field => ({ kind: 'text', name: 'name', label: 'Name', value });

describe('edits that the host has not answered yet', () => {
  it('pending edits stay on top of an answer to an earlier letter', () => {
    const edits = createEdits();
    const first = edits.add('name', 'a');
    edits.add('name', 'ab');
    edits.settle(first);
    expect(edits.valueOf(field('a'))).toBe('ab');
  });

  it('pending edits give way once the host has received them', () => {
    const edits = createEdits();
    edits.settle(edits.add('name', 'ab '));
    expect(edits.valueOf(field('ab'))).toBe('ab');
  });

  it('pending edits are not called wrong for what an earlier value was', () => {
    const edits = createEdits();
    const first = edits.add('name', 'a');
    const last = edits.add('name', 'abc');
    const judged = { ...field('a'), error: 'Use 3-128 letters.' };
    edits.settle(first);
    expect(edits.errorOf(judged)).toBeUndefined();
    edits.settle(last);
    expect(edits.errorOf(judged)).toBe('Use 3-128 letters.');
  });

  it('a value is not called wrong while it is typed, unless it was wrong before, until its field is left', () => {
    const edits = createEdits();
    const wrong = { ...field('a'), error: 'Use 3-128 letters.' };
    let last = 0;
    const type = (drawn: Field, text: string): void => {
      edits.typing(drawn);
      last = edits.add(drawn.name, text);
    };
    const errorOf = (judged: Field): string | undefined => {
      edits.settle(last);
      return edits.errorOf(judged);
    };
    type(field(''), 'a');
    expect(errorOf(wrong)).toBeUndefined();
    expect(errorOf({ ...wrong, name: 'other' })).toBe(wrong.error);
    type(field('a'), 'ab');
    expect(errorOf(wrong)).toBeUndefined();
    expect([edits.left(), edits.left()]).toEqual([true, false]);
    expect(errorOf(wrong)).toBe(wrong.error);
    type(wrong, 'b');
    type(wrong, 'bc');
    expect(edits.errorOf(wrong)).toBe(wrong.error);
    expect(errorOf(wrong)).toBe(wrong.error);
    edits.left();
    type(field('abc'), 'abcd');
    expect(errorOf(wrong)).toBeUndefined();
  });

  it('pending edits are numbered above what the host had received before a reload', () => {
    const edits = createEdits();
    edits.settle(41);
    expect(edits.add('name', 'a')).toBe(42);
  });
});

describe('searching a list', () => {
  const option = (label: string, description = ''): Option => ({ value: label, label, description });
  const all = [option('MC_rg-shop'), option('rg-shop', 'westeurope'), option('rg-pay', 'northeurope')];

  it('a search finds options that contain every word, wherever', () => {
    expect(matchingOptions(all, 'NORTH pay').map(({ label }) => label)).toEqual(['rg-pay']);
    expect(matchingOptions(all, '')).toHaveLength(3);
  });

  it('a search puts options first whose label begins with what was typed', () => {
    expect(matchingOptions(all, 'rg-shop').map(({ label }) => label)).toEqual(['rg-shop', 'MC_rg-shop']);
  });

  it('a search puts the option first that it names fully', () => {
    const near = [option('id-shop-kubelet'), option('id-shop')];
    expect(matchingOptions(near, 'ID-shop').map(({ label }) => label)).toEqual(['id-shop', 'id-shop-kubelet']);
  });

  it('an id means the option that has it, and none that only begins with it', () => {
    const inside = { value: '/subscriptions/1/resourceGroups/rg-web/providers/x/zones/internal', label: 'internal' };
    const group = { value: '/subscriptions/1/resourceGroups/rg-web', label: 'rg-web' };
    expect(exactOption([inside], '/subscriptions/1/resourceGroups/rg-web')).toBeUndefined();
    expect(exactOption([inside, group], '/Subscriptions/1/resourcegroups/rg-web/')).toBe(group);
    expect([isId('/subscriptions/1'), isId('rg-web')]).toEqual([true, false]);
  });
});

describe('times', () => {
  it.each([
    [0, '00:00'],
    [72, '01:12'],
    [3723, '1:02:03'],
    [-5, '00:00'],
  ])('%i seconds read %s', (seconds, text) => {
    expect(elapsedBetween(0, seconds * 1000)).toBe(text);
  });
});
