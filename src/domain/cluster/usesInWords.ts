/** The uses of an identity in words, apart from the search for them, so that the tree can load it alone. */
import type { IdentityUses } from './uses.ts';
import { say, type Phrase } from '../../sentences/words.ts';
import { ownValue } from '../../shape/ownValue.ts';

/** Returns the uses in words, such as `control plane of shop-weu`. */
export function describeUses({
  clusters,
  carriers,
  credentials,
  bindings,
  around,
}: Pick<IdentityUses, 'clusters' | 'carriers' | 'credentials' | 'bindings' | 'around'>): readonly Phrase[] {
  return [
    ...clusters.map(({ as, cluster }) => say`${as} of ${cluster}`),
    ...carriers.map(
      ({ name, type, nodesOf }) => say`${typeWord(type)} ${name}${nodesOf ? say` (nodes of ${nodesOf})` : ''}`,
    ),
    ...bindings.map(({ name, cluster }) => say`binding ${name} of ${cluster}`),
    ...around.map(({ words }) => words),
    ...workloadUses(credentials),
  ];
}

/** Returns all uses in words: those of `describeUses`, and the number of credentials whose issuer is not a visible cluster. */
export function everyUse(uses: IdentityUses): readonly Phrase[] {
  const { length: count } = uses.credentials.filter(({ cluster }) => cluster === undefined);
  const words =
    count === 1 ? say`workloads with 1 federated credential` : say`workloads with ${count} federated credentials`;
  return [...describeUses(uses), ...(count === 0 ? [] : [words])];
}

/** Says that no visible cluster names an identity; others may still use it. */
export const notOfACluster = say`not used as a cluster identity`;

/** The most credentials of a cluster that a sentence names. */
const mostNamed = 3;

/** Names the workloads of each cluster that act as an identity, with their credentials; if a cluster has many, they are counted. */
function workloadUses(credentials: readonly { readonly name: string; readonly cluster?: string }[]): readonly Phrase[] {
  const live = credentials.flatMap(({ name, cluster }) => (cluster === undefined ? [] : [{ name, cluster }]));
  return [...Map.groupBy(live, ({ cluster }) => cluster)].map(([cluster, credentialsOfCluster]) => {
    const names = credentialsOfCluster.map(({ name }) => name);
    const moreCount = names.length - mostNamed;
    const first = names.slice(0, mostNamed).join(', ');
    if (names.length === 1) return say`workloads of ${cluster} (credential ${first})`;
    return say`workloads of ${cluster} (credentials ${moreCount > 0 ? say`${first} and ${moreCount} more` : first})`;
  });
}

/** Returns `virtual machine scale set` for `Microsoft.Compute/virtualMachineScaleSets`; another type by its last segments. */
function typeWord(type: string): Phrase {
  const last = (type.split('/').at(-1) ?? type).toLowerCase();
  return ownValue(typeWords, last) ?? type.slice(type.indexOf('/') + 1);
}

const typeWords: Readonly<Record<string, Phrase>> = {
  virtualmachinescalesets: say`virtual machine scale set`,
  virtualmachines: say`virtual machine`,
  managedclusters: say`cluster`,
  fleets: 'Fleet',
  sites: say`web app`,
  containerapps: say`container app`,
  deploymentscripts: say`deployment script`,
};
