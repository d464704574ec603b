import { describe, expect, it } from 'vitest';
import { roleByName } from '../../../src/domain/access/roles.ts';
import { roleAssignmentName } from '../../../src/domain/arm/stableId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { WorldRoleAssignment } from '../../../src/emulator/arm/worldFile.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { failureOf } from '../../../src/errors.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import {
  allAssignments,
  change,
  condition,
  exists,
  grantPut,
  isOf,
  narrowed,
  run,
  stepOf,
  version,
} from '../../support/azure/grantBench.ts';
import { idB, idKubelet, ids, legacyRegistry, own, place, smallWorld } from '../../support/azure/smallWorld.ts';
import { drawn, fc } from '../../support/property.ts';

/** Assignments of the world, what happens to the request, and what an administrator does while the extension waits. */
const situation = fc.record({
  held: fc.uniqueArray(
    fc.record({
      scope: fc.constantFrom(ids.group, legacyRegistry.id, `/subscriptions/${place.subscriptionId}`),
      who: fc.constantFrom(idB.principalId, idKubelet.principalId, guidOf('group')),
      roleName: fc.constantFrom('Contributor', 'AcrPull'),
      condition: fc.constantFrom(undefined, condition),
      named: fc.constantFrom('ours', 'theirs', 'swapped'),
    }),
    // ARM keeps one assignment of a triple.
    { selector: ({ scope, who, roleName }) => `${scope}|${who}|${roleName}`, maxLength: 6 },
  ),
  fault: fc.constantFrom(
    undefined,
    { drop: 'before' },
    { drop: 'after' },
    exists,
    { status: 429, code: 'Throttled', message: 'Slow.' },
    { status: 400, code: 'PrincipalNotFound', message: 'New.' },
  ),
  times: fc.integer({ min: 1, max: 5 }),
  operation: fc.constantFrom('assignRole', 'attachRegistry', 'step'),
  narrows: fc.boolean(),
});

describe('whatever is assigned already, and whatever happens on the way', () => {
  it('no assignment is changed or gone, and a success means that the role is held without a condition', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ held: assignments, fault, times, operation, narrows }) => {
        const attach: Change = { kind: 'attachRegistry', clusterId: own.id, registryId: legacyRegistry.id };
        const [wanted, principalId, scope, roleName] =
          operation === 'attachRegistry'
            ? [attach, idKubelet.principalId, legacyRegistry.id, 'AcrPull']
            : [change, idB.principalId, ids.group, 'Contributor'];
        const base = smallWorld();
        const others = base.roleAssignments.filter(
          (each) => !assignments.some((one) => one.who === each.principalId && one.scope === each.scope),
        );
        const taken = new Set<string>();
        const given = assignments.flatMap(({ scope, who, roleName, condition, named }): WorldRoleAssignment[] => {
          const ours = roleAssignmentName(scope, roleByName(roleName)!.guid, who);
          const swapped = roleAssignmentName(scope, roleByName(roleName)!.guid, idB.principalId);
          const name = { ours, theirs: guidOf(scope, who, roleName), swapped }[named];
          if (taken.has(scope + name)) return [];
          taken.add(scope + name);
          const more = condition === undefined ? {} : { condition, conditionVersion: '2.0' };
          return [{ scope, principalId: who, principalType: 'ServicePrincipal', roleName, name, ...more }];
        });
        const groups = [{ objectId: guidOf('group'), displayName: 'g', members: [idB.principalId] }];
        const bench = createBench({ ...base, groups, roleAssignments: [...others, ...given] });
        const step = operation === 'step' ? await stepOf(createBench(smallWorld())) : undefined;
        const mustStay = await allAssignments(bench);
        if (fault !== undefined) await bench.fault({ match: grantPut, ...fault, times });
        if (narrows) {
          bench.onWait = async () => {
            bench.onWait = undefined;
            const mine = [...(await allAssignments(bench))].find(([, each]) =>
              isOf(each, { principalId, scope, roleName }),
            );
            if (mine === undefined) return;
            const edited = { ...mine[1], ...narrowed };
            await bench.arm('PUT', mine[0] + version, { properties: edited });
            mustStay.set(mine[0], (await allAssignments(bench)).get(mine[0])!);
          };
        }
        const end = await (step ? run(bench, step) : bench.api.apply(wanted).then(({ status }) => status)).catch(
          failureOf,
        );
        const after = await allAssignments(bench);
        for (const [id, properties] of mustStay) expect(after.get(id)).toEqual(properties);
        if (end === 'succeeded' || end === 'done' || end === 'alreadyDone') {
          const found = [...after.values()].filter((each) => isOf(each, { principalId, scope, roleName }));
          expect(found.map((each) => each['condition'])).toContain(undefined);
        }
      }),
      { numRuns: drawn(300) },
    );
  });
});
