/** Ingresses, and what serves them, in the shapes of their own definitions. */
import { object } from '../clusterObjects.ts';

type Json = Record<string, unknown>;

/** An Ingress with these hosts; an empty one is a rule for any. */
export function ingress(
  place: string,
  ingressClassName: string | undefined,
  annotations: Json = {},
  hosts: readonly string[] = ['shop.example'],
): Json {
  const made = object(`networking.k8s.io/v1 Ingress ${place}`, {
    spec: {
      ...(ingressClassName === undefined ? {} : { ingressClassName }),
      rules: hosts.map((host) => ({ ...(host === '' ? {} : { host }), http: { paths: [] } })),
    },
  });
  return { ...made, metadata: { ...(made['metadata'] as Json), annotations } };
}

/** An IngressClass. */
export function ingressClass(name: string, controller: string): Json {
  return object(`networking.k8s.io/v1 IngressClass ${name}`, { spec: { controller } });
}

/** A controller of application routing. */
export function nginxController(name: string, ingressClassName: string): Json {
  return object(`approuting.kubernetes.azure.com/v1alpha1 NginxIngressController ${name}`, {
    spec: { ingressClassName, controllerNamePrefix: 'nginx' },
  });
}

/** A route of Gateway API, and what its Gateway says of it. */
export function gatewayRoute(spec: Json, accepted = 'True'): Json {
  return object('gateway.networking.k8s.io/v1 HTTPRoute shop/web', {
    spec,
    status: { parents: [{ conditions: [{ type: 'Accepted', status: accepted }] }] },
  });
}
