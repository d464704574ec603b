/** Trust in service accounts that a cluster does not have. */
import { lastSegment } from '../../arm/resourceId.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { AzureHalf } from '../azureHalf.ts';
import type { ClusterObjects } from '../model.ts';
import { accountFact } from '../operators/operators.ts';

/** Says which trusted accounts the cluster lacks; claims nothing while an index may list trust that was removed, or not every account was read. */
export function trustedNotThere(
  objects: ClusterObjects,
  { workloads, unknown }: Pick<AzureHalf, 'workloads' | 'unknown'>,
): readonly Words[] {
  if (unknown.length > 0 || !objects.isWhole || !objects.kinds.has('ServiceAccount')) return [];
  return workloads
    .filter(({ bindingId, state }) => bindingId === undefined && state === 'works')
    .filter((workload) => accountFact(objects, workload) === undefined)
    .map(
      ({ namespace, serviceAccount, identityId }) =>
        say`${lastSegment(identityId)} trusts ${namespace}/${serviceAccount}, and the cluster has no such service account.`,
    );
}
