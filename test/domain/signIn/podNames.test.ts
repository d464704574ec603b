import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { asked, wordsOf } from './asked.ts';
import { account, basic, pod, scaleSet } from './worlds.ts';

const client = guid(6001);
const token = '/var/run/secrets/azure/wi/token/azure-identity-token';
const noClient = 'WorkloadIdentityCredential: no client ID specified. Check pod configuration or set ClientID';
const noFile = 'panic: open /var/run/secrets/azure/tokens/azure-identity-token: no such file or directory';
const several = '{"error":"invalid_request","error_description":"Multiple user assigned identities exist"}';
const cart = account('shop/cart', { 'azure.workload.identity/client-id': client });
const bare = [cart, pod('shop/cart-1', { as: 'cart' })];
const full = [
  cart,
  pod('shop/cart-1', {
    as: 'cart',
    label: true,
    token: true,
    env: { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: token },
  }),
];
const podsOf = (text: string): readonly string[] =>
  readSignIn(text).fields.flatMap(({ name, value }) => (name === 'pod' ? [value] : []));

/** How logs name the pod that writes. */
const named: Readonly<Record<string, (namespace: string, name: string) => string>> = {
  'pod=NAMESPACE/NAME': (namespace, name) => `pod=${namespace}/${name} `,
  'the prefix of kubectl': (_, name) => `[pod/${name}/main] `,
  'namespace= and pod=': (namespace, name) => `namespace=${namespace} pod=${name} `,
  'pod= alone': (_, name) => `pod=${name} `,
  'fields of Fluent Bit': (namespace, name) => `{"kubernetes":{"namespace_name":"${namespace}","pod_name":"${name}"}} `,
  'fields of OpenTelemetry': (namespace, name) => `k8s.pod.name=${name} k8s.namespace.name=${namespace} `,
  'an object of a controller': (namespace, name) => `"Pod": {"name":"${name}","namespace":"${namespace}"} `,
};

describe.each(Object.entries(named))('a pod that a line names by %s', (_, line) => {
  it('is a value of the message (Q-02)', () => {
    expect(podsOf(`${line('orders', 'orders-7d9f')}${noClient}`)[0]).toMatch(/^(?:orders\/)?orders-7d9f$/);
  });

  it.each([
    ['lacks the label', bare, noClient],
    ['has another path', full, noFile],
    ['asks the node', full, several],
  ])('and that was not read is not taken for one that %s (Q-10)', (_name, objects, text) => {
    const answer = asked(`${line('orders', 'orders-7d9f')}${text}`, {
      objects,
      azure: { resources: [...basic, scaleSet()] },
    });
    expect(['POD_LABEL_MISSING', 'TOKEN_PATH_MOVED', 'CREDENTIAL_KIND_WRONG']).not.toContain(answer.cause);
    expect([textOf(answer.text), wordsOf(answer)].join()).not.toContain('cart-1');
    expect(answer.evidence.map((each) => textOf(each.text)).join('\n')).toMatch(
      /orders-7d9f, which the message names, is not among the pods that were read/,
    );
  });

  it('and that was read is judged, whichever else fit (Q-03)', () => {
    const others = [
      account('pay/pay', { 'azure.workload.identity/client-id': client }),
      pod('pay/pay-1', { as: 'pay' }),
    ];
    const answer = asked(`${line('pay', 'pay-1')}${noClient}`, { objects: [...bare, ...others] });
    expect([answer.cause, textOf(answer.text)]).toEqual(['POD_LABEL_MISSING', expect.stringContaining('pay/pay-1')]);
  });
});

describe('the pod of a line', () => {
  it('is taken for one that was replaced by those of its owner, which prove nothing (Q-10)', () => {
    const owned = pod('shop/web-7d9f8b6c5-abcde', { as: 'cart' });
    const metadata = {
      ...(owned['metadata'] as object),
      labels: { 'pod-template-hash': '7d9f8b6c5' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web-7d9f8b6c5' }],
    };
    const answer = asked(`pod=shop/web-5c8f9d7b6-xkzbq ${noClient}`, { objects: [cart, { ...owned, metadata }] });
    expect([answer.cause, answer.certainty]).toEqual(['POD_LABEL_MISSING', 'likely']);
  });

  it('is not taken for one of another owner whose name begins the same (Q-10)', () => {
    const owned = pod('shop/web-7d9f8b6c5-bcdfg', { as: 'cart' });
    const metadata = { ...(owned['metadata'] as object), ownerReferences: [{ kind: 'DaemonSet', name: 'web' }] };
    const answer = asked(`pod=shop/web-apiserver-xkzbq ${noClient}`, { objects: [cart, { ...owned, metadata }] });
    expect(answer.cause).toBe('UNKNOWN');
  });

  it('is none of several with its name in several namespaces (Q-10)', () => {
    const others = [account('pay/pay'), pod('pay/cart-1', { as: 'pay', label: true })];
    expect(asked(`[pod/cart-1/main] ${noClient}`, { objects: [...bare, ...others] }).cause).toBe('UNKNOWN');
  });

  it('is less than the pod that the error itself names (Q-02)', () => {
    expect(podsOf(`[pod/csi-driver-x1/main] ${noClient} for pod shop/cart-1.`)).toEqual(['shop/cart-1']);
  });

  it.each(['pod and/or node', 'pod: not found', 'the pod read/write', 'podman=shop', 'pod_cidr=10-1', 'pod: denied'])(
    'is no part of a sentence: %s (Q-02)',
    (words) => {
      expect(podsOf(`${words} ${noClient}`)).toEqual([]);
    },
  );
});
