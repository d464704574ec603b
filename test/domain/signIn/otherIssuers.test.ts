import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/sentences/textOf.ts';
import { cluster, defaultKubelet, systemAssigned } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic, idShop, theCluster } from './worlds.ts';

const from = (issuer: string): string =>
  `AADSTS700211: No matching federated identity record found for presented assertion issuer '${issuer}'.`;
const off = { resources: [cluster(systemAssigned, { identityProfile: defaultKubelet }), idShop] };
const apiServers = [
  ['https://kubernetes.default.svc.cluster.local'],
  ['https://kubernetes.default.svc'],
  ['https://shop-1a2b3c4d.hcp.westeurope.azmk8s.io'],
];

describe('an issuer that is the API server of a cluster', () => {
  it.each(apiServers)('is not public, and what is on is not enabled again: %s (Q-04, Q-09)', (issuer) => {
    const answer = asked(from(issuer), { azure: { resources: basic } });
    expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ISSUER_NOT_PUBLIC', 'certain', []]);
    expect(wordsOf(answer)).toContain('are on for shop-weu');
    expect(wordsOf(answer)).not.toContain('Enable');
  });

  it.each(apiServers)('leads to the plan for the cluster in which it is off: %s (Q-09)', (issuer) => {
    const answer = asked(from(issuer), { azure: off });
    expect([answer.cause, answer.certainty]).toEqual(['ISSUER_NOT_PUBLIC', 'certain']);
    expect(plansOf(answer)).toEqual([
      { kind: 'setWorkloadIdentity', clusterId: theCluster, enabled: true, oidcIssuer: true },
    ]);
  });
});

describe('an issuer that is no API server', () => {
  it.each([
    ['http://keycloak.auth.svc.cluster.local/realms/shop', 'a service in a cluster'],
    ['http://dex.kubernetes-default.svc:5556', 'a service in a cluster'],
    ['https://arooidcweu.z6.web.core.windows.net/shop', 'in storage'],
    ['https://oidcshop.blob.core.windows.net/oidc/', 'in storage'],
    ['https://oidc-shop.s3.eu-central-1.amazonaws.com', 'in storage'],
    ['https://s3.eu-central-1.amazonaws.com/oidc-shop', 'in storage'],
    ['https://storage.googleapis.com/oidc-shop', 'in storage'],
  ])('is no sign that the issuer of a cluster is off: %s (Q-10)', (issuer, words) => {
    const answer = asked(from(issuer), { azure: { resources: basic } });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain(words);
  });

  it.each([['https://192.168.49.2:8443'], ['https://localhost:6443'], ['https://oidc.example.org/']])(
    'is likely not public, and enabling something is for pods on AKS: %s (Q-04, Q-09)',
    (issuer) => {
      const answer = asked(from(issuer), { azure: { resources: basic } });
      expect([answer.cause, answer.certainty, plansOf(answer)]).toEqual(['ISSUER_NOT_PUBLIC', 'likely', []]);
      expect(wordsOf(answer)).toContain('If the pod runs on AKS');
    },
  );
});
