import { expect, it } from 'vitest';
import { copyOf } from '../../../../src/webview/panel/view/copyOf.ts';
import type { FlowModel } from '../../../../src/webview/panel/view/state.ts';

it('a failure is copied without secrets that Azure repeats in its words', () => {
  const message = 'The proxy http://ada:s3cr3t@proxy:8080 does not answer, "adminPassword":"s3cr3t".';
  const failure = { code: 'refused', message, details: [{ code: 'Inner', message }] } as const;
  const flow: FlowModel = {
    kind: 'createCluster',
    values: {},
    touched: new Set(),
    asked: 0,
    stage: 'choose',
    failure,
  };
  const copied = copyOf({ of: 'failure' }, flow, () => undefined);
  expect(copied?.text).toContain('@proxy:8080 does not answer');
  expect(copied?.text).not.toContain('s3cr3t');
});
