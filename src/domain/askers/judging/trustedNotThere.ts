/** Trust in service accounts that a cluster does not have. */
import type { AzureHalf } from '../azureHalf.ts';
import type { ClusterObjects } from '../model.ts';
import { accountFact } from '../operators/operators.ts';

/** Returns the trusted accounts that the cluster lacks; claims nothing while an index may list trust that was removed, or not every account was read. */
export function trustedNotThere<W extends AzureHalf['workloads'][number]>(
  objects: ClusterObjects,
  { workloads, unknown }: Pick<AzureHalf, 'unknown'> & { readonly workloads: readonly W[] },
): readonly W[] {
  if (unknown.length > 0 || !objects.isWhole || !objects.kinds.has('ServiceAccount')) return [];
  return workloads
    .filter(({ bindingId, state }) => bindingId === undefined && state === 'works')
    .filter((workload) => accountFact(objects, workload) === undefined);
}
