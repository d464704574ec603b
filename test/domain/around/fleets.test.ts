import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { lookAtFleets } from '../../../src/domain/around/things/fleets.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import { judgedNeeds, requirementsOf } from '../../../src/domain/needs/needs.ts';
import { below, every } from '../../support/domain/around/aroundParts.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  controlPlanePrincipal,
  group,
  network,
  subnet,
  vnet,
} from '../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../support/domain/factsOf.ts';
import { ofId, onSubnet } from '../../support/domain/cases/needParts.ts';

const type = 'Microsoft.ContainerService/fleets';
const fleetId = `${group}/providers/${type}/fleet-1` as ArmId;
const memberId = `${fleetId}/members/shop`;
const fleet = (hubProfile?: JsonObject): Entry =>
  every(type, { id: fleetId, name: 'fleet-1', properties: hubProfile === undefined ? {} : { hubProfile } });
const member = (more: JsonObject = {}): JsonObject => ({
  id: memberId,
  name: 'shop',
  properties: { clusterResourceId: clusterId, provisioningState: 'Succeeded', ...more },
});
const mesh = { meshProperties: { status: { state: 'Connected' } } };
const inPreview: Read = { kind: 'listBelow', id: fleetId, list: 'members', inPreview: true };
const cilium = cluster({ ...onSubnet, networkProfile: { networkDataplane: 'cilium' } });
const facts = (preview: Entry, held: readonly RoleAssignment[] = []) => ({
  ...azure(held, [fleet(), below(fleetId, 'members', member()), preview]),
  looksAround: true,
});
const connected: Entry = [inPreview, found([member(mesh)])];
const needed = (given: ReturnType<typeof facts>, model = cilium) => ofId(requirementsOf(model, given), 'P-60');

describe('a cluster that a Fleet connects with others', () => {
  it('needs Network Contributor on its network, which is found and can be granted (T-70)', () => {
    expect(needed(facts(connected))).toMatchObject([
      { identity: 'controlPlane', role: { id: role.networkContributor.id }, scope: vnet, verdict: 'missing' },
    ]);
    const judged = judgedNeeds(cilium, facts(connected));
    expect(
      ofId(
        judged.map(({ need }) => need),
        'P-60',
      )[0]?.why,
    ).toContain('Fleet fleet-1 connects the cluster');
    const finding = findingsOf(cilium, facts(connected), judged).find(({ code }) => code === 'missingGrant:P-60');
    expect(finding?.fix).toMatchObject({ kind: 'assignRole', principalId: controlPlanePrincipal, scope: vnet });
    expect(finding?.source).toContain('cross-cluster-networking');
    const granted = assignment(role.networkContributor, vnet, controlPlanePrincipal);
    expect(needed(facts(connected, [granted]))).toMatchObject([{ verdict: 'granted', grantedBy: granted.id }]);
  });

  it('may do with the role on its subnets, so that it is unknown', () => {
    const granted = assignment(role.networkContributor, subnet, controlPlanePrincipal);
    expect(needed(facts(connected, [granted]))).toMatchObject([
      { verdict: 'unknown', reason: expect.stringContaining('one by one') as unknown },
    ]);
  });

  it("that a Fleet may connect is reported as unknown if the preview can't be read (R-09)", () => {
    const [requirement] = needed(facts([inPreview, unreadable('403')]));
    expect(requirement).toMatchObject({
      verdict: 'unknown',
      reason: 'Cross-cluster networking of Fleet fleet-1: 403',
    });
  });

  it.each([
    ['is no member of such a network', cilium, [inPreview, found([member()])]],
    ['is in a cloud without previews', cilium, [inPreview, found([])]],
    ['has another dataplane', cluster(onSubnet), connected],
    ['has a network of AKS', cluster({ networkProfile: { networkDataplane: 'cilium' } }), connected],
  ] as const)('that %s needs nothing for it', (_, model, preview) => {
    expect(needed(facts(preview as Entry), model)).toEqual([]);
  });

  it('without Cilium, or whose surroundings are not read, is not asked about', () => {
    const asked: Read[] = [];
    const given = facts(connected);
    const get: typeof given.get = (read) => (asked.push(read), given.get(read));
    requirementsOf(cluster(onSubnet), { ...given, get });
    requirementsOf(cilium, { ...given, get, looksAround: false });
    expect(asked.filter((read) => read.kind === 'listBelow' && read.id === fleetId)).toEqual([]);
  });
});

describe('the hub of a Fleet', () => {
  const agents = `${network}/virtualNetworks/hub/subnets/agents`;
  const servers = `${network}/virtualNetworks/hub/subnets/api`;
  const hub = (hubProfile?: JsonObject) =>
    lookAtFleets(cluster(), {
      ...azure([], [fleet(hubProfile), below(fleetId, 'members', member())]),
      looksAround: true,
    }).things[0]!;
  const valueOf = (thing: ReturnType<typeof hub>, label: string) =>
    thing.facts.find((each) => each.label === label)?.value;

  it('that is private names its subnets and the role that is needed there (R-09, T-71)', () => {
    const thing = hub({
      agentProfile: { subnetId: agents },
      apiServerAccessProfile: { enablePrivateCluster: true, enableVnetIntegration: true, subnetId: servers },
    });
    expect(valueOf(thing, 'Hub')).toBe('with a private hub cluster');
    expect(valueOf(thing, 'Hub subnets')).toBe(`${agents}, ${servers}`);
    expect(valueOf(thing, 'Needed on hub subnets')).toContain("Network Contributor for the Fleet's identity");
    expect(thing.source).toContain('quickstart-create-fleet-resources-terraform');
  });

  it('that is public, or names no subnets, asks for nothing', () => {
    const told = [hub(), hub({ dnsPrefix: 'x' }), hub({ apiServerAccessProfile: { enablePrivateCluster: true } })];
    expect(told.map((thing) => valueOf(thing, 'Hub'))).toEqual([
      'without a hub cluster',
      'with a hub cluster',
      'with a private hub cluster',
    ]);
    expect(told.flatMap((thing) => valueOf(thing, 'Needed on hub subnets') ?? [])).toEqual([]);
  });
});
