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

it('what groups hold at many scopes is asked for in batches that stay short, each scope once (T-35)', async () => {
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

it('assignments of groups at very many scopes come from all of theirs there, if that is fewer answers', async () => {
  const grant = { principalType: 'Group', principalId: 'p', roleDefinitionId: 'r' };
  const rows = ['here', 'elsewhere'].map((name) => ({
    id: `/${name}`,
    name,
    properties: { scope: `/subscriptions/${subscriptionId}/resourceGroups/${name}`, ...grant },
  }));
  const above = { id: '/above', name: 'above', properties: { scope: '/', ...grant } };
  const ask = async (number: number) => {
    const double = httpDouble((request) => {
      const { query } = JSON.parse(request.body as string) as { query: string };
      const totalRecords = query.includes('place in') ? 0 : number;
      const data = [...rows, above].slice(0, totalRecords);
      return { body: { data, count: data.length, totalRecords, resultTruncated: 'false' } };
    });
    const scopes = Array.from({ length: 600 }, (_, at) => `/subscriptions/${subscriptionId}/resourceGroups/rg-${at}`);
    const found = await queryGroupAssignments(
      createArm(armOptions(double)),
      [...scopes, rows[0]!.properties.scope.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions')],
      [subscriptionId],
    );
    return { sent: double.sent.length, found: found.map(({ id }) => id.split('/').at(-1)) };
  };
  expect(await ask(3)).toEqual({ sent: 1, found: ['here', 'above'] });
  expect((await ask(50_000)).sent).toBe(6);
});

it('an assignment whose row has no kind of holder is among those of service principals, not of groups (T-34)', async () => {
  const { arm, queries } = graph();
  await queryAssignments(arm, [subscriptionId]);
  await queryGroupAssignments(arm, ['/'], [subscriptionId]);
  expect(queries()[0]).toContain('isempty(holderType)');
  expect(queries()[1]).not.toContain('isempty');
});
