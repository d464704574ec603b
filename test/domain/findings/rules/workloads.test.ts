import { evidenceText } from '../../../../src/domain/findings/rule/evidence.ts';
import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import type { IdentityCredential, Read } from '../../../../src/domain/cluster/facts.ts';
import type { Cluster } from '../../../../src/domain/cluster/model.ts';
import { clusterOf } from '../../../../src/domain/cluster/fromArm.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import { rulesByGroup } from '../../../../src/domain/findings/catalogue.ts';
import { findBy } from '../../../../src/domain/findings/findings.ts';
import { factsOf, found as answered, type Entry } from '../../../support/domain/factsOf.ts';
import {
  binding,
  credential,
  goneIssuer,
  issuer,
  issuing,
  issuingAs,
  ready,
} from '../../../support/domain/workloadFixture.ts';
import {
  assigned,
  cluster,
  guid,
  identity,
  identityId,
  sub,
  systemAssigned,
  tenant,
  userAssigned,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { clusterMap } from '../../../../src/domain/identityMap/clusterMap.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { fc } from '../../../support/property.ts';

const one = identityId('id-1') as ArmId;
const two = identityId('id-2') as ArmId;
const resources = [identity('id-1', guid(21)), identity('id-2', guid(22))];
const bindingIssuer = `https://ib.oic.prod-aks.azure.com/${tenant}/${guid(9)}`;
const wrong = { audiences: ['api://other'] };

function found(credentials: readonly IdentityCredential[], more: Partial<World> = {}, json = ready) {
  const own = cluster(more.resources ? userAssigned('id-1', guid(21)) : systemAssigned, json);
  const facts = worldFacts({ credentials, ...more, resources: [own, ...resources] });
  return findBy(rulesByGroup.workloads, { cluster: clusterOf(own), facts, judged: [] });
}
const codes = (all: readonly Finding[]): readonly string[] => all.map(({ code }) => code);
const ofControlPlane: Partial<World> = { resources: [] };

describe('findings about workloads', () => {
  it('call no account a duplicate that only one of two identities lets in', () => {
    const all = found([credential({ identityId: one }), credential({ identityId: two, ...wrong })]);
    expect(codes(all)).toEqual(['credentialWrongAudience']);
  });

  it('contain what distinguishes them from others of their kind', () => {
    const twice = (account: string) =>
      [one, two].map((identityId) =>
        credential({ identityId, name: account, subject: `system:serviceaccount:a:${account}` }),
      );
    const duplicates = found([...twice('b'), ...twice('c')]).filter(({ code }) => code === 'duplicateCredential');
    expect(duplicates).toHaveLength(2);
    expect(new Set(duplicates.map(({ subject }) => subject)).size).toBe(2);
    const gone = identityId('id-gone') as ArmId;
    const bindings = ['b', 'c'].map((name) => binding({ name, id: `${gone}/of/${name}` as ArmId, identityId: gone }));
    const deleted = found([], { bindings }).filter(({ code }) => code === 'bindingIdentityDeleted');
    expect(new Set(deleted.map(({ subject }) => subject)).size).toBe(2);
  });

  it('say nothing of pods that can act as the control plane where the credential matches no token', () => {
    expect(codes(found([credential({ identityId: one, ...wrong })], ofControlPlane))).toEqual([
      'credentialWrongAudience',
    ]);
  });

  it('name the expression by which pods can act as the control plane', () => {
    const flexible = credential({ identityId: one, subject: '', expression: "claims['sub'] matches 'x'" });
    const [finding] = found([flexible], ofControlPlane);
    expect(finding?.text).toMatch(/^claims\['sub'\] matches 'x' can act as id-1/);
  });

  it.each<[string, Partial<IdentityCredential>]>([
    ['with an expression', { subject: '', expression: "claims['sub'] matches 'x'" }],
    ['with an expression beside its subject', { expression: "claims['sub'] matches 'x'" }],
    ['of which this version of the API shows neither', { subject: '' }],
    ['with an audience of its own', { subject: '', expression: 'x', audiences: ['api://other'] }],
    ['with an issuer without its slash', { subject: '', expression: 'x', issuer: issuer.slice(0, -1) }],
  ])('call no flexible credential wrong, nor offer its removal, %s (R-26)', (_, more) => {
    const flexible = credential({ identityId: one, ...more });
    const all = found([flexible, credential({ identityId: two })], ofControlPlane);
    expect(all.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(all.filter(({ fix }) => fix?.kind === 'deleteCredential')).toEqual([]);
    expect(codes(all)).toEqual(['workloadSharesClusterIdentity:controlPlane']);
    const gone = found([{ ...flexible, issuer: goneIssuer }]);
    expect(gone).toMatchObject([{ code: 'credentialOfGoneIssuer' }]);
    expect(gone[0]).not.toHaveProperty('fix');
  });

  it('are as bad as what is lost: nothing, where the same pods get access through another credential', () => {
    const old = credential({ identityId: one, name: 'old', issuer: goneIssuer });
    const works = credential({ identityId: one, name: 'new' });
    const [spared] = found([old, works]);
    expect(spared).toMatchObject({ code: 'credentialOfGoneIssuer', severity: 'info', spared: [one] });
    expect(spared!.text).toMatch(/: old of id-1\. .*new already trusts shop\/cart\.$/);
    const lost = credential({ identityId: two, name: 'lost', issuer: goneIssuer });
    const [finding] = found([old, works, lost]);
    expect(finding).toMatchObject({
      severity: 'error',
      spared: [one],
      places: expect.arrayContaining([one, two]) as unknown,
    });
    expect(finding!.text).toMatch(
      /A credential trusts .*: lost of .*old of .* trusts it, too, but new already trusts shop\/cart\./,
    );
    const [broken] = found([old, { ...works, audiences: ['api://other'] }]).filter(
      ({ code }) => code === 'credentialOfGoneIssuer',
    );
    expect(broken).toMatchObject({ severity: 'error' });
    expect(broken).not.toHaveProperty('spared');
  });

  it('count flexible credentials among the twenty (R-26)', () => {
    const all = Array.from({ length: 20 }, (_, n) => credential({ identityId: one, name: `c${n}`, subject: '' }));
    expect(codes(found(all))).toContain('federatedCredentialLimit');
  });

  it('have an identity at the limit under Workloads on the map, unless it is one of the cluster itself', () => {
    const own = clusterOf(cluster(systemAssigned, ready));
    const all = Array.from({ length: 20 }, (_, n) => credential({ identityId: one, name: `c${n}` }));
    const { things } = clusterMap({ cluster: own, findings: found(all) });
    expect(things.find(({ label }) => label === 'id-1')?.group).toBe('workloads');
    const ofCluster = clusterOf(cluster(userAssigned('id-1', guid(21)), ready));
    const map = clusterMap({ cluster: ofCluster, findings: found(all, ofControlPlane) });
    expect(map.things.find(({ label }) => label === 'id-1')?.group).toBe('controlPlane');
  });

  it('are the same whether the add-on of AKS is on or off, but for the news that it is off (R-27, T-53)', () => {
    const shared = [credential({ identityId: one }), credential({ identityId: two })];
    const [on, off] = [ready, issuing].map((json) => found(shared, ofControlPlane, json));
    expect(codes(on!)).toEqual(['duplicateCredential', 'workloadSharesClusterIdentity:controlPlane']);
    expect(off!.filter(({ code }) => code !== 'credentialWithoutWorkloadIdentity')).toEqual(on);
    expect(off!.find(({ code }) => code === 'credentialWithoutWorkloadIdentity')).toMatchObject({
      severity: 'info',
      text: expect.stringMatching(/they work if something else does/) as string,
    });
  });

  it('blame no one for a credential that works for no one, and claim no binding that does not exist', () => {
    const assignments = [assigned(role.owner.name, `/subscriptions/${sub}`, guid(21))];
    expect(codes(found([credential({ identityId: one, ...wrong })], { assignments }))).not.toContain('workloadTooWide');
    const gone = credential({ identityId: one, name: 'shop-weu-shop-cart', issuer: goneIssuer });
    expect(codes(found([gone], { assignments, hidden: ['s'] }))).not.toContain('workloadTooWide');
    const flexible = credential({ identityId: one, subject: '', expression: 'x' });
    const wide = found([flexible], { assignments }).find(({ code }) => code === 'workloadTooWide');
    expect(wide?.text).toMatch(/^accounts that match an expression can act as id-1.* on subscription Contoso\./);
  });

  it('offer no binding that an identity has no room for, nor one that takes the last credential of other clusters', () => {
    const limit = (count: number, more: Partial<IdentityCredential> = {}): Finding =>
      found([
        credential({ identityId: one, name: 'first', ...more }),
        ...Array.from({ length: count - 1 }, (_, n) => credential({ identityId: one, name: `c${n}` })),
      ]).find(({ code }) => code === 'federatedCredentialLimit')!;
    const elsewhere = { issuer: goneIssuer };
    expect([limit(18).fix, limit(18, elsewhere).fix, limit(19).fix]).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ kind: 'bindIdentity' }) as unknown),
    );
    expect(limit(19).text).toMatch(/with one credential; until they are removed, it takes the last place\./);
    expect([limit(19, elsewhere).fix, limit(20).fix]).toEqual([undefined, undefined]);
    expect(limit(19, elsewhere).text).toMatch(
      /take the last place, and nothing else could be added: first remove a credential that no workload uses/,
    );
    expect(limit(20).text).toMatch(/needs a free place: first remove a credential that no workload uses/);
  });

  it('call the limit no error where the cluster is bound, so that its workloads need no more credentials (R-26)', () => {
    const all = Array.from({ length: 20 }, (_, n) => credential({ identityId: one, name: `c${n}` }));
    const limit = (bindings: NonNullable<World['bindings']>): Finding =>
      found(all, { bindings }).find(({ code }) => code === 'federatedCredentialLimit')!;
    expect(limit([]).severity).toBe('error');
    const bound = limit([binding({ identityId: one })]);
    expect([bound.severity, bound.fix, bound.text]).toEqual([
      'warning',
      undefined,
      'id-1 has 20 of 20 federated credentials, so no more can be added. Workloads of shop-weu can use its binding in place of 20 credentials.',
    ]);
  });

  it('remove the credential of bindings where it takes a place and no cluster is bound, and say so once', () => {
    const shared = credential({ identityId: one, name: 'aks-identity-binding', issuer: bindingIssuer });
    const limit = (count: number, world: Partial<World>): readonly unknown[] => {
      const others = Array.from({ length: count - 1 }, (_, n) => credential({ identityId: one, name: `c${n}` }));
      const all = found([...others, shared], world);
      const { fix, text } = all.find(({ code }) => code === 'federatedCredentialLimit')!;
      return [fix, textOf(text).replace(/^.*?\. /, ''), codes(all).includes('bindingCredentialLeft')];
    };
    const advice = 'One of them, aks-identity-binding, is used only by bindings';
    const removal = { kind: 'deleteCredential', credentialId: `${one}/federatedIdentityCredentials/${shared.name}` };
    for (const count of [16, 20]) {
      expect(limit(count, {})).toEqual([
        removal,
        `${advice}, and no visible cluster is bound to id-1 now: remove it.`,
        false,
      ]);
      expect(limit(count, { forbidden: ['bindings'] }).slice(0, 2)).toEqual([
        undefined,
        `${advice}: remove it if no cluster is bound to id-1.`,
      ]);
      expect(limit(count, { bindings: [binding({ identityId: one })] })).toEqual([
        undefined,
        `Workloads of shop-weu can use its binding in place of ${count - 1} credentials.`,
        false,
      ]);
    }
  });

  it('remove no credential of bindings where a cluster was bound that the index lacks yet', () => {
    const shared = credential({ identityId: one, name: 'aks-identity-binding', issuer: bindingIssuer });
    const others = Array.from({ length: 19 }, (_, n) => credential({ identityId: one, name: `c${n}` }));
    const own = cluster(systemAssigned, ready);
    const facts = worldFacts({ credentials: [...others, shared], resources: [own, ...resources] });
    const late = clusterOf({ ...own, id: `${clusterOf(own).id}-late`, name: 'late' });
    const get = ((read: Read) => {
      if (read.kind === 'clusters' && read.fromArm) return { kind: 'found', value: [clusterOf(own), late] } as never;
      if (read.kind === 'bindings' && read.clusterId === late.id)
        return { kind: 'found', value: [binding({ identityId: one })] } as never;
      return facts.get(read as never);
    }) as typeof facts.get;
    const all = findBy(rulesByGroup.workloads, { cluster: clusterOf(own), facts: { ...facts, get }, judged: [] });
    const limit = all.find(({ code }) => code === 'federatedCredentialLimit')!;
    expect([limit.fix, textOf(limit.text)]).toEqual([undefined, expect.stringContaining('remove it if no cluster')]);
    expect(codes(all)).not.toContain('bindingCredentialLeft');
  });

  it('ask to remove no credential that a binding can replace: the plan of the binding says when (R-29)', () => {
    const many = Array.from({ length: 17 }, (_, n) => credential({ identityId: one, name: `c${n}` }));
    for (const bindings of [[], [binding({ identityId: one })]]) {
      const limit = found(many, { bindings }).find(({ code }) => code === 'federatedCredentialLimit')!;
      expect([limit.text, evidenceText(limit.evidence)]).toEqual([
        expect.not.stringContaining('remove'),
        expect.stringMatching(/^17 federated credentials on \S+\/id-1\.$/),
      ]);
    }
  });

  it('offer no move that would move nothing', () => {
    const [finding] = found([credential({ identityId: one, issuer: goneIssuer, ...wrong })]);
    expect(finding).toMatchObject({ code: 'credentialOfGoneIssuer', fix: { kind: 'deleteCredential' } });
  });

  it('do not call the credential of bindings left over while a cluster is bound on which workload identity is off', () => {
    const shared = credential({ identityId: one, name: 'aks-identity-binding', issuer: bindingIssuer });
    const bindings = [binding({ identityId: one })];
    expect(codes(found([shared], { bindings }, issuing))).not.toContain('bindingCredentialLeft');
    expect(codes(found([shared], { bindings: [] }, issuing))).toContain('bindingCredentialLeft');
  });

  const places = ['rg-a/b', 'rg-B/a', 'rg-c/c'].map((place, n): Cluster => {
    const [resourceGroup = '', name = ''] = place.split('/');
    const issuerUrl = `https://westeurope.oic.prod-aks.azure.com/${tenant}/${guid(90 + n)}/`;
    const own = clusterOf(cluster(systemAssigned, issuingAs(issuerUrl)));
    const id = own.id.replace(/resourceGroups\/.*$/, `resourceGroups/${resourceGroup}/providers/x/y/${name}`) as ArmId;
    return { ...own, id, name, resourceGroup };
  });
  const names = places.map(({ name }) => name);
  const any = fc.shuffledSubarray(names, { minLength: names.length });
  const placed = (order: readonly string[]): readonly Cluster[] =>
    order.map((name) => places.find((each) => each.name === name)!);
  const left = credential({
    identityId: one,
    name: 'aks-identity-binding',
    issuer: 'https://ib.oic.prod-aks.azure.com/t/c',
  });
  const toldBy = (index: readonly string[], listed: readonly string[]): readonly string[] => {
    const now = placed(listed);
    const facts = factsOf([
      [{ kind: 'credentials' }, answered({ all: [left], unknown: [] })],
      [{ kind: 'clusters' }, answered(placed(index))],
      [{ kind: 'clusters', fromArm: true }, answered(now)],
      ...now.map(({ id }): Entry => [{ kind: 'bindings', clusterId: id }, answered([])]),
    ]);
    return now.flatMap((each) =>
      findBy(rulesByGroup.workloads, { cluster: each, facts, judged: [] }).map(({ code }) => `${each.name} ${code}`),
    );
  };

  it('report an unused credential of bindings once, whatever the order of the lists', () => {
    fc.assert(
      fc.property(any, any, (index, now) => {
        expect(toldBy(index, now)).toEqual(['b bindingCredentialLeft']);
      }),
    );
  });

  it('report it once even if Resource Graph lacks a new cluster', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 1 }), any, (index, now) => {
        expect(toldBy(index, now)).toEqual(['b bindingCredentialLeft']);
      }),
    );
  });
});
