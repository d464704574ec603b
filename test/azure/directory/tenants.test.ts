import { asStep } from '../../support/azure/asStep.ts';
import { describe, expect, it } from 'vitest';
import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { createConnection, type Connection } from '../../../src/azure/directory/connection.ts';
import { createDirectory } from '../../../src/azure/directory/directory.ts';
import { tenantsOf, type SignedIn } from '../../../src/azure/directory/tenants.ts';
import { whyUnknown } from '../../../src/azure/arm/whyUnknown.ts';
import { failureOf, IdentityError, type Failure } from '../../../src/errors.ts';

/** Someone whose token is `who:directory`. */
function person(who: string, home: string, isSignedIn = (): boolean => true): SignedIn {
  return {
    id: who,
    label: `${who}@${home}`,
    homeTenantId: home,
    assertSignedIn() {
      if (!isSignedIn()) throw new IdentityError({ code: 'signedOut', message: `${who} is gone.` });
    },
    credential: (tenantId) => ({
      getToken: () => Promise.resolve({ token: `${who}:${tenantId}`, expiresOnTimestamp: Date.now() + 3_600_000 }),
    }),
  };
}

/** Answers by token and path; what is not there is 404. */
function connection(
  accounts: () => readonly SignedIn[],
  answers: Record<string, object | number | 'SubscriptionNotFound'>,
  sent: string[] = [],
): Connection {
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      const token = request.headers.get('authorization')?.replace('Bearer ', '') ?? '';
      const asked = `${token} ${new URL(request.url).pathname}`;
      sent.push(asked);
      const answer = answers[asked] ?? 404;
      const isError = typeof answer !== 'object';
      const status = isError ? Number(answer) || 404 : 200;
      const code = typeof answer === 'number' ? `E${answer}` : answer;
      const bodyAsText = JSON.stringify(isError ? { error: { code, message: 'No.' } } : answer);
      return Promise.resolve({
        request,
        status,
        headers: createHttpHeaders({ 'content-type': 'application/json' }),
        bodyAsText,
      });
    },
  };
  const tenants = tenantsOf(() => Promise.resolve(accounts()));
  return createConnection({
    kind: 'azure',
    name: 'Azure',
    endpoint: 'https://arm.test',
    tenants,
    userAgent: 'test',
    httpClient,
    sleep: () => Promise.resolve(),
  });
}

const directory = (tenantId: string): object => ({ tenantId, displayName: tenantId.toUpperCase() });
const subscription = (subscriptionId: string): object => ({
  subscriptionId,
  displayName: subscriptionId,
  state: 'Enabled',
});
const list = (...value: readonly object[]): object => ({ value });

describe('a token that expires on the way', () => {
  const asked = (answers: readonly (readonly [number, string])[]) => {
    const tokens = ['first', 'second', 'third'];
    const sent: string[] = [];
    const rest = [...answers];
    const azure = createConnection({
      kind: 'azure',
      name: 'Azure',
      endpoint: 'https://arm.test',
      userAgent: 'test',
      sleep: () => Promise.resolve(),
      tenants: [
        {
          tenantId: 'a',
          credential: {
            getToken: () => Promise.resolve({ token: tokens.shift() ?? 'none', expiresOnTimestamp: Date.now() + 500 }),
          },
        },
      ],
      httpClient: {
        sendRequest: (request) => {
          sent.push(request.headers.get('authorization') ?? '');
          const [status, code] = rest.shift() ?? [200, ''];
          const bodyAsText = JSON.stringify({ error: { code, message: 'No.' } });
          const headers = createHttpHeaders({ 'content-type': 'application/json' });
          return Promise.resolve({ request, status, headers, bodyAsText });
        },
      },
    });
    const answer = azure
      .tenants()
      .then(({ items }) =>
        asStep(() => azure.arm(items[0]!).send({ method: 'PUT', path: '/x', apiVersion: '1', body: {} })),
      );
    return { answer, sent };
  };

  it('is replaced, and the step sends the request once more', async () => {
    const { answer, sent } = asked([[401, 'ExpiredAuthenticationToken']]);
    await expect(answer).resolves.toMatchObject({ status: 200 });
    // The second one was asked for below the step, and did not leave.
    expect(sent).toEqual(['Bearer first', 'Bearer third']);
  });

  it('counts as signed out where the next one is refused, too, as does any other refusal at once', async () => {
    const twice = asked([
      [401, 'ExpiredAuthenticationToken'],
      [401, 'ExpiredAuthenticationToken'],
    ]);
    await expect(twice.answer).rejects.toMatchObject({ code: 'signedOut' });
    expect(twice.sent).toHaveLength(2);
    const other = asked([[401, 'InvalidAuthenticationToken']]);
    await expect(other.answer).rejects.toMatchObject({ code: 'signedOut' });
    expect(other.sent).toHaveLength(1);
  });
});

describe('the directories of everybody who is signed in', () => {
  it('are found for each account with its own token, and stay the same objects', async () => {
    const azure = connection(() => [person('ada', 'a'), person('grace', 'g')], {
      'ada:a /tenants': list(directory('a'), directory('f')),
      'grace:g /tenants': list(directory('g')),
    });
    const { items, failures } = await azure.tenants();
    expect(failures).toEqual([]);
    expect(items.map(({ tenantId, name, account }) => [tenantId, name, account])).toEqual([
      ['a', 'A', 'ada@a'],
      ['f', 'F', 'ada@a'],
      ['g', 'G', 'grace@g'],
    ]);
    expect((await azure.tenants()).items[1]).toBe(items[1]);
  });

  it('are the home alone where directories may not be listed', async () => {
    const azure = connection(() => [person('ada', 'a')], { 'ada:a /tenants': 403 });
    expect(await azure.tenants()).toMatchObject({ items: [{ tenantId: 'a' }], failures: [] });
  });

  it('are the home alone where the account has tokens for no other, which is asked of one of them', async () => {
    const asked: string[] = [];
    const sent: string[] = [];
    const reaches = (tenantId: string): Promise<boolean> => (asked.push(tenantId), Promise.resolve(false));
    const answers = {
      'ada:a /tenants': list(directory('f'), directory('A'), directory('g')),
      'ada:A /subscriptions': list(subscription('one')),
    };
    const azure = connection(() => [{ ...person('ada', 'a'), reaches }], answers, sent);
    expect(await azure.tenants()).toMatchObject({ items: [{ tenantId: 'A' }], failures: [] });
    expect(asked).toEqual(['f']);
    expect((await createDirectory(azure).refresh()).failures).toEqual([]);
    expect(sent.filter((one) => !one.startsWith('ada:a'))).toEqual(['ada:A /subscriptions']);
  });

  it('are all that are listed if the account may have tokens for them', async () => {
    const answers = { 'ada:a /tenants': list(directory('a'), directory('f')) };
    const azure = connection(() => [{ ...person('ada', 'a'), reaches: () => Promise.resolve(true) }], answers);
    expect((await azure.tenants()).items.map(({ tenantId }) => tenantId)).toEqual(['a', 'f']);
  });

  it('show a subscription once that two accounts see, and the failing account as well', async () => {
    const azure = connection(() => [person('ada', 'a'), person('grace', 'f'), person('eve', 'e')], {
      'ada:a /tenants': list(directory('f')),
      'ada:f /subscriptions': list(subscription('one')),
      'grace:f /tenants': list(directory('f')),
      'grace:f /subscriptions': list(subscription('one'), subscription('two')),
      'eve:e /tenants': 400,
    });
    const { items, failures } = await createDirectory(azure).refresh();
    expect(items.map(({ subscription: { id }, tenant }) => [id, tenant.account])).toEqual([
      ['one', 'ada@a'],
      ['two', 'grace@f'],
    ]);
    expect(failures).toMatchObject([
      { tenantId: 'e', account: 'eve@e', accountId: 'eve', failure: { armCode: 'E400' } },
    ]);
  });

  it('follow who comes and goes, and send nothing for who is gone, though a token is still there', async () => {
    let present = true;
    const sent: string[] = [];
    const ada = person('ada', 'a');
    const grace = person('grace', 'g', () => present);
    const azure = connection(
      () => (present ? [ada, grace] : [ada]),
      {
        'ada:a /tenants': list(directory('a')),
        'ada:a /subscriptions': list(subscription('one')),
        'grace:g /tenants': list(directory('g')),
        'grace:g /subscriptions': list(subscription('two')),
      },
      sent,
    );
    const all = createDirectory(azure);
    const access = (await all.refresh()).items.find(({ subscription: { id } }) => id === 'two')!;
    present = false;
    sent.length = 0;
    await expect(access.arm.get('/subscriptions/two', '2022-12-01')).rejects.toMatchObject({ code: 'signedOut' });
    expect((await all.refresh()).items.map(({ subscription: { id } }) => id)).toEqual(['one']);
    expect(sent).toEqual(['ada:a /tenants', 'ada:a /subscriptions']);
    await expect(all.armFor('/subscriptions/one')).resolves.toMatchObject({ endpoint: 'https://arm.test' });
  });

  it.each([
    ['one', 'failed'],
    ['two', 'hidden'],
  ])('leave what is in subscription %s %s, which is out of sight only if nobody lists it', async (name, cause) => {
    const azure = connection(() => [person('ada', 'a')], {
      'ada:a /tenants': list(directory('a')),
      'ada:a /subscriptions': list(subscription('one')),
      [`ada:a /subscriptions/${name}`]: 'SubscriptionNotFound',
    });
    const scope = `/subscriptions/${name}`;
    const all = createDirectory(azure);
    await all.refresh();
    const reading = all.read(scope, (arm) => arm.get(scope, '2022-12-01'));
    const failure = await reading.catch((error: unknown) => failureOf(error));
    expect(whyUnknown(failure as Failure)).toMatchObject({ cause });
  });
});
