/** Workloads that act as an identity, in words. */

/** The most credentials of a cluster that a sentence names one by one. */
const mostNamed = 3;

/** Names the workloads of each cluster that act as an identity, with their credentials; many of a cluster are counted. */
export function workloadUses(
  credentials: readonly { readonly name: string; readonly cluster?: string }[],
): readonly string[] {
  const live = credentials.flatMap(({ name, cluster }) => (cluster === undefined ? [] : [{ name, cluster }]));
  return [...Map.groupBy(live, ({ cluster }) => cluster)].map(([cluster, own]) => {
    const names = own.map(({ name }) => name);
    const more = names.length - mostNamed;
    const told = names.slice(0, mostNamed).join(', ');
    const word = names.length === 1 ? 'credential' : 'credentials';
    return `workloads of ${cluster} (${word} ${told}${more > 0 ? ` and ${more} more` : ''})`;
  });
}
