import type { StepKind } from '../plan/stepActions.ts';

/** Returns the API version with which each kind of step is sent if the cloud offers it. */
export const apiVersionOf: Readonly<Record<StepKind, string>> = {
  createResourceGroup: '2025-04-01',
  createIdentity: '2024-11-30',
  deleteIdentity: '2024-11-30',
  assignRole: '2022-04-01',
  removeRole: '2022-04-01',
  addAccessPolicy: '2023-07-01',
  removeAccessPolicy: '2023-07-01',
  createCluster: '2026-04-01',
  putCluster: '2026-04-01',
  upgradeNodeImage: '2026-04-01',
  createCredential: '2024-11-30',
  deleteCredential: '2024-11-30',
  createBinding: '2026-04-01',
  deleteBinding: '2026-04-01',
  rejoinFleet: '2026-06-01',
  deleteTrustedBinding: '2026-04-01',
};

/** Returns the API version with which an export refers to a resource of a type that it does not change. */
export function apiVersionOfType(type: string): string {
  const versions: Readonly<Record<string, string>> = {
    'microsoft.network': '2024-05-01',
    'microsoft.network/privatednszones': '2024-06-01',
    'microsoft.network/dnszones': '2018-05-01',
    'microsoft.containerregistry': '2023-07-01',
    'microsoft.managedidentity': '2024-11-30',
    'microsoft.containerservice': '2026-04-01',
    'microsoft.keyvault': '2023-07-01',
    'microsoft.compute': '2024-07-01',
    'microsoft.compute/diskencryptionsets': '2024-03-02',
  };
  const wanted = type.toLowerCase();
  return versions[wanted] ?? versions[wanted.split('/')[0] ?? ''] ?? '2024-05-01';
}
