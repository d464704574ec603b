import { beforeEach, describe, expect, it } from 'vitest';
import { clusterObjectsOf } from '../../../src/domain/askers/reading/objects.ts';
import { issuerOf } from '../../../src/domain/workloads/issuer.ts';
import { readSignIn, type Why, type WhyContext } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { demoObjectsIn } from '../../../src/emulator/scenarios/demoObjects.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';

let bench: Bench;
beforeEach(() => {
  bench = createBench(demoWorld());
});

const gone = 'The credential basket-api of id-basket trusts a cluster that is gone.';
const api = 'system:serviceaccount:basket:api';
const seen = clusterObjectsOf({ items: demoObjectsIn('store-weu')!, listed: [], notRead: [], isWhole: true });
const ofOther =
  'https://westeurope.oic.prod-aks.azure.com/11111111-2222-4333-8444-555555555555/66666666-7777-4888-9999-000000000000/';

async function store() {
  const { items } = await bench.service.clusters();
  const found = await bench.service.clusterNow(items.find(({ name }) => name === 'store-weu')!.id);
  return { id: found.id, issuer: issuerOf(found) ?? '' };
}

const why = async (text: string, context: WhyContext = {}): Promise<Why> => {
  await bench.forget();
  return bench.service.why(readSignIn(text), context);
};
const notTrusted = (issuer: string, more = ''): string =>
  `AADSTS700211: No matching federated identity record found for presented assertion issuer '${issuer}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion.${more}`;
const said = ({ text, evidence, next }: Why): string =>
  [text, ...evidence.map((each) => each.text), ...next].map(textOf).join('\n');

describe('a sign-in error that names no identity', () => {
  it.each([
    ['in another line of the text', `\nsubject: ${api}`],
    ['in another record of the log', `\n2026-12-01T10:00:00Z INFO subject=${api}`],
  ])('names the one that trusts the account %s, and what keeps it from working (Q-03)', async (_, more) => {
    const { issuer } = await store();
    const answer = await why(notTrusted(issuer, more));
    expect([answer.cause, answer.certainty, textOf(answer.text)]).toEqual(['ISSUER_DIFFERS', 'likely', gone]);
    expect(said(answer)).toMatch(/Not every identity was checked/);
    expect(said(answer)).toContain(`Check that ${api} belongs to the error`);
    expect((await bench.requests()).length).toBeLessThanOrEqual(12);
  });

  it('names the one that trusts the account where no issuer is shown, and the cluster that replaced its own (Q-03)', async () => {
    const answer = await why(
      `AADSTS700213: No matching federated identity record found for presented assertion subject '${api}'.`,
    );
    expect([answer.cause, answer.certainty]).toEqual(['ISSUER_DIFFERS', 'likely']);
    expect(textOf(answer.text)).toBe(`The message does not show the issuer. If the token is one of store-weu: ${gone}`);
    expect((await bench.requests()).length).toBeLessThanOrEqual(12);
  });

  it('names the one that trusts the account where no visible cluster has the issuer (Q-03)', async () => {
    const answer = await why(notTrusted(ofOther, ` Assertion subject '${api}'.`));
    expect([answer.cause, answer.certainty]).toEqual(['ISSUER_DIFFERS', 'likely']);
    expect(textOf(answer.text)).toContain('basket-api of id-basket');
    expect(said(answer)).toContain('Not every identity was checked');
    expect((await bench.requests()).length).toBeLessThanOrEqual(12);
  });

  it('asks no identity but the one that is named after the account, beside its cluster (Q-05)', async () => {
    const { issuer, id } = await store();
    await why(notTrusted(issuer, ` Assertion subject '${api}'.`), { clusterId: id });
    const asked = (await bench.requests()).flatMap(
      ({ path }) => /userAssignedIdentities\/([^/]+)\/federated/.exec(path)?.[1] ?? [],
    );
    expect(asked).toEqual(['id-basket']);
  });

  it('stays open where the text names two accounts (Q-04)', async () => {
    const { issuer } = await store();
    const answer = await why(notTrusted(issuer, `\nsubject: ${api}\nsubject: system:serviceaccount:mail:sender`));
    expect(answer.cause).toBe('UNKNOWN');
  });
});

describe('a sign-in error after a look into its cluster', () => {
  it('is about the only thing with a token whose identity does not trust the issuer (Q-03)', async () => {
    const { issuer, id } = await store();
    const answer = await why(notTrusted(issuer), { clusterId: id, objects: seen });
    expect([answer.cause, answer.certainty]).toEqual(['ISSUER_DIFFERS', 'likely']);
    expect(textOf(answer.text)).toContain('credentials of id-basket');
    expect(said(answer)).toContain('web asks for id-storefront, which trusts this issuer.');
    expect(said(answer)).toContain('api asks for id-basket');
    expect(said(answer)).not.toMatch(/asks for [0-9a-f]{8}-|Find the client ID/);
    expect((await bench.requests()).length).toBeLessThanOrEqual(12);
  });

  it('names the identities of what fits, and asks for the pod, not for what was read (Q-03)', async () => {
    const { id } = await store();
    const answer = await why(
      "AADSTS700212: No matching federated identity record found for presented assertion audience 'api://x'. AADSTS70021: No matching federated identity record found",
      { clusterId: id, objects: seen },
    );
    expect(said(answer)).not.toMatch(/asks for [0-9a-f]{8}-|Find the client ID/);
  });
});
