/** Who decides what people may do in a cluster's Kubernetes API. */
import { isOn, objectAt, textAt, valueAt } from '../arm/json.ts';
import type { Cluster } from '../cluster/model.ts';
import { say, type Words } from '../../sentences/words.ts';

/**
 * Who decides in a cluster. `certificates`: no Microsoft Entra, so everybody with a credential is administrator;
 * `nobody`: no Microsoft Entra and no local accounts, so nobody gets in; `inside`: Entra, and the bindings in the cluster
 * decide; `azure`: Azure's role assignments decide; `legacy`: the integration with Entra that AKS has retired; `open`:
 * Kubernetes RBAC is off, so everybody who gets in may do everything.
 * Sources: https://learn.microsoft.com/azure/aks/concepts-identity and
 * https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad
 */
export type AccessMode = 'certificates' | 'nobody' | 'inside' | 'azure' | 'legacy' | 'open';

/** How people get into a cluster, as its JSON says; what is left out has its documented default. */
export interface AccessPosture {
  readonly mode: AccessMode;
  readonly hasLocalAccounts: boolean;
  readonly usesEntra: boolean;
  /** The object ids of the groups whose members are administrators. */
  readonly adminGroupIds: readonly string[];
}

/** Returns how people get into a cluster. */
export function accessPosture({ raw }: Pick<Cluster, 'raw'>): AccessPosture {
  const profile = objectAt(raw, 'properties.aadProfile');
  const hasLocalAccounts = !isOn(raw, 'properties.disableLocalAccounts');
  const groups = valueAt(profile, 'adminGroupObjectIDs');
  return {
    mode: modeOf(raw, hasLocalAccounts),
    hasLocalAccounts,
    usesEntra: profile !== undefined,
    adminGroupIds: Array.isArray(groups)
      ? groups.filter((id): id is string => typeof id === 'string' && id !== '')
      : [],
  };
}

function modeOf(raw: Cluster['raw'], hasLocalAccounts: boolean): AccessMode {
  const profile = objectAt(raw, 'properties.aadProfile');
  if (profile === undefined && !hasLocalAccounts) return 'nobody';
  if (valueAt(raw, 'properties.enableRBAC') === false) return 'open';
  if (profile === undefined) return 'certificates';
  if (!isOn(profile, 'managed')) return 'legacy';
  const isAutomatic = textAt(raw, 'sku.name')?.toLowerCase() === 'automatic';
  return isOn(profile, 'enableAzureRBAC') || isAutomatic ? 'azure' : 'inside';
}

/** Returns true if people sign in to a cluster with Microsoft Entra as AKS manages it. */
export function usesManagedEntra({ mode }: AccessPosture): boolean {
  return mode === 'azure' || mode === 'inside';
}

/** Who or what decides in a cluster, in few words. */
export const accessModeNames: Readonly<Record<AccessMode, Words>> = {
  certificates: say`certificates`,
  nobody: say`nobody gets in`,
  inside: say`role bindings inside`,
  azure: say`Azure RBAC`,
  legacy: say`retired Entra integration`,
  open: say`nothing: Kubernetes RBAC off`,
};

/** Says who decides in a cluster. */
export function accessModeWords(mode: AccessMode): Words {
  switch (mode) {
    case 'certificates':
      return say`The cluster doesn't use Microsoft Entra, so both user and admin credentials give full access.`;
    case 'nobody':
      return say`The cluster has neither Microsoft Entra nor local accounts, so Azure issues no credentials.`;
    case 'inside':
      return say`People sign in with Microsoft Entra, and role bindings in the cluster decide what they can do.`;
    case 'azure':
      return say`People sign in with Microsoft Entra, and Azure role assignments decide what they can do.`;
    case 'legacy':
      return say`The cluster uses the retired Microsoft Entra integration; role bindings in the cluster decide.`;
    case 'open':
      return say`Kubernetes RBAC is off, so anyone who gets in can do anything.`;
  }
}
