import type { Bench } from './azureBench.ts';

/** Returns the id of the only cluster or identity with this name. */
export async function idOf(bench: Bench, name: string): Promise<string> {
  const [clusters, identities] = await Promise.all([bench.service.clusters(), bench.service.identities()]);
  const found = [...clusters.items, ...identities.items].find((each) => each.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found.id;
}
