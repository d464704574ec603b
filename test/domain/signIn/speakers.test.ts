import { describe, expect, it } from 'vitest';
import { productsNamed } from '../../../src/domain/signIn/message/components.ts';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const noClient =
  'WorkloadIdentityCredential: no client ID specified. Check pod configuration or set ClientID in the options';
const operators = [
  'external-secrets/external-secrets',
  'flux-system/source-controller',
  'monitoring/prometheus',
  'argocd/argocd-server',
  'velero/velero',
  'cert-manager/cert-manager',
  'kube-system/keda-operator',
  'crossplane-system/provider-azure',
  'external-dns/external-dns',
];
/** Operators without workload identity, and an application that has it. */
const objects = [
  account('web/web', { 'azure.workload.identity/client-id': guid(6001) }),
  pod('web/web-1', { as: 'web', label: true, token: true, env: { AZURE_CLIENT_ID: guid(6001) } }),
  ...operators.flatMap((name) => {
    const own = name.split('/')[1] ?? '';
    return [account(name, {}), pod(`${name}-1`, { as: own, labels: { 'app.kubernetes.io/name': own } })];
  }),
];
const world = { azure: { credentials: [credential()], resources: basic }, objects };

/** What names a product, and is not written by it. */
const others: readonly (readonly [string, string])[] = [
  [
    'a frame of .NET',
    `${noClient}\n   at Azure.Identity.DefaultAzureCredential.GetTokenFromSourcesAsync(TokenCredential[] sources, TokenRequestContext requestContext)`,
  ],
  ['a frame of Java', `${noClient}\n\tat reactor.core.publisher.Flux.subscribe(Flux.java:8466)`],
  ['a frame of JavaScript', `${noClient}\n    at async Velero.run (/app/node_modules/velero/index.js:12:3)`],
  ['a frame of Python', `File "/usr/lib/python3/site-packages/prometheus_client/core.py", line 7, in f\n${noClient}`],
  ...[
    'prometheus.io/scrape: true',
    'argocd.argoproj.io/instance=web',
    'kustomize.toolkit.fluxcd.io/name=apps',
    'scaledobject.keda.sh/name=worker',
    'scaledjob.keda.sh/name: import',
    'backup.velero.io/backup-volumes: data',
    'cert-manager.io/cluster-issuer: letsencrypt',
    'external-dns.alpha.kubernetes.io/hostname: a.example.com',
    'crossplane.io/external-name: web',
    'app.kubernetes.io/managed-by=flux',
    '"reloader.external-secrets.io/name": "db"',
  ].map((label) => [`the label ${label}`, `Annotations: ${label}\n${noClient}`] as const),
  ['the store of Dapr', `initialization error for kv (secretstores.azure.keyvault/v1): ${noClient}`],
  ['another flux', `influx and the flux of events: ${noClient}`],
  ...['keda', 'velero', 'cert-manager', 'external-secrets', 'prometheus', 'Argo CD', 'crossplane', 'external-dns'].map(
    (name) => [`the word ${name}`, `my worker (it runs beside ${name}) fails with: ${noClient}`] as const,
  ),
];

describe('a product that a message names', () => {
  it.each(others)('is not the one that asks: %s (Q-10)', (_, text) => {
    expect(productsNamed(readSignIn(text))).toEqual([]);
    expect(asked(text, world).cause).not.toBe('POD_LABEL_MISSING');
    expect(asked(text).cause).toBe('UNKNOWN');
  });

  it.each([
    ['external-secrets', `Warning  InvalidProviderConfig  12s  secret-store  unable to validate store: ${noClient}`],
    ['external-secrets', `{"level":"error","controllerKind":"ExternalSecret","error":"${noClient}"}`],
    ['flux', `{"level":"error","controllerKind":"OCIRepository","error":"${noClient}"}`],
    ['keda', `ERROR scale_handler error getting metrics: ${noClient}`],
    ['velero', `level=error msg="${noClient}" backup-storage-location=velero/default`],
    ['cert-manager', `E0701 10:00:00.000000 1 controller.go:167] cert-manager/challenges: ${noClient}`],
    ['velero', `velero: ${noClient}`],
    ['external-dns', `[pod/external-dns-1/main] ${noClient}`],
  ])('is the one that asks where only %s writes so: form %# (Q-03)', (_, text) => {
    const { cause, certainty } = asked(text, world);
    expect([cause, certainty]).toEqual(['POD_LABEL_MISSING', expect.stringMatching(/likely|certain/)]);
  });

  it('is no proof of the pod that asks (Q-04)', () => {
    for (const text of ['ScaledObject', 'GitRepository', 'BackupStorageLocation', 'SecretStore', 'ClusterIssuer'])
      expect(asked(`${text} failed: ${noClient}`, world).certainty).not.toBe('certain');
  });
});
