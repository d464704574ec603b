/** What happens to each need of a cluster once role assignments are gone. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import type { RoleAssignment, RoleDefinition } from '../../../../src/domain/cluster/model.ts';
import { judgedOf, type JudgedLoss } from '../../../../src/domain/plan/grants/lossJudgement.ts';
import type { Holding } from '../../../../src/domain/plan/grants/roleUsers.ts';
import { found } from '../../../support/domain/factsOf.ts';
import { cp, onSubnet, registry, subnet } from '../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  defaultKubelet,
  group,
  guid,
  identityId,
  nodeGroup,
  numbered,
  registryId,
  sub,
  subnetId,
  systemAssigned,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { say } from '../../../../src/sentences/words.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const own = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, identityProfile: defaultKubelet });
const join = assigned('Network Contributor', subnetId, guid(10));
const managementGroup = '/providers/Microsoft.Management/managementGroups/contoso';
const condition = "@Resource[x] StringEquals 'y'";

interface Case {
  readonly of?: JsonObject;
  readonly gone: readonly RoleAssignment[];
  /** What stays. */
  readonly rest?: readonly RoleAssignment[];
  readonly made?: readonly RoleAssignment[];
  readonly holdings?: readonly Holding[];
  readonly world?: Partial<World>;
  /** What roles allow in place of what they are made for, by the ends of their ids. */
  readonly role?: Readonly<Record<string, Pick<RoleDefinition, 'permissions'>>>;
}
function judged({
  of = own,
  gone,
  rest = [],
  made = [],
  holdings,
  world = {},
  role = {},
}: Case): readonly JudgedLoss[] {
  const known = worldFacts({ resources: [of, cp, subnet, registry], assignments: [...gone, ...rest], ...world });
  const other = (read: Read) =>
    Object.entries(role).find(([id]) => read.kind === 'role' && id.endsWith(read.guid))?.[1];
  const get = (read: Read): unknown => (other(read) ? found({ guid: '', name: '', ...other(read) }) : known.get(read));
  const facts: Facts = { ...known, get: get as Facts['get'] };
  const held = gone.map((assignment) => ({ principalId: assignment.principalId.toLowerCase(), assignment }));
  const user = { cluster: clusterOf(of), holdings: holdings ?? held };
  const removals = gone.map((assignment) => ({ assignment, via: {} }));
  return judgedOf(user, { removals, made }, facts).judged;
}
const fates = (given: Case): readonly string[] =>
  judged(given).map(
    ({ need, fate, reason }) => `${need.id} ${fate}${reason === undefined ? '' : `: ${textOf(reason)}`}`,
  );

describe('what becomes of a need', () => {
  it('says who has it, where, and by what', () => {
    expect(judged({ gone: [join] })).toStrictEqual([
      {
        cluster: clusterOf(own),
        place: 'subnet snet-aks',
        principalId: guid(10),
        servedBy: [join],
        need: expect.objectContaining({ id: 'P-02', scope: subnetId }) as unknown,
        before: expect.objectContaining({ verdict: 'granted', grantedBy: join.id }) as unknown,
        after: expect.objectContaining({ verdict: 'missing' }) as unknown,
        fate: 'lost',
      },
    ]);
  });

  const wide = assigned('Network Contributor', group, guid(10));
  const limited = { ...numbered(join, 7), condition };
  const onlyIf = `Granted only where a condition holds: ${condition}`;
  it.each<[string, Case, readonly string[]]>([
    ['is lost with its only role', { gone: [join] }, ['P-02 lost']],
    ['is kept by another role', { gone: [join], rest: [wide] }, ['P-02 kept']],
    ['is as it was where it was granted by another role', { gone: [wide], rest: [join] }, ['P-02 same']],
    ['is as it was where it was missing', { gone: [assigned('Reader', subnetId, guid(10))] }, ['P-02 same']],
    ['is open where the rest has a condition', { gone: [join], rest: [limited] }, [`P-02 open: ${onlyIf}`]],
    ['is open where what goes has a condition', { gone: [limited] }, [`P-02 open: ${onlyIf}`]],
    [
      'is as it was where the plan makes firm what was limited',
      { gone: [limited], made: [numbered(join, 8)] },
      ['P-02 same'],
    ],
    ['is kept by what the plan makes', { gone: [join], made: [numbered(join, 8)] }, ['P-02 kept']],
    [
      'is reached by a role of a management group above',
      { gone: [{ ...join, scope: managementGroup }], world: { assignments: [] } },
      ['P-01 same', 'P-02 same'],
    ],
    ['is not touched by a role elsewhere', { gone: [assigned('Network Contributor', `${subnetId}2`, guid(10))] }, []],
    [
      'is not touched by a role of somebody else',
      { gone: [join], holdings: [{ principalId: guid(11), assignment: join }] },
      [],
    ],
  ])('a need %s', (_, given, expected) => {
    expect(fates(given)).toEqual(expected);
  });

  it('a need is served only by those of what goes that allow what it is about', () => {
    const operator = assigned('Managed Identity Operator', subnetId, guid(10));
    expect(judged({ gone: [operator, join] }).map(({ servedBy }) => servedBy)).toEqual([[join]]);
  });

  it('a need of an identity whose principal is not known is passed over, and the others are judged', () => {
    const unknown = { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-gone')]: {} } };
    const of = cluster(unknown, { ...onSubnet, identityProfile: defaultKubelet });
    const pull = assigned('AcrPull', registryId, guid(60));
    expect(fates({ of, gone: [pull] })).toEqual(['P-31 lost']);
  });

  it('a need is that of a principal whatever the casing of its id', () => {
    const upper = 'ABCDEF00-0000-4000-8000-00000000000A';
    const lower = 'abcdef00-0000-4000-8000-00000000000a';
    const of = cluster({ ...systemAssigned, principalId: upper }, onSubnet);
    const held = { ...join, principalId: lower };
    expect(judged({ of, gone: [held] }).map(({ principalId }) => principalId)).toEqual([lower]);
  });

  it('a need of a service principal is that of its assumed principal, and comes with the evidence', () => {
    const of = cluster(undefined, onSubnet);
    const first = numbered(assigned('Reader', group, guid(70)), 4);
    const inferred = assigned('Network Contributor', subnetId, guid(71));
    const all = judged({
      of,
      gone: [first, inferred],
      holdings: [
        { principalId: guid(70), assignment: first },
        { principalId: guid(71), assignment: inferred, evidence: say`It has a role there` },
      ],
    });
    expect(all.map(({ principalId, evidence, servedBy }) => [principalId, evidence, servedBy])).toEqual([
      [guid(71), 'It has a role there', [inferred]],
    ]);
    expect(judged({ gone: [join] })[0]).not.toHaveProperty('evidence');
  });
});

describe('a need that may be met at narrower scopes', () => {
  const network = subnetId.replace(/\/subnets\/.*/, '');
  const of = cluster(userAssigned('id-shop', guid(10)), { ...onSubnet, nodeProvisioningProfile: { mode: 'Auto' } });
  const onNetwork = assigned('Network Contributor', network, guid(10));

  it('is reached by a role at one of them', () => {
    expect(fates({ of, gone: [join], rest: [onNetwork] })).toEqual(['P-02 kept', 'P-06 same']);
    const [, open] = judged({ of, gone: [onNetwork], rest: [join] });
    expect(open).toMatchObject({ need: { id: 'P-06' }, fate: 'open' });
    expect(open!.reason).toContain('AKSNodeClass');
  });

  it('and was missing, is none that this plan puts in doubt', () => {
    const reader = assigned('Reader', subnetId, guid(10));
    expect(fates({ of, gone: [reader], made: [join] })).toEqual(['P-02 same', 'P-06 same']);
  });
});

describe("a need of which something can't be seen", () => {
  const unseen: Partial<World> = { resources: [own, cp, registry] };
  const elsewhere = '/subscriptions/99999999-1111-4111-8111-111111111111';
  const routes =
    "P-07 open: The subnet snet-aks can't be read, so whether it has a route table isn't known: it was not found";

  it.each<[string, string, readonly string[]]>([
    ['Network Contributor', `${group}/providers/Microsoft.Network/routeTables/rt`, [routes]],
    ['Reader', elsewhere, [routes]],
    ['Network Contributor', `${elsewhere}/resourceGroups/other`, [routes]],
    ['Network Contributor', `${group}/providers/Microsoft.Storage/storageAccounts/s`, []],
    ['Managed Identity Operator', elsewhere, []],
    ['Network Contributor', nodeGroup, []],
  ])('may be met by %s, depending on its scope: row %#', (name, scope, expected) => {
    const gone = assigned(name, scope, guid(10));
    const found = fates({ gone: [gone], world: unseen });
    expect(found.filter((each) => !/^P-0[12] same/.test(each))).toEqual(expected);
  });

  it('that is fully visible is not met by a role of the same kind at another place', () => {
    const gone = assigned('Network Contributor', `${group}/providers/Microsoft.Network/routeTables/rt`, guid(10));
    expect(fates({ gone: [gone], rest: [join] })).toEqual([]);
  });

  it("to pull from a registry that can't be read is not met by a role at another registry", () => {
    const [here, there] = [registryId, `${registryId}2`].map((scope) => assigned('AcrPull', scope, guid(60)));
    const found = judged({ gone: [there!], rest: [here!], world: { resources: [own, cp, subnet] } });
    expect(found.map(({ need }) => need.scope)).toEqual([`${registryId}2`]);
  });
});

describe('needs that ask for the same role at the same place', () => {
  it('are one, which is the first of those that are as grave', () => {
    const pools = [{ ...onSubnet.agentPoolProfiles[0]!, podSubnetID: subnetId }];
    const of = cluster(userAssigned('id-shop', guid(10)), { agentPoolProfiles: pools });
    expect(fates({ of, gone: [join] })).toEqual(['P-02 lost']);
  });

  it('are described by what is needed, not by what is advised', () => {
    const world: Partial<World> = { resources: [own, cp], forbidden: ['denyAssignments'] };
    expect(fates({ gone: [join], world })[0]).toMatch(/^P-02 open: Deny assignments can't be read/);
  });

  it('are described by what is kept, not by what is unchanged', () => {
    const compute = `/subscriptions/${sub}/resourceGroups/rg-compute`;
    const idOf = (type: string): string => `${compute}/providers/Microsoft.Compute/${type}/x`;
    const pools = [
      {
        ...onSubnet.agentPoolProfiles[0]!,
        vnetSubnetID: '',
        capacityReservationGroupID: idOf('capacityReservationGroups'),
        hostGroupID: idOf('hostGroups'),
      },
    ];
    const of = cluster(userAssigned('id-shop', guid(10)), { agentPoolProfiles: pools });
    const gone = assigned('Virtual Machine Contributor', compute, guid(10));
    const rest = [assigned('Contributor', `/subscriptions/${sub}`, guid(10))];
    const actions = ['Microsoft.Compute/hostGroups/*'];
    const hosts = { permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }] };
    expect(fates({ of, gone: [gone], rest, role: { [gone.roleDefinitionId]: hosts } })).toEqual(['P-24 kept']);
  });

  it('needs of the same role at two places, or of two roles at one, are two', () => {
    const other = `${subnetId}2`;
    const pools = [subnetId, other].map((vnetSubnetID) => ({ ...onSubnet.agentPoolProfiles[0]!, vnetSubnetID }));
    const of = cluster(userAssigned('id-shop', guid(10)), { agentPoolProfiles: pools });
    const both = [join, assigned('Network Contributor', other, guid(10))];
    const found = judged({ of, gone: both, world: { resources: [of, cp, subnet, { ...subnet, id: other }] } });
    expect(found.map(({ need }) => need.scope)).toEqual([subnetId, other]);
  });
});

describe('a need that an access policy meets', () => {
  it('that an access policy of a vault meets is as it was, whatever roles go', () => {
    const vault = `/subscriptions/${sub}/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv`;
    const kms = { enabled: true, keyId: 'https://kv.vault.azure.net/keys/k/1', keyVaultResourceId: vault };
    const of = cluster(userAssigned('id-shop', guid(10)), { securityProfile: { azureKeyVaultKms: kms } });
    const accessPolicies = [{ objectId: guid(10), permissions: { keys: ['all'] } }];
    const resources = [of, cp, { id: vault, properties: { accessPolicies } }];
    const gone = assigned('Key Vault Crypto User', vault, guid(10));
    expect(fates({ of, gone: [gone], world: { resources } })).toEqual(['P-22 same']);
  });
});
