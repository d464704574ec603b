/** A list of identity bindings that Azure does not offer says nothing of bindings, whoever asks. */
import { inWords } from '../../support/domain/unknowns.ts';
import { evidenceText } from '../../../src/domain/findings/rule/evidence.ts';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Facts } from '../../../src/domain/cluster/facts.ts';
import { rulesByGroup } from '../../../src/domain/findings/catalogue.ts';
import { findBy } from '../../../src/domain/findings/findings.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { workloadsOf } from '../../../src/domain/workloads/workloads.ts';
import { answering, unreadable } from '../../support/domain/factsOf.ts';
import { credential, ready } from '../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  worldFacts,
} from '../../support/domain/worldFacts.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const raw = cluster(systemAssigned, {
  ...ready,
  securityProfile: {
    workloadIdentity: { enabled: true },
    serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: identityId('id-shop') },
  },
});
const own = clusterOf(raw);
const left = credential({ name: 'aks-identity-binding', issuer: 'https://ib.oic.prod-aks.azure.com/t/c' });
const notOffered = { kind: 'missing', armCode: 'InvalidResourceType' } as const;
const world = (bindings: Answer<unknown>): Facts =>
  answering(worldFacts({ resources: [raw, identity('id-shop', guid(10))], credentials: [left] }), { bindings });

describe("bindings that can't be listed", () => {
  it.each<[string, Answer<unknown>, string]>([
    ['Azure does not offer the list', notOffered, 'InvalidResourceType'],
    ['Azure gives no reason', { kind: 'missing' }, 'Azure does not list them.'],
    ['only the list is missing', { kind: 'missing', armCode: 'FeatureNotFound' }, 'FeatureNotFound'],
    ['somebody may not read them', unreadable('Forbidden.'), 'Forbidden.'],
  ])('do not count as none where %s (R-33)', (_, bindings, why) => {
    const facts = world(bindings);
    const told = findBy({ ...rulesByGroup.features, ...rulesByGroup.workloads }, { cluster: own, facts, judged: [] });
    expect(told.map(({ code }) => code)).toEqual(['notAllRead']);
    expect(told.map(({ evidence, text }) => `${textOf(text)} ${textOf(evidenceText(evidence))}`).join(' ')).toContain(
      why,
    );
    expect(inWords(workloadsOf(own, facts).unknown)).toEqual([`Identity bindings: ${why}`]);
    for (const change of [
      { kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') },
      { kind: 'unbindIdentity', bindingId: `${clusterId}/identityBindings/one` },
    ] as const)
      expect(() => planChanges([change], facts)).toThrow(why);
  });

  it('bindings of a cluster that is gone are none', () => {
    const facts = world({ kind: 'missing', armCode: 'AnyCode', isOwnerMissing: true });
    const told = findBy({ ...rulesByGroup.features, ...rulesByGroup.workloads }, { cluster: own, facts, judged: [] });
    expect(told.map(({ code }) => code)).toEqual(['imagePullIdentityUnbound', 'bindingCredentialLeft']);
    expect(workloadsOf(own, facts).unknown).toEqual([]);
  });
});
