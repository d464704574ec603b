import { refuseFlat } from '../../../arm/error.ts';
import { asObject, asText, valueAt, withoutMembers, type JsonObject } from '../../../arm/json.ts';
import type { Json } from '../../../arm/worldFile.ts';

/**
 * Returns `ingressProfile` after a PUT. Application routing that is on shows all of its members, and its identity only
 * once the operation has ended: test_aks_approuting_gateway_istio_enable_disable.yaml of az's recordings.
 */
export function nextIngress(properties: JsonObject, before: JsonObject): Json | undefined {
  const profile = properties['ingressProfile'];
  const routing = valueAt(profile, 'webAppRouting');
  if (profile === undefined || profile === null || routing === undefined || routing === null)
    return profile ?? undefined;
  const identity = valueAt(before, 'ingressProfile', 'webAppRouting', 'identity');
  const asked = withoutMembers(asObject(routing), 'identity');
  if (asked['enabled'] !== true) return { ...asObject(profile), webAppRouting: asked };
  const webAppRouting = {
    ...asked,
    dnsZoneResourceIds: asked['dnsZoneResourceIds'] ?? null,
    identity: identity ?? null,
    nginx: { defaultIngressControllerType: 'AnnotationControlled', ...asObject(asked['nginx']) },
    gatewayAPIImplementations: {
      ...asObject(asked['gatewayAPIImplementations']),
      appRoutingIstio: {
        mode: 'Disabled',
        ...asObject(valueAt(asked, 'gatewayAPIImplementations', 'appRoutingIstio')),
      },
    },
  };
  return { ...asObject(profile), webAppRouting };
}

/** Returns `serviceMeshProfile` after a PUT: with the Istio of application routing, that of the add-on is said to be off. */
export function nextMesh(properties: JsonObject): Json | undefined {
  const mesh = properties['serviceMeshProfile'];
  if (mesh !== undefined && mesh !== null) return mesh;
  return hasRoutingIstio(properties) ? { mode: 'Disabled' } : undefined;
}

/**
 * Throws if a cluster would have the Istio of application routing and that of the add-on; the code and the text are our own.
 * Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api
 */
export function checkOneIstio(properties: JsonObject): void {
  const mode = asText(valueAt(properties, 'serviceMeshProfile', 'mode'))?.toLowerCase();
  if (mode !== 'istio' || !hasRoutingIstio(properties)) return;
  throw refuseFlat(
    'BadRequest',
    'The Istio of application routing and the Istio add-on cannot be enabled at the same time.',
    'ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio.mode',
  );
}

function hasRoutingIstio(properties: JsonObject): boolean {
  const path = ['ingressProfile', 'webAppRouting', 'gatewayAPIImplementations', 'appRoutingIstio', 'mode'];
  return asText(valueAt(properties, ...path))?.toLowerCase() === 'enabled';
}
