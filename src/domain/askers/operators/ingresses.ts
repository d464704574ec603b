/** The Ingresses that NGINX of application routing serves, and how far their hosts have moved to Gateway API. */
import { objectAt, objectsAt, textAt, textsAt, type JsonObject } from '../../arm/json.ts';
import type { ClusterObjects, OperatorObject } from '../model.ts';
import { defined } from '../../../shape/defined.ts';
import { listenerOptions } from '../../gateway/gatewayYaml.ts';
import { classResources, type IngressLook, type RoutedHost, type RoutedIngress } from '../../cluster/ingressLook.ts';

/** The class of the default controller, and the classes of the others, by what their IngressClass names. */
const defaultClass = 'webapprouting.kubernetes.azure.com';
const defaultController = `${defaultClass}/nginx`;
const otherControllers = 'approuting.kubernetes.azure.com/';

/** The resources that this rests on, as kubectl is asked for them. */
const restsOn: ReadonlySet<string> = new Set([
  ...classResources,
  'ingresses.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
]);

/** Returns what these objects show; the time is that of the look. */
export function ingressLook(seen: ClusterObjects, at?: Date): IngressLook {
  const classes = routingClasses(seen);
  const ingresses = ofKind(seen, 'Ingress').flatMap((object) => routedIngress(object, classes));
  const hosts = [...new Set(ingresses.flatMap((ingress) => ingress.hosts))].sort();
  return {
    ...defined({ at }),
    isWhole: seen.isWhole,
    ingresses,
    doubtful: doubtfulIngresses(seen, classes),
    hosts: hosts.map((host) => ({ host, hasRoute: hasRoute(host, seen) })),
    controllers: ofKind(seen, 'NginxIngressController').map(({ name }) => name),
    hasIngresses: seen.kinds.has('Ingress'),
    unknown: seen.unknown.filter(({ subject }) => restsOn.has(subject.of ?? '')),
  };
}

function ofKind({ objects }: ClusterObjects, kind: string): readonly OperatorObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** The classes of application routing by name; true for that of the default controller, which has a fixed name. */
function routingClasses(seen: ClusterObjects): ReadonlyMap<string, boolean> {
  const ofControllers = ofKind(seen, 'NginxIngressController').flatMap(({ name, json }) => {
    const ingressClass = textAt(json, 'spec.ingressClassName');
    return ingressClass === undefined ? [] : [[ingressClass, name === 'default'] as const];
  });
  const ofClasses = ofKind(seen, 'IngressClass').flatMap(({ name, json }) => {
    const controller = textAt(json, 'spec.controller') ?? '';
    const isOfDefault = controller === defaultController;
    return isOfDefault || controller.startsWith(otherControllers) ? [[name, isOfDefault] as const] : [];
  });
  return new Map([...ofControllers, ...ofClasses, [defaultClass, true]]);
}

/** Returns the class that an Ingress names: its own field comes before the older annotation, as NGINX reads them. */
function classOf(json: JsonObject): string | undefined {
  const annotation = objectAt(json, 'metadata.annotations')?.['kubernetes.io/ingress.class'];
  return textAt(json, 'spec.ingressClassName') ?? (typeof annotation === 'string' ? annotation : undefined);
}

function routedIngress(
  { namespace = 'default', name, json }: OperatorObject,
  classes: ReadonlyMap<string, boolean>,
): readonly RoutedIngress[] {
  const isOfDefault = classes.get(classOf(json) ?? '');
  if (isOfDefault === undefined) return [];
  const { certificate, serviceAccount } = optionsOf(objectAt(json, 'metadata.annotations'));
  const vault = certificate === undefined ? undefined : vaultOf(certificate);
  return [{ namespace, name, isOfDefault, hosts: hostsOf(json), ...defined({ vault, serviceAccount }) }];
}

/** Each controller names its class, and each class its controller: either tells whose an Ingress is. */
function doubtfulIngresses(seen: ClusterObjects, classes: ReadonlyMap<string, boolean>): IngressLook['doubtful'] {
  if (seen.kinds.has('IngressClass') || seen.kinds.has('NginxIngressController')) return [];
  return ofKind(seen, 'Ingress').flatMap(({ namespace = 'default', name, json }) => {
    const own = classOf(json);
    return own === undefined || classes.has(own) ? [] : [{ namespace, name }];
  });
}

/** Rules without a host, and a backend for whatever no rule matches, serve any. */
function hostsOf(json: JsonObject): readonly string[] {
  const ofRules = objectsAt(json, 'spec.rules').map((rule) => (textAt(rule, 'host') ?? '*').toLowerCase());
  const ofRest = objectAt(json, 'spec.defaultBackend') === undefined ? [] : ['*'];
  return [...new Set([...ofRules, ...ofRest])];
}

/** Returns true for an Ingress that a controller of application routing serves. */
export function isRouted({ json }: OperatorObject, seen: ClusterObjects): boolean {
  return routingClasses(seen).has(classOf(json) ?? '');
}

/** What a listener of a Gateway says in its options, and an Ingress in its annotations. */
export interface CertificateOptions {
  readonly certificate: string | undefined;
  readonly serviceAccount: string | undefined;
}

/** Returns them; what is empty is not there. */
export function optionsOf(json: JsonObject | undefined): CertificateOptions {
  // Their names have dots, which a path would split.
  const filled = (value: unknown): string | undefined =>
    typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  return {
    certificate: filled(json?.[listenerOptions.certificate]),
    serviceAccount: filled(json?.[listenerOptions.account]),
  };
}

/** Returns the name of the vault in the address of a certificate, or of the secret with it. */
export function vaultOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname, pathname } = new URL(address);
  const [vault = ''] = hostname.split('.');
  return hostname.includes('.') && /^\/(?:certificates|secrets)\/[^/]+/i.test(pathname) ? vault : undefined;
}

/** Whether a route of Gateway API takes the host, whatever its paths; a route that every Gateway refuses takes none. */
function hasRoute(host: string, seen: ClusterObjects): RoutedHost['hasRoute'] {
  const patterns = ofKind(seen, 'HTTPRoute')
    .filter(({ json }) => !isRefused(json))
    .map((route) => patternsOf(route, seen));
  if (patterns.some((each) => each !== 'unknown' && each.some((pattern) => covers(pattern, host)))) return true;
  return seen.isWhole && seen.kinds.has('HTTPRoute') && !patterns.includes('unknown') ? false : 'unknown';
}

function isRefused(json: JsonObject): boolean {
  const parents = objectsAt(json, 'status.parents').map((parent) =>
    objectsAt(parent, 'conditions').some(
      (condition) => textAt(condition, 'type') === 'Accepted' && textAt(condition, 'status') === 'False',
    ),
  );
  return parents.length > 0 && !parents.includes(false);
}

/** A route without hosts has those of the listeners that it joins. */
function patternsOf(
  { namespace = 'default', json }: OperatorObject,
  seen: ClusterObjects,
): readonly string[] | 'unknown' {
  const own = textsAt(json, 'spec.hostnames');
  if (own.length > 0) return own.map((name) => name.toLowerCase());
  const ofParents = objectsAt(json, 'spec.parentRefs')
    .filter((parent) => (textAt(parent, 'kind') ?? 'Gateway') === 'Gateway')
    .map((parent) => {
      const gateway = ofKind(seen, 'Gateway').find(
        (each) =>
          each.name === textAt(parent, 'name') &&
          (each.namespace ?? 'default') === (textAt(parent, 'namespace') ?? namespace),
      );
      if (gateway === undefined) return seen.kinds.has('Gateway') && seen.isWhole ? [] : ('unknown' as const);
      const section = textAt(parent, 'sectionName');
      return objectsAt(gateway.json, 'spec.listeners')
        .filter((listener) => section === undefined || textAt(listener, 'name') === section)
        .map((listener) => (textAt(listener, 'hostname') ?? '*').toLowerCase());
    });
  const known = ofParents.flatMap((each) => (each === 'unknown' ? [] : each));
  return known.length === 0 && ofParents.includes('unknown') ? 'unknown' : known;
}

/** `*.x` covers every name below x, and `*` every name. */
function covers(pattern: string, host: string): boolean {
  return pattern === host || (pattern.startsWith('*') && host.endsWith(pattern.slice(1)));
}
