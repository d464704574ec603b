import { identity, aks, create, type AzRow } from './commands.ts';
import { registryId, zoneId } from './world.ts';

/** Every change of identity, and registries. */
export const changeRows: readonly AzRow[] = [
  {
    title: 'system-assigned to user-assigned',
    args: [...aks('update', 'sami'), '--enable-managed-identity', '--assign-identity', identity('id-cp'), '--yes'],
    shows: { 'identity.type': 'UserAssigned' },
  },
  {
    title: 'user-assigned to another user-assigned',
    args: [...aks('update', 'sami'), '--enable-managed-identity', '--assign-identity', identity('id-cp2'), '--yes'],
    shows: { 'identity.type': 'UserAssigned' },
  },
  {
    title: 'user-assigned to system-assigned',
    args: [...aks('update', 'sami'), '--enable-managed-identity', '--yes'],
    shows: { 'identity.type': 'SystemAssigned' },
  },
  {
    title: 'a service principal to system-assigned',
    args: [...aks('update', 'legacy-sami', 'rg-net'), '--enable-managed-identity', '--yes'],
    shows: { 'identity.type': 'SystemAssigned', 'servicePrincipalProfile.clientId': 'msi' },
  },
  {
    title: 'a service principal to user-assigned',
    args: [
      ...aks('update', 'legacy-uami', 'rg-net'),
      '--enable-managed-identity',
      '--assign-identity',
      identity('id-cp'),
      '--yes',
    ],
    shows: { 'identity.type': 'UserAssigned', 'servicePrincipalProfile.clientId': 'msi' },
  },
  {
    title: 'another kubelet identity',
    args: [...aks('update', 'both'), '--assign-kubelet-identity', identity('id-kubelet2'), '--yes'],
    shows: { 'identityProfile.kubeletidentity.resourceId': /id-kubelet2$/ },
  },
  {
    title: 'a kubelet identity on a system-assigned cluster is refused',
    args: [...aks('update', 'sami'), '--assign-kubelet-identity', identity('id-kubelet'), '--yes'],
    fails: 'kubelet',
  },
  {
    title: 'an own zone with a system-assigned identity is refused',
    args: create('refused', '--enable-private-cluster', '--private-dns-zone', zoneId),
    fails: 'private',
  },

  {
    title: 'a registry is attached',
    args: [...aks('update', 'both'), '--attach-acr', registryId],
    shows: { provisioningState: 'Succeeded' },
  },
  {
    title: 'the registry role is listed',
    args: ['role', 'assignment', 'list', '--scope', registryId, '--role', 'AcrPull'],
    count: 'some',
  },
  {
    title: 'a registry is detached',
    args: [...aks('update', 'both'), '--detach-acr', registryId],
    shows: { provisioningState: 'Succeeded' },
  },
];
