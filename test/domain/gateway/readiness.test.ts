import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import { checkedCluster } from '../../../src/domain/checked/checkedCluster.ts';
import { clusterOf, policiesOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import type { Readiness } from '../../../src/domain/gateway/readiness.ts';
import { routingOf, servesGateways } from '../../../src/domain/gateway/routing.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { pageColumns } from '../../../src/domain/report/columns.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { drawn, fc } from '../../support/property.ts';
import { audiences, goneIssuer, issuer, ready } from '../../support/domain/workloadFixture.ts';
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
} from '../../support/domain/worldFacts.ts';

const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
/** A second zone of the same group. */
const otherZone = `${group}/providers/Microsoft.Network/dnsZones/pay.example`;
const privateZone = `${group}/providers/Microsoft.Network/privateDnsZones/in.example`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const ownRole: Readonly<Record<string, string>> = {
  [zone]: 'DNS Zone Contributor',
  [otherZone]: 'DNS Zone Contributor',
  [privateZone]: 'Private DNS Zone Contributor',
  [vault]: 'Key Vault Secrets User',
};
const addonPrincipal = guid(30);
const addonIdentity = {
  resourceId: identityId('webapprouting-shop-weu'),
  objectId: addonPrincipal,
  clientId: guid(31),
};
const names = ['id-a', 'id-b'];

/** What an identity may have of trust for an account of the cluster, and of roles at a place. */
const trusts = ['none', 'exact', 'elsewhere', 'otherAudience', 'expression'] as const;
const grants = [
  ...(['none', 'own', 'ofFirst', 'ofOthers', 'wide', 'reads'] as const),
  ...(['conditional', 'managementGroup', 'throughGroup'] as const),
] as const;
/** The roles, above all places, that the add-on's identity may have. */
const rolesAbove = ['DNS Zone Contributor', 'Contributor', 'Key Vault Secrets User', 'Reader'] as const;
const managementGroup = '/providers/Microsoft.Management/managementGroups/mg-all';
const scopesAbove = [group, `/subscriptions/${sub}`, managementGroup] as const;
type Trust = (typeof trusts)[number];
type Grant = (typeof grants)[number];

interface Drawn {
  readonly switches: Readonly<
    Record<'mesh' | 'definitions' | 'ownIstio' | 'operator' | 'issuer' | 'workloadIdentity' | 'provider', boolean>
  >;
  readonly isManaged: boolean;
  readonly controller: 'None' | 'AnnotationControlled';
  readonly places: readonly string[];
  /** The zones that somebody deleted although settings and roles still name them. */
  readonly gone: readonly string[];
  /** False if the vault uses access policies: then the add-on has one, and only they count for identities. */
  readonly vaultUsesRoles: boolean;
  readonly above?: { readonly role: (typeof rolesAbove)[number]; readonly scope: string } | undefined;
  readonly identities: readonly { readonly trust: Trust; readonly grant: Grant; readonly hasPolicy: boolean }[];
}

/** Mostly on, so that worlds in which little is missing are common. */
const often = fc.integer({ min: 0, max: 9 }).map((n) => n > 0);

const anyCluster: fc.Arbitrary<Drawn> = fc.record({
  switches: fc.record({
    ...{ mesh: fc.boolean(), ownIstio: fc.boolean(), definitions: often, operator: often },
    ...{ issuer: often, workloadIdentity: often, provider: often },
  }),
  isManaged: often,
  controller: fc.constantFrom('None', 'AnnotationControlled'),
  places: fc.subarray([zone, otherZone, privateZone, vault]),
  gone: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.subarray([zone, privateZone]) }),
  vaultUsesRoles: fc.boolean(),
  above: fc.option(fc.record({ role: fc.constantFrom(...rolesAbove), scope: fc.constantFrom(...scopesAbove) }), {
    ...{ nil: undefined, freq: 1 },
  }),
  identities: fc.array(
    fc.record({ trust: fc.constantFrom(...trusts), grant: fc.constantFrom(...grants), hasPolicy: fc.boolean() }),
    { minLength: 2, maxLength: 2 },
  ),
});

function clusterOfDrawn({ switches, isManaged, controller, places }: Drawn): JsonObject {
  const { mesh, ownIstio, definitions, operator, provider } = switches;
  return cluster(isManaged ? systemAssigned : undefined, {
    ...(switches.issuer ? { oidcIssuerProfile: ready['oidcIssuerProfile'] } : {}),
    ...(switches.workloadIdentity ? { securityProfile: ready['securityProfile'] } : {}),
    ...(mesh ? { serviceMeshProfile: { mode: 'Istio' } } : {}),
    addonProfiles: { azureKeyvaultSecretsProvider: { enabled: provider } },
    ingressProfile: {
      ...(definitions ? { gatewayAPI: { installation: 'Standard' } } : {}),
      webAppRouting: {
        enabled: operator,
        nginx: { defaultIngressControllerType: controller },
        identity: addonIdentity,
        dnsZoneResourceIds: places.filter((id) => id !== vault),
        // AKS has only one of the two.
        gatewayAPIImplementations: { appRoutingIstio: { mode: ownIstio && !mesh ? 'Enabled' : 'Disabled' } },
      },
    },
  });
}

const wideRoles = ['Contributor', 'Key Vault Secrets User'];
const groupOfMember = (principalId: string): string => guid(Number(principalId.slice(-4)) + 40);

function assignmentsOf(grant: Grant, places: readonly string[], principalId: string): readonly RoleAssignment[] {
  switch (grant) {
    case 'none':
      return [];
    case 'own':
      return places.map((id) => assigned(ownRole[id]!, id, principalId));
    case 'ofFirst':
      return places.slice(0, 1).map((id) => assigned(ownRole[id]!, id, principalId));
    case 'ofOthers':
      return places.slice(1).map((id) => assigned(ownRole[id]!, id, principalId));
    case 'wide':
      return wideRoles.map((name) => assigned(name, group, principalId));
    case 'managementGroup':
      return wideRoles.map((name) => assigned(name, managementGroup, principalId));
    case 'throughGroup':
      return places.map((id) => ({
        ...assigned(ownRole[id]!, id, groupOfMember(principalId)),
        principalType: 'Group',
      }));
    case 'reads':
      return places.map((id) => assigned('Reader', id, principalId));
    case 'conditional':
      return places.map((id) => ({
        ...assigned(ownRole[id]!, id, principalId),
        condition: "((@Resource[name] StringEquals 'www'))",
      }));
  }
}

function credentialOf(trust: Trust, name: string): readonly NonNullable<World['credentials']>[number][] {
  const exact = { ...{ issuer, audiences, name: `c-${name}` }, subject: 'system:serviceaccount:shop:cart' };
  const of = { ...exact, identityId: identityId(name) as ArmId };
  switch (trust) {
    case 'none':
      return [];
    case 'exact':
      return [of];
    case 'elsewhere':
      return [{ ...of, issuer: goneIssuer }];
    case 'otherAudience':
      return [{ ...of, audiences: ['api://other'] }];
    case 'expression':
      return [{ ...of, subject: '', expression: "claims['sub'] matches 'system:serviceaccount:shop:*'" }];
  }
}

function policiesOfDrawn({ places, identities, vaultUsesRoles }: Drawn): JsonObject[] {
  if (vaultUsesRoles || !places.includes(vault)) return [];
  const holders = identities.flatMap(({ hasPolicy }, n) => (hasPolicy ? [guid(10 + n)] : []));
  return [addonPrincipal, ...holders].map((objectId) => ({ objectId, permissions: { secrets: ['get'] } }));
}

function worldOf(all: Drawn): World {
  const { above, vaultUsesRoles } = all;
  const accessPolicies = policiesOfDrawn(all);
  const vaultJson = {
    id: vault,
    name: 'kv-shop',
    properties: { enableRbacAuthorization: vaultUsesRoles, accessPolicies },
  };
  return {
    resources: [
      ...[clusterOfDrawn(all), groupResource, ...[...names, 'id-free'].map((name, n) => identity(name, guid(10 + n)))],
      ...[zone, otherZone, privateZone].filter((id) => !all.gone.includes(id)).map((id) => ({ id, name: 'z' })),
      vaultJson,
    ],
    policies: policiesOf(vaultJson),
    above: [managementGroup],
    members: Object.fromEntries(names.map((_, n) => [groupOfMember(guid(10 + n)), [guid(10 + n)]])),
    assignments: [
      ...(above === undefined ? [] : [assigned(above.role, above.scope, addonPrincipal)]),
      ...(all.places.includes(vault) && vaultUsesRoles
        ? [assigned('Key Vault Certificate User', vault, addonPrincipal)]
        : []),
      ...all.identities.flatMap(({ grant }, n) => assignmentsOf(grant, all.places, guid(10 + n))),
    ],
    credentials: all.identities.flatMap(({ trust }, n) => credentialOf(trust, names[n]!)),
  };
}

const facts = (all: Drawn, forbidden: readonly Read['kind'][] = []) => worldFacts({ ...worldOf(all), forbidden });

function readinessIn(all: Drawn, forbidden: readonly Read['kind'][] = []): Readiness | undefined {
  return checkedCluster(clusterOf(clusterOfDrawn(all)), facts(all, forbidden)).gateways;
}

/** The plan for one account and one place, or for no place; `undefined` if it is refused. */
function planFor(all: Drawn, name: string, place?: string): Plan | undefined {
  const places = place === undefined ? {} : place === vault ? { vaults: [place] } : { zones: [place] };
  const accounts = [{ namespace: 'shop', serviceAccount: 'cart' }];
  const change = { kind: 'prepareGateway', clusterId, identityId: identityId(name), ...places, accounts } as const;
  try {
    return planChanges([change], facts(all));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Whether a preparation for what the cluster has leaves nothing to do in Azure: for each place, that of one of its identities. */
function plansLeaveNothing(all: Drawn): boolean {
  const isDone = (name: string, place: string): boolean => {
    const { steps, checks } = planFor(all, name, place) ?? {};
    return steps?.length === 0 && checks?.every(({ verdict }) => verdict === 'pass') === true;
  };
  const ofCluster = planFor(all, 'id-free');
  return (
    ofCluster?.steps.every(({ kind }) => kind !== 'putCluster') === true &&
    ofCluster.checks.every(({ verdict }) => verdict !== 'fail') &&
    all.places.every((place) => names.some((name) => isDone(name, place)))
  );
}

/** Whether a zone is gone, some place has no identity that even perhaps may be used for it, or a setting is missing. */
function surelyLacks({ switches, isManaged, places, gone, identities, vaultUsesRoles }: Drawn): boolean {
  const { definitions, operator, workloadIdentity, provider } = switches;
  const isSet = [definitions, operator, switches.issuer, workloadIdentity, isManaged];
  if (isSet.includes(false) || (places.includes(vault) && !provider)) return true;
  if (gone.some((id) => places.includes(id))) return true;
  const acting = identities.filter(({ trust }) => trust === 'exact' || trust === 'expression');
  const isSomewhere = (grant: Grant, place: string): boolean =>
    grant === 'ofFirst' ? place === places[0] : grant === 'ofOthers' ? place !== places[0] : grant !== 'none';
  // Who is in a group is not read, nor of whom a policy is: both may be those of an identity that acts.
  const byRoles = (place: string): boolean =>
    identities.some(({ grant }) => grant === 'throughGroup') ||
    acting.some(({ grant }) => grant !== 'reads' && isSomewhere(grant, place));
  const byPolicies = identities.some(({ hasPolicy }) => hasPolicy);
  return places.some(
    (place) => acting.length === 0 || !(place === vault && !vaultUsesRoles ? byPolicies : byRoles(place)),
  );
}

/** A cluster with all settings and two zones of one group, each held by an identity of its own. */
const eachItsZone: Drawn = {
  switches: {
    ...{ mesh: false, definitions: true, ownIstio: true, operator: true },
    ...{ issuer: true, workloadIdentity: true, provider: true },
  },
  ...{ isManaged: true, controller: 'None', places: [zone, otherZone], gone: [], vaultUsesRoles: true },
  identities: (['ofFirst', 'ofOthers'] as const).map((grant) => ({ trust: 'exact', grant, hasPolicy: false })),
};
/** The same with a zone that is gone, and a role on the group for each identity. */
const withoutItsZone: Drawn = {
  ...eachItsZone,
  gone: [zone],
  identities: eachItsZone.identities.map((each) => ({ ...each, grant: 'wide' })),
};

const serves = (all: Drawn): boolean => servesGateways(routingOf(clusterOf(clusterOfDrawn(all))));

describe('whether Gateways have what they need', () => {
  const serving = anyCluster.filter(serves);

  it('is "ready" exactly where a preparation for what is there leaves nothing to do in Azure (G-03, G-11)', () => {
    const seen = new Set<unknown>();
    fc.assert(
      fc.property(serving, (all) => {
        const told = readinessIn(all);
        seen.add(`${all.places.length > 0} ${told}`);
        expect(told === 'ready').toBe(plansLeaveNothing(all));
        expect(told === 'notReady').toBe(surelyLacks(all));
      }),
      { numRuns: drawn(300), examples: [[eachItsZone], [withoutItsZone]] },
    );
    expect([...seen].sort()).toEqual(['false notReady', 'false ready', 'true notReady', 'true ready', 'true unknown']);
  });

  it('is told alike in reports, and what is not ready has a finding that says why (G-11)', () => {
    const endOf = {
      ready: /^(both|.*GatewayReady|gatewayReady)$/,
      notReady: /atewayNotReady$/,
      unknown: /atewayUnknown$/,
    };
    fc.assert(
      fc.property(anyCluster, (all) => {
        const model = clusterOf(clusterOfDrawn(all));
        const checked = checkedCluster(model, facts(all));
        const codes = checked.findings.map(({ code }) => code).filter((code) => code.startsWith('gateway'));
        const told = pageColumns.ingress.json?.({ cluster: model, ...checked });
        if (serves(all)) expect(told).toMatch(endOf[checked.gateways!]);
        else expect(told).toMatch(/^(none|nginx|nginxUnknown)$/);
        expect(codes).toHaveLength(serves(all) && checked.gateways === 'notReady' ? 1 : 0);
        if (serves(all) && checked.gateways === 'unknown')
          expect(checked.unknownFindings.get('gatewayNotReady')).toBeDefined();
      }),
      { numRuns: drawn(300) },
    );
  });

  it('is what it is, or unknown, where something could not be read (G-11)', () => {
    const reads = [
      ...(['assignmentsOfAll', 'assignmentsAt', 'credentials', 'identities', 'bindings', 'role'] as const),
      ...(['clusters', 'vaultPolicies', 'resource'] as const),
    ] as const;
    fc.assert(
      fc.property(serving, fc.subarray([...reads], { minLength: 1 }), (all, forbidden) => {
        expect([readinessIn(all), 'unknown']).toContain(readinessIn(all, forbidden));
      }),
      { numRuns: drawn(300) },
    );
  });

  it('is "ready" where each of two zones of one group has an identity of its own, and not where one is gone (G-11)', () => {
    const told = (all: Drawn) => {
      const { gateways, findings } = checkedCluster(clusterOf(clusterOfDrawn(all)), facts(all));
      return [gateways, ...findings.filter(({ code }) => code === 'gatewayNotReady').map(({ text }) => textOf(text))];
    };
    expect(told(eachItsZone)).toEqual(['ready']);
    expect(told(withoutItsZone)).toEqual([
      'notReady',
      'shop-weu serves Gateways of class approuting-istio, but its settings name DNS zone shop.example, which Azure does not have, so nothing can write records there.',
    ]);
    expect(told({ ...withoutItsZone, switches: { ...withoutItsZone.switches, workloadIdentity: false } })).toEqual([
      'notReady',
      'shop-weu serves Gateways of class approuting-istio, but lacks workload identity, which certificates from key vaults and DNS records for them need. Its settings name DNS zone shop.example, which Azure does not have, so nothing can write records there.',
    ]);
  });

  it('is unknown in the row of a cluster that was not checked (G-11)', () => {
    fc.assert(
      fc.property(serving, (all) => {
        const told = pageColumns.ingress.of({ cluster: clusterOf(clusterOfDrawn(all)), findings: [] });
        expect(told).toMatch(/Gateway unknown$/);
      }),
    );
  });
});
