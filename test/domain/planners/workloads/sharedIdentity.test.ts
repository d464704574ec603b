import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { Change } from '../../../../src/domain/change/change.ts';
import { cp, planned } from '../../../support/domain/identityPlans.ts';
import { credential, goneIssuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  userAssigned,
} from '../../../support/domain/worldFacts.ts';
import type { World } from '../../../support/domain/worldFacts.ts';

const connect: Change = {
  kind: 'createCredential',
  identityId: identityId('id-shop'),
  clusterId,
  namespace: 'shop',
  serviceAccount: 'cart',
};
const bind: Change = { kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') };
const kubeletOfCluster = {
  ...ready,
  identityProfile: { kubeletidentity: { resourceId: identityId('id-shop'), clientId: guid(61), objectId: guid(10) } },
};
const other = { identityId: identityId('id-two') as ArmId };
const plain: World = { resources: [cluster(systemAssigned, ready), cp, identity('id-two', guid(22))] };
const warningsOf = (change: Change, world: World): readonly string[] =>
  planned(change, world).warnings.flatMap(({ severity, text }) => (severity === 'warning' ? [text] : []));

describe('connecting a workload', () => {
  it.each([
    [
      'the kubelet identity',
      cluster(systemAssigned, kubeletOfCluster),
      /^id-shop is the kubelet identity of shop-weu: /,
    ],
    [
      'the control plane identity',
      cluster(userAssigned('id-shop', guid(10)), ready),
      /^id-shop is the control plane identity of shop-weu: /,
    ],
  ])('connecting a workload to %s of a cluster warns that its pods get what that may do', (_, own, words) => {
    for (const change of [connect, bind]) {
      const warnings = warningsOf(change, { resources: [own, cp] });
      expect(warnings).toContainEqual(expect.stringMatching(words));
      expect(warnings.join()).toMatch(/Give the workload an identity of its own/);
      expect(warnings.filter((text) => text.startsWith('This leads to a new finding'))).toEqual([]);
    }
  });

  it('connecting a workload to an identity of its own warns of nothing', () => {
    expect(warningsOf(connect, plain)).toEqual([]);
    expect(planned(connect, plain).checks.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
  });

  it('connecting a workload that another identity trusts already warns that the annotation decides', () => {
    const world: World = { ...plain, credentials: [credential(other)] };
    expect(warningsOf(connect, world)).toEqual([expect.stringMatching(/^shop\/cart can act as id-two already\./)]);
  });

  it.each([
    ['another account', { subject: 'system:serviceaccount:shop:web' }],
    ['another cluster', { issuer: goneIssuer }],
    ['another audience', { audiences: ['api://other'] }],
    ['whoever matches an expression', { expression: 'x' }],
  ])('connecting a workload warns of no other identity that trusts %s', (_, more) => {
    expect(warningsOf(connect, { ...plain, credentials: [credential({ ...other, ...more })] })).toEqual([]);
  });

  it('connecting a workload says where it is not known whether another identity trusts it', () => {
    expect(planned(connect, { ...plain, forbidden: ['credentials'] }).checks).toContainEqual({
      title: 'No other identity trusts shop/cart',
      verdict: 'unknown',
      detail: 'AuthorizationFailed',
    });
  });

  it('connecting a workload that is connected already warns of nothing', () => {
    const own = [credential(), credential(other)];
    expect(warningsOf(connect, { ...plain, credentials: own })).toEqual([]);
  });
});
