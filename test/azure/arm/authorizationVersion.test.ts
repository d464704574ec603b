import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { listCallerAssignments } from '../../../src/azure/read/callerAssignments.ts';
import { listCallerPermissions, listDenyAssignments } from '../../../src/azure/read/permissions.ts';
import { getRole } from '../../../src/azure/read/roleDefinitions.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const scope = '/subscriptions/11111111-1111-4111-a111-111111111111/resourceGroups/rg';
const condition = "!(ActionMatches{'*'})";

const listed = (version: string): string => `The supported api-versions are '2015-07-01, ${version}'.`;

/** An ARM that has these versions only, and the versions that were asked for. */
function armWith(body: object, offered?: string) {
  const asked: string[] = [];
  const double = httpDouble(({ url }): Scripted => {
    const version = new URL(url).searchParams.get('api-version')!;
    asked.push(version);
    const isOffered = offered === undefined || version === offered;
    return isOffered
      ? { body }
      : { status: 400, body: { error: { code: 'NoRegisteredProviderFound', message: `No. ${listed(offered)}` } } };
  });
  return { arm: createArm(armOptions(double)), asked };
}

describe('conditions', () => {
  it('of role definitions are read with a role and with what the person may do (T-36)', async () => {
    const permission = { actions: ['*'], condition, conditionVersion: '2.0' };
    const { arm, asked } = armWith({ name: 'guid', properties: { permissions: [permission] }, value: [permission] });
    const read = { actions: ['*'], notActions: [], dataActions: [], notDataActions: [], condition };
    expect((await getRole(arm, scope, 'guid')).permissions).toEqual([read]);
    expect(await listCallerPermissions(arm, scope)).toEqual([read]);
    expect(asked).toEqual(['2022-05-01-preview', '2022-05-01-preview']);
  });

  it('of deny assignments are read, and whether these only record', async () => {
    const properties = { denyAssignmentName: 'd', scope, permissions: [], condition, denyAssignmentEffect: 'Audit' };
    const { arm } = armWith({ value: [{ id: 'i', name: 'n', properties }] });
    expect(await listDenyAssignments(arm, scope)).toMatchObject([{ name: 'd', condition, audits: true }]);
  });

  it('are not read in a cloud that does not have these versions, which is asked once', async () => {
    const { arm, asked } = armWith({ value: [{ actions: ['*'] }] }, '2022-04-01');
    expect(await listCallerPermissions(arm, scope)).toHaveLength(1);
    expect(await listCallerPermissions(arm, scope)).toHaveLength(1);
    expect(asked).toEqual(['2022-05-01-preview', '2022-04-01', '2022-04-01']);
  });
});

describe('the assignments of the person', () => {
  const oid = '00000000-0000-4000-8000-00000000ab0d';
  const tokenOf = (claims: string): string => `e30.${Buffer.from(claims).toString('base64url')}.c2ln`;
  const ask = async (token: string) => {
    const { client, sent } = httpDouble([{ body: { value: [] } }]);
    const credential = { getToken: () => Promise.resolve({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const arm = createArm({ ...armOptions({ client, sent }), credential });
    return { held: await listCallerAssignments(arm, scope), urls: sent.map(({ url }) => decodeURIComponent(url)) };
  };

  it('are those of the object id in the token, through groups too', async () => {
    const { held, urls } = await ask(tokenOf(JSON.stringify({ name: 'Zoë ÿ', oid })));
    expect(held).toEqual([]);
    expect(urls).toEqual([expect.stringContaining(`atScope() and assignedTo('${oid}')`)]);
  });

  it.each(['opaque', tokenOf('{"oid":"x\' or 1"}'), tokenOf('[]'), tokenOf('no JSON'), 'a.%%%.c'])(
    'are not read if the token does not say who that is: %s',
    async (token) => {
      expect(await ask(token)).toEqual({ held: undefined, urls: [] });
    },
  );
});
