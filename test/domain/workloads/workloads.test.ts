import { inWords } from '../../support/domain/unknowns.ts';
import { isBindingIssuer } from '../../../src/domain/uses/boundTo.ts';
import { describe, expect, it } from 'vitest';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import { nameOfWorkload, workloadsOf } from '../../../src/domain/workloads/workloads.ts';
import { clusterIssuerParts } from '../../../src/domain/workloads/issuer.ts';
import { binding, credential, goneIssuer, issuer, issuing, ready } from '../../support/domain/workloadFixture.ts';
import {
  assigned,
  cluster,
  guid,
  identity,
  identityId,
  systemAssigned,
  tenant,
  worldFacts,
  type World,
} from '../../support/domain/worldFacts.ts';

const shop = cluster(systemAssigned, ready);
const who = guid(10);
const cp = identity('id-shop', who);
const look = (world: Partial<World>, model = shop) =>
  workloadsOf(clusterOf(model), worldFacts({ resources: [model, cp], ...world }));

describe('the workloads of a cluster', () => {
  it('are the accounts that identities trust, with what these hold (W-01)', () => {
    const held = assigned('Reader', identityId('id-shop'), who);
    expect(look({ credentials: [credential()], assignments: [held] })).toEqual({
      issuer,
      hasWorkloadIdentity: true,
      unknown: [],
      trustUnknown: [],
      workloads: [
        {
          namespace: 'shop',
          serviceAccount: 'cart',
          identityId: identityId('id-shop'),
          credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/shop-weu-shop-cart`,
          issuer,
          state: 'works',
          principalId: who,
          clientId: guid(5010),
          tenantId: tenant,
          assignments: [held],
        },
      ],
    });
  });

  it('are not called broken where their issuer may be that of a cluster out of sight (W-01)', () => {
    const of = (hidden: readonly string[]) => look({ credentials: [credential({ issuer: goneIssuer })], hidden });
    expect(of([]).workloads).toMatchObject([{ state: 'broken' }]);
    expect(of([guid(77)]).workloads).toMatchObject([
      { state: 'unknown', reason: "The issuer may belong to a cluster in a subscription that you can't see." },
    ]);
  });

  it.each<[string, Parameters<typeof credential>[0], string, RegExp]>([
    ['another audience', { audiences: ['api://x'] }, 'broken', /audience is api:\/\/x/],
    ['an issuer without its slash', { issuer: issuer.slice(0, -1) }, 'broken', /letter by letter/],
    [
      'the issuer of the cluster that was there before',
      { issuer: goneIssuer },
      'broken',
      /^The credential trusts a cluster that is gone\.$/,
    ],
    ['a subject with a blank', { subject: ' system:serviceaccount:shop:cart' }, 'broken', /blanks/],
    ['a subject that is no service account', { subject: 'repo:contoso/shop' }, 'broken', /not a service account/],
    [
      'an expression',
      { subject: '', expression: "claims['sub'] matches 'x'" },
      'unknown',
      /matches by expression.*: claims\['sub'\] matches 'x'$/,
    ],
    ['an expression beside its subject', { expression: 'x' }, 'unknown', /matches by expression/],
    ['nothing that says whom it trusts', { subject: '' }, 'unknown', /doesn't show what it trusts/],
    [
      'nothing that says whom it trusts, and a blank after its issuer',
      { subject: '', issuer: `${issuer} ` },
      'unknown',
      /letter by letter.*doesn't show what it trusts/,
    ],
    [
      'an expression, and an audience of its own',
      { subject: '', expression: 'x', audiences: ['api://x'] },
      'unknown',
      /audience is api:\/\/x.*matches by expression/,
    ],
  ])('with %s are %# (W-01)', (_, more, state, reason) => {
    expect(look({ credentials: [credential(more)] }).workloads).toMatchObject([
      { state, reason: expect.stringMatching(reason) as string },
    ]);
  });

  it('have a name for people whatever is known of their accounts', () => {
    const of = (...[more]: Parameters<typeof credential>) =>
      look({ credentials: [credential(more)] }).workloads.map(nameOfWorkload);
    expect(of({ subject: 'system:serviceaccount:kube-system:karpenter-sa' })).toEqual([
      'kube-system/karpenter-sa (Karpenter)',
    ]);
    expect(of({ subject: '', expression: 'x' })).toEqual(['Service accounts that are not known']);
    expect(of({ subject: 'repo:contoso/shop' })).toEqual(['repo:contoso/shop']);
  });

  it('may have tokens from something else while workload identity of AKS is off (W-01, R-27)', () => {
    const found = look({ credentials: [credential()] }, cluster(systemAssigned, issuing));
    expect(found.workloads).toMatchObject([
      { state: 'unknown', reason: expect.stringMatching(/is off on shop-weu: .*if something else does/) as string },
    ]);
  });

  it.each([
    ['kube-system', 'karpenter-sa', 'Karpenter'],
    ['azure-alb-system', 'alb-controller-sa', 'ALB controller'],
    ['dns', 'external-dns', 'external-dns'],
    ['flux-system', 'kustomize-controller', 'Flux'],
    ['shop', 'kustomize-controller', undefined],
  ])('name the controller whose account %s/%s is by its usual name (R-31)', (namespace, account, controller) => {
    const subject = `system:serviceaccount:${namespace}:${account}`;
    const [workload] = look({ credentials: [credential({ subject })] }).workloads;
    expect(workload?.controller).toBe(controller);
  });

  it('of bound identities are still listed while workload identity is off (W-01)', () => {
    const found = look({ bindings: [binding()] }, cluster(systemAssigned, issuing));
    expect(found.workloads).toMatchObject([
      { bindingId: binding().id, state: 'unknown', reason: expect.stringMatching(/is off on shop-weu/) as string },
    ]);
  });

  it('of bound identities are known by the identity only (W-01)', () => {
    const issuerOfBinding = 'https://ib.oic.prod-aks.azure.com/t/c';
    expect(look({ bindings: [binding({ issuer: issuerOfBinding })] }).workloads).toMatchObject([
      { namespace: '*', serviceAccount: '*', bindingId: binding().id, state: 'unknown', issuer: issuerOfBinding },
    ]);
    const gone = look({ bindings: [binding({ identityId: identityId('id-gone') as ArmId })] });
    expect(gone.workloads).toMatchObject([{ state: 'broken', reason: 'The identity id-gone was deleted.' }]);
  });

  it('name what could not be checked (W-01)', () => {
    expect(inWords(look({ forbidden: ['credentials', 'bindings'] }).unknown)).toEqual([
      'Federated credentials: AuthorizationFailed',
      'Identity bindings: AuthorizationFailed',
    ]);
  });

  it('are none where the cluster has no issuer (W-01)', () => {
    expect(
      look(
        { credentials: [credential({ name: 'x', issuer: 'https://token.actions.githubusercontent.com' })] },
        cluster(systemAssigned),
      ),
    ).toEqual({
      hasWorkloadIdentity: false,
      workloads: [],
      unknown: [],
      trustUnknown: [],
    });
  });
});

describe('an issuer', () => {
  it('contains region and directory if it has the form of AKS', () => {
    expect(clusterIssuerParts(issuer)).toEqual({ region: 'westeurope', tenantId: tenant });
    expect(clusterIssuerParts(`https://oidc.prod-aks.azure.com/${tenant.toUpperCase()}/${guid(7)}/`)).toEqual({
      tenantId: tenant,
    });
    expect(clusterIssuerParts(`https://oidc.prod-aks.azure.com/${guid(7)}/`)).toEqual({});
    expect(clusterIssuerParts('https://oidc.prod-aks.azure.com/')).toBeUndefined();
    expect(clusterIssuerParts('https://token.actions.githubusercontent.com')).toBeUndefined();
    expect(clusterIssuerParts('https://ib.oic.prod-aks.azure.com/t/c')).toBeUndefined();
    expect(isBindingIssuer('https://ib.oic.prod-aks.azure.com/t/c')).toBe(true);
  });
});
