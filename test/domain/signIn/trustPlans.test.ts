import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Facts, IdentityCredential, Read } from '../../../src/domain/cluster/facts.ts';
import { readSignIn, whyOf, type Why } from '../../../src/domain/signIn/whyOf.ts';
import { tokenSubject } from '../../../src/domain/workloads/serviceAccount.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { about } from '../../support/domain/factsOf.ts';
import { credential, goneIssuer, issuer } from '../../support/domain/workloadFixture.ts';
import { cluster, group, guid, identity, identityId, systemAssigned, tenant } from '../../support/domain/worldFacts.ts';
import { drawn, fc, seed } from '../../support/property.ts';
import { plansOf, wordsOf } from './asked.ts';
import { account, basic, factsIn, objectsIn, pod, theCluster } from './worlds.ts';

const annotation = 'azure.workload.identity/client-id';
const token = '/var/run/secrets/azure/wi/token/azure-identity-token';
const otherIssuer = issuer.replace('33333333', '55555555');
const otherCluster: JsonObject = {
  ...cluster(systemAssigned, { oidcIssuerProfile: { enabled: true, issuerURL: otherIssuer } }),
  id: `${group}/providers/Microsoft.ContainerService/managedClusters/shop-two`,
  name: 'shop-two',
};
const hiddenIssuer = goneIssuer.replace(tenant, guid(70));
/** Issuers of what lives, or may: whose trust nobody may remove for a message of another cluster. */
const alive = {
  'another cluster': otherIssuer,
  'a cluster of another directory': hiddenIssuer,
  'Google Kubernetes Engine': 'https://container.googleapis.com/v1/projects/p/locations/europe-west1/clusters/c',
  'Amazon EKS': 'https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA1111',
  'a cluster of Azure Arc': `https://westeurope.oic.prod-arc.azure.com/${tenant}/${guid(71)}/`,
  'a cluster of its own': 'https://oidc.blob.core.windows.net/shop/',
  'GitHub Actions': 'https://token.actions.githubusercontent.com',
  'identity bindings': `https://ib.oic.prod-aks.azure.com/${tenant}/`,
};
const ids = { 'id-shop': guid(6001), 'id-two': guid(6002) } as const;
type Name = keyof typeof ids;
const names = Object.keys(ids) as Name[];
const shopCart = 'system:serviceaccount:shop:cart';
const subjects = [shopCart, 'system:serviceaccount:shop:till', 'system:serviceaccount:pay:api'];

const failed = 'No matching federated identity record found for presented assertion';
const messages = {
  whole: (subject: string) =>
    `AADSTS70021: ${failed}. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: 'api://AzureADTokenExchange'.`,
  issuer: () => `AADSTS700211: ${failed} issuer '${issuer}'.`,
  subject: (subject: string) => `AADSTS700213: ${failed} subject '${subject}'.`,
};

interface TrustWorld {
  readonly credentials: readonly IdentityCredential[];
  readonly message: string;
  readonly named?: Name;
  readonly objects?: readonly JsonObject[];
}

function why({ credentials, message, named, objects }: TrustWorld): Why {
  const resources = [...basic, identity('id-two', guid(1002)), otherCluster];
  const facts = factsIn({ azure: { resources, credentials } });
  const get = (read: Read) =>
    read.kind === 'hiddenSubscriptions' && read.directory !== tenant
      ? about(read, { kind: 'missing', armCode: 'TenantNotFound' })
      : facts.get(read);
  const seen = objects && objectsIn({ objects });
  return whyOf(
    readSignIn(message),
    {
      clusterId: theCluster,
      ...(named === undefined ? {} : { identityId: identityId(named) as ArmId }),
      ...(seen === undefined ? {} : { objects: seen }),
    },
    { ...facts, get: get as Facts['get'] },
  );
}

const trusts = (name: Name, from: string, subject: string, at = 0): IdentityCredential =>
  credential({ identityId: identityId(name) as ArmId, issuer: from, subject, name: `c${at}` });
const request = (name: Name | undefined): string => (name === undefined ? '' : ` client_id: '${ids[name]}'`);

function cart(variable: Name | undefined, annotated: Name | undefined): readonly JsonObject[] {
  const env = {
    ...(variable === undefined ? {} : { AZURE_CLIENT_ID: ids[variable] }),
    AZURE_FEDERATED_TOKEN_FILE: token,
  };
  return [
    account('shop/cart', annotated === undefined ? {} : { [annotation]: ids[annotated] }),
    pod('shop/cart-1', { as: 'cart', label: true, token: true, env }),
  ];
}

const name = fc.constantFrom(...names);
const maybeName = fc.option(name, { nil: undefined });
const trust = fc.record({
  name,
  from: fc.constantFrom(issuer, goneIssuer, goneIssuer, ...Object.values(alive)),
  subject: fc.constantFrom(...subjects, shopCart),
});
const worlds = fc
  .record({
    trusted: fc.array(trust, { maxLength: 4 }),
    form: fc.constantFrom<keyof typeof messages>('whole', 'whole', 'issuer', 'subject'),
    subject: fc.constantFrom(...subjects, shopCart),
    requested: maybeName,
    named: maybeName,
    inPod: fc.option(fc.record({ variable: maybeName, annotated: maybeName }), { nil: undefined }),
  })
  .map(({ trusted, form, subject, requested, named, inPod }) => ({
    given: {
      credentials: trusted.map((each, at) => trusts(each.name, each.from, each.subject, at)),
      message: `${messages[form](subject)}${request(requested)}`,
      ...(named === undefined ? {} : { named }),
      ...(inPod === undefined ? {} : { objects: cart(inPod.variable, inPod.annotated) }),
    } satisfies TrustWorld,
    requested,
    named,
    inPod,
  }));
type Drawn = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

/** What is wrong with a plan, if anything is. */
function wrongWith(change: Change, { given, requested, named, inPod }: Drawn): string | undefined {
  const meant = named ?? requested ?? inPod?.variable ?? inPod?.annotated;
  if (change.kind === 'moveCredentials') {
    const own = given.credentials.filter(
      (each) => each.issuer === change.fromIssuer && each.identityId === change.identityIds?.[0],
    );
    if (change.fromIssuer !== goneIssuer) return 'The issuer is not proved to be gone.';
    if (change.identityIds?.length !== 1 || change.identityIds[0] !== identityId(meant ?? ''))
      return 'The identity is not the one that is meant.';
    return own.every(({ subject }) => given.message.includes(`'${subject}'`)) ? undefined : 'Others are moved, too.';
  }
  if (change.kind !== 'createCredential') return `${change.kind} does not follow from refused trust.`;
  if (!given.message.includes(`'${tokenSubject(change)}'`)) return 'The message does not name the account.';
  if (change.identityId !== identityId(meant ?? '')) return 'The identity is not the one that is meant.';
  const annotated = change.namespace === 'shop' && change.serviceAccount === 'cart' ? inPod?.annotated : undefined;
  return annotated === undefined || annotated === meant
    ? undefined
    : 'The annotation of the account names another one.';
}

describe('a plan for refused trust', () => {
  it('removes no trust of what may live, and lets in nobody that is not named (Q-09, Q-10)', () => {
    const kinds: string[] = [];
    fc.assert(
      fc.property(worlds, (drawn) => {
        const changes = plansOf(why(drawn.given)) as readonly Change[];
        kinds.push(...changes.map(({ kind }) => kind));
        expect(changes.flatMap((change) => wrongWith(change, drawn) ?? [])).toEqual([]);
      }),
      { seed, numRuns: drawn(600) },
    );
    expect([...new Set(kinds)].toSorted()).toEqual(['createCredential', 'moveCredentials']);
  });

  const foreign = Object.entries(alive).filter(([, from]) => from !== otherIssuer && from !== hiddenIssuer);

  it.each(foreign)('connects the account where it is trusted at %s as well (Q-10)', (_, from) => {
    const answer = why({
      credentials: [trusts('id-shop', from, shopCart)],
      message: messages.whole(shopCart),
      named: 'id-shop',
    });
    expect(answer.cause).toBe('NO_CREDENTIAL');
    expect(textOf(answer.text)).toContain('id-shop trusts shop/cart with another issuer');
    expect(plansOf(answer)).toMatchObject([{ kind: 'createCredential', namespace: 'shop', serviceAccount: 'cart' }]);
  });

  it.each(foreign)('is none where the message names no account, and all trust is in %s (Q-10)', (_, from) => {
    const credentials = [trusts('id-shop', from, 'repo:contoso/shop:environment:prod')];
    const answer = why({ credentials, message: messages.issuer(), named: 'id-shop' });
    expect([answer.cause, plansOf(answer)]).toEqual(['NO_CREDENTIAL', []]);
  });

  it('moves nothing of a cluster that another directory may have (Q-10)', () => {
    const credentials = [trusts('id-shop', hiddenIssuer, shopCart)];
    const answer = why({ credentials, message: messages.whole(shopCart), named: 'id-shop' });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ISSUER_DIFFERS', 'likely', []]);
    expect(answer.unknown).toHaveLength(1);
  });

  it('names no credential of several that fit, and moves none of a message without an account (Q-10)', () => {
    const credentials = [
      trusts('id-shop', alive['GitHub Actions'], 'repo:contoso/shop:ref:main', 0),
      trusts('id-shop', goneIssuer, shopCart, 1),
      trusts('id-shop', otherIssuer, shopCart, 2),
    ];
    const answer = why({ credentials, message: messages.issuer(), named: 'id-shop' });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ISSUER_DIFFERS', 'likely', []]);
    expect(textOf(answer.text)).not.toMatch(/\bc[012]\b/);
    const one = why({ credentials: credentials.slice(0, 2), message: messages.issuer(), named: 'id-shop' });
    expect([textOf(one.text), plansOf(one)]).toEqual([expect.stringContaining('c1'), []]);
  });

  it('moves the only account of a deleted cluster, and connects the named one of several (Q-09)', () => {
    const own = trusts('id-shop', goneIssuer, shopCart);
    const moved = why({ credentials: [own], message: messages.whole(shopCart), named: 'id-shop' });
    expect([moved.certainty, plansOf(moved)]).toEqual([
      'certain',
      [
        {
          kind: 'moveCredentials',
          fromIssuer: goneIssuer,
          clusterId: theCluster,
          identityIds: [identityId('id-shop')],
        },
      ],
    ]);
    const others = [own, trusts('id-shop', goneIssuer, subjects[1] as string, 1)];
    const connected = why({ credentials: others, message: messages.whole(shopCart), named: 'id-shop' });
    expect(plansOf(connected)).toMatchObject([{ kind: 'createCredential', serviceAccount: 'cart' }]);
    expect(wordsOf(connected)).toContain('has other credentials of that issuer: c1');
  });

  it('is none for an issuer without its slash: the old credential has to go first (Q-10)', () => {
    const credentials = [trusts('id-shop', issuer.slice(0, -1), shopCart)];
    const named = why({ credentials, message: messages.whole(shopCart), named: 'id-shop' });
    expect([named.cause, named.certainty, plansOf(named)]).toEqual(['ISSUER_SLASH', 'certain', []]);
    const unnamed = why({ credentials, message: messages.whole(shopCart) });
    expect([unnamed.cause, unnamed.certainty]).toEqual(['ISSUER_SLASH', 'likely']);
    expect(why({ credentials, message: messages.issuer() }).cause).toBe('UNKNOWN');
  });

  it('connects no account to the identity that its annotation no longer names (Q-03, Q-10)', () => {
    const given = { message: messages.whole(shopCart), objects: cart('id-shop', 'id-two') };
    const open = why({ ...given, credentials: [] });
    expect([open.cause, open.possible, plansOf(open)]).toEqual(['UNKNOWN', ['CLIENT_ID_WRONG', 'NO_CREDENTIAL'], []]);
    const shown = why({ ...given, credentials: [trusts('id-two', issuer, shopCart)] });
    expect([shown.cause, shown.certainty, plansOf(shown)]).toEqual(['CLIENT_ID_WRONG', 'likely', []]);
    expect(wordsOf(shown)).toContain('Restart the pods of shop/cart');
  });
});
