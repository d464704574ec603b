/** What a check in the cluster adds to the rows of workloads: each account stands once, with what asks as it. */
import { lastSegment, sameId } from '../../domain/arm/resourceId.ts';
import type { JudgedAsker } from '../../domain/askers/model.ts';
import type { NamedWorkload } from '../../app/facts/clusterWorkloads.ts';
import { t } from '../../sentences/language.ts';

/** Something that asks, with its place among all that ask. */
export interface SeenAsker {
  readonly asker: JudgedAsker;
  readonly index: number;
}

/** What a check has seen of a workload. */
export interface SeenWorkload {
  readonly askers: readonly SeenAsker[];
  /** The cluster lacks the trusted account. */
  readonly isMissing: boolean;
}

/** What of a check can be placed. */
interface FoundHere {
  readonly askers: readonly JudgedAsker[];
  readonly gone: readonly Pick<NamedWorkload, 'credentialId'>[];
}

/** The most that stand at one account; the rest is in the list, which can be filtered. */
const mostAtOne = 20;

/** Returns what identifies a workload: the id of its credential or its binding. */
export function workloadIdOf({ credentialId, bindingId }: Pick<NamedWorkload, 'credentialId' | 'bindingId'>): string {
  return credentialId ?? bindingId ?? '';
}

/** Returns what a check has seen of each workload that has a row, by its id. */
export function seenInCluster(
  workloads: readonly NamedWorkload[],
  { askers, gone }: FoundHere,
): ReadonlyMap<string, SeenWorkload> {
  const shown = workloads.filter(({ workingInstead }) => workingInstead === undefined);
  const places = askers.map((asker) => placeOf(asker, shown));
  return new Map(
    shown.map((workload) => [
      workloadIdOf(workload),
      {
        askers: askers
          .flatMap((asker, index) => (places[index] === workload ? [{ asker, index }] : []))
          .slice(0, mostAtOne),
        isMissing: gone.some(({ credentialId }) => sameId(credentialId, workload.credentialId)),
      },
    ]),
  );
}

/** The row at which something that asks stands: that of its binding, or of its account and identity, where there is exactly one. */
function placeOf({ mode, account, identityId }: JudgedAsker, workloads: readonly NamedWorkload[]): unknown {
  if (mode === 'binding')
    return workloads.find(({ bindingId, identityId: bound }) => bindingId !== undefined && sameId(bound, identityId));
  if (mode !== 'workloadIdentity' || account === undefined) return undefined;
  const [only, ...others] = workloads.filter(
    (workload) =>
      workload.namespace === account.namespace &&
      workload.serviceAccount === account.serviceAccount &&
      (identityId === undefined || sameId(workload.identityId, identityId)),
  );
  return others.length === 0 ? only : undefined;
}

/** Names the credential or the binding of a workload. */
export function throughWords({ credentialId, bindingId }: Pick<NamedWorkload, 'credentialId' | 'bindingId'>): string {
  return bindingId === undefined
    ? t`Credential ${lastSegment(credentialId ?? '')}`
    : t`Binding ${lastSegment(bindingId)}`;
}
