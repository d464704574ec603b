import { beforeEach, describe, expect, it } from 'vitest';
import { issuerOf } from '../../../src/domain/workloads/issuer.ts';
import { readSignIn, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';

let bench: Bench;
beforeEach(() => {
  bench = createBench(demoWorld());
});

const why = async (text: string, context = {}): Promise<Why> => bench.service.why(readSignIn(text), context);

async function cluster(name: string) {
  const { items } = await bench.service.clusters();
  const found = await bench.service.clusterNow(items.find((each) => each.name === name)!.id);
  return { id: found.id, issuer: issuerOf(found) ?? '', raw: found };
}

async function identity(name: string) {
  const { items } = await bench.service.identities();
  return items.find((each) => each.name === name)!;
}

const refused = (issuer: string, subject: string): string =>
  `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: 'api://AzureADTokenExchange'.`;

describe('a sign-in error in the demo', () => {
  it('of a recreated cluster moves its credentials, as the finding does, or connects the account alone (Q-03, Q-09)', async () => {
    const store = await cluster('store-weu');
    const basket = await identity('id-basket');
    const answer = await why(refused(store.issuer, 'system:serviceaccount:basket:api'), { identityId: basket.id });
    expect([answer.cause, answer.certainty]).toEqual(['ISSUER_DIFFERS', 'certain']);
    expect(textOf(answer.text)).toBe('The credential basket-api of id-basket trusts a cluster that is gone.');
    expect(answer.evidence.map(({ text }) => textOf(text)).join(' ')).toMatch(/probably belonged to store-weu before/);
    const [fix, other] = answer.fixes;
    const moved = { kind: 'moveCredentials', clusterId: store.id, identityIds: [basket.id] };
    expect(fix).toMatchObject({ kind: 'change', change: moved });
    const connect = { kind: 'createCredential', clusterId: store.id, namespace: 'basket', serviceAccount: 'api' };
    expect(other).toMatchObject({ kind: 'change', change: connect });
    expect([fix, other].map((each) => textOf(each!.text))).toEqual([
      'Move the 2 credentials of id-basket to store-weu. They still trust the cluster that is gone.',
      'Connect basket/api to id-basket. The old credential stays.',
    ]);
    const plan = await bench.service.plan([(fix as Extract<typeof fix, { kind: 'change' }>).change]);
    expect(plan.steps.length).toBeGreaterThan(0);
    expect(await bench.writes()).toEqual([]);
  });

  it('finds its cluster by the issuer alone (Q-03)', async () => {
    const store = await cluster('store-weu');
    const answer = await why(refused(store.issuer, 'system:serviceaccount:basket:api'));
    expect(answer.asker.clusterId).toBe(store.id);
  });

  it.each(['anywhere', 'on its cluster'])(
    'that is asked about %s and names no identity is compared with the only one that fits (Q-03, Q-09)',
    async (asked) => {
      const store = await cluster('store-weu');
      const basket = await identity('id-basket');
      const context = asked === 'anywhere' ? {} : { clusterId: store.id };
      const answer = await why(refused(store.issuer, 'system:serviceaccount:basket:api'), context);
      expect([answer.cause, answer.certainty]).toEqual(['ISSUER_DIFFERS', 'likely']);
      expect(answer.evidence.map(({ text }) => textOf(text))).toContain(
        "The message names no identity. id-basket has a credential for basket/api, and its name resembles that account's. Not every identity was checked.",
      );
      expect(answer.fixes).toMatchObject([
        { kind: 'change', change: { kind: 'moveCredentials', clusterId: store.id, identityIds: [basket.id] } },
        { kind: 'change', change: { kind: 'createCredential', clusterId: store.id, identityId: basket.id } },
      ]);
      expect(answer.asker.identityId).toBe(basket.id);
    },
  );

  it('of an account that no identity trusts stays open (Q-03)', async () => {
    const store = await cluster('store-weu');
    for (const subject of ['system:serviceaccount:basket:none', 'system:serviceaccount:storefront:none'])
      expect((await why(refused(store.issuer, subject), { clusterId: store.id })).cause).toBe('UNKNOWN');
  });

  it('finds its identity by the object id alone, and offers the role that is missing (Q-03, Q-09)', async () => {
    const shop = await cluster('shop-weu');
    const mail = await identity('id-mail');
    const scope = shop.id.replace(/providers.*/, 'providers/Microsoft.KeyVault/vaults/kv-none');
    const group = shop.id.replace(/\/providers.*/, '');
    const text = `The client '${mail.principalId}' with object id '${mail.principalId}' does not have authorization to perform action 'Microsoft.Network/virtualNetworks/read' over scope '${group}' or the scope is invalid.`;
    const answer = await why(text);
    expect([answer.cause, textOf(answer.text)]).toEqual([
      'ROLE_MISSING',
      expect.stringContaining('id-mail has no role'),
    ]);
    const gone = await why(text.replace(`'${group}'`, `'${scope}'`));
    expect(gone.cause).toBe('OPERATOR_FIELD_WRONG');
  });

  it('finds its identity by the client id alone (Q-03)', async () => {
    const mail = await identity('id-mail');
    const text = `AADSTS700016: Application with identifier '${mail.principalId}' was not found in the directory 'contoso'.`;
    const answer = await why(text);
    expect([answer.cause, answer.certainty]).toEqual(['CLIENT_ID_WRONG', 'certain']);
    expect(textOf(answer.text)).toContain(mail.clientId);
  });

  it('that fits several clusters asks which is meant, and one that is named is not asked for (Q-03)', async () => {
    const text = 'no token file specified. Check pod configuration or set TokenFilePath in the options';
    const open = await why(text);
    expect([open.cause, open.clusters.length > 1]).toEqual(['UNKNOWN', true]);
    const legacy = await cluster('legacy-neu');
    const named = await why(text, { clusterId: legacy.id });
    expect([named.cause, named.clusters]).toEqual(['WORKLOAD_IDENTITY_OFF', []]);
  });

  it('takes at most 12 requests, all of them reads (Q-05)', async () => {
    const store = await cluster('store-weu');
    const basket = await identity('id-basket');
    const questions = [
      refused(store.issuer, 'system:serviceaccount:basket:api'),
      `The client '${basket.principalId}' with object id '${basket.principalId}' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/read' over scope '${store.id}' or the scope is invalid.`,
      'Multiple user assigned identities exist, please specify the clientId / resourceId',
      'no client ID specified. Check pod configuration',
    ];
    for (const text of questions) {
      await bench.forget();
      await why(text, { clusterId: store.id, identityId: basket.id });
      expect((await bench.requests()).length, text).toBeLessThanOrEqual(12);
    }
    expect(await bench.writes()).toEqual([]);
  });

  it.each(['basket:api', 'basket:worker', 'basket:none', 'storefront:web', 'mail:sender', 'nobody:nothing'])(
    'takes at most 12 requests for %s where no identity is named, too (Q-05)',
    async (account) => {
      const store = await cluster('store-weu');
      for (const context of [{}, { clusterId: store.id }]) {
        await bench.forget();
        await why(refused(store.issuer, `system:serviceaccount:${account}`), context);
        const sent = await bench.requests();
        expect(sent.length, sent.map(({ path }) => path).join('\n')).toBeLessThanOrEqual(12);
      }
    },
  );
});
