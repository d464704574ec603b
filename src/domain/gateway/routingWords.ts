/** Application routing and Gateway API in words. */
import { objectAt, textAt } from '../arm/json.ts';
import type { Cluster } from '../cluster/model.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';
import { gatewayClasses, routingOf, routingPaths, type GatewayLack, type Routing } from './routing.ts';

/** A part of application routing, and its state. */
export interface RoutingFact {
  readonly label: Words;
  readonly value: Words;
}

/** Returns the state of each part of a cluster's application routing; none where the cluster never had it nor Gateway API. */
export function routingFacts(cluster: Cluster): readonly RoutingFact[] {
  const routing = routingOf(cluster);
  const hasRouting = objectAt(cluster.raw, 'properties.ingressProfile.webAppRouting') !== undefined;
  if (!hasRouting && !routing.hasDefinitions) return [];
  return [
    { label: say`NGINX`, value: nginxWords(cluster, routing) },
    { label: say`Gateway API`, value: gatewayWords(routing) },
    {
      label: say`Operator`,
      value: routing.hasOperator
        ? say`On: it manages certificates and DNS records.`
        : say`Off: nothing manages certificates and DNS records.`,
    },
  ];
}

function nginxWords(cluster: Cluster, { hasNginx, hasOperator }: Routing): Words {
  if (hasNginx) return say`On (${textAt(cluster.raw, routingPaths.nginx) ?? 'AnnotationControlled'})`;
  return hasOperator
    ? say`No default controller (None). Whether another one, or the old one, still serves can be seen only in the cluster.`
    : say`Off`;
}

function gatewayWords({ hasDefinitions, implementation }: Routing): Words {
  if (implementation === 'none') return hasDefinitions ? say`CRDs of AKS; nothing of AKS serves Gateways` : say`Off`;
  const servedBy =
    implementation === 'istioAddon'
      ? say`the Istio add-on (class ${gatewayClasses.istioAddon})`
      : say`application routing's Istio (class ${gatewayClasses.appRoutingIstio})`;
  return hasDefinitions ? say`CRDs of AKS; served by ${servedBy}` : say`No CRDs of AKS; ${servedBy} is on`;
}

/** Says why there is nothing to change where application routing is off. */
export function noControllerWords({ name }: Pick<Cluster, 'name'>): Words {
  return say`Application routing is off on ${name}, so there is no default ingress controller to change.`;
}

/** What each lack is called in a sentence. */
export const lackWords: Readonly<Record<GatewayLack, Phrase>> = {
  managedIdentity: say`a managed identity`,
  definitions: say`the Gateway API CRDs of AKS`,
  operator: say`the operator of application routing`,
  issuer: say`the OIDC issuer`,
  workloadIdentity: say`workload identity`,
  vaultProvider: say`the Key Vault provider for the Secrets Store`,
};
