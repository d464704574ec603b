import { describe, expect, it } from 'vitest';
import { role, type RoleName } from '../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { checkedCluster } from '../../../src/domain/checked/checkedCluster.ts';
import type { Facts } from '../../../src/domain/cluster/facts.ts';
import type { Cluster, RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import { wordOf } from '../../../src/domain/identityMap/problemWords.ts';
import { topicOf, type Finding } from '../../../src/domain/findings/finding.ts';
import { mappingOf } from '../../../src/domain/gateway/mapping.ts';
import { daysWithoutPatches, ingressNames, ingressOf } from '../../../src/domain/gateway/progress.ts';
import { routingFacts } from '../../../src/domain/gateway/routingWords.ts';
import { pageColumns } from '../../../src/domain/report/columns.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { gatewayRouting } from '../../support/domain/cases/gatewayFindingCases.ts';
import {
  assignment,
  azure,
  cluster,
  group,
  identityId,
  otherPrincipal,
  vaultId,
} from '../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../support/domain/factsOf.ts';
import { credential, ready } from '../../support/domain/workloadFixture.ts';

const zones = `${group}/providers/Microsoft.Network/dnsZones`;
const privateZones = `${group}/providers/Microsoft.Network/privateDnsZones`;
const addonPrincipal = 'dddddddd-0000-4000-8000-000000000004';
const addonIdentity = {
  resourceId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/webapprouting-shop`,
  objectId: addonPrincipal,
  clientId: 'dddddddd-0000-4000-8000-000000000005',
};
const gatewayIdentity = identityId('id-gateway');

const partsOf = (properties: JsonObject): readonly string[] =>
  routingFacts(cluster(properties)).map(({ label, value }) => `${textOf(label)}: ${textOf(value)}`);

describe('application routing in words', () => {
  const mesh = { serviceMeshProfile: { mode: 'Istio' } };
  const off = { gatewayAPIImplementations: { appRoutingIstio: { mode: 'Disabled' } } };
  const nginx = { nginx: { defaultIngressControllerType: 'External' } };
  const noOperator = 'Operator: Off: nothing manages certificates and DNS records.';
  const operator = 'Operator: On: it manages certificates and DNS records.';

  it.each([
    ['nothing of it', {}, []],
    [
      'NGINX alone, by default',
      { ingressProfile: { webAppRouting: { enabled: true } } },
      ['NGINX: On (AnnotationControlled)', 'Gateway API: Off', operator],
    ],
    [
      'everything off',
      { ingressProfile: { webAppRouting: { enabled: false } } },
      ['NGINX: Off', 'Gateway API: Off', noOperator],
    ],
    [
      'both halves',
      gatewayRouting(nginx),
      [
        'NGINX: On (External)',
        "Gateway API: CRDs of AKS; served by application routing's Istio (class approuting-istio)",
        operator,
      ],
    ],
    [
      'its own Istio without definitions of AKS',
      gatewayRouting({}, { gatewayAPI: { installation: 'Disabled' } }),
      [
        'NGINX: No default controller (None). Whether another one, or the old one, still serves can be seen only in the cluster.',
        "Gateway API: No CRDs of AKS; application routing's Istio (class approuting-istio) is on",
        operator,
      ],
    ],
    [
      'the Istio add-on, without the operator',
      { ...mesh, ...gatewayRouting({ ...off, enabled: false }) },
      ['NGINX: Off', 'Gateway API: CRDs of AKS; served by the Istio add-on (class istio)', noOperator],
    ],
    [
      'definitions that nothing of AKS serves',
      { ingressProfile: { gatewayAPI: { installation: 'Standard' } } },
      ['NGINX: Off', 'Gateway API: CRDs of AKS; nothing of AKS serves Gateways', noOperator],
    ],
  ])('says each part with %s (G-01)', (_, properties, told) => {
    expect(partsOf(properties)).toEqual(told);
  });
});

const held = (roleName: RoleName, scope: string): RoleAssignment => assignment(roleName, scope, addonPrincipal);
const certificateUser = { name: 'Key Vault Certificate User', id: 'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba' };
const ofAddon = (...assignments: readonly RoleAssignment[]): Entry => [
  { kind: 'assignmentsEverywhere', principalId: addonPrincipal },
  found(assignments),
];

describe('the zones and vaults of a cluster', () => {
  const policies = (isIdle?: true): Entry => [
    { kind: 'vaultPolicies', principalId: addonPrincipal },
    found([
      {
        vaultId: `${vaultId}-old` as ArmId,
        tenantId: 't',
        objectId: addonPrincipal,
        permissions: { secrets: ['get'] },
        ...(isIdle ? { isIdle } : {}),
      },
    ]),
  ];
  const routed = cluster(gatewayRouting({ dnsZoneResourceIds: [`${zones}/a.example`], identity: addonIdentity }));

  it('are those of its settings, and those where the identity of the add-on has a role or a policy (G-02)', () => {
    const facts = azure(
      [],
      [
        ofAddon(
          held(role.dnsZoneContributor, `${zones}/A.example`),
          held(role.privateDnsZoneContributor, `${privateZones}/in.example`),
          held(certificateUser, vaultId),
          held(role.reader, `${zones}/only-read.example`),
          held(role.dnsZoneContributor, group),
        ),
        policies(),
      ],
    );
    const { places, unknown } = mappingOf(routed, facts);
    expect(unknown).toEqual([]);
    expect(places).toEqual([
      {
        id: `${zones}/a.example`,
        kind: 'zone',
        sources: [{ kind: 'setting' }, { kind: 'role', role: 'DNS Zone Contributor' }],
      },
      {
        id: `${privateZones}/in.example`,
        kind: 'privateZone',
        sources: [{ kind: 'role', role: 'Private DNS Zone Contributor' }],
      },
      { id: vaultId, kind: 'vault', sources: [{ kind: 'role', role: 'Key Vault Certificate User' }] },
      { id: `${vaultId}-old`, kind: 'vault', sources: [{ kind: 'policy' }] },
    ]);
  });

  const [above] = group.split('/resourceGroups');
  it.each([
    ['DNS Zone Contributor on rg-shop', role.dnsZoneContributor, group, 'DNS zones'],
    ['Contributor on the subscription', role.contributor, above!, 'DNS zones and private DNS zones'],
    [
      'Key Vault Secrets User on a management group',
      role.keyVaultSecretsUser,
      '/providers/Microsoft.Management/managementGroups/mg-all',
      'key vaults',
    ],
    ['Reader on rg-shop', role.reader, group, undefined],
    [
      'a role on something else',
      role.contributor,
      `${group}/providers/Microsoft.Network/virtualNetworks/vnet`,
      undefined,
    ],
  ])('are perhaps more where the identity of the add-on has %s (G-02)', (_, roleName, scope, told) => {
    const bare = cluster(gatewayRouting({ identity: addonIdentity }));
    const { places, unknown } = mappingOf(bare, azure([], [ofAddon(held(roleName, scope))]));
    expect(places).toEqual([]);
    const reasons = unknown.map(({ reason }) => textOf(reason));
    expect(reasons).toEqual(told === undefined ? [] : [expect.stringContaining(`it may work with all ${told} there`)]);
  });

  it('leave out policies without effect, and say what could not be read (G-02)', () => {
    const idle = azure([], [ofAddon(), policies(true)]);
    expect(mappingOf(routed, idle).places.map(({ id }) => id)).toEqual([`${zones}/a.example`]);
    const unread = azure(
      [],
      [[{ kind: 'assignmentsEverywhere', principalId: addonPrincipal }, unreadable()], policies()],
    );
    expect(mappingOf(routed, unread).unknown).toHaveLength(1);
  });
});

/** A cluster whose account shop/cart may act as id-gateway, which has these roles. */
function factsWith(model: Cluster, assignments: readonly RoleAssignment[], more: readonly Entry[] = []): Facts {
  return azure(
    [],
    [
      [{ kind: 'credentials' }, found({ all: [credential({ identityId: gatewayIdentity })], unknown: [] })],
      [{ kind: 'identities' }, found([{ id: gatewayIdentity, name: 'id-gateway', principalId: otherPrincipal }])],
      [{ kind: 'assignmentsOfAll', principalIds: [otherPrincipal] }, found(assignments)],
      [{ kind: 'clusters' }, found([model])],
      ...more,
    ],
  );
}

/** What is found about Gateway API in such a cluster. */
function foundAbout(model: Cluster, assignments: readonly RoleAssignment[]): readonly Finding[] {
  return findingsOf(model, factsWith(model, assignments)).filter(({ code }) => code.startsWith('gateway'));
}

describe('Gateway API that is not ready', () => {
  const zone = `${zones}/a.example`;
  const gateway = { ...ready, ...gatewayRouting({ dnsZoneResourceIds: [zone] }) };
  const gives = (roleName: RoleName, scope = zone): RoleAssignment => assignment(roleName, scope, otherPrincipal);
  const lacking = (model: Cluster, ...assignments: readonly RoleAssignment[]): readonly string[] =>
    foundAbout(model, assignments).map(({ brief }) => textOf(brief!));

  const conditionOnRecords =
    "((!(ActionMatches{'Microsoft.Network/dnsZones/A/write'})) OR (@Resource[name] StringEquals 'www'))";
  const ownRole = { name: 'Mine', id: '99999999-0000-4000-8000-000000000009' };

  it.each([
    ['no role', [], ['lacks an identity for a.example']],
    ['the role at the zone', [gives(role.dnsZoneContributor)], []],
    ['a wider role above it', [gives(role.contributor, group)], []],
    ['a role that only reads', [gives(role.reader)], ['lacks an identity for a.example']],
    ['a role that cannot be read, of which that is not known', [gives(ownRole)], []],
  ])('is judged by what a trusted identity has: %s (G-01)', (_, assignments, told) => {
    expect(lacking(cluster(gateway), ...assignments)).toEqual(told);
  });

  it.each([
    ['a role that cannot be read', gives(ownRole), 'nginxUnknownGatewayUnknown', 'a role that has a condition'],
    [
      'a role with a condition on what is used',
      { ...gives(role.dnsZoneContributor), condition: conditionOnRecords },
      'nginxUnknownGatewayUnknown',
      'work with a.example',
    ],
    ['the role itself', gives(role.dnsZoneContributor), 'nginxUnknownGatewayReady', undefined],
  ])('is unknown in reports, with its reason, where all there is is %s (G-11)', (_, given, state, told) => {
    const model = cluster(gateway);
    const checked = checkedCluster(model, factsWith(model, [given]));
    const row = { cluster: model, ...checked };
    expect(pageColumns.ingress.json?.(row)).toBe(state);
    const reason = checked.unknownFindings.get('gatewayNotReady')?.reason;
    expect(reason && textOf(reason)).toEqual(told === undefined ? undefined : expect.stringContaining(told));
  });

  it('stays what it is in reports that leave the finding out (G-11)', () => {
    const model = cluster(gatewayRouting({}, { gatewayAPI: null }));
    const checked = checkedCluster(model, factsWith(model, []));
    expect(checked.findings.map(({ code }) => code)).toContain('gatewayNotReady');
    const row = { cluster: model, ...checked, findings: [] };
    expect(pageColumns.ingress.json?.(row)).toBe('nginxUnknownGatewayNotReady');
  });

  it('names every switch that is off, also with the Istio add-on (G-01)', () => {
    const bare = gatewayRouting({}, { gatewayAPI: null });
    expect(lacking(cluster(bare))).toEqual([
      'lacks the Gateway API CRDs of AKS, the OIDC issuer, and workload identity',
    ]);
    const off = { gatewayAPIImplementations: null };
    expect(lacking(cluster({ serviceMeshProfile: { mode: 'Istio' }, ...gatewayRouting(off) }))).toEqual([
      'lacks the OIDC issuer and workload identity',
    ]);
  });

  it('is no finding where Gateways are not served, as with the Istio add-on alone (G-01)', () => {
    const mesh = { serviceMeshProfile: { mode: 'Istio' } };
    const routing = { webAppRouting: { enabled: true, nginx: { defaultIngressControllerType: 'None' } } };
    expect(foundAbout(cluster({ ...mesh, ingressProfile: routing }), [])).toEqual([]);
  });
});

describe('the way to Gateway API', () => {
  const oldRouting = (enabled: boolean) => ({ addonProfiles: { httpApplicationRouting: { enabled } } });
  const nginx = { nginx: { defaultIngressControllerType: 'AnnotationControlled' } };
  const off = { gatewayAPIImplementations: null };

  it.each([
    ['None', {}, 'ready'],
    ['NGINX', gatewayRouting({ ...nginx, ...off }), 'ready'],
    ['NGINX', oldRouting(true), 'unknown'],
    ['None', oldRouting(false), 'ready'],
    ['NGINX, Gateway ready', gatewayRouting(nginx), 'ready'],
    ['NGINX, Gateway not ready', gatewayRouting(nginx), 'notReady'],
    ['NGINX, Gateway unknown', gatewayRouting(nginx), 'unknown'],
    ['NGINX unknown', gatewayRouting(off), 'ready'],
    ['NGINX unknown, Gateway ready', gatewayRouting(), 'ready'],
    ['NGINX unknown, Gateway not ready', gatewayRouting(), 'notReady'],
    ['NGINX unknown, Gateway unknown', gatewayRouting(), 'unknown'],
    ['Gateway ready', gatewayRouting({ enabled: false }), 'ready'],
    ['Gateway not ready', gatewayRouting({ enabled: false }), 'notReady'],
    ['Gateway unknown', gatewayRouting({ enabled: false }), 'unknown'],
  ] as const)('is told as %s (G-11)', (told, properties, readiness) => {
    expect(ingressNames[ingressOf(cluster(properties), readiness)]).toBe(told);
  });

  it.each([
    ['2026-11-30T23:59:59Z', undefined],
    ['2026-12-01T00:00:00Z', 1],
    ['2027-12-01T12:00:00Z', 366],
  ])('counts at %s the days without patches of a cluster with NGINX, and of no other (G-11, G-34)', (now, days) => {
    expect(daysWithoutPatches(cluster(gatewayRouting(nginx)), { now: new Date(now) })).toBe(days);
    expect(daysWithoutPatches(cluster(gatewayRouting()), { now: new Date(now) })).toBeUndefined();
  });

  it.each([
    ['2025-03-02T23:59:59Z', undefined],
    ['2025-03-03T00:00:00Z', 1],
    ['2026-12-01T00:00:00Z', 639],
  ])(
    'counts at %s the days since HTTP application routing was retired, also beside a newer NGINX (G-11)',
    (now, days) => {
      const at = { now: new Date(now) };
      expect(daysWithoutPatches(cluster(oldRouting(true)), at)).toBe(days);
      expect(daysWithoutPatches(cluster({ ...oldRouting(true), ...gatewayRouting(nginx) }), at)).toBe(days);
      expect(daysWithoutPatches(cluster(oldRouting(false)), at)).toBeUndefined();
    },
  );

  it.each([
    ['2026-11-30T23:59:59Z', 'info', 'gets security patches only through November 2026'],
    ['2026-12-01T00:00:00Z', 'warning', 'got its last security patches in November 2026'],
    ['2027-12-01T00:00:00Z', 'warning', 'got its last security patches in November 2026'],
  ])('is shown at %s by a finding of severity %s about NGINX (G-34)', (now, severity, told) => {
    const facts = { ...azure(), now: new Date(now) };
    const [finding] = findingsOf(cluster(gatewayRouting(nginx)), facts).filter(
      ({ code }) => code === 'retiringAddon:webAppRouting',
    );
    expect([finding?.severity, textOf(finding!.text)]).toEqual([severity, expect.stringContaining(told)]);
    // The add-on stays, and what is true before the last day is true after it.
    expect([textOf(topicOf(finding!).title), wordOf(finding!).word]).toEqual([
      'End of support for an add-on: NGINX of application routing',
      'end of support',
    ]);
    expect(textOf(finding!.brief!)).toBe('NGINX of application routing');
  });
});
