/** How the rows write an `az` command, and what a row is. */
import { subnetId, subscriptionId } from './world.ts';

/** One command and what its answer has to show. `fails` is a text that the error has to carry. */
export interface AzRow {
  readonly title: string;
  readonly args: readonly string[];
  readonly shows?: Readonly<Record<string, unknown>>;
  readonly count?: number | 'some';
  readonly fails?: string;
  readonly text?: string;
}

const subscription = `/subscriptions/${subscriptionId}`;
/** Part of a command line or an id in the resource group of the rows. */
const inGroup = (kind: string, name: string, rg = 'rg-az'): string =>
  `${subscription}/resourceGroups/${rg}/providers/${kind}/${name}`;
/** Part of a command line or an id in the resource group of the rows. */
export const identity = (name: string): string => inGroup('Microsoft.ManagedIdentity/userAssignedIdentities', name);
/** Part of a command line or an id in the resource group of the rows. */
export const cluster = (name: string, rg = 'rg-az'): string =>
  inGroup('Microsoft.ContainerService/managedClusters', name, rg);
/** Part of a command line or an id in the resource group of the rows. */
export const aks = (verb: string, name: string, rg = 'rg-az'): string[] => [
  'aks',
  ...verb.split(' '),
  '--resource-group',
  rg,
  '--name',
  name,
];
/** Part of a command line or an id in the resource group of the rows. */
export const create = (name: string, ...more: string[]): string[] => [
  ...aks('create', name),
  '--node-count',
  '1',
  '--node-vm-size',
  'Standard_D2s_v5',
  '--no-ssh-key',
  '--yes',
  ...more,
];
/** Part of a command line or an id in the resource group of the rows. */
export const articleNetwork = (subnet = subnetId): string[] => [
  '--network-plugin',
  'azure',
  '--vnet-subnet-id',
  subnet,
  '--dns-service-ip',
  '10.2.0.10',
  '--service-cidr',
  '10.2.0.0/24',
];
