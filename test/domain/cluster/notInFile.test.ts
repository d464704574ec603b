import { describe, expect, it } from 'vitest';
import { notInFile, unknownText } from '../../../src/domain/arm/unknown.ts';
import { lacksOf, withLacksOnce } from '../../../src/domain/cluster/notInFile.ts';
import { textsOf } from '../../../src/sentences/textOf.ts';
import { unknown } from '../../support/domain/unknowns.ts';

const lacking = (what: string) =>
  unknown(`${what}: no.`, { cause: 'notOffered', armCode: notInFile, subject: { what } });
const other = unknown("Azure doesn't show it.", { cause: 'untellable' });
const told = (unknowns: Parameters<typeof withLacksOnce>[0]) => textsOf(withLacksOnce(unknowns).map(unknownText));

describe('what an opened file lacks', () => {
  it('is said once, in one order, after what is unknown for other reasons', () => {
    const all = [lacking('everyResource'), lacking('assignments'), other, lacking('role'), lacking('credentials')];
    const names = 'role assignments, federated credentials, what surrounds it (node machines, backup, Fleets)';
    expect(told(all)).toEqual(["Azure doesn't show it.", `Not in the file: ${names}.`]);
  });

  it('stays once where more of it is added', () => {
    const before = withLacksOnce([lacking('assignments')]);
    expect(told([...before, other, lacking('bindings')])).toEqual([
      "Azure doesn't show it.",
      'Not in the file: role assignments, identity bindings.',
    ]);
  });

  it('is nothing where Azure was asked, also if Azure has no such thing', () => {
    const unknowns = [other, unknown('No such API.', { cause: 'notOffered' })];
    expect(withLacksOnce(unknowns)).toBe(unknowns);
    expect(lacksOf(unknowns)).toEqual([]);
  });
});
