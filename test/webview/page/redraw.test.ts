import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../../../src/webview/page/drawing/redraw.ts';

describe('drawing', () => {
  it('a drawing that is asked for during another is done once afterwards, never within it', () => {
    const order: string[] = [];
    const draw = oneAtATime(() => {
      order.push('begins');
      if (order.length === 1) for (const _ of ['a', 'b']) draw();
      order.push('ends');
    });
    draw();
    expect(order).toEqual(['begins', 'ends', 'begins', 'ends']);
  });

  it('continues after a drawing that failed', () => {
    let count = 0;
    const draw = oneAtATime(() => {
      if (++count === 1) throw new Error('It broke.');
    });
    expect(draw).toThrow('It broke.');
    draw();
    expect(count).toBe(2);
  });
});
