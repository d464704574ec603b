import { describe, expect, it } from 'vitest';
import { faultyVersion, knownFaults } from '../../../src/domain/signIn/judges/knownFaults.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { asked } from './asked.ts';
import { account, pod } from './worlds.ts';

const notAssigned =
  "ManagedIdentityCredential authentication failed. the requested identity isn't assigned to this resource GET http://169.254.169.254/metadata/identity/oauth2/token";
const malformed =
  'could not get provider client: unable to resolve an endpoint: http call(https://login.microsoftonline.com/22222222-2222-4222-8222-222222222222/oauth2/token/v2.0/.well-known/openid-configuration?)(GET) error: reply status code was 404';
const unclaimed =
  'keda-operator scalers_cache error getting scale decision: RESPONSE 401: <Detail>Manage,EntityRead claims required for this operation.</Detail>';
const refreshFailed = 'azure.BearerAuthorizer#WithAuthorization: Failed to refresh the Token for request';

/** Each fault: its message, an image that has it, and one that has it no more. */
const rows: readonly (readonly [name: string, message: string, faulty: string, right: string])[] = [
  [
    'Argo CD',
    'argocd-k8s-auth failed with exit code 20',
    'quay.io/argoproj/argocd:v2.14.3',
    'quay.io/argoproj/argocd:v2.14.4',
  ],
  [
    'External Secrets',
    malformed,
    'ghcr.io/external-secrets/external-secrets:v0.10.6',
    'ghcr.io/external-secrets/external-secrets:v0.10.7',
  ],
  ['HashiCorp Vault', notAssigned, 'hashicorp/vault:1.18.5', 'hashicorp/vault:1.18.4'],
  ['OpenBao', notAssigned, 'quay.io/openbao/openbao:2.2.2@sha256:0123', 'quay.io/openbao/openbao:2.0.1'],
  ['KEDA', unclaimed, 'ghcr.io/kedacore/keda:2.9.2', 'ghcr.io/kedacore/keda:2.9.3'],
  [
    'the Azure plugin of Velero',
    'velero: failed to read credentials from file : open : no such file or directory',
    'velero/velero-plugin-for-microsoft-azure:v1.9.0',
    'velero/velero-plugin-for-microsoft-azure:v1.9.1',
  ],
  [
    'external-dns',
    `external-dns: ${notAssigned}`,
    'registry.k8s.io/external-dns/external-dns:v0.13.5',
    'registry.k8s.io/external-dns/external-dns:v0.13.6',
  ],
  [
    'cert-manager',
    `cert-manager: ${notAssigned}`,
    'quay.io/jetstack/cert-manager-controller:v1.9.1',
    'quay.io/jetstack/cert-manager-controller:v1.11.0',
  ],
  [
    "Velero's plugin for Azure",
    `velero ${refreshFailed}`,
    'registry:5000/velero/velero-plugin-for-microsoft-azure:v1.7.1',
    'velero/velero-plugin-for-microsoft-azure:v1.8.0',
  ],
];

/** A pod that is named like its image, and has all of workload identity. */
function running(image: string, isReady = true) {
  const own = /([\w-]+)(?::|@)/.exec(image.slice(image.lastIndexOf('/') + 1))?.[1] ?? 'app';
  const name = own === 'keda' ? 'keda-operator' : own;
  return [
    account(`${name}/${name}`),
    pod(`${name}/${name}-1`, {
      as: name,
      image,
      label: isReady,
      token: isReady,
      env: isReady ? { AZURE_CLIENT_ID: 'x', AZURE_FEDERATED_TOKEN_FILE: '/x' } : {},
    }),
  ];
}

describe('known faults', () => {
  it.each(rows)(
    'are named for %s in the version that has it, with the thread that found it (Q-10)',
    (name, message, faulty, right) => {
      const fault = knownFaults.find((each) => textOf(each.name) === name)!;
      const answer = asked(message, { objects: running(faulty) });
      expect([answer.cause, answer.certainty]).toEqual([fault.cause, 'likely']);
      expect(answer.evidence.map(({ text }) => textOf(text)).join()).toContain(fault.source);
      const evidence = asked(message, { objects: running(right) }).evidence.map(({ text }) => textOf(text));
      expect(evidence.join()).not.toContain(fault.source);
    },
  );

  it('have a row each in this test (Q-10)', () => {
    expect(rows.map(([name]) => name)).toEqual(knownFaults.map(({ name }) => textOf(name)));
  });

  it('are not blamed on a pod that is not meant, nor where no workload identity is meant (Q-10)', () => {
    const elsewhere = [...running('hashicorp/vault:1.18.5'), ...running('shop/web:1.0.0')];
    expect(asked(notAssigned, { objects: elsewhere }).cause).not.toBe('SOFTWARE_BUG');
    expect(asked(notAssigned, { objects: running('hashicorp/vault:1.18.5', false) }).cause).not.toBe('SOFTWARE_BUG');
  });

  it.each([
    ['argocd:v2.14.3', '2.14.3'],
    ['localhost:5000/argocd:2.14.3-debian', '2.14.3'],
    ['argocd:v2.14.30', undefined],
    ['argocd:latest', undefined],
    ['argocd@sha256:2143', undefined],
    ['my-argocd:2.14.3', undefined],
  ])('read the version of the image %s as %s', (image, version) => {
    expect(faultyVersion(image, { image: /^argocd$/, versions: { only: ['2.14.3'] } })).toBe(version);
  });

  it.each([
    ['1.8', true],
    ['1.10.9', true],
    ['1.11.0', false],
    ['2.0', false],
  ])('compare versions as numbers: %s is before 1.11.0: %s', (version, is) => {
    expect(faultyVersion(`app:${version}`, { image: /^app$/, versions: { before: '1.11.0' } }) !== undefined).toBe(is);
  });
});
