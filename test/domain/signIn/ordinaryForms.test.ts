import { describe, expect, it } from 'vitest';
import { readSignIn } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { guid, sub } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { ordinary } from './ordinaryMessages.ts';
import { account, basic, pod } from './worlds.ts';

const client = guid(6001);
const objects = [
  account('shop/cart', { 'azure.workload.identity/client-id': client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { AZURE_CLIENT_ID: client } }),
];

describe('an ordinary message', () => {
  it.each(ordinary)('is the form %s, and says what to do without a plan: %# (Q-02, Q-03)', (sign, text) => {
    for (const world of [{}, { azure: { resources: basic, credentials: [credential()] }, objects }]) {
      const why = asked(text, world);
      expect([why.signs[0], plansOf(why)]).toEqual([sign, []]);
      expect(textOf(why.text)).not.toMatch(/can't be known|none of the known forms|no rule here/);
      expect(why.next.length + why.fixes.length).toBeGreaterThan(0);
    }
  });

  it.each([
    'GET "https://shop.example/v2/a": response status code 401: unauthorized',
    'DENIED: requested access to the resource is denied (GCS)',
    'driver name disk.csi.azure.com not found in the list of registered CSI drivers',
    'ServiceAccount "wi-sa" not found',
    'Please run az logout.',
    'Get "https://shop.example/": EOF, https://login.microsoftonline.com/x',
    'too many requests',
    'Insufficient privileges',
    'AADSTS9003821',
  ])('of something else is none of them: %# (Q-10)', (text) => {
    const known = new Set(ordinary.map(([sign]) => sign));
    expect(readSignIn(text).hits.filter(({ sign }) => known.has(sign))).toEqual([]);
  });
});

describe('a claim that is lacking', () => {
  const says = (words: string, path = '') =>
    `${words} Unauthorized access. 'Listen' claim(s) are required to perform this operation. Resource: 'sb://shop.servicebus.windows.net/orders${path}'.`;

  it.each([
    [
      'Azure Event Hubs Data Receiver',
      'Azure Service Bus',
      says('AmqpException:', '/consumergroups/$default/partitions/0'),
    ],
    ['Azure Event Hubs Data Receiver', 'Azure Service Bus', says('azure.eventhub.exceptions.AuthenticationError:')],
    ['Azure Event Hubs Data Receiver', 'Azure Service Bus', says('Azure.Messaging.EventHubs:')],
    ['Azure Service Bus Data Receiver', 'Azure Event Hubs', says('azure_servicebus_scaler')],
    ['Azure Service Bus Data Receiver', 'Azure Event Hubs', says('Azure.Messaging.ServiceBus.ServiceBusException:')],
  ])('takes the role of its own service, %s, and not of %s: form %# (Q-09)', (role, other, text) => {
    expect(wordsOf(asked(text))).toContain(role);
    expect(wordsOf(asked(text))).not.toContain(other);
  });
});

describe('a directory that does not exist', () => {
  it('is told to be an ID of an identity, if it is one (Q-03)', () => {
    for (const id of [client, guid(1001)]) {
      const why = asked(`AADSTS90002: Tenant '${id}' not found.`, { azure: { resources: basic } });
      expect([why.cause, textOf(why.text)]).toEqual([
        'TENANT_WRONG',
        expect.stringContaining('of the identity id-shop'),
      ]);
    }
  });
});

describe('the ID of a subscription in the place of a directory', () => {
  const why = asked(`AADSTS90002: Tenant '${sub}' not found.`, { azure: { resources: basic } });

  it('is told to be one, with the directory to put there (Q-03)', () => {
    expect([why.cause, why.certainty, textOf(why.text)]).toEqual([
      'TENANT_WRONG',
      'certain',
      `${sub} is the ID of a subscription, and not of a directory.`,
    ]);
    expect(wordsOf(why)).toContain('azure.workload.identity/tenant-id: "22222222-2222-4222-8222-222222222222"');
  });
});

describe('a token of an issuer that is not public', () => {
  it('does not make a guess at who asks a fact (Q-04)', () => {
    const text =
      "AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://kubernetes.default.svc.cluster.local'.";
    const evidence = asked(text, { objects }).evidence.map((each) => textOf(each.text));
    expect(evidence.join()).toContain('asks for id-shop; the message does not say that this is what asks');
    const named = asked(`pod shop/cart-1: ${text}`, { objects }).evidence.map((each) => textOf(each.text));
    expect(named.join()).not.toContain('does not say that this is what asks');
  });
});
