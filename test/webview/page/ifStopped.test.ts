import { describe, expect, it } from 'vitest';
import { ifStopped } from '../../../src/webview/page/panel/change/ifStopped.ts';
import type { RunStepView } from '../../../src/webview/protocol/flow.ts';

const step = (id: string, more: Partial<RunStepView>): RunStepView => ({ id, title: id, status: 'pending', ...more });

describe('what stopping would do', () => {
  it.each<[string, readonly Partial<RunStepView>[], RegExp]>([
    ['nothing has begun', [{}, {}], /^Nothing has been changed yet/],
    [
      'the first step looks before it sends',
      [{ status: 'running', phase: 'unsent' }, {}],
      /^Nothing has been changed yet/,
    ],
    ['the first request is sent', [{ status: 'running' }, {}], /Azure continues with what was sent/],
    [
      'the first step is done, and the next is looking',
      [{ status: 'done' }, { status: 'running', phase: 'unsent' }],
      /^The next request has not been sent yet\. If you stop now, it won't be/,
    ],
    [
      'what failed may have been taken',
      [{ status: 'failed' }, { status: 'running', phase: 'unsent' }],
      /^The next request has not been sent yet\. If you stop now, it won't be/,
    ],
    [
      'the first was there already',
      [{ status: 'alreadyDone' }, { status: 'running', phase: 'unsent' }],
      /^Nothing has been changed yet/,
    ],
    ['all steps are done', [{ status: 'alreadyDone' }, { status: 'done' }], /^$/],
    ['somebody is to sign in', [{ status: 'running', phase: 'signIn' }], /^You can stop waiting, and resume later\.$/],
  ])('is said as it is while %s', (_, steps, said) => {
    expect(ifStopped({ steps: steps.map((each, index) => step(String(index), each)) })).toMatch(said);
  });
});
