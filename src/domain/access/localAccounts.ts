/** Local accounts of a cluster, which are certificates that AKS issues, and the credentials of clusters. */
import { isOn, objectAt } from '../arm/json.ts';
import type { Blocker } from '../arm/refusal.ts';
import type { Cluster } from '../cluster/model.ts';
import { say } from '../../sentences/words.ts';

/**
 * Returns why Azure issues no kubeconfig: without local accounts there is none for the administrator, and without
 * Microsoft Entra none at all.
 * Source: https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad
 */
export function whyNoKubeconfig(cluster: Cluster | undefined, kubeconfigRole: 'user' | 'admin'): Blocker | undefined {
  if (cluster === undefined || !isOn(cluster.raw, 'properties.disableLocalAccounts')) return undefined;
  const { name } = cluster;
  const source = 'https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad';
  if (!signsInWithEntra(cluster))
    return {
      text: say`Local accounts are off on ${name}, which doesn't use Microsoft Entra either, so Azure gives out no credentials until local accounts are enabled.`,
      source,
    };
  if (kubeconfigRole === 'user') return undefined;
  return {
    text: say`Local accounts are off on ${name}, so it has no admin credentials. Use Get Credentials instead: it signs you in with Microsoft Entra.`,
    source,
  };
}

/** Returns true if users of a cluster sign in with Microsoft Entra. */
export function signsInWithEntra({ raw }: Pick<Cluster, 'raw'>): boolean {
  return objectAt(raw, 'properties.aadProfile') !== undefined;
}
