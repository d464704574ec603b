import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const noClient =
  'WorkloadIdentityCredential: no client ID specified. Check pod configuration or set ClientID in the options';
/** What `kubectl describe pod` shows. */
const describedPod = (namespace: string, name: string, of = 'web'): string =>
  [
    `Name:             ${name}`,
    `Namespace:        ${namespace}`,
    'Priority:         0',
    `Service Account:  ${of}`,
    'Node:             aks-system-1/10.224.0.4',
    'Labels:           app=web',
    '                  argocd.argoproj.io/instance=web',
    'Annotations:      prometheus.io/scrape: true',
    'Status:           Running',
  ].join('\n');
const objects = [
  account('web/web', { 'azure.workload.identity/client-id': guid(6001) }),
  pod('web/web-1', { as: 'web', label: true, token: true, env: { AZURE_FEDERATED_TOKEN_FILE: '/x' } }),
  pod('web/other-1', { as: 'web' }),
];
const world = { azure: { credentials: [credential()], resources: basic }, objects };
const valuesOf = (text: string): readonly string[] =>
  readSignIn(text).fields.flatMap(({ name, value }) => (name === 'pod' || name === 'subject' ? [value] : []));

describe('a pod that a text describes', () => {
  it.each([
    ['kubectl describe', `${describedPod('web', 'other-1')}\n${noClient}`],
    ['kubectl describe, then a log', `${describedPod('web', 'other-1')}\n\npanic: ${noClient}`],
    [
      'kubectl describe, then an event',
      `${describedPod('web', 'other-1')}\nEvents:\n  Warning  Failed  2s  ${noClient}`,
    ],
    [
      'kubectl get -o yaml',
      `apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    app: web\n  name: other-1\n  namespace: web\nspec:\n  serviceAccountName: web\n---\n${noClient}`,
    ],
  ])('is the one that is meant: %s (Q-03)', (_, text) => {
    expect(valuesOf(text)).toEqual(['web/other-1', 'system:serviceaccount:web:web']);
    const answer = asked(text, world);
    expect([answer.cause, textOf(answer.text)]).toEqual([
      'POD_LABEL_MISSING',
      expect.stringContaining('web/other-1 lacks'),
    ]);
  });

  it.each(['web', 'default'])('and that was not read leaves others of the account %s alone (Q-10)', (of) => {
    const answer = asked(`${describedPod(of === 'web' ? 'web' : 'shop', 'cart-7c9d8b-x2x1p', of)}\n${noClient}`, world);
    expect(answer.certainty).not.toBe('certain');
    expect(answer.evidence.map(({ text }) => textOf(text)).join()).toMatch(/cart-7c9d8b-x2x1p, which .* not among/);
    if (of === 'default') expect([answer.cause, wordsOf(answer)]).toEqual(['UNKNOWN', '']);
  });

  it.each([
    [
      'a secret store',
      'Name: kv\nNamespace: web\nLabels: <none>\nAPI Version: external-secrets.io/v1\nKind: SecretStore',
    ],
    ['a deployment', 'Name: web\nNamespace: web\nCreationTimestamp: Mon\nReplicas: 1\n  Service Account: web'],
    ['an account', 'Name: web\nNamespace: web\nLabels: <none>\nImage pull secrets: <none>'],
  ])('is not %s (Q-10)', (_, text) => {
    expect(valuesOf(`${text}\n${noClient}`)).toEqual([]);
  });

  it('does not write the lines of an operator below (Q-10)', () => {
    const [first, , ...others] = readSignIn(
      `${describedPod('web', 'other-1')}\n{"level":"error","controllerKind":"ExternalSecret","error":"${noClient}"}`,
    ).shared.filter(({ field }) => field.name === 'pod');
    expect([first?.part, others]).toEqual([0, []]);
  });
});
