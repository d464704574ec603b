/** What nodes can pull by role assignments that are still there, and what can't be found out about it. */
import { inWords } from '../../../../support/domain/unknowns.ts';
import { unknownTexts } from '../../../../../src/domain/arm/unknown.ts';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../src/domain/arm/json.ts';
import { clusterOf } from '../../../../../src/domain/cluster/fromArm.ts';
import type { Facts, Read } from '../../../../../src/domain/cluster/facts.ts';
import type { RoleAssignment } from '../../../../../src/domain/cluster/model.ts';
import { casesOf, isPull, needsNow, type NeedsNow } from '../../../../../src/domain/plan/grants/needsNow.ts';
import type { Holding } from '../../../../../src/domain/plan/grants/roleUsers.ts';
import { role } from '../../../../../src/domain/access/roles.ts';
import type { Need } from '../../../../../src/domain/needs/need.ts';
import { registry } from '../../../../support/domain/plans/identityPlans.ts';
import {
  assigned,
  cluster,
  defaultKubelet,
  group,
  guid,
  nodeGroup,
  registryId,
  sub,
  systemAssigned,
  worldFacts,
  type World,
} from '../../../../support/domain/worldFacts.ts';
import { needKind } from '../../../../../src/domain/needs/needKinds.ts';
import { say } from '../../../../../src/sentences/words.ts';
import { textsOf } from '../../../../../src/sentences/textOf.ts';

const own = cluster(systemAssigned, { identityProfile: defaultKubelet });
const old = cluster(undefined);
const kubelet = guid(60);
const repositoryReader = 'Container Registry Repository Reader';
const managementGroup = '/providers/Microsoft.Management/managementGroups/contoso';
const mode = { properties: { roleAssignmentMode: 'LegacyRegistryPermissions' } };
const registryIn = (place: string, name = 'acrshop'): JsonObject => ({
  id: `${place}/providers/Microsoft.ContainerRegistry/registries/${name}`,
  name,
  ...mode,
});
/** Held by a group that the nodes' identity is in, so that nothing else of the cluster tells of it. */
const through = (roleName: string, scope: string): RoleAssignment => ({
  ...assigned(roleName, scope, guid(99)),
  principalType: 'Group',
});

interface Case {
  readonly of?: JsonObject;
  readonly held: readonly RoleAssignment[];
  readonly holdings?: readonly Holding[];
  readonly world?: Partial<World>;
  /** Reads that are answered otherwise. */
  readonly answers?: (read: Read) => object | 'unread' | undefined;
}
function now({ of = own, held, holdings, world = {}, answers = () => undefined }: Case): NeedsNow & { asked: Read[] } {
  const known = worldFacts({ resources: [of, registry], assignments: held, ...world });
  const asked: Read[] = [];
  const get = (read: Read): unknown => {
    asked.push(read);
    const answer = answers(read);
    return answer === 'unread' ? undefined : (answer ?? known.get(read));
  };
  const user = {
    cluster: clusterOf(of),
    holdings: holdings ?? held.map((assignment) => ({ principalId: kubelet, assignment })),
  };
  return { ...needsNow(user, { ...known, get: get as Facts['get'] }), asked };
}
const pulls = (given: Case): readonly string[] =>
  now(given)
    .needs.filter(({ id }) => id === 'P-31' || id === 'P-33')
    .map(({ id, identity, role: { name }, scope }) => `${id} ${identity} ${name} ${scope}`);
const doubts = (given: Case): readonly string[] => textsOf(unknownTexts(now(given).doubts));
const acrPull = (scope = registryId, id = 'P-31', identity = 'kubelet'): string => `${id} ${identity} AcrPull ${scope}`;

describe('what nodes can pull', () => {
  it.each<[string, Case, readonly string[]]>([
    ['from a registry by a role there', { held: [assigned('AcrPull', registryId, kubelet)] }, [acrPull()]],
    ['from a registry by a role of a group', { held: [through('AcrPull', registryId)] }, [acrPull()]],
    ['from a registry by two roles', { held: [through('AcrPull', registryId), through('Owner', group)] }, [acrPull()]],
    [
      'from no registry by a role that allows something else',
      { held: [through('Managed Identity Operator', group)] },
      [],
    ],
    [
      'from each registry below the scope, and from no other',
      {
        held: [through('AcrPull', group)],
        world: { resources: [own, registryIn(group, 'a'), registryIn(nodeGroup, 'b'), registryIn(group, 'c')] },
      },
      ['a', 'c'].map((name) => acrPull(`${group}/providers/Microsoft.ContainerRegistry/registries/${name}`)),
    ],
    ['from those of the subscription by a role above', { held: [through('AcrPull', managementGroup)] }, [acrPull()]],
    [
      'from the registry of a network isolated cluster, which is named once',
      {
        of: cluster(systemAssigned, {
          identityProfile: defaultKubelet,
          bootstrapProfile: { containerRegistryId: registryId },
        }),
        held: [through('AcrPull', registryId)],
      },
      [acrPull(registryId, 'P-33')],
    ],
    [
      "by the only role that is held there, where the registry can't be read",
      { held: [through(repositoryReader, registryId)], world: { resources: [own] } },
      [`P-31 kubelet ${repositoryReader} ${registryId}`],
    ],
  ])('is %s', (_, given, expected) => {
    expect(pulls(given)).toEqual(expected);
    expect(doubts(given).join()).not.toContain("can't be read");
  });

  it('is by their own identity, whatever the casing of its id', () => {
    const upper = 'ABCDEF00-0000-4000-8000-00000000000A';
    const lower = 'abcdef00-0000-4000-8000-00000000000a';
    const of = cluster(systemAssigned, {
      identityProfile: { kubeletidentity: { ...(defaultKubelet['kubeletidentity'] as JsonObject), objectId: upper } },
    });
    const held = through('AcrPull', registryId);
    const by = (principalId: string): Case => ({ of, held: [held], holdings: [{ principalId, assignment: held }] });
    expect(pulls(by(lower))).toEqual([acrPull()]);
    expect(pulls(by(guid(1)))).toEqual([]);
  });

  it('with a service principal is what its assumed principal can pull', () => {
    const held = through('AcrPull', registryId);
    const by = (more: object, assignment = held): Case => ({
      of: old,
      held: [assignment],
      holdings: [{ principalId: guid(70), assignment, ...more }],
    });
    expect(pulls(by({ evidence: 'It has a role there' }))).toEqual([acrPull(registryId, 'P-31', 'servicePrincipal')]);
    expect(pulls(by({}))).toEqual([]);
    expect(pulls(by({ evidence: 'It has a role there' }, through('Managed Identity Operator', group)))).toEqual([]);
  });
});

describe("what nodes can pull where registries can't be listed", () => {
  const unlisted: Partial<World> = { forbidden: ['resourcesOfType'] };
  const unread = (place: string): string => `Which registries are in ${place} can't be read: AuthorizationFailed`;

  it('is in doubt, and a need where the role is for nothing else', () => {
    const pull = now({ held: [through('AcrPull', group)], world: unlisted });
    expect(pull.needs.at(-1)).toEqual({
      ...needKind.pullImages,
      identity: 'kubelet',
      role: role.acrPull,
      scope: group,
      actions: ['Microsoft.ContainerRegistry/registries/pull/read'],
      why: 'Nodes may pull images from the registries in resource group rg-shop.',
      source: 'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
    });
    expect(inWords(pull.doubts)).toEqual([unread('resource group rg-shop')]);
    expect(now({ held: [through(repositoryReader, group)], world: unlisted }).needs.at(-1)).toMatchObject({
      role: role.repositoryReader,
      actions: [],
      dataActions: ['Microsoft.ContainerRegistry/registries/repositories/content/read'],
    });
    const wide: Case = { held: [through('Contributor', group)], world: unlisted };
    expect(now(wide).needs.every((need) => typeof need === 'object')).toBe(true);
    expect([pulls(wide), doubts(wide)]).toEqual([[], [unread('resource group rg-shop')]]);
  });

  it('is certain at a registry itself', () => {
    const given: Case = { held: [through('AcrPull', registryId)], world: unlisted };
    expect([pulls(given), doubts(given)]).toEqual([[acrPull()], []]);
  });

  it('is not what anybody needs at the same place for something else', () => {
    const given = (of: JsonObject, more: object): Case => ({
      of,
      held: [through('AcrPull', nodeGroup)],
      world: unlisted,
      holdings: [{ principalId: kubelet, assignment: through('AcrPull', nodeGroup), ...more }],
    });
    expect(pulls(given(own, {}))).toEqual([acrPull(nodeGroup)]);
    const evidence = 'It has a role there';
    expect(pulls(given(old, { evidence }))).toEqual([acrPull(nodeGroup, 'P-31', 'servicePrincipal')]);
  });
});

describe("what can't be told of what nodes pull", () => {
  const none = 'It lets the nodes of shop-weu pull images, and no registry can be seen in resource group rg-shop.';
  const others =
    'Whether the nodes of shop-weu pull images from registries in other subscriptions with it was not checked.';
  const isList = ({ kind }: Read): boolean => kind === 'resourcesOfType';

  it.each<[string, Case, readonly string[]]>([
    ['nothing at a registry', { held: [through('AcrPull', registryId)] }, []],
    ['nothing where registries are seen', { held: [through('AcrPull', group)] }, []],
    ['that none is seen', { held: [through('AcrPull', group)], world: { resources: [own] } }, [none]],
    [
      'that none is seen, where Azure knows no list',
      { held: [through('AcrPull', group)], answers: (read) => (isList(read) ? { kind: 'missing' } : undefined) },
      [none],
    ],
    [
      'nothing while the list is not read yet',
      { held: [through('AcrPull', group)], answers: (read) => (isList(read) ? 'unread' : undefined) },
      [],
    ],
    ['nothing where the role is for more', { held: [through('Contributor', group)], world: { resources: [own] } }, []],
    [
      'what lies in other subscriptions, while the list is not read yet',
      { held: [through('AcrPull', managementGroup)], answers: (read) => (isList(read) ? 'unread' : undefined) },
      [others],
    ],
    ['what lies in other subscriptions', { held: [through('AcrPull', managementGroup)] }, [others]],
  ])('is %s', (_, given, expected) => {
    expect(doubts(given)).toEqual(expected);
    expect(pulls(given).filter((each) => !each.endsWith(registryId))).toEqual([]);
  });

  it('is looked for in the subscription of the role, else in that of the cluster', () => {
    const elsewhere = '99999999-1111-4111-8111-111111111111';
    const lists = (scope: string): readonly unknown[] =>
      now({ held: [through('AcrPull', scope)] }).asked.flatMap((read) =>
        read.kind === 'resourcesOfType' && /registries/i.test(read.type) ? [read.subscriptionId] : [],
      );
    expect(lists(`/subscriptions/${elsewhere}/resourceGroups/rg`)).toEqual([elsewhere]);
    expect(lists(managementGroup)).toEqual([sub]);
  });
});

describe('the cases of a need', () => {
  const need = (id: string, more: Partial<Need> = {}): Need => ({
    id,
    identity: 'securityGating',
    role: role.acrPull,
    scope: registryId,
    actions: ['x/read'],
    why: say`Somebody pulls.`,
    source: 'https://x',
    ...more,
  });
  const unseen = { whyUnknown: say`The mode is not known.` };

  it.each(['P-31', 'P-33', 'P-58', 'P-59'])(
    'to pull from a registry of unknown mode are two, for every kind of principal: %s',
    (id) => {
      const holder = { name: 'id-gate (Defender gating)' };
      const same = { id, identity: 'securityGating', source: 'https://x', scope: registryId };
      expect(isPull(need(id))).toBe(true);
      expect(casesOf(need(id, { ...unseen, holder }))).toMatchObject([
        { ...same, holder, role: role.acrPull },
        { ...same, holder, role: role.repositoryReader },
      ]);
      for (const each of casesOf(need(id, unseen))) {
        expect(each).not.toHaveProperty('whyUnknown');
        expect(each).not.toHaveProperty('holder');
      }
      expect(casesOf(need(id))).toEqual([need(id)]);
    },
  );

  it.each(['P-02', 'P-61'])('to do something else are one, whatever is not known of it: %s', (id) => {
    expect(isPull(need(id))).toBe(false);
    expect(casesOf(need(id, unseen))).toEqual([need(id, unseen)]);
  });
});
