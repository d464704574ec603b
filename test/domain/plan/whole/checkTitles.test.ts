import { describe, expect, it } from 'vitest';
import type { Read } from '../../../../src/domain/cluster/facts.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { Check } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { changeCases } from '../../../support/domain/changes/changeCases.ts';
import type { ChangeCase } from '../../../support/domain/changes/changeCase.ts';
import { worldFacts, type World } from '../../../support/domain/worldFacts.ts';

/** The checks of a change's plan; none where it is refused. */
function checksOf(changes: readonly Change[], world: World): readonly Check[] {
  try {
    return planChanges(changes, worldFacts(world)).checks;
  } catch {
    return [];
  }
}

/** The checks of every kind of change, where everything is read and where one kind of read after the other fails. */
function everyCheck(): readonly Check[] {
  return Object.values(changeCases).flatMap(({ plans, world: shared }: Pick<ChangeCase, 'plans' | 'world'>) =>
    plans.flatMap(([change, resources = [], more]) => {
      const world: World = { resources, ...shared, ...more };
      const asked = new Set<Read['kind']>();
      const facts = worldFacts(world);
      const changes = Array.isArray(change) ? (change as readonly Change[]) : [change as Change];
      try {
        planChanges(changes, {
          ...facts,
          get: (read) => {
            asked.add(read.kind);
            return facts.get(read);
          },
        });
      } catch {
        // A refused change has no checks.
      }
      return [
        ...checksOf(changes, world),
        ...checksOf(changes, { ...world, feature: 'NotRegistered', caller: [] }),
        ...[...asked].flatMap((kind) => checksOf(changes, { ...world, forbidden: [kind] })),
      ];
    }),
  );
}

describe('the title of a check', () => {
  const checks = everyCheck();

  it('that did not pass is none with which it passes: it says what is the case', () => {
    const passing = new Set(checks.filter(({ verdict }) => verdict === 'pass').map(({ title }) => textOf(title)));
    const open = checks.filter(({ verdict }) => verdict !== 'pass').map(({ title }) => textOf(title));
    expect([...new Set(open.filter((title) => passing.has(title)))]).toEqual([]);
    expect(passing.size).toBeGreaterThan(20);
  });

  it('that could not be made asks, or says what is not known', () => {
    const unread = checks.filter(({ unknown = [] }) => unknown.length > 0).map(({ title }) => textOf(title));
    const asks = /^(Whether|What|As which|Couldn't verify|Not |It isn't known)/;
    expect([...new Set(unread.filter((title) => !asks.test(title)))]).toEqual([]);
    expect(new Set(unread).size).toBeGreaterThan(10);
  });
});
