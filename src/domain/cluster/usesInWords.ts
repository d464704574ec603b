/** The uses of an identity in words, for the tree as well, which does not need the look for them. */
import { typeWord } from '../uses/typeWords.ts';
import { workloadUses } from '../uses/workloadUses.ts';
import type { IdentityUses } from './uses.ts';

/** Returns the uses in words, such as `control plane of shop-weu`. */
export function describeUses({
  clusters,
  carriers,
  credentials,
  bindings,
  around,
}: Pick<IdentityUses, 'clusters' | 'carriers' | 'credentials' | 'bindings' | 'around'>): readonly string[] {
  return [
    ...clusters.map(({ as, cluster }) => `${as} of ${cluster}`),
    ...carriers.map(({ name, type, nodesOf }) => `${typeWord(type)} ${name}${nodesOf ? ` (nodes of ${nodesOf})` : ''}`),
    ...bindings.map(({ name, cluster }) => `binding ${name} of ${cluster}`),
    ...around.map(({ words }) => words),
    ...workloadUses(credentials),
  ];
}

/** Returns all uses in words: those of `describeUses`, and the number of credentials whose issuer is no visible cluster. */
export function everyUse(uses: IdentityUses): readonly string[] {
  const { length: count } = uses.credentials.filter(({ cluster }) => cluster === undefined);
  const words = `workloads with ${count === 1 ? '1 federated credential' : `${count} federated credentials`}`;
  return [...describeUses(uses), ...(count === 0 ? [] : [words])];
}

/** What is said of an identity that no visible cluster names; others may use it all the same. */
export const notOfACluster = 'not used as a cluster identity';
