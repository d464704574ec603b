/** The names of abilities, for people. */
import type { Ability } from './abilities.ts';

/** What each ability is called in a list, after "can". */
export const abilityWords: Readonly<Record<Ability | 'other', string>> = {
  readCluster: 'see the cluster in Azure',
  changeCluster: 'change the cluster',
  userCredential: 'get user credentials',
  adminCredential: 'get admin credentials',
  runCommand: 'run commands in the cluster through Azure',
  grant: 'assign roles',
  nodes: 'act as root on nodes',
  clusterAdmin: 'administer the whole cluster',
  admin: 'give Kubernetes roles to others',
  write: 'create and change workloads',
  secrets: 'read Secrets',
  exec: 'run commands in pods',
  read: 'see workloads',
  other: 'make some other requests',
};

/** The heading of each ability's column. */
export const abilityHeadings: Readonly<Record<Ability, string>> = {
  readCluster: 'See',
  changeCluster: 'Change',
  userCredential: 'User credentials',
  adminCredential: 'Admin credentials',
  runCommand: 'Run command',
  grant: 'Assign roles',
  nodes: 'Nodes',
  clusterAdmin: 'Cluster administrator',
  admin: 'Administrator',
  write: 'Writer',
  secrets: 'Secrets',
  exec: 'Exec',
  read: 'Reader',
};
