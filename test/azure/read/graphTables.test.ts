import { expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { queryAssignments, queryGroupAssignments } from '../../../src/azure/read/graphTables.ts';
import { armOptions, httpDouble } from '../../support/httpDouble.ts';

const subscriptionId = '11111111-1111-4111-a111-111111111111';

function graph() {
  const double = httpDouble([{ body: { data: [], count: 0, totalRecords: 0, resultTruncated: 'false' } }]);
  const queries = (): readonly string[] =>
    double.sent.map(({ body }) => (JSON.parse(body as string) as { query: string }).query);
  return { arm: createArm(armOptions(double)), queries };
}

it('what groups hold at many scopes is asked for in batches that stay short, each scope once', async () => {
  const { arm, queries } = graph();
  const scopes = Array.from(
    { length: 400 },
    (_, index) => `/subscriptions/${subscriptionId}/resourceGroups/rg-${index}`,
  );
  await queryGroupAssignments(arm, scopes, [subscriptionId]);
  expect(queries()).toHaveLength(3);
  for (const scope of scopes)
    expect(queries().filter((query) => query.includes(`'${scope.toLowerCase()}'`))).toHaveLength(1);
});

it('an assignment whose row does not tell the kind of its holder is among those of service principals, not of groups', async () => {
  const { arm, queries } = graph();
  await queryAssignments(arm, [subscriptionId]);
  await queryGroupAssignments(arm, ['/'], [subscriptionId]);
  expect(queries()[0]).toContain('isempty(holderType)');
  expect(queries()[1]).not.toContain('isempty');
});
