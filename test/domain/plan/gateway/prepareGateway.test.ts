import { describe, expect, it } from 'vitest';
import type { Change, ChangeOf } from '../../../../src/domain/change/change.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { found } from '../../../support/domain/factsOf.ts';
import { contextDone } from '../../../support/domain/resumed.ts';
import { audiences, credential, issuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  assigned,
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

const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
const privateZone = `${group}/providers/Microsoft.Network/privateDnsZones/in.example`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const places: readonly JsonObject[] = [
  { id: zone, name: 'shop.example' },
  { id: privateZone, name: 'in.example' },
  { id: vault, name: 'kv-shop', properties: { enableRbacAuthorization: true } },
];
const gateway = identity('id-gateway', guid(10));
const prepared: ChangeOf<'prepareGateway'> = {
  kind: 'prepareGateway',
  clusterId,
  identityId: identityId('id-gateway'),
  zones: [zone, privateZone],
  vaults: [vault],
  accounts: [{ namespace: 'shop', serviceAccount: 'cart' }],
};
const { identityId: _, ...unnamed } = prepared;
const newIdentity = { subscriptionId: sub, resourceGroup: 'rg-shop', name: 'id-new', location: 'westeurope' };

const nginxOn = { ingressProfile: { webAppRouting: { enabled: true, odd: { kept: 1 } } } };
const gatewayOn = {
  ...ready,
  addonProfiles: { azureKeyvaultSecretsProvider: { enabled: true } },
  ingressProfile: {
    gatewayAPI: { installation: 'Standard' },
    webAppRouting: {
      enabled: true,
      nginx: { defaultIngressControllerType: 'None' },
      gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } },
    },
  },
};
const roles = [
  assigned('DNS Zone Contributor', zone, guid(10)),
  assigned('Private DNS Zone Contributor', privateZone, guid(10)),
  assigned('Key Vault Secrets User', vault, guid(10)),
];
const trusting = { issuer, subject: 'system:serviceaccount:shop:cart', audiences, name: 'c' };

function plan(change: ChangeOf<'prepareGateway'>, properties: JsonObject, world: Partial<World> = {}): Plan {
  const resources = [cluster(systemAssigned, properties), gateway, groupResource, ...places];
  return planChanges([change], worldFacts({ ...world, resources: [...resources, ...(world.resources ?? [])] }));
}

const kindsOf = ({ steps }: Plan): readonly string[] => steps.map(({ kind }) => kind);
const valuesOf = ({ steps }: Plan): unknown =>
  steps.flatMap((step) => (step.kind === 'putCluster' ? step.edit.values : []));

/** A preparation with a new identity and 15 accounts in a namespace. */
const fifteen =
  (name: string) =>
  (namespace: string): Change => ({
    ...{ ...unnamed, zones: [], vaults: [], newIdentity: { ...newIdentity, name } },
    accounts: Array.from({ length: 15 }, (_unused, n) => ({ namespace, serviceAccount: `a${n}` })),
  });

describe('what a plan for Gateways changes', () => {
  it('has the settings of the cluster that it turns on before and after, and none where all are on', () => {
    const { before, after } = plan(prepared, nginxOn);
    const off = { oidcIssuer: 'off', gatewayApi: 'off', istioRouting: 'off', vaultProvider: 'off' };
    expect(before).toMatchObject({ workloadIdentity: 'off', settings: off });
    expect(after).toMatchObject({
      workloadIdentity: 'on',
      settings: { oidcIssuer: "on (can't be turned off)", gatewayApi: 'on', istioRouting: 'on', vaultProvider: 'on' },
    });
    const done = plan(prepared, gatewayOn);
    expect([done.before.settings, done.before.workloadIdentity]).toEqual([undefined, undefined]);
  });
});

describe('preparing Gateway API', () => {
  it('turns on only what is missing, in one write, and keeps NGINX and members that are not known (G-03)', () => {
    const made = plan(prepared, nginxOn);
    expect(valuesOf(made)).toEqual([
      {
        'properties.oidcIssuerProfile.enabled': true,
        'properties.securityProfile.workloadIdentity.enabled': true,
        'properties.addonProfiles.azureKeyvaultSecretsProvider.enabled': true,
        'properties.ingressProfile.gatewayAPI.installation': 'Standard',
        'properties.ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio.mode': 'Enabled',
      },
    ]);
    expect(made.steps[0]!.request.body).toMatchObject({
      properties: { ingressProfile: { webAppRouting: { enabled: true, odd: { kept: 1 } } } },
    });
    expect(kindsOf(made)).toEqual(['putCluster', 'assignRole', 'assignRole', 'assignRole', 'createCredential']);
  });

  it('keeps NGINX off where application routing was off, and needs no Key Vault provider without vaults (G-03)', () => {
    expect(valuesOf(plan({ ...prepared, vaults: [] }, ready))).toEqual([
      {
        'properties.ingressProfile.gatewayAPI.installation': 'Standard',
        'properties.ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio.mode': 'Enabled',
        'properties.ingressProfile.webAppRouting.enabled': true,
        'properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType': 'None',
      },
    ]);
  });

  it('gives each place its own role and nothing wider, and each account a credential (G-03)', () => {
    const { steps } = plan({ ...unnamed, newIdentity }, gatewayOn);
    expect(steps.map(({ kind }) => kind)).toEqual([
      'createIdentity',
      'assignRole',
      'assignRole',
      'assignRole',
      'createCredential',
    ]);
    const given = steps.flatMap((step) => (step.kind === 'assignRole' ? [`${step.roleName} ${step.scope}`] : []));
    expect(given).toEqual([
      `DNS Zone Contributor ${zone}`,
      `Private DNS Zone Contributor ${privateZone}`,
      `Key Vault Secrets User ${vault}`,
    ]);
  });

  it('goes on with the roles that its run has assigned (G-03)', () => {
    const before = plan(prepared, gatewayOn);
    const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource, ...places];
    const world = { resources, assignments: roles.slice(0, 1) };
    const again = planChanges([prepared], worldFacts(world), contextDone(before, 1));
    expect(again.steps.map(({ id }) => id)).toEqual(before.steps.map(({ id }) => id));
  });

  it('gives no role where the identity keeps another one that is enough, and all of them where that goes (G-03)', () => {
    const wide = assigned('Contributor', group, guid(10));
    const given = (made: Plan): readonly string[] =>
      made.steps.flatMap((step) => (step.kind === 'assignRole' ? [step.scope] : []));
    expect(given(plan(prepared, gatewayOn, { assignments: [wide] }))).toEqual([vault]);
    expect(given(plan(prepared, gatewayOn, { assignments: [assigned('Reader', group, guid(10))] }))).toHaveLength(3);
    const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource, ...places];
    const removal: Change = { kind: 'removeRole', roleAssignmentId: wide.id };
    for (const changes of [
      [removal, prepared],
      [prepared, removal],
    ])
      expect(given(planChanges(changes, worldFacts({ resources, assignments: [wide] })))).toHaveLength(3);
  });

  it('says that NGINX stays off, and what was set, where it turns application routing on (G-03)', () => {
    const routing = { webAppRouting: { enabled: false, nginx: { defaultIngressControllerType: 'External' } } };
    const [put] = plan({ ...prepared, vaults: [] }, { ...ready, ingressProfile: routing }).steps;
    expect(textOf(put!.effect)).toContain(
      "So that NGINX doesn't start with it, the default ingress controller is set to None; it is External now.",
    );
    const [other] = plan(prepared, nginxOn).steps;
    expect(textOf(other!.effect)).not.toContain('NGINX');
  });

  it('has commands of az of which none runs after one that fails (G-03)', () => {
    const [put] = plan(prepared, ready).steps;
    const commands = put!.az.split(' &&\n');
    expect(commands.map((command) => command.split(' --')[0])).toEqual([
      'az aks update',
      'az aks enable-addons',
      'az aks approuting enable',
    ]);
  });

  it('takes an account that is written twice once (G-03)', () => {
    const accounts = Array.from({ length: 20 }, (_unused, n) => ({ namespace: `n${n}`, serviceAccount: 'a' }));
    const made = plan({ ...unnamed, newIdentity, accounts: [...accounts, accounts[0]!] }, gatewayOn);
    expect(made.steps.filter(({ kind }) => kind === 'createIdentity')).toHaveLength(1);
    expect(made.steps.filter(({ kind }) => kind === 'createCredential')).toHaveLength(20);
  });

  it('gives roles at zones only to the identity that DNS objects use, and at vaults to all (G-03)', () => {
    const accounts = Array.from({ length: 21 }, (_unused, n) => ({ namespace: `n${n}`, serviceAccount: 'a' }));
    const made = plan({ ...unnamed, newIdentity, accounts }, gatewayOn);
    const given = made.steps.flatMap((step) => (step.kind === 'assignRole' ? [step.roleName] : []));
    expect(given.toSorted()).toEqual([
      'DNS Zone Contributor',
      'Key Vault Secrets User',
      'Key Vault Secrets User',
      'Private DNS Zone Contributor',
    ]);
  });

  it('says first what the whole is for, and counts what is many (G-03)', () => {
    const zones = Array.from(
      { length: 9 },
      (_unused, n) => `${group}/providers/Microsoft.Network/dnsZones/z${n}.example`,
    );
    const resources = zones.map((id) => ({ id, name: 'z' }));
    const { summary, points } = plan({ ...prepared, zones, vaults: [] }, gatewayOn, { resources });
    expect(textOf(summary)).toBe('Prepares Gateway API on shop-weu for shop/cart.');
    expect(points.filter(({ kind }) => kind === 'does').map(({ text }) => textOf(text))).toEqual([
      'Assigns 9 roles on zones and vaults.',
      'Allows shop/cart on shop-weu to use id-gateway.',
    ]);
    const one = plan(prepared, gatewayOn, { assignments: roles });
    expect(textOf(one.summary)).toBe('Allows shop/cart on shop-weu to use id-gateway.');
  });

  it.each<[string, Partial<ChangeOf<'prepareGateway'>>, World | object, string | undefined]>([
    ['none of two', {}, {}, 'Left out: DNS zone shop.example and private DNS zone in.example. '],
    ['one of two', { zones: [zone] }, {}, 'Left out: private DNS zone in.example. '],
    ['both', { zones: [zone, privateZone] }, {}, undefined],
    [
      'one, where another identity has the other',
      { zones: [zone] },
      { assignments: roles, credentials: [{ ...trusting, identityId: identityId('id-gateway') as ArmId }] },
      undefined,
    ],
  ])('warns of zones of application routing that it leaves out: it names %s (G-02)', (_, named, world, told) => {
    const { zones: __, vaults: ___, ...bare } = prepared;
    const routing = { ...gatewayOn.ingressProfile.webAppRouting, dnsZoneResourceIds: [zone, privateZone] };
    const properties = { ...gatewayOn, ingressProfile: { ...gatewayOn.ingressProfile, webAppRouting: routing } };
    const { warnings } = plan({ ...bare, ...named }, properties, world);
    const texts = warnings.filter(({ id }) => id === 'placesLeftOut').map(({ text }) => textOf(text));
    expect(texts).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
    const left = [zone, privateZone].filter((id) => !(named.zones ?? []).includes(id));
    if (told !== undefined) expect(texts[0]).toMatch(new RegExp(` works there, too, .*: ${left.join(', ')}$`));
  });

  it('leaves open whether more zones are used where the add-on has a role on a group (G-02)', () => {
    const routing = { ...gatewayOn.ingressProfile.webAppRouting, identity: { objectId: guid(40) } };
    const properties = { ...gatewayOn, ingressProfile: { ...gatewayOn.ingressProfile, webAppRouting: routing } };
    const assignments = [assigned('DNS Zone Contributor', group, guid(40))];
    const { checks } = plan(prepared, properties, { assignments });
    const check = checks.find(({ id }) => id === 'routingPlaces');
    expect(check?.verdict).toBe('unknown');
    expect(textOf(check?.detail ?? '')).toContain('DNS Zone Contributor on rg-shop');
  });

  it('does not say that everything is there where a check leaves that open (G-04)', () => {
    const policies: JsonObject = { id: `${vault}-old`, name: 'kv-shop-old', properties: { accessPolicies: [] } };
    const change = { ...prepared, zones: [], vaults: [`${vault}-old`] };
    const done = plan(change, gatewayOn, { resources: [policies], credentials: [trusting] });
    expect(done.nothingToDo).toBe(true);
    expect(textOf(done.summary)).toContain('the checks say what may still be missing');
  });

  it('has nothing left to do where everything is there, and leaves out the roles that are held (G-03)', () => {
    const done = plan(prepared, gatewayOn, { assignments: roles, credentials: [trusting] });
    expect([done.nothingToDo, done.steps]).toEqual([true, []]);
    const half = plan(prepared, gatewayOn, { assignments: roles.slice(0, 2) });
    expect(kindsOf(half)).toEqual(['assignRole', 'createCredential']);
  });

  it('makes one identity for each 20 accounts, and refuses more than one that exists has room for (G-04)', () => {
    const accounts = Array.from({ length: 21 }, (_unused, n) => ({ namespace: `n${n}`, serviceAccount: 'a' }));
    const made = plan({ ...unnamed, newIdentity, accounts }, gatewayOn);
    const perIdentity = Map.groupBy(
      made.steps.flatMap((step) => (step.kind === 'createCredential' ? [step.credentialId.split('/')[8]!] : [])),
      (name) => name,
    );
    expect([...perIdentity].map(([name, all]) => [name, all.length])).toEqual([
      ['id-new', 20],
      ['id-new-2', 1],
    ]);
    const taken = Array.from({ length: 19 }, (_unused, n) => credential({ name: `x${n}`, subject: `s${n}` }));
    const two = { ...prepared, accounts: accounts.slice(0, 2) };
    expect(() => plan(two, gatewayOn, { credentials: taken.map(({ identityId: __, ...each }) => each) })).toThrow(
      'id-gateway has 19 of 20 federated credentials, so there is no room for 2 more.',
    );
  });

  describe('of an identity that trusts many already', () => {
    const named = (count: number, namespace = 'n'): ChangeOf<'prepareGateway'>['accounts'] =>
      Array.from({ length: count }, (_unused, n) => ({ namespace: `${namespace}${n}`, serviceAccount: 'a' }));
    const taken = (count: number): World['credentials'] =>
      Array.from({ length: count }, (_unused, n) => {
        const { identityId: __, ...each } = credential({ name: `x${n}`, subject: `s${n}` });
        return each;
      });
    const added = ({ steps }: Plan): readonly (readonly string[])[] =>
      steps.flatMap((step) =>
        step.kind === 'createCredential' ? [[step.credentialId.split('/')[8]!, step.subject]] : [],
      );
    const plannedWith = (changes: readonly Change[], count: number): Plan => {
      const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource, ...places];
      return planChanges(changes, worldFacts({ resources, credentials: taken(count)! }));
    };

    const cases = [18, 19, 20].flatMap((there) => [1, 2, 3].map((more) => [there, more] as const));
    it.each(cases)(
      '%i, takes %i more if that is at most 20, and is refused as a whole if not (G-22)',
      (there, more) => {
        const change = { ...prepared, accounts: named(more) };
        if (there + more > 20) {
          expect(() => plannedWith([change], there)).toThrow(
            `id-gateway has ${there} of 20 federated credentials, so there is no room for ${more} more.`,
          );
          return;
        }
        expect(added(plannedWith([change], there))).toEqual(
          named(more).map(({ namespace }) => ['id-gateway', `system:serviceaccount:${namespace}:a`]),
        );
      },
    );

    it.each([
      [17, true],
      [18, true],
      [19, false],
    ])('%i, takes one more by each of two preparations of a plan: %s (G-22)', (there, fits) => {
      const both = (): Plan =>
        plannedWith(
          [
            { ...prepared, accounts: named(1) },
            { ...prepared, accounts: named(1, 'm') },
          ],
          there,
        );
      if (fits) expect(added(both())).toHaveLength(2);
      else
        expect(both).toThrow(
          'id-gateway has 19 of 20 federated credentials and gets 1 more earlier in this plan, so there is no room for 1 more. Use another identity, or a new one: ',
        );
    });

    it('20, takes one more where the plan removes one before (G-22)', () => {
      const credentialId = `${identityId('id-gateway')}/federatedIdentityCredentials/x0`;
      const changes: readonly Change[] = [
        { kind: 'deleteCredential', credentialId },
        { ...prepared, accounts: named(1) },
      ];
      expect(added(plannedWith(changes, 20))).toHaveLength(1);
    });
  });

  it('warns of the limit without the advice to bind, which Gateways may not take, and connections with it (G-06)', () => {
    const accounts = Array.from({ length: 20 }, (_unused, n) => ({ namespace: 'shop', serviceAccount: `a${n}` }));
    const connections = accounts.map((account): Change => ({
      ...{ kind: 'createCredential', clusterId, identityId: identityId('id-gateway') },
      ...account,
    }));
    const told = (made: Plan): readonly string[] =>
      made.warnings.flatMap(({ text, finding }) =>
        finding?.code === 'federatedCredentialLimit' ? [textOf(text)] : [],
      );
    expect(told(plan({ ...prepared, accounts }, gatewayOn))).toEqual([
      'After this change, there is a new finding, "At or near the limit of federated credentials": id-gateway has 20 of 20.',
    ]);
    const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource];
    expect(told(planChanges(connections, worldFacts({ resources })))).toEqual([expect.stringContaining('binding')]);
  });

  it('offers no binding where two preparations are too many for an identity (G-04)', () => {
    const accounts = (namespace: string): ChangeOf<'prepareGateway'>['accounts'] =>
      Array.from({ length: 15 }, (_unused, n) => ({ namespace, serviceAccount: `a${n}` }));
    const changes = ['shop', 'pay'].map((name) => ({ ...prepared, accounts: accounts(name) }));
    const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource, ...places];
    expect(() => planChanges(changes, worldFacts({ resources }))).toThrow(
      /^id-gateway has 0 of 20 .* and gets 15 more earlier in this plan, so there is no room for 15 more\. Use another identity, or a new one: it is made once for each 20 accounts\.$/,
    );
  });

  it.each<[string, string, readonly Change[], number, string]>([
    [
      'that is made once for two preparations',
      'id-new',
      ['shop', 'pay'].map(fifteen('id-new')),
      0,
      'id-new has 0 of 20 federated credentials and gets 15 more earlier in this plan',
    ],
    [
      'that is there already',
      'id-gateway',
      ['shop'].map(fifteen('id-gateway')),
      15,
      'id-gateway has 15 of 20 federated credentials',
    ],
  ])(
    'refuses more than a new identity has room for, with the numbers: one %s (G-22)',
    (_what, _name, changes, there, says) => {
      const credentials = Array.from({ length: there }, (_unused, n) => {
        const { identityId: __, ...each } = credential({ name: `x${n}`, subject: `s${n}` });
        return each;
      });
      const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource, ...places];
      expect(() => planChanges(changes, worldFacts({ resources, credentials }))).toThrow(
        `${says}, so there is no room for 15 more. Use another identity`,
      );
    },
  );

  it('counts an account that two preparations of one identity have once (G-22)', () => {
    const resources = [cluster(systemAssigned, gatewayOn), gateway, groupResource, ...places];
    const fifteenOnce = fifteen('id-new')('shop');
    const made = planChanges([fifteenOnce, fifteenOnce], worldFacts({ resources }));
    expect(kindsOf(made).filter((kind) => kind === 'createCredential')).toHaveLength(15);
  });

  it('leaves a vault with access policies as unknown, with the policy to set, and assigns no role there (G-04)', () => {
    const policies: JsonObject = { id: `${vault}-old`, name: 'kv-shop-old', properties: { accessPolicies: [] } };
    const made = plan({ ...prepared, zones: [], vaults: [`${vault}-old`] }, gatewayOn, { resources: [policies] });
    expect(kindsOf(made)).toEqual(['createCredential']);
    const check = made.checks.find(({ id }) => id === 'accessPolicy')!;
    expect([check.verdict, textOf(check.detail)]).toEqual([
      'unknown',
      expect.stringContaining(
        `az keyvault set-policy --name kv-shop-old --object-id ${guid(10)} --secret-permissions get`,
      ),
    ]);
  });

  it.each([
    ['get', ['Get', 'list'], 'pass', 'one lets it read secrets'],
    ['others, which the command keeps', ['list', 'set'], 'unknown', `${guid(10)} --secret-permissions get list set`],
  ])('knows what the access policy of a vault has: %s (G-04)', (_has, secrets, verdict, said) => {
    const accessPolicies = [{ objectId: guid(10), permissions: { secrets } }];
    const policies: JsonObject = { id: `${vault}-old`, name: 'kv-shop-old', properties: { accessPolicies } };
    const made = plan({ ...prepared, zones: [], vaults: [`${vault}-old`] }, gatewayOn, { resources: [policies] });
    const check = made.checks.find(({ id }) => id === 'accessPolicy')!;
    expect([check.verdict, textOf(check.detail)]).toEqual([verdict, expect.stringContaining(said)]);
  });

  it('lets the Istio add-on serve Gateways where it is on, and does not turn on the other (G-04)', () => {
    const mesh = { ...ready, serviceMeshProfile: { mode: 'Istio' }, ...nginxOn };
    const made = plan({ ...prepared, vaults: [] }, mesh);
    expect(valuesOf(made)).toEqual([{ 'properties.ingressProfile.gatewayAPI.installation': 'Standard' }]);
    expect(made.checks.find(({ id }) => id === 'istioAddon')?.verdict).toBe('pass');
  });

  it.each([
    ['a service principal', { ...prepared }, undefined, 'managedIdentity', 'fail'],
    ['definitions that may be inside', prepared, systemAssigned, 'ownDefinitions', 'unknown'],
  ] as const)('checks for %s (G-04)', (_name, change, identityJson, id, verdict) => {
    const resources = [cluster(identityJson, nginxOn), gateway, ...places];
    const { checks } = planChanges([change], worldFacts({ resources }));
    expect(checks.find((check) => check.id === id)?.verdict).toBe(verdict);
  });

  it('says that NGINX goes on, that each Gateway has its own address, and that the issuer stays (G-05)', () => {
    expect(plan(prepared, nginxOn).warnings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['nginxGoesOn', 'ownAddress', 'issuerStays']),
    );
    const ids = plan(prepared, gatewayOn).warnings.map(({ id }) => id);
    expect(ids).toContain('ownAddress');
    expect(ids).not.toContain('nginxGoesOn');
    expect(ids).not.toContain('issuerStays');
  });

  it('lists what is left to do by hand in the order of the migration (G-07)', () => {
    expect(plan(prepared, nginxOn).nextSteps?.map(({ kind }) => kind)).toEqual([
      'gatewayObjects',
      'translateIngresses',
      'probeGateways',
      'cutOver',
      'nginxOff',
      'routingRolesOff',
      'rolesTakeTime',
      'credentialsTakeTime',
    ]);
    expect(plan(prepared, gatewayOn).nextSteps?.[1]?.kind).not.toBe('translateIngresses');
  });

  it.each([
    [prepared, 'service accounts and DNS objects. Give each listener its options.'],
    [{ ...prepared, zones: [] }, 'service accounts. Give each listener its options.'],
    [{ ...prepared, vaults: [] }, 'service accounts and DNS objects.'],
    [{ ...prepared, zones: [], vaults: [] }, 'service accounts.'],
  ])('names as next step only objects that the YAML has: %#, the %s (G-07)', (change, objects) => {
    expect(textOf(plan(change, gatewayOn).next[0]!)).toBe(`Apply the YAML of the ${objects}`);
  });

  it.each([
    [{ ...prepared, newIdentity }, 'Name either an identity that exists'],
    [unnamed, 'Name either an identity that exists'],
    [{ ...prepared, accounts: [] }, 'Name at least one service account'],
    [{ ...prepared, zones: [vault] }, 'is not the resource ID of a DNS zone'],
    [{ ...prepared, vaults: [zone] }, 'is not the resource ID of a key vault'],
  ])('refuses what it could not be meant for: %#', (change, reason) => {
    expect(() => plan(change, gatewayOn)).toThrow(reason);
  });

  it('fails for a zone whose subscription is in another directory (G-04)', () => {
    const elsewhere = '99999999-1111-4111-8111-999999999999';
    const far = `/subscriptions/${elsewhere}/resourceGroups/rg/providers/Microsoft.Network/dnsZones/far.example`;
    const facts = worldFacts({
      resources: [cluster(systemAssigned, gatewayOn), gateway, { id: far, name: 'far.example' }],
    });
    const get = (read: Read): unknown =>
      read.kind === 'subscription'
        ? found({ id: read.id, name: read.id, tenantId: read.id === elsewhere ? guid(2) : guid(1) })
        : facts.get(read);
    const { checks } = planChanges([{ ...prepared, zones: [far], vaults: [] }], { ...facts, get: get as Facts['get'] });
    expect(checks.find(({ id }) => id === 'sameDirectory')?.verdict).toBe('fail');
  });

  it('goes on with the same steps after the cluster has been written (G-03)', () => {
    const before = plan(prepared, nginxOn);
    const resources = [cluster(systemAssigned, { ...gatewayOn }), gateway, groupResource, ...places];
    const again = planChanges([prepared], worldFacts({ resources }), contextDone(before, 2));
    expect(again.steps.map(({ id }) => id)).toEqual(before.steps.map(({ id }) => id));
  });
});
