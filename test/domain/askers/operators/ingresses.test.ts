import { describe, expect, it } from 'vitest';
import { ingressLook } from '../../../../src/domain/askers/operators/ingresses.ts';
import { ingressLines } from '../../../../src/domain/gateway/ingressWords.ts';
import { accountsOfIngresses } from '../../../../src/domain/gateway/shares.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { gatewayRoute, ingress, ingressClass, nginxController } from '../../../support/domain/cases/ingressCases.ts';
import { gatewayWith } from '../../../support/domain/cases/gatewayAskerCases.ts';
import { objectsOf, seenObjects } from '../../../support/domain/clusterObjects.ts';

type Items = Parameters<typeof objectsOf>[0];

const look = (items: Items, more: Parameters<typeof objectsOf>[1] = {}) => ingressLook(objectsOf(items, more));
const linesOf = (items: Items, more = {}): readonly string[] =>
  ingressLines(look(items, more)).map((line) => textOf(line));
const hostsOf = (items: Items, more = {}) =>
  Object.fromEntries(look(items, more).hosts.map(({ host, hasRoute }) => [host, hasRoute]));
/** Everything was listed but these. */
const without = (...left: readonly string[]) => ({
  listed: seenObjects([]).listed.filter((resource) => !left.some((name) => resource.startsWith(`${name}.`))),
  notRead: left.map((what) => ({ what: `${what}.x`, cause: 'refused' as const, reason: 'forbidden' })),
});

describe('an Ingress of application routing', () => {
  const usual = 'webapprouting.kubernetes.azure.com';

  it.each([
    ['the class of the default controller', [ingress('shop/web', usual)], true],
    [
      'that class in the older annotation',
      [ingress('shop/web', undefined, { 'kubernetes.io/ingress.class': usual })],
      true,
    ],
    [
      'the class of another controller',
      [nginxController('inside', 'nginx-inside'), ingress('shop/web', 'nginx-inside')],
      false,
    ],
    [
      'a class whose controller is that of the operator',
      [ingressClass('mine', 'approuting.kubernetes.azure.com/inside'), ingress('shop/web', 'mine')],
      false,
    ],
    [
      'another class than its annotation',
      [ingress('shop/web', 'other', { 'kubernetes.io/ingress.class': usual })],
      undefined,
    ],
    ['no class', [ingress('shop/web', undefined)], undefined],
    [
      'a class of somebody else',
      [ingressClass('nginx', 'k8s.io/ingress-nginx'), ingress('shop/web', 'nginx')],
      undefined,
    ],
  ] as const)('is known by %s (G-08)', (_of, items, isOfDefault) => {
    expect(look(items).ingresses.map((each) => each.isOfDefault)).toEqual(
      isOfDefault === undefined ? [] : [isOfDefault],
    );
  });

  it('is of the default controller without a right to read classes and controllers (G-08)', () => {
    const few = look([ingress('shop/web', usual)], without('ingressclasses', 'nginxingresscontrollers'));
    expect(few.ingresses).toHaveLength(1);
    expect(look([], without('ingresses'))).toMatchObject({ hasIngresses: false, ingresses: [] });
  });
});

describe('hosts of Ingresses', () => {
  const hosts = ['a.example', 'b.a.example', '*.c.example'];
  const own = ingress(
    'shop/web',
    undefined,
    { 'kubernetes.io/ingress.class': 'webapprouting.kubernetes.azure.com' },
    hosts,
  );
  const none = { 'a.example': false, 'b.a.example': false, '*.c.example': false };

  it.each([
    ['no route', [], none],
    [
      'a route of the host itself, in any case',
      [gatewayRoute({ hostnames: ['A.example'] })],
      { ...none, 'a.example': true },
    ],
    [
      'a route of all names below',
      [gatewayRoute({ hostnames: ['*.example'] })],
      { ...none, 'a.example': true, 'b.a.example': true, '*.c.example': true },
    ],
    ['a route that every Gateway refuses', [gatewayRoute({ hostnames: ['a.example'] }, 'False')], none],
    [
      'a route with the hosts of its listener',
      [gatewayWith({}), gatewayRoute({ parentRefs: [{ name: 'edge', sectionName: 'https' }] })],
      none,
    ],
    [
      'a route with all hosts of its Gateway',
      [gatewayWith({}), gatewayRoute({ parentRefs: [{ name: 'edge' }] })],
      { 'a.example': true, 'b.a.example': true, '*.c.example': true },
    ],
  ] as const)('have %s (G-08)', (_what, items, has) => {
    expect(hostsOf([own, ...items])).toEqual(has);
  });

  it('are not known to lack a route where routes or their Gateways could not be read (G-08)', () => {
    const open = { 'a.example': 'unknown', 'b.a.example': 'unknown', '*.c.example': 'unknown' };
    expect(hostsOf([own], without('httproutes'))).toEqual(open);
    const joins = gatewayRoute({ parentRefs: [{ name: 'edge' }] });
    expect(hostsOf([own, joins, gatewayRoute({ hostnames: ['a.example'] })], without('gateways'))).toEqual({
      ...open,
      'a.example': true,
    });
    expect(hostsOf([own], { isWhole: false })).toEqual(open);
  });

  it('are any where a rule has no host (G-08)', () => {
    const any = ingress('shop/web', 'webapprouting.kubernetes.azure.com', {}, ['']);
    expect(hostsOf([any, gatewayRoute({ hostnames: ['a.example'] })])).toEqual({ '*': false });
  });
});

describe('the way from NGINX to Gateway API', () => {
  const usual = 'webapprouting.kubernetes.azure.com';
  const certificate = { 'kubernetes.azure.com/tls-cert-keyvault-uri': 'https://kv-a.vault.azure.net/certificates/web' };
  const items = [
    nginxController('default', usual),
    ingress('shop/web', usual, certificate, ['a.example', 'b.example']),
    ingress('pay/api', usual, { ...certificate, 'kubernetes.azure.com/tls-cert-service-account': 'certs' }, [
      'c.example',
    ]),
    ingress('shop/plain', usual, {}, ['c.example']),
    gatewayRoute({ hostnames: ['a.example'] }),
  ];

  it('is told with who is left, what has moved, and what needs an identity (G-08)', () => {
    expect(linesOf(items)).toEqual([
      "3 Ingresses (shop/web, pay/api, shop/plain) use application routing's NGINX.",
      'With a Gateway API route: 1 of 3 hosts (a.example).',
      'Without one: b.example, c.example.',
      'Certificates come from kv-a: for a Gateway, an account with an identity that may read them is needed in shop, pay.',
      'Controllers of application routing: default.',
    ]);
    expect(linesOf([ingress('shop/web', usual, {}, ['a.example'])], without('httproutes'))).toEqual([
      "The Ingress shop/web uses application routing's NGINX.",
      'With a Gateway API route: 0 of 1 host.',
      'Whether these have one is not known: a.example.',
    ]);
  });

  it('is not told as done where Ingresses could not be read (G-08)', () => {
    const controller = [nginxController('default', usual)];
    expect(linesOf(controller)).toEqual([
      "No Ingress uses application routing's NGINX.",
      'Controllers of application routing: default.',
    ]);
    expect(linesOf(controller, without('ingresses'))).toEqual(['Controllers of application routing: default.']);
    expect(linesOf([])).toEqual([]);
  });

  it('proposes the account that an Ingress names for its certificate, else one in its namespace (G-02)', () => {
    expect(accountsOfIngresses(look(items))).toEqual([
      { namespace: 'shop', serviceAccount: 'app-routing' },
      { namespace: 'pay', serviceAccount: 'certs' },
    ]);
    expect(accountsOfIngresses(undefined)).toEqual([]);
  });
});
