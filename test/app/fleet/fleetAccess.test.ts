import { expect, it } from 'vitest';
import { assignmentsEverywhere } from '../../../src/app/fleet/fleetAccess.ts';
import type { AssignmentTable } from '../../../src/app/fleet/assignmentTable.ts';
import type { Failure } from '../../../src/errors.ts';
import { Grouped } from '../../../src/shape/grouped.ts';

const nothing: AssignmentTable = { byPrincipal: new Grouped(), reaching: () => [] };
const refusal: Failure = { code: 'forbidden', message: 'You may not list role assignments.' };

it.each([
  ['whole where every list was read', new Map<string, Failure>(), []],
  ['has a gap for each subscription whose list ARM refused', new Map([['s1', refusal]]), ['s1']],
])('the list of roles of a kubelet is %s', (_, refused, gaps) => {
  const answer = assignmentsEverywhere(
    { kind: 'assignmentsEverywhere', principalId: 'p' },
    {
      isReadEverywhere: () => true,
      assignments: () => nothing,
      assignmentsElsewhere: () => [],
      whyUnanswered: () => undefined,
      grantsRefused: () => refused,
      subscription: () => undefined,
    },
  );
  expect(answer).toMatchObject({ kind: 'found', value: [] });
  const places = answer?.kind === 'found' ? (answer.gaps ?? []).map(({ place }) => place.subscriptionId) : undefined;
  expect(places).toEqual(gaps);
});
