import { expect, it } from 'vitest';
import { decidedTexts, namespaceTexts } from '../../../src/domain/whoCanAct/text/accessLines.ts';
import type { AccessCell } from '../../../src/domain/whoCanAct/model.ts';
import { unknownToAll } from '../../../src/domain/arm/unknown.ts';
import { say } from '../../../src/sentences/words.ts';

const open = (subject: string): AccessCell['verdict'] => ({
  kind: 'unknown',
  unknown: unknownToAll('condition', subject, say`Granted only where a condition holds: ${subject}`),
});
const cell = (ability: AccessCell['ability'], verdict: AccessCell['verdict'], namespace = 'shop'): AccessCell => ({
  principal: { id: 'p' },
  ability,
  namespace,
  verdict,
});

it('what somebody might be able to do in a namespace is said with the reason, each reason once', () => {
  const cells = [
    cell('secrets', open('a')),
    cell('exec', open('a')),
    cell('other', open('b')),
    cell('secrets', { kind: 'permitted' }, 'web'),
  ];
  expect(namespaceTexts(cells)).toEqual([
    'shop: might be able to read Secrets and run commands in pods. Granted only where a condition holds: a',
    'shop: might be able to make some other requests. Granted only where a condition holds: b',
    'web: can read Secrets',
  ]);
  expect(decidedTexts(cells)).toEqual([
    'Might be able to read Secrets and run commands in pods in shop. Granted only where a condition holds: a',
    'Might be able to make some other requests in shop. Granted only where a condition holds: b',
    'Can read Secrets in web: your permissions, as listed by Azure',
  ]);
});
