import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { findingsOf } from '../../../src/domain/findings/findings.ts';
import { featureIdentitiesOf } from '../../../src/domain/needs/features.ts';
import { needsOf, requirementsOf } from '../../../src/domain/needs/needs.ts';
import {
  assignment,
  azure,
  cluster,
  identityId,
  kubeletPrincipal,
  nodeGroup,
  registryId,
  resource,
  subscriptionId,
} from '../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../support/domain/factsOf.ts';
import { gateId, gatePrincipal, gating, imagePull, ofId } from '../../support/domain/cases/needParts.ts';
import { textOf, textsOf } from '../../../src/sentences/textOf.ts';

const registries = (...ids: string[]): Entry => [
  { kind: 'resourcesOfType', subscriptionId, type: 'Microsoft.ContainerRegistry/registries' },
  found(ids.map((id) => ({ id }))),
];

describe('the identities of features', () => {
  it('are those that the JSON names where the feature is on', () => {
    const attach = {
      storageProfile: { diskCSIDriver: { quickAttachDetach: { enabled: true, identity: { resourceId: gateId } } } },
    };
    expect(featureIdentitiesOf(cluster(gating(registryId)), azure([], []))).toMatchObject([
      { feature: 'securityGating', identityId: gateId, principalId: gatePrincipal, registry: registryId },
    ]);
    expect(featureIdentitiesOf(cluster(imagePull()), azure([], []))).toEqual([
      { feature: 'imagePull', identityId: gateId },
    ]);
    expect(featureIdentitiesOf(cluster(attach), azure([], []))).toEqual([
      { feature: 'quickAttach', identityId: gateId },
    ]);
    expect(featureIdentitiesOf(cluster(gating(registryId, { enabled: false })), azure([], []))).toEqual([]);
  });

  it('Defender gating is seen in a newer version, which is asked for clusters with Defender alone', () => {
    const shown = cluster({ securityProfile: { defender: {} } });
    const newer: Entry = [{ kind: 'newerClusters' }, found([cluster(gating(registryId))])];
    expect(featureIdentitiesOf(shown, azure([], [newer]))).toMatchObject([{ identityId: gateId }]);
    expect(featureIdentitiesOf(cluster(), azure([], [newer]))).toEqual([]);
    const asked: string[] = [];
    const facts = azure([], []);
    const get: typeof facts.get = (read) => (asked.push(read.kind), facts.get(read));
    for (const each of [cluster(), cluster(gating(registryId))]) featureIdentitiesOf(each, { ...facts, get });
    expect(asked).toEqual([]);
  });

  it('the identity that attaches disks is shown with the right to give it, for which no role is named (R-05, T-72)', () => {
    const made = `${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/attach`;
    const attach = (enabled: boolean, resourceId = made) =>
      cluster({ storageProfile: { diskCSIDriver: { quickAttachDetach: { enabled, identity: { resourceId } } } } });
    const told = (model = attach(true)) =>
      findingsOf(model, azure([], [])).filter(({ code }) => code === 'identityMadeByAks');
    expect(told().map(({ severity, text }) => [severity, /your own disks/.test(textOf(text))])).toEqual([
      ['info', true],
    ]);
    expect(told()[0]?.text).toContain("doesn't say which one");
    expect(told()[0]).not.toHaveProperty('fix');
    expect(told(attach(false))).toEqual([]);
    expect(told(cluster(imagePull(made)))[0]?.text).not.toContain('disks');
    expect(ofId(needsOf(attach(true), azure([], [])), 'P-57')).toEqual([]);
  });

  it('the registry is found by its login server or its name, too, and a missing role can be granted (P-58)', () => {
    for (const named of ['acrshop.azurecr.io', 'ACRSHOP', 'https://acrshop.azurecr.io']) {
      const facts = azure([], [registries(registryId)]);
      expect(ofId(requirementsOf(cluster(gating(named)), facts), 'P-58'), named).toMatchObject([
        { scope: registryId, verdict: 'missing', principalId: gatePrincipal, holder: 'id-gate (Defender gating)' },
      ]);
      const finding = findingsOf(cluster(gating(named)), facts).find(({ code }) => code === 'gatingIdentityCantPull');
      expect(finding?.fix).toMatchObject({ kind: 'assignRole', principalId: gatePrincipal, scope: registryId });
      expect(finding?.text).toContain("shop's id-gate (Defender gating) is missing AcrPull");
    }
  });

  it('a registry that is not visible is unknown, never assumed to be without the role (P-58)', () => {
    for (const entry of [registries(), [registries()[0], unreadable('403')] as const]) {
      const findings = findingsOf(cluster(gating('acrelse')), azure([], [entry]));
      expect(findings.filter(({ code }) => code === 'gatingIdentityCantPull')).toEqual([]);
      const [unread] = findings.filter(({ code }) => code === 'notAllRead');
      expect(unread?.text).toContain('id-gate may pull from acrelse');
    }
  });

  it('the registries are those at whose own scope the identity has a role, whose principal is read (P-59)', () => {
    const entries = [resource(gateId, { principalId: gatePrincipal })];
    const pulls = assignment(role.acrPull, registryId, gatePrincipal);
    expect(ofId(needsOf(cluster(imagePull()), azure([], entries)), 'P-59')).toEqual([]);
    expect(ofId(requirementsOf(cluster(imagePull()), azure([pulls], entries)), 'P-59')).toMatchObject([
      { verdict: 'granted', grantedBy: pulls.id, holder: 'id-gate (image pull by service account)' },
    ]);
  });

  it('whether the kubelet still needs its pull role is unknown where service accounts may pull (P-31)', () => {
    const pulls = assignment(role.acrPull, registryId, kubeletPrincipal);
    const verdicts = (model = cluster()) => ofId(requirementsOf(model, azure([pulls])), 'P-31');
    expect(verdicts()).toMatchObject([{ verdict: 'granted' }]);
    expect(verdicts(cluster(imagePull()))).toMatchObject([
      { verdict: 'unknown', reason: expect.stringContaining('service accounts') as unknown },
    ]);
  });

  it('a role that a feature identity holds where the cluster needs it is not called left over', () => {
    const model = cluster(gating(registryId));
    const kubelet = assignment(role.acrPull, registryId, kubeletPrincipal);
    const gate = assignment(role.acrPull, registryId, gatePrincipal);
    const stranger = assignment(role.acrPull, registryId, 'eeeeeeee-0000-0000-0000-000000000005');
    const identities: Entry = [
      { kind: 'identities' },
      found([
        { id: gateId, name: 'id-gate', principalId: gatePrincipal },
        { id: identityId('id-else'), name: 'id-else', principalId: stranger.principalId },
      ]),
    ];
    const left = (facts: ReturnType<typeof azure>) =>
      findingsOf(model, facts).filter(({ code }) => code === 'leftoverGrant' || code === 'oldIdentityInUse');
    const all = left(azure([kubelet, gate, stranger], [identities, registries(registryId)]));
    expect(textsOf(all.map(({ text }) => text)).join()).toContain('id-else');
    expect(all.map(({ text }) => textOf(text).toLowerCase()).join()).not.toContain('id-gate');
  });
});
