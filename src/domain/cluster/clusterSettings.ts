/** Settings in a cluster's JSON for which the model has no member. */
import { isOn, textAt } from '../arm/json.ts';
import type { Cluster } from './model.ts';

type Raw = Pick<Cluster, 'raw'>;

/** Returns the Kubernetes version that is set for the control plane. */
export function kubernetesVersionOf({ raw }: Raw): string | undefined {
  return textAt(raw, 'properties.kubernetesVersion');
}

/** Returns the client id of the cluster's service principal; `msi` if it has a managed identity. */
export function servicePrincipalClientId({ raw }: Raw): string | undefined {
  return textAt(raw, 'properties.servicePrincipalProfile.clientId');
}

/** Returns true if the cluster issues tokens that federated credentials can trust. */
export function hasOidcIssuer({ raw }: Raw): boolean {
  return isOn(raw, 'properties.oidcIssuerProfile.enabled');
}

/** Returns the public and private host names of the API server. */
export function apiServersOf({ raw }: Raw): readonly string[] {
  const names = ['fqdn', 'privateFQDN', 'azurePortalFQDN'].map((name) => textAt(raw, `properties.${name}`));
  return names.flatMap((name) => (name ? [name] : []));
}
