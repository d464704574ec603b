/** Grants in delegated subscriptions: which resource a request names, and what is said where that is not known. */
import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { clusterOf, identityOf } from '../../../../src/domain/cluster/fromArm.ts';
import { asDelegated } from '../../../../src/domain/plan/grants/delegation.ts';
import type { Step } from '../../../../src/domain/plan/plan.ts';
import type { PrincipalRef } from '../../../../src/domain/plan/stepActions.ts';
import type { DraftCheck } from '../../../../src/domain/plan/planPart.ts';
import { assignRoleStep } from '../../../../src/domain/plan/steps.ts';
import { stepOf } from '../../../support/azure/writeStage.ts';
import {
  clusterId,
  clusterJson,
  identityId,
  kubeletId,
  kubeletPrincipal,
  ownKubelet,
  subnet,
  subscriptionId,
  systemAssigned,
} from '../../../support/domain/clusterFixture.ts';
import { answering, factsOf, found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';
import { say } from '../../../../src/sentences/words.ts';

const grant = (principal: PrincipalRef, scope: string = subnet): Step =>
  assignRoleStep({ principal, principalName: 'who', role: role.reader, scope, effect: say`` });
const byId = (principalId: string): PrincipalRef => ({ kind: 'principal', principalId });
const subscriptionIs = (delegation: string | undefined): Entry => [
  { kind: 'subscription', id: subscriptionId },
  found({ id: subscriptionId, name: 'Customer', tenantId: 't', ...(delegation === undefined ? {} : { delegation }) }),
];
const clustersAre = (...all: readonly JsonObject[]): Entry => [{ kind: 'clusters' }, found(all.map(clusterOf))];
const identityResource = (name: string, principalId: string): JsonObject => ({
  id: identityId(name),
  name,
  properties: { principalId },
});
const noIdentities: Entry = [{ kind: 'identities' }, found([])];
const delegated = subscriptionIs('delegated');
const sent = (principal: PrincipalRef, ...entries: readonly Entry[]) =>
  asDelegated({ steps: [grant(principal)], checks: [] }, factsOf([delegated, ...entries]));

/** The resource that the one request names: `not found` where the step is left as it was, `later` where a run finds it out. */
function named(principal: PrincipalRef, ...entries: readonly Entry[]): string {
  const [step] = sent(principal, ...entries).steps;
  if (step?.kind !== 'assignRole' || step.delegated === undefined) return 'not found';
  const { resourceId = 'later' } = step.delegated;
  const { properties } = step.request.body as { properties: JsonObject };
  expect(properties['delegatedManagedIdentityResourceId']).toBe(resourceId === 'later' ? '{resourceId}' : resourceId);
  return resourceId;
}

describe('the resource that a grant in a delegated subscription names', () => {
  const upper = 'ABCDEF00-0000-4000-8000-00000000000A';
  const lower = 'abcdef00-0000-4000-8000-00000000000a';
  const shown = identityResource('id-seen', upper);

  it.each<[string, PrincipalRef, string]>([
    ['an identity that the plan makes', { kind: 'identity', identityId: identityId('id-b') }, identityId('id-b')],
    ['a control plane', { kind: 'controlPlane', clusterId }, clusterId],
    ['a kubelet', { kind: 'kubelet', clusterId }, 'later'],
    ['an add-on', { kind: 'addon', clusterId, addon: 'azurepolicy' }, 'later'],
    ['a principal whose identity is in sight', byId(lower), identityId('id-seen')],
  ])('is that of %s', (_, principal, resource) => {
    expect(named(principal, [{ kind: 'identities' }, found([identityOf(shown)])])).toBe(resource);
  });

  const policy = identityId('azurepolicy');
  const addonProfiles = { azurepolicy: { enabled: true, identity: { resourceId: policy, objectId: upper } } };
  const kubeletOf = (objectId?: string): JsonObject => ({
    identityProfile: { kubeletidentity: { resourceId: kubeletId, ...(objectId === undefined ? {} : { objectId }) } },
  });
  const system = (principalId?: string): JsonObject => ({
    identity: { type: 'SystemAssigned', ...(principalId === undefined ? {} : { principalId }) },
  });
  const hidden = { identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-x')]: {} } } };
  const ofOther = { id: `${clusterId}-2`, name: 'shop-2' };
  const user = (principalId: string): JsonObject => ({
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-x')]: { principalId } } },
  });

  it.each<[string, readonly JsonObject[], string]>([
    ['is the cluster of a system-assigned identity', [clusterJson({}, system(upper))], clusterId],
    ['is that of the kubelet', [clusterJson(kubeletOf(upper), system('s'))], kubeletId],
    [
      'is that of the kubelet, of a control plane that is not shown',
      [clusterJson(kubeletOf(upper), system())],
      kubeletId,
    ],
    ['is that of an add-on', [clusterJson({ ...kubeletOf('k'), addonProfiles }, hidden)], policy],
    [
      'is that of an add-on, beside a kubelet that is not shown',
      [clusterJson({ ...kubeletOf(), addonProfiles })],
      policy,
    ],
    ['is that of an add-on, where nodes have none', [clusterJson({ identityProfile: {}, addonProfiles })], policy],
    ['is that of the next cluster', [clusterJson({}, user(upper)), clusterJson(kubeletOf(upper), ofOther)], kubeletId],
    ['is not known of an identity that is not in sight', [clusterJson({}, user(upper))], 'not found'],
    ['is not known where no cluster has it', [clusterJson({}, system('s'))], 'not found'],
    ['is not known without clusters', [], 'not found'],
  ])('%s', (_, clusters, resource) => {
    for (const principalId of [upper, lower])
      expect(named(byId(principalId), noIdentities, clustersAre(...clusters))).toBe(resource);
  });

  it("is not known while clusters are not read, or can't be", () => {
    expect(named(byId(lower), noIdentities)).toBe('not found');
    expect(named(byId(lower), noIdentities, [{ kind: 'clusters' }, unreadable()])).toBe('not found');
  });

  it('is in its command, with the name of the assignment', () => {
    const clusters = clustersAre(clusterJson(ownKubelet, systemAssigned));
    const step = grant(byId(kubeletPrincipal));
    const { az } = sent(byId(kubeletPrincipal), noIdentities, clusters).steps[0]!;
    expect(az).toContain(`--url ${step.request.path}'?api-version=2022-04-01'`);
    expect(az).toContain(
      ` ${step.kind === 'assignRole' ? step.roleDefinitionId : ''} ${kubeletPrincipal} ${kubeletId})`,
    );
    const later = sent({ kind: 'identity', identityId: identityId('id-b') }).steps[0]!;
    expect(later.az).toContain(`--url ${subnet}/providers/Microsoft.Authorization/roleAssignments/"$(uuidgen)"'?api-`);
    expect(later.az).toContain(identityId('id-b'));
    const [unmade] = sent({ kind: 'kubelet', clusterId }).steps;
    expect(unmade?.kind === 'assignRole' && unmade.delegated).toStrictEqual({});
  });
});

describe('what is said of a grant in a delegated subscription', () => {
  const told = (principal: PrincipalRef, ...entries: readonly Entry[]) => sent(principal, ...entries).checks;

  it('is that the offer says which roles there are', () => {
    expect(told({ kind: 'controlPlane', clusterId })).toEqual([
      {
        id: 'offer',
        about: ['Reader', 'Customer'],
        title: "Couldn't verify whether your offer allows Reader",
        verdict: 'unknown',
        detail:
          'Customer is delegated to you by Azure Lighthouse: the offer says which roles you may assign to managed identities. The request names the resource that has the identity, as Azure requires there.',
      },
    ]);
  });

  it('to an identity out of sight is that its resource is unknown', () => {
    const { steps, checks } = sent(byId('p'), noIdentities, clustersAre());
    expect(steps).toEqual([grant(byId('p'))]);
    expect(checks).toEqual([
      {
        id: 'delegatedHolder',
        about: ['Reader', 'Customer'],
        title: 'Not known which resource has the identity that gets Reader',
        verdict: 'unknown',
        detail:
          "Customer is delegated to you by Azure Lighthouse, where only managed identities get roles and the request must name the resource of one. You can't see that resource.",
      },
    ]);
  });

  it('is that this is unknown where the delegation of its subscription is', () => {
    const before = { steps: [grant({ kind: 'controlPlane', clusterId })], checks: [] };
    const { steps, checks } = asDelegated(before, factsOf([subscriptionIs('unknown')]));
    expect(steps).toEqual(before.steps);
    expect(checks).toEqual([
      {
        id: 'delegated',
        about: ['Customer'],
        title: "Couldn't verify whether Customer is yours or delegated to you",
        verdict: 'unknown',
        detail:
          "Your sign-in doesn't show its directory. In a delegated subscription Azure refuses this grant (PrincipalNotFound).",
      },
    ]);
  });
});

describe('a plan where nothing is delegated', () => {
  const check: DraftCheck = { id: 'x', title: say`T`, verdict: 'pass', detail: say`D` };
  const step = grant({ kind: 'controlPlane', clusterId });

  it.each<[string, readonly Entry[]]>([
    ['the subscription is our own', [subscriptionIs(undefined)]],
    ['the subscription is not read', []],
    ["the subscription can't be read", [[{ kind: 'subscription', id: subscriptionId }, unreadable()]]],
  ])('stays as it is: %s', (_, entries) => {
    const { steps, checks, requests } = asDelegated({ steps: [step], checks: [check] }, factsOf(entries));
    expect(steps).toEqual([step]);
    expect(checks).toEqual([]);
    expect(requests).toEqual([check]);
  });

  it('stays as it is: grants above all subscriptions, and what is no grant', () => {
    const facts = answering(factsOf([]), { subscription: delegated[1] });
    const steps = [
      grant({ kind: 'controlPlane', clusterId }, '/'),
      stepOf({ kind: 'removeRole', roleAssignmentId: `${subnet}/r`, scope: subnet }),
    ];
    expect(asDelegated({ steps, checks: [] }, facts)).toEqual({ steps, checks: [], requests: [] });
  });
});

describe('what others are asked to run in a delegated subscription', () => {
  it('is each command as it is sent, and the rest as it was', () => {
    const own = grant({ kind: 'identity', identityId: identityId('id-b') });
    const request = { from: 'an Owner', command: `first\n${own.az}\nlast` };
    const asked: DraftCheck = { id: 'x', title: say`T`, verdict: 'fail', detail: say`D`, request };
    const { steps, requests } = asDelegated({ steps: [own], checks: [asked] }, factsOf([delegated]));
    expect(steps[0]!.az).toMatch(/^az rest /);
    expect(requests).toEqual([{ ...asked, request: { ...request, command: `first\n${steps[0]!.az}\nlast` } }]);
  });
});
