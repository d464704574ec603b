/** Returns the API version in which an export refers to a resource that it does not change. */
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
  const lowerType = type.toLowerCase();
  return versions[lowerType] ?? versions[lowerType.split('/')[0] ?? ''] ?? '2024-05-01';
}
