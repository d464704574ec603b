/** Checking many clusters at once, and what becomes of checks when something else is decided. */
import type { Unknown } from '../../domain/arm/unknown.ts';
import { idKey } from '../../domain/arm/resourceId.ts';
import { note, type Reading } from './reading.ts';

/** Marks the findings of all checks as they are decided now. */
export function decideAgain({ checks, service, around }: Reading): void {
  for (const [key, check] of checks) {
    const { findings, around } = check;
    const more = around === undefined ? {} : { around: service.decided(around, key) };
    checks.set(key, { ...check, findings: service.decided(findings, key), ...more });
  }
  for (const [key, read] of around) {
    if (read.answer === undefined) continue;
    const kinds = read.answer.kinds.map((look) => ({ ...look, findings: service.decided(look.findings, key) }));
    read.answer = { ...read.answer, kinds };
  }
}

/** Without Resource Graph a subscription with more clusters is checked cluster by cluster, as they are unfolded. */
const mostWithoutGraph = 30;

/**
 * Checks all clusters of a subscription for findings with few requests; clusters that were unfolded keep their own.
 * Returns what was not checked.
 */
export async function checkSubscription(
  reading: Reading,
  subscriptionId: string,
  onFound: () => void,
): Promise<readonly Unknown[]> {
  const { service, checked } = reading;
  const { signal } = reading.abort;
  const { otherUnknownsOf } = await import('../../domain/report/unknowns.ts');
  const { unknown } = await service.survey({
    subscriptionIds: [subscriptionId],
    signal,
    mostWithoutGraph,
    isAlone: true,
    onFound: (row) => {
      const key = idKey(row.cluster.id);
      if (checked.has(key) || signal.aborted) return;
      note(reading, key, { findings: row.findings, unknown: row.unknown ?? [], unknownsOfCheck: otherUnknownsOf(row) });
      checked.set(key, Promise.resolve());
      onFound();
    },
  });
  return unknown;
}

/** Notes for clusters that were to be checked why they could not be; what an earlier check found stays. */
export function noteUnchecked({ checks, checked }: Reading, clusterIds: readonly string[], why: Unknown): void {
  for (const key of clusterIds.map(idKey)) {
    if (checked.has(key)) continue;
    checks.set(key, { findings: checks.get(key)?.findings ?? [], unknown: [], why });
  }
}
