import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import type { CauseCode } from '../../../src/domain/signIn/situation/causes.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { app, azureHalf, judged, trust } from '../../support/domain/cases/askerFindingCases.ts';
import { account, entra, labelled, object, pod } from '../../support/domain/clusterObjects.ts';
import { asked, plansOf, wordsOf } from './asked.ts';

const file = { AZURE_FEDERATED_TOKEN_FILE: '/var/run/secrets/azure/wi/token/azure-identity-token' };
const annotated = account('shop/web', { 'client-id': app });
const azure = azureHalf({ workloads: [trust('id-app', 'shop/web')] });
const noClient = 'pod shop/web-1: WorkloadIdentityCredential: no client ID specified. Check pod configuration';

type Options = Parameters<typeof pod>[2];
const made = (more: Options = {}) => pod('shop/web-1', 'web', { labels: labelled, tokens: [entra], ...more });
/** A pod that takes all variables of a Secret. */
function takingAll(more: Options = {}): Record<string, unknown> {
  const whole = made(more);
  const spec = whole['spec'] as { readonly containers: readonly object[] };
  return { ...whole, spec: { ...spec, containers: spec.containers.map((each) => ({ ...each, envFrom: [{}] })) } };
}
const template = (of: Record<string, unknown>) =>
  object('apps/v1 Deployment shop/web', {
    spec: { template: { metadata: { labels: labelled }, spec: of['spec'] as object } },
  });

/** For each way in which a pod can have its client ID: what the cluster's half says, and what the answer is. */
const rows: readonly (readonly [
  of: string,
  items: readonly Record<string, unknown>[],
  works: string,
  findings: string,
  cause: CauseCode,
])[] = [
  ['written by the webhook', [annotated, made({ env: { AZURE_CLIENT_ID: app, ...file } })], 'yes', '', 'UNKNOWN'],
  [
    'left out before the annotation',
    [annotated, made({ env: file })],
    'unknown',
    'clientIdMissing',
    'CLIENT_ID_MISSING',
  ],
  [
    'left empty before the annotation',
    [annotated, made({ env: { AZURE_CLIENT_ID: undefined, ...file } })],
    'unknown',
    'clientIdMissing',
    'CLIENT_ID_MISSING',
  ],
  ['not written, for the containers were passed over', [annotated, made()], 'yes', '', 'ENV_NOT_INJECTED'],
  [
    'not written, for the pod lacks the label',
    [annotated, made({ labels: {}, env: file })],
    'yes',
    '',
    'CLIENT_ID_MISSING',
  ],
  ['maybe in a Secret', [annotated, takingAll({ env: file })], 'unknown', '', 'UNKNOWN'],
  ['maybe in a Secret, without annotation', [account('shop/web'), takingAll({ env: file })], 'unknown', '', 'UNKNOWN'],
  [
    'written beside what is taken from a Secret',
    [annotated, takingAll({ env: { AZURE_CLIENT_ID: app, ...file } })],
    'yes',
    '',
    'UNKNOWN',
  ],
  ['written into new pods of a template', [annotated, template(takingAll({ tokens: [] }))], 'yes', '', 'UNKNOWN'],
];

describe('the client ID of a pod', () => {
  it.each(rows)('that is %s: the cluster (Q-07)', (_, items, works, findings) => {
    const [first, ...others] = judged(items, azure);
    expect([first!.works.kind, first!.findings.map(({ code }) => code).join(), others]).toEqual([works, findings, []]);
  });

  it.each(rows)('that is %s: the answer (Q-10)', (_, items, _works, _findings, cause) => {
    const answer = asked(noClient, { objects: items as readonly JsonObject[] });
    expect([answer.cause, plansOf(answer)]).toEqual([cause, []]);
    expect(answer.evidence.map(({ text }) => textOf(text)).join()).not.toMatch(/not even an empty one/);
  });

  it('that came too early is had by new pods, and one from a Secret is said not to be read (Q-04, Q-09)', () => {
    const early = asked(noClient, { objects: [annotated, made({ env: file })] as readonly JsonObject[] });
    expect(wordsOf(early)).toContain('Delete the pod web-1 in shop');
    const all = asked(noClient, { objects: [annotated, takingAll({ env: file })] as readonly JsonObject[] });
    expect(all.unknown.map(({ cause, subject: { what } }) => [cause, what])).toEqual([['notAsked', 'clientId']]);
  });

  it('that has a new line beside it is said to be no ID of anything (Q-10)', () => {
    const items = [annotated, made({ env: { ...file, AZURE_CLIENT_ID: `${app}\n` } })] as readonly JsonObject[];
    const refused =
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:web'.";
    const answer = asked(refused, { objects: items });
    expect([answer.cause, plansOf(answer)]).toEqual(['UNKNOWN', []]);
    expect(textOf(answer.text)).toContain('with a blank or a new line beside it');
  });

  it.each([
    ['keda-operator', 'kube-system/keda-operator', { app: 'keda-operator' }],
    ['cert-manager', 'cert-manager/cert-manager', { 'app.kubernetes.io/name': 'cert-manager' }],
    ['source-controller', 'flux-system/source-controller', { app: 'source-controller' }],
  ])('of the operator %s that is younger than its pods is none (Q-07)', (name, place, labels) => {
    const objects = {
      'keda-operator': object('keda.sh/v1alpha1 TriggerAuthentication shop/queue', {
        spec: { podIdentity: { provider: 'azure-workload' } },
      }),
      'cert-manager': object('cert-manager.io/v1 ClusterIssuer le', {
        spec: { acme: { solvers: [{ dns01: { azureDNS: {} } }] } },
      }),
      'source-controller': object('source.toolkit.fluxcd.io/v1 OCIRepository flux-system/app', {
        spec: { provider: 'azure', url: 'oci://acrshop.azurecr.io/app' },
      }),
    };
    const half = azureHalf({ workloads: [trust('id-app', place)] });
    const with_ = (env: Record<string, string>) =>
      judged(
        [
          account(place, { 'client-id': app }),
          pod(`${place}-1`, name, { labels: { ...labels, ...labelled }, tokens: [entra], env }),
          objects[name as keyof typeof objects],
        ],
        half,
      )[0]!.works.kind;
    expect([with_({ ...file, AZURE_CLIENT_ID: app }), with_(file)]).toEqual(['yes', 'no']);
  });
});
