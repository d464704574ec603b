import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Change, ChangeOf } from '../../../../src/domain/change/change.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { gatewayYaml } from '../../../../src/domain/gateway/gatewayYaml.ts';
import { ownAccountBeside } from '../../../../src/domain/gateway/shares.ts';
import { accountProblem } from '../../../../src/domain/workloads/serviceAccount.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import type { Continued } from '../../../../src/domain/plan/planPart.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { contextDone } from '../../../support/domain/resumed.ts';
import { audiences, issuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  group,
  groupResource,
  guid,
  identity,
  identityId,
  sub,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';

const prepared: ChangeOf<'prepareGateway'> = {
  kind: 'prepareGateway',
  clusterId,
  identityId: identityId('id-gateway'),
  accounts: [{ namespace: 'shop', serviceAccount: 'cart' }],
};

/** The plan where these identities trust the account. */
function plan(...trusting: readonly string[]): Plan {
  const credentials = trusting.map((name) => ({
    ...{ issuer, subject: 'system:serviceaccount:shop:cart', audiences, name: `c-${name}` },
    identityId: identityId(name) as ArmId,
  }));
  const resources = [cluster(systemAssigned, ready), identity('id-gateway', guid(10)), identity('id-shop', guid(11))];
  return planChanges([prepared], worldFacts({ resources, credentials }));
}

describe('an account of Gateways that can act as another identity', () => {
  it.each([
    ['not yet as the one for Gateways', ['id-shop']],
    ['also as the one for Gateways', ['id-shop', 'id-gateway']],
  ])('is told that the YAML moves it, in a warning and above it: %s (G-06)', (_, trusting) => {
    const { warnings, inCluster } = plan(...trusting);
    const warning = warnings.find(({ id }) => id === 'yamlMovesAccount');
    expect(warning && textOf(warning.text)).toMatch(
      /^shop\/cart can also act as id-shop\. .* YAML .* id-gateway.*shop\/cart-gateway if that name is free\.$/,
    );
    expect(warnings.map(({ id }) => id)).not.toContain('secondIdentity');
    expect(inCluster).toMatch(
      /^# shop\/cart can also act as id-shop: .*\n# .*shop\/cart-gateway if that name is free, leaves those pods as they are\.\n# shop\/cart acts as id-gateway\n/,
    );
  });

  it('may be there where not every identity could be read, which the YAML says above it (G-06)', () => {
    const resources = [cluster(systemAssigned, ready), identity('id-gateway', guid(10))];
    const { inCluster, warnings } = planChanges([prepared], worldFacts({ resources, forbidden: ['credentials'] }));
    expect(inCluster).toMatch(
      /^# Whether shop\/cart can act as another identity is not known: .*\n# .*shop\/cart-gateway if that name is free, leaves those pods as they are\.\n# shop\/cart acts as id-gateway\n/,
    );
    expect(warnings.map(({ id }) => id)).not.toContain('yamlMovesAccount');
  });

  it('is not there where no other identity trusts it (G-06)', () => {
    const { warnings, inCluster } = plan('id-gateway');
    expect(warnings.map(({ id }) => id)).not.toContain('yamlMovesAccount');
    expect(inCluster).toMatch(/^# shop\/cart acts as id-gateway\n/);
  });

  it('is proposed a name that Kubernetes accepts and that no account which is known has (G-06)', () => {
    const proposed = (serviceAccount: string, ...taken: readonly string[]): string => {
      const subjects = taken.map((name) => `system:serviceaccount:shop:${name}`);
      return ownAccountBeside({ namespace: 'shop', serviceAccount }, new Set(subjects)).serviceAccount;
    };
    expect(proposed('cart')).toBe('cart-gateway');
    expect(proposed('cart', 'cart-gateway', 'cart-gateway-2')).toBe('cart-gateway-3');
    for (const name of ['a'.repeat(253), `${'a'.repeat(244)}.${'b'.repeat(8)}`, `${'a.'.repeat(126)}a`])
      for (const taken of [[], [proposed(name)]]) {
        expect(accountProblem(proposed(name, ...taken))).toBeUndefined();
        expect(taken).not.toContain(proposed(name, ...taken));
      }
  });

  it('is not proposed a name that an identity trusts already, or that the plan has itself (G-06)', () => {
    const subject = (name: string): object => ({ subject: `system:serviceaccount:shop:${name}` });
    const credentials = [
      { name: 'a', identity: 'id-shop', ...subject('cart') },
      { name: 'b', identity: 'id-shop', ...subject('cart-gateway') },
    ].map(({ identity: of, ...each }) => ({ issuer, audiences, ...each, identityId: identityId(of) as ArmId }));
    const accounts = ['cart', 'cart-gateway-2'].map((serviceAccount) => ({ namespace: 'shop', serviceAccount }));
    const resources = [cluster(systemAssigned, ready), identity('id-gateway', guid(10)), identity('id-shop', guid(11))];
    const { inCluster } = planChanges(
      [{ ...prepared, accounts }],
      worldFacts({ resources, credentials: credentials as never }),
    );
    expect(inCluster).toContain('such as shop/cart-gateway-3 if that name is free');
  });
});

type Trust = NonNullable<World['credentials']>[number];

/** A credential of an identity, for an account of the namespace or for what matches an expression. */
function trusted(name: string, account: string, expression?: string): Trust {
  return {
    ...{ issuer, audiences, name: `c-${name}-${account.slice(-9)}`, identityId: identityId(name) as ArmId },
    subject: expression === undefined ? `system:serviceaccount:shop:${account}` : '',
    ...(expression === undefined ? {} : { expression }),
  };
}

function planOf(
  changes: readonly Change[],
  credentials: readonly Trust[] = [],
  properties: JsonObject = ready,
  continued?: Continued,
): Plan {
  const names = ['id-gateway', 'id-gateway-b', 'id-shop'];
  const resources = [
    ...[cluster(systemAssigned, properties), groupResource],
    ...names.map((name, n) => identity(name, guid(10 + n))),
  ];
  return planChanges(changes, worldFacts({ resources, credentials }), continued);
}

const moves = ({ warnings }: Plan): readonly unknown[] =>
  warnings.flatMap(({ id, values }) => (id === 'yamlMovesAccount' ? [values] : []));

/** The service accounts of the YAML, with the client IDs that they name. */
const accountsIn = ({ inCluster }: Plan): readonly unknown[] =>
  [...(inCluster ?? '').matchAll(/ {2}name: "(.*)"\n {2}namespace: "(.*)"\n.*\n.*client-id: "(.*)"/g)].map((each) =>
    each.slice(1),
  );

const prepare = (name: string, ...accounts: readonly string[]): Change => ({
  ...prepared,
  identityId: identityId(name),
  accounts: accounts.map((serviceAccount) => ({ namespace: 'shop', serviceAccount })),
});
const connect = (name: string): Change => ({
  ...{ kind: 'createCredential', clusterId, identityId: identityId(name) },
  ...{ namespace: 'shop', serviceAccount: 'cart' },
});
const drop = (name: string): Change => ({
  kind: 'deleteCredential',
  credentialId: `${identityId(name)}/federatedIdentityCredentials/c-${name}-cart`,
});

describe('one account in several changes of a plan', () => {
  const cases: readonly (readonly [string, readonly Change[], readonly string[] | undefined])[] = [
    ['Connect, then Gateways', [connect('id-shop'), prepare('id-gateway', 'cart')], ['id-gateway', 'id-shop']],
    ['Gateways, then Connect', [prepare('id-gateway', 'cart'), connect('id-shop')], ['id-gateway', 'id-shop']],
    ['Connect and Gateways with one identity', [connect('id-gateway'), prepare('id-gateway', 'cart')], undefined],
    ['Gateways twice with one identity', [prepare('id-gateway', 'cart'), prepare('id-gateway', 'cart')], undefined],
  ];

  it.each(cases)(
    'is one ServiceAccount, and the plan says which identity it loses: %s (G-06)',
    (_, changes, values) => {
      const made = planOf(changes);
      expect(accountsIn(made)).toEqual([['cart', 'shop', guid(5010)]]);
      expect(moves(made)).toEqual(values === undefined ? [] : [['shop/cart', ...values]]);
      expect(made.inCluster?.split('can also act as')).toHaveLength(values === undefined ? 1 : 2);
    },
  );

  it('is told the same by a plan that makes the issuer itself (G-06)', () => {
    const changes = [prepare('id-gateway-b', 'cart'), prepare('id-gateway', 'cart')];
    const made = planOf(changes, [], {}, contextDone(planOf([changes[0]!], [], {}), 0));
    expect(moves(made)).toEqual([['shop/cart', 'id-gateway', 'id-gateway-b']]);
  });

  const { identityId: _, ...unnamed } = prepared;
  const ofNew = (name: string, ...accounts: readonly string[]): Change => ({
    ...unnamed,
    newIdentity: { subscriptionId: sub, resourceGroup: 'rg-shop', name, location: 'westeurope' },
    accounts: accounts.map((serviceAccount) => ({ namespace: 'shop', serviceAccount })),
  });

  it.each<[string, readonly Change[], string | undefined]>([
    [
      'two that exist',
      [prepare('id-gateway-b', 'cart'), prepare('id-gateway', 'a', 'cart')],
      'id-gateway-b and id-gateway',
    ],
    ['a new one beside it', [prepare('id-gateway', 'cart'), ofNew('id-new', 'cart')], 'id-gateway and id-new'],
    ['one in two spellings', [prepare('id-gateway', 'cart'), prepare('ID-Gateway', 'cart')], undefined],
    ['a new one twice', [ofNew('id-new', 'cart'), ofNew('id-new', 'cart', 'b')], undefined],
    ['others for others', [prepare('id-gateway-b', 'cart'), prepare('id-gateway', 'b')], undefined],
  ])('is refused two identities for Gateways, by name and with what to do: %s (G-06)', (_name, changes, names) => {
    const plan = (): Plan => planOf(changes);
    if (names === undefined) expect(plan).not.toThrow();
    else
      expect(plan).toThrow(
        `shop/cart on shop-weu can't use both ${names} for Gateways. Name one identity for it, or another account in one of the changes.`,
      );
  });

  it('may have an identity for Gateways of each cluster (G-06)', () => {
    const other = `${group}/providers/Microsoft.ContainerService/managedClusters/shop-neu`;
    const resources = [
      ...[cluster(systemAssigned, ready), { ...cluster(systemAssigned, ready), id: other, name: 'shop-neu' }],
      ...['id-gateway', 'id-gateway-b'].map((name, n) => identity(name, guid(10 + n))),
    ];
    const changes = [prepare('id-gateway', 'cart'), { ...prepare('id-gateway-b', 'cart'), clusterId: other } as Change];
    expect(planChanges(changes, worldFacts({ resources })).inCluster).toContain('# In shop-neu');
  });

  it('keeps a plan that was made with two identities as it was, so that its run can go on (G-06)', () => {
    const changes = [prepare('id-gateway-b', 'cart'), prepare('id-gateway', 'cart')];
    const made = planOf(changes, [], ready, contextDone(planOf([changes[0]!]), 1));
    expect(accountsIn(made)).toEqual([['cart', 'shop', guid(5010)]]);
    expect(moves(made)).toEqual([['shop/cart', 'id-gateway', 'id-gateway-b']]);
  });

  it('is followed by one line about the YAML of two preparations (G-07)', () => {
    const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
    const vaultProvider = { addonProfiles: { azureKeyvaultSecretsProvider: { enabled: true } } };
    const resources = [
      ...[
        cluster(systemAssigned, { ...ready, ...vaultProvider }),
        identity('id-gateway', guid(10)),
        { id: zone, name: 'shop.example' },
      ],
      { id: vault, name: 'kv-shop', properties: { enableRbacAuthorization: true } },
    ];
    const lines = (...changes: readonly Change[]): readonly string[] =>
      planChanges(changes, worldFacts({ resources }))
        .next.map(textOf)
        .filter((line) => line.startsWith('Apply the YAML'));
    const [ofZone, ofVault] = [
      { ...prepare('id-gateway', 'a'), zones: [zone] },
      { ...prepare('id-gateway', 'b'), vaults: [vault] },
    ];
    expect(lines(ofZone as Change, prepare('id-gateway', 'b'))).toEqual([
      'Apply the YAML of the service accounts and DNS objects.',
    ]);
    expect(lines(prepare('id-gateway', 'b'), ofVault as Change)).toEqual([
      'Apply the YAML of the service accounts. Give each listener its options.',
    ]);
  });

  it('keeps the DNS objects of a preparation whose account another one has (G-06)', () => {
    const accounts = [
      { account: { namespace: 'shop', serviceAccount: 'cart' }, identity: { identityId: identityId('id-gateway') } },
    ];
    const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
    const objects = { clusterId, accounts, zones: [], vaults: [], gatewayClass: 'approuting-istio' };
    const yaml = gatewayYaml([
      { ...objects, zones: [zone] },
      { ...objects, accounts: [...accounts.map((a) => ({ ...a }))] },
    ]);
    const kinds = parseAllDocuments(yaml).map((each) => (each.toJS() as { kind: string }).kind);
    expect(kinds.toSorted()).toEqual(['ClusterExternalDNS', 'ServiceAccount']);
  });

  it.each<[string, readonly Change[]]>([
    ['before', [drop('id-shop'), prepare('id-gateway', 'cart')]],
    ['after', [prepare('id-gateway', 'cart'), drop('id-shop')]],
  ])('loses nothing where the plan removes the other credential %s (G-06)', (_, changes) => {
    const made = planOf(changes, [trusted('id-shop', 'cart')]);
    expect(moves(made)).toEqual([]);
    expect(made.inCluster).not.toContain('can also act as');
  });

  it('is shown after the plan without the identity that the plan removes before (W-03)', () => {
    for (const change of [prepare('id-gateway', 'cart'), connect('id-gateway')]) {
      const { before, after } = planOf([drop('id-shop'), change], [trusted('id-shop', 'cart')]);
      expect(before.workloads).toEqual([{ account: 'shop/cart', identity: 'id-shop' }]);
      expect(after.workloads).toEqual([{ account: 'shop/cart', identity: 'id-gateway' }]);
    }
  });

  it('is warned of where two connections give it two identities (W-03)', () => {
    const { warnings } = planOf([connect('id-shop'), connect('id-gateway')]);
    expect(warnings.flatMap(({ id, values }) => (id === 'secondIdentity' ? [values] : []))).toEqual([
      ['shop/cart', 'id-shop'],
    ]);
  });
});

describe('a flexible credential of another identity', () => {
  it.each<[string, string | undefined, boolean]>([
    ['all of the namespace', "claims['sub'] matches 'system:serviceaccount:shop:*'", true],
    ['this account', "claims['sub'] eq 'system:serviceaccount:shop:cart'", true],
    ['more than the subject', "claims['sub'] matches 'x' and claims['y'] eq 'z'", true],
    ['another namespace', "claims['sub'] matches 'system:serviceaccount:pay:*'", false],
    ['another account', "claims['sub'] eq 'system:serviceaccount:shop:cart2'", false],
  ])('may take an account, which is said unless it compares another subject: %s (G-06)', (_, expression, isSaid) => {
    const made = planOf([prepare('id-gateway', 'cart')], [trusted('id-shop', '', expression)]);
    const name = 'id-shop (if its expression matches)';
    expect(moves(made)).toEqual(isSaid ? [['shop/cart', 'id-gateway', name]] : []);
    expect(made.inCluster?.includes(`can also act as ${name}: `)).toBe(isSaid);
  });

  it('takes a name that it compares with (G-06)', () => {
    const flexible = trusted('id-gateway-b', '', "claims['sub'] eq 'system:serviceaccount:shop:cart-gateway'");
    const { inCluster } = planOf([prepare('id-gateway', 'cart')], [trusted('id-shop', 'cart'), flexible]);
    expect(inCluster).toContain('such as shop/cart-gateway-2 if');
  });
});

describe('names that are proposed for accounts of Gateways', () => {
  const proposals = ({ inCluster }: Plan): readonly string[] =>
    [...(inCluster ?? '').matchAll(/such as shop\/(\S+) if/g)].flatMap(([, name]) => name ?? []);
  const first = prepare('id-gateway', 'cart');
  const named = { ...connect('id-gateway-b'), serviceAccount: 'cart-gateway' } as Change;

  it.each<[string, readonly Change[]]>([
    ['a preparation after it', [first, prepare('id-gateway', 'cart-gateway')]],
    ['a preparation before it', [prepare('id-gateway', 'cart-gateway'), first]],
    ['a connection after it', [first, named]],
    ['a connection before it', [named, first]],
  ])('are none that the plan has: %s (G-06)', (_, changes) => {
    expect(proposals(planOf(changes, [trusted('id-shop', 'cart')]))).toEqual(['cart-gateway-2']);
  });

  it('stay distinct where long ones are cut, also in plans of their own (G-06)', () => {
    const long = ['x', 'y'].map((end) => `${'a'.repeat(250)}${end}`);
    const credentials = long.map((name) => trusted('id-shop', name));
    const together = proposals(planOf([prepare('id-gateway', ...long)], credentials));
    const alone = long.flatMap((name) => proposals(planOf([prepare('id-gateway', name)], credentials)));
    expect(new Set(together).size).toBe(2);
    expect(alone).toEqual(together);
    expect(together.map(accountProblem)).toEqual([undefined, undefined]);
  });
});
