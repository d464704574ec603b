/** Types of resources in words. */

/** Returns `virtual machine scale set` for `Microsoft.Compute/virtualMachineScaleSets`; another type by its last segments. */
export function typeWord(type: string): string {
  const last = (type.split('/').at(-1) ?? type).toLowerCase();
  return typeWords[last] ?? type.slice(type.indexOf('/') + 1);
}

const typeWords: Readonly<Record<string, string>> = {
  virtualmachinescalesets: 'virtual machine scale set',
  virtualmachines: 'virtual machine',
  managedclusters: 'cluster',
  fleets: 'Fleet',
  sites: 'web app',
  containerapps: 'container app',
  deploymentscripts: 'deployment script',
};
