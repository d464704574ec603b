/** The flows of what is there already. */
export const flowsOfClusters = [
  'Accept a finding',
  'Change a control plane',
  'Upgrade node images',
  'Change a kubelet',
  'Migrate from a service principal',
  'Fix a missing role',
  'Attach a registry',
  'Detach a registry',
  'Remove a role',
  'Fix a finding of the report',
  'Get credentials',
  'Connect a workload',
] as const;

/** The flows of what is new, or goes, in the demo. */
export const flowsInDemo = ['Create a resource group', 'Create an identity'] as const;

/** The flows of what is new, or goes. */
export const flowsOfNewThings = [
  'Create a cluster, system-assigned',
  'Create a cluster in your own network',
  'Create a cluster with both identities',
  'Create a private cluster',
  'Assign a role',
  'Delete an identity',
  'See why an identity in use is not deleted',
] as const;

/** What each of them does. */
export type Walks<Flows extends readonly string[]> = Readonly<Record<Flows[number], () => Promise<void>>>;

/** The sentence that each of them shows. */
export const byKeyboard = '%s goes by keyboard alone, from tree to result, with the focus in sight';
