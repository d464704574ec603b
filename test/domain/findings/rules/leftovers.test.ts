import { describe, expect, it } from 'vitest';
import { topicOf } from '../../../../src/domain/findings/finding.ts';
import { addedEvidenceText, evidenceText } from '../../../../src/domain/findings/rule/evidence.ts';
import { clusterMap } from '../../../../src/domain/identityMap/clusterMap.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import type { Cluster } from '../../../../src/domain/cluster/model.ts';
import { role } from '../../../../src/domain/access/roles.ts';
import {
  assignment,
  cluster,
  clusterId,
  clusterJson,
  controlPlaneId,
  controlPlanePrincipal,
  group,
  identityId,
  nodeGroup,
  otherPrincipal,
  pool,
  registryId,
  resource,
  subnet,
  subscription,
} from '../../../support/domain/clusterFixture.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import { found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';

import {
  others,
  onPrincipal,
  find,
  healthy,
  identityNamed,
  pulls,
  onSubnet,
  joins,
  type Case,
} from '../../../support/domain/cases/findingCases.ts';
import { audiences, goneIssuer, issuer } from '../../../support/domain/workloadFixture.ts';
import { tenant } from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

describe('leftovers of a previous identity', () => {
  const left = (having: Case) => find(having).filter(({ code }) => code === 'leftoverGrant');
  const former = assignment(role.networkContributor, subnet, otherPrincipal);
  const onNodes = assignment(role.contributor, nodeGroup, otherPrincipal);
  const model = cluster(onSubnet);
  const credentialsOfOld: Entry[0] = { kind: 'federatedCredentials', identityId: identityId('id-old') };
  const trusting = (issuerURL: string): Entry => [
    credentialsOfOld,
    found([{ name: 'c', issuer: issuerURL, subject: 'system:serviceaccount:kube-system:karpenter-sa', audiences }]),
  ];
  const another = (properties: JsonObject, top: JsonObject): Cluster =>
    clusterOf({ ...clusterJson(properties, { id: `${clusterId}2`, name: 'shop2', ...top }) });
  const user = another({}, { identity: { type: 'SystemAssigned', principalId: otherPrincipal.toUpperCase() } });

  it('are removed exactly where they were made', () => {
    expect(
      left({ cluster: model, grants: [joins, former, onNodes] }).map(({ severity, fix }) => [severity, fix]),
    ).toEqual([
      ['warning', { kind: 'removeRole', roleAssignmentId: onNodes.id }],
      ['info', { kind: 'removeRole', roleAssignmentId: former.id }],
    ]);
  });

  it('are not roles that were given after the present one came, until they have been there for hours', () => {
    const given = { ...former, createdOn: '2026-09-01T11:00:00Z' };
    const at = (now: string) =>
      find({ cluster: model, grants: [joins, given], now: new Date(now) }).filter(({ code }) =>
        ['leftoverGrant', 'oldIdentityInUse'].includes(code),
      );
    expect(at('2026-09-01T12:00:00Z')).toEqual([]);
    expect(at('2026-09-03T12:00:00Z')).toMatchObject([{ code: 'leftoverGrant', severity: 'info' }]);
  });

  it('are not the grants of another visible cluster', () => {
    expect(left({ cluster: model, grants: [joins, former], entries: [others(model, user)] })).toEqual([]);
  });

  it('are not inherited grants, nor roles that the cluster does not need there', () => {
    const inherited = assignment(role.networkContributor, subscription, otherPrincipal);
    const different = assignment(role.reader, subnet, otherPrincipal);
    expect(left({ cluster: model, grants: [joins, inherited, different] })).toEqual([]);
  });

  it('are not what others hold on a whole group in which the cluster needs a role', () => {
    const compute = `${subscription}/resourceGroups/rg-compute`;
    const capacityReservationGroupID = `${compute}/providers/Microsoft.Compute/capacityReservationGroups/crg`;
    const reserved = cluster({ agentPoolProfiles: [pool({ capacityReservationGroupID })] });
    const grants = [controlPlanePrincipal, otherPrincipal].map((who) => assignment(role.contributor, compute, who));
    expect(left({ cluster: reserved, grants })).toEqual([]);
  });

  it("are not reported if the clusters can't be listed, or while an operation is running", () => {
    expect(left({ cluster: model, grants: [onNodes], entries: [[{ kind: 'clusters' }, unreadable()]] })).toEqual([]);
    expect(left({ cluster: cluster({ provisioningState: 'Updating' }), grants: [onNodes] })).toEqual([]);
  });

  it('are not reported of a service principal cluster, whose own principal is not known', () => {
    expect(left({ cluster: cluster(...onPrincipal), grants: [onNodes] })).toEqual([]);
  });

  it('are not what a service principal cluster on the same subnet may need', () => {
    const [properties, top] = onPrincipal;
    const neighbour = another({ ...properties, ...onSubnet, nodeResourceGroup: 'MC_shop2' }, top);
    const findings = left({ cluster: model, grants: [joins, former, onNodes], entries: [others(neighbour)] });
    expect(findings.map(({ fix }) => fix)).toEqual([{ kind: 'removeRole', roleAssignmentId: onNodes.id }]);
  });

  it('are pull roles of an unused identity on the registries of the cluster, not those of other programs', () => {
    const old = assignment(role.acrPull, registryId, otherPrincipal);
    const having = { cluster: healthy, grants: [pulls, old] };
    expect(left(having)).toEqual([]);
    const [finding] = left({ ...having, entries: [identityNamed('id-old', otherPrincipal)] });
    expect(finding).toMatchObject({ severity: 'info', fix: { kind: 'removeRole', roleAssignmentId: old.id } });
    expect(finding!.text).toContain('id-old, which no visible cluster uses, has AcrPull on registry acrshop');
  });

  it('are also, as a warning, what makes the unused identity administrator of the cluster, on the map, too', () => {
    const grants = [pulls, assignment(role.acrPull, registryId, otherPrincipal)];
    const entries = [identityNamed('id-old', otherPrincipal)];
    const wide = assignment(role.contributor, group, otherPrincipal);
    const reads = assignment(role.reader, group, otherPrincipal);
    const [plain] = left({ cluster: healthy, grants: [...grants, reads], entries });
    expect(textOf(plain!.text)).not.toContain('It also has');
    expect(plain).not.toHaveProperty('alsoHeld');
    const findings = left({ cluster: healthy, grants: [...grants, reads, wide], entries });
    const [admin] = findings.filter(({ severity }) => severity === 'warning');
    expect(findings.map(({ severity, fix }) => [severity, fix])).toEqual([
      ['warning', { kind: 'removeRole', roleAssignmentId: wide.id }],
      ['info', { kind: 'removeRole', roleAssignmentId: grants[1]!.id }],
    ]);
    expect(findings.map((finding) => textOf(topicOf(finding).title))).toEqual([
      'Unused role leads to administrator access',
      'Unused role assignment',
    ]);
    expect(textOf(admin!.text)).toMatch(
      /^id-old can become an administrator of shop: with Contributor on resource group rg-shop, it can change the cluster.*\. No visible cluster uses it\. It may be an old identity of shop\. Remove the role if nothing else needs it\.$/,
    );
    const { things, lines, problems } = clusterMap({ cluster: healthy, findings });
    const box = things.find(({ label }) => label === 'id-old')!;
    expect(lines.filter(({ from }) => from === box.id).map(({ label, kind }) => [label, kind])).toEqual([
      ['Contributor', 'notUsed'],
      ['AcrPull', 'notUsed'],
    ]);
    expect(problems).toHaveLength(2);
  });

  it('say of a role with a condition that the unused identity perhaps can act on the cluster', () => {
    const conditional = { ...assignment(role.contributor, group, otherPrincipal), condition: '@x StringEquals y' };
    const [finding] = left({
      cluster: healthy,
      grants: [pulls, assignment(role.acrPull, registryId, otherPrincipal), conditional],
      entries: [identityNamed('id-old', otherPrincipal)],
    });
    expect(textOf(finding!.text)).toContain('in shop it perhaps can change the cluster');
  });

  it('have as added evidence only since when the role is assigned, and by whom, where that is known', () => {
    const evidenceOf = (more: object) => {
      const pull = { ...assignment(role.acrPull, registryId, otherPrincipal), ...more };
      const [finding] = left({
        cluster: healthy,
        grants: [pulls, pull],
        entries: [identityNamed('id-old', otherPrincipal)],
      });
      return [addedEvidenceText(finding!.evidence), evidenceText(finding!.evidence)].map(textOf);
    };
    const [added, all] = evidenceOf({ createdOn: '2026-03-02T09:00:00Z', createdBy: 'robin' });
    expect(added).toBe('Assigned on Mar 2, 2026 by robin.');
    expect(all).toMatch(
      /^Assigned on Mar 2, 2026 by robin\. .*\/roleAssignments\/.* gives id-old \(principal .*\) AcrPull on acrshop\.$/,
    );
    const [only, same] = evidenceOf({ createdOn: undefined });
    expect(only).toBe(same);
    expect(only).toContain('gives id-old');
  });

  it('are not what an identity holds that a resource carries, or workloads have a credential of', () => {
    const old = assignment(role.acrPull, registryId, otherPrincipal);
    const named = identityNamed('id-old', otherPrincipal);
    const identity = identityId('id-old');
    const among = (...entries: Entry[]) =>
      left({ cluster: healthy, grants: [pulls, old], entries: [named, ...entries] });
    const type = 'Microsoft.Web/sites';
    expect(among()).toHaveLength(1);
    expect(among([{ kind: 'carriers', identityId: identity }, found([{ id: '/a', name: 'a', type }])])).toEqual([]);
    expect(among([{ kind: 'carriers', identityId: identity }, unreadable()])).toEqual([]);
    const credential = { name: 'c', issuer: 'i', subject: 's' };
    expect(among([{ kind: 'federatedCredentials', identityId: identity }, found([credential])])).toEqual([]);
  });

  it.each<[string, Entry | undefined, readonly string[]]>([
    ['no credential', undefined, ['leftoverGrant']],
    ['a credential of a living cluster', trusting(issuer), []],
    ['a credential of something else than AKS', trusting('https://token.actions.githubusercontent.com'), []],
    ['a credential of a cluster that is gone', trusting(goneIssuer), ['leftoverGrant']],
    ["credentials that can't be read", [credentialsOfOld, unreadable()], ['notAllRead']],
  ])('on the group of the nodes are judged by the clusters that it trusts: %s (R-31)', (_, entry, codes) => {
    const issuing = cluster({ oidcIssuerProfile: { enabled: true, issuerURL: issuer } });
    const entries: readonly Entry[] = [
      identityNamed('id-old', otherPrincipal),
      others(issuing),
      [{ kind: 'clusters', fromArm: true }, found([issuing])],
      [{ kind: 'hiddenSubscriptions', directory: tenant }, found([])],
      ...(entry ? [entry] : []),
    ];
    const all = find({ cluster: issuing, grants: [onNodes], entries });
    expect(all.map(({ code }) => code).filter((code) => /^(leftover|notAllRead)/.test(code))).toEqual(codes);
  });

  it('leave out roles of an identity that AKS made next to the nodes and that the JSON does not name', () => {
    const id = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ai-toolchain-operator-shop`;
    const made: Entry = [{ kind: 'identities' }, found([{ id, name: 'ai', principalId: otherPrincipal }])];
    expect(left({ cluster: healthy, grants: [onNodes], entries: [made] })).toEqual([]);
    expect(left({ cluster: healthy, grants: [onNodes] })).toHaveLength(1);
  });

  it('are not reported if a principal of the cluster itself is not known', () => {
    const userAssigned = (...ids: string[]) => ({
      identity: { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) },
    });
    const told = (top: JsonObject, ...entries: Entry[]) =>
      left({ cluster: cluster({}, top), grants: [onNodes], entries });
    const hidden: Entry = [{ kind: 'resource', id: controlPlaneId }, unreadable()];
    expect(told(userAssigned(controlPlaneId), hidden)).toEqual([]);
    expect(
      told(userAssigned(controlPlaneId), resource(controlPlaneId, { principalId: controlPlanePrincipal })),
    ).toHaveLength(1);
    expect(told({ identity: { type: 'None' } })).toEqual([]);
    const both = { type: 'SystemAssigned, UserAssigned', principalId: controlPlanePrincipal };
    expect(told({ identity: both })).toEqual([]);
  });

  it('are certain for a user-assigned identity, which no service principal cluster can use', () => {
    const [properties, top] = onPrincipal;
    const neighbour = another({ ...properties, ...onSubnet }, top);
    const entries = [others(neighbour), identityNamed('id-old', otherPrincipal)];
    expect(left({ cluster: model, grants: [joins, former], entries })).toHaveLength(1);
  });
});
