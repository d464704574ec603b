/** What the judgement of those that ask needs of Azure. */
import type { Unknown } from '../arm/unknown.ts';
import type { NodeMachines } from '../around/things/nodes.ts';
import type { Cluster, UserAssignedIdentity } from '../cluster/model.ts';
import type { PlaceAccess } from '../gateway/placeAccess.ts';
import type { Workload } from '../workloads/workloads.ts';
import type { JudgedAsker } from './model.ts';

/** What Azure says about a cluster's workloads, identities and nodes. */
export interface AzureHalf {
  readonly cluster: Cluster;
  readonly workloads: readonly Pick<
    Workload,
    'namespace' | 'serviceAccount' | 'identityId' | 'bindingId' | 'state' | 'reason' | 'unknown'
  >[];
  /** All visible identities, or `undefined` if they could not be listed. */
  readonly identities: readonly UserAssignedIdentity[] | undefined;
  /** What could not be checked about whom identities trust. */
  readonly unknown: readonly Unknown[];
  readonly nodes: NodeMachines;
  /** What identities may do in zones and vaults of Gateways; left out if nobody looked. */
  readonly access?: readonly PlaceAccess[];
}

/** What the judgement of an asker says. */
export type AskerVerdict = Pick<JudgedAsker, 'works' | 'findings' | 'identityId'>;
