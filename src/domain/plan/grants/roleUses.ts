/** Who may need a role that is to be removed. */
import type { Facts } from '../../cluster/facts.ts';
import type { DraftCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { identityOfPrincipal } from '../../access/principalNames.ts';
import { sameId } from '../../arm/resourceId.ts';
import { clustersNow, usesOfPrincipal } from '../../cluster/uses.ts';
import { aksPage } from '../../arm/docs.ts';

/** What may need a principal's role, apart from one cluster that does not count. */
export interface RoleUses {
  /** One for each use. */
  readonly warnings: readonly Warning[];
  /** An open one where the newest uses could not be read. */
  readonly checks: readonly DraftCheck[];
}

/** Returns the clusters whose identity the principal is, as ARM lists them now. */
export function usesOfRole(principalId: string, roleName: string, facts: Facts, but?: string): RoleUses {
  const { answer, late } = clustersNow(facts);
  const identityId = identityOfPrincipal(principalId, facts)?.id;
  const clusters = (answer?.kind === 'found' ? answer.value : []).filter(({ id }) => !sameId(id, but));
  const uses = clusters.flatMap((each) => usesOfPrincipal(principalId, each, identityId));
  const unseen = answer?.kind === 'unreadable' ? [`Clusters: ${answer.reason}`] : late;
  const title = but === undefined ? 'No cluster needs it' : 'No other cluster needs it';
  return {
    warnings: uses.map(({ as, cluster }) => ({
      severity: 'warning',
      text: `The principal is the ${as} of ${cluster}, which may need ${roleName}.`,
      source: aksPage('managed-identity-overview'),
    })),
    checks: unseen.length > 0 ? [{ title, verdict: 'unknown', detail: unseen.join(' ') }] : [],
  };
}
