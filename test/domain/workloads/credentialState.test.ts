import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { stateOfCredential } from '../../../src/domain/workloads/credentialState.ts';
import { factsOf, found } from '../../support/domain/factsOf.ts';
import { credential, goneIssuer, issuingAs, ready } from '../../support/domain/workloadFixture.ts';
import { cluster, guid, systemAssigned, tenant, worldFacts } from '../../support/domain/worldFacts.ts';

const shop = clusterOf(cluster(systemAssigned, ready));
describe('the state of a federated credential', () => {
  it('a credential for its cluster works', () => {
    expect(stateOfCredential(credential(), shop, worldFacts({ resources: [] }))).toEqual({ state: 'works' });
  });

  it('a credential of an issuer that no visible cluster has is broken only if no cluster can be out of sight', () => {
    const gone = { issuer: goneIssuer };
    expect(stateOfCredential(credential(gone), undefined, worldFacts({ resources: [] }))).toMatchObject({
      state: 'broken',
      reason: 'The credential trusts a cluster that is gone.',
    });
    const hidden = worldFacts({ resources: [], hidden: ['a', 'b'] });
    expect(inWords(stateOfCredential(credential(gone), undefined, hidden))).toEqual({
      state: 'unknown',
      reason: "The issuer may belong to a cluster in one of 2 subscriptions that you can't see.",
    });
  });

  it('a credential of an issuer that the cluster had off works once ARM says that it is on', () => {
    const off = clusterOf(
      cluster(systemAssigned, {
        ...ready,
        oidcIssuerProfile: { ...(ready['oidcIssuerProfile'] as object), enabled: false },
      }),
    );
    const facts = worldFacts({ resources: [cluster(systemAssigned, ready)] });
    expect(stateOfCredential(credential(), off, facts)).toEqual({ state: 'works' });
  });

  it.each([
    ['with a directory', `https://oidc.prod-aks.azure.com/${tenant}/${guid(7)}/`],
    ['without', `https://oidc.prod-aks.azure.com/${guid(7)}/`],
  ])('an issuer of 2022 %s is one of AKS, and gone only if every subscription is in sight (R-28, T-54)', (_, old) => {
    const one = credential({ issuer: old });
    const own = cluster(systemAssigned, { ...ready, ...issuingAs(old) });
    expect(stateOfCredential(one, clusterOf(own), worldFacts({ resources: [own] }))).toEqual({ state: 'works' });
    expect(stateOfCredential(one, undefined, worldFacts({ resources: [] }))).toMatchObject({ state: 'broken' });
    expect(inWords(stateOfCredential(one, undefined, worldFacts({ resources: [], hidden: ['a'] })))).toEqual({
      state: 'unknown',
      reason: "The issuer may belong to a cluster in a subscription that you can't see.",
    });
  });

  it('a credential of an issuer of 2022 that names no directory asks every directory in sight (R-28)', () => {
    const facts = factsOf([
      [{ kind: 'clusters', fromArm: true }, found([])],
      [{ kind: 'clusters' }, found([])],
    ]);
    stateOfCredential(credential({ issuer: `https://oidc.prod-aks.azure.com/${guid(7)}/` }), undefined, facts);
    expect(facts.missed).toEqual([{ kind: 'hiddenSubscriptions', directory: '' }]);
  });

  it('a credential of something else than AKS, or of bindings, is neither said to work nor to be broken', () => {
    const github = { issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:contoso/shop:ref:main' };
    expect(stateOfCredential(credential(github), undefined, worldFacts({ resources: [] }))).toMatchObject({
      state: 'unknown',
    });
    const bindings = { issuer: 'https://ib.oic.prod-aks.azure.com/t/c' };
    expect(stateOfCredential(credential(bindings), undefined, worldFacts({ resources: [] }))).toMatchObject({
      state: 'unknown',
    });
  });
});
