/** What the map of a cluster is made from. */
import type { AroundIdentity, AroundKindId, AroundThing } from '../around/things/thing.ts';
import type { Unknown } from '../arm/unknown.ts';
import type { Cluster } from '../cluster/model.ts';
import type { Finding } from '../findings/finding.ts';
import type { Requirement } from '../needs/need.ts';
import type { ClusterAccess } from '../whoCanAct/model.ts';
import type { KeptWorkload } from '../workloads/workloads.ts';
import type { MapRole, Holders } from './holders.ts';
import type { MapSketch } from './sketch.ts';

/** A workload with what its identity holds. */
export interface MapWorkload extends KeptWorkload {
  readonly roles: readonly MapRole[];
}

/** Something around a cluster, with what its identities hold. */
export interface MapAroundThing extends Omit<AroundThing, 'identities'> {
  readonly identities: readonly (AroundIdentity & { readonly roles: readonly MapRole[] })[];
}

/** What was found around a cluster. */
export interface MapAround {
  readonly kinds: readonly {
    readonly kind: AroundKindId;
    readonly things: readonly MapAroundThing[];
    readonly unknown: readonly Unknown[];
    readonly findings: readonly Finding[];
  }[];
  /** What of their identities could not be checked. */
  readonly unknown: readonly Unknown[];
}

/** What is known of a cluster. */
export interface ClusterMapFacts {
  readonly cluster: Cluster;
  /** Those that are not accepted. */
  readonly findings: readonly Finding[];
  readonly requirements?: readonly Requirement[];
  /** The needs that its roles meet, where `requirements` has only others. */
  readonly met?: readonly Pick<Requirement, 'id' | 'scope' | 'grantedBy'>[];
  /** What its identities need, where nothing tells whether they have it: drawn as unknown, without a sign at each. */
  readonly untold?: readonly Requirement[];
  /** What its identities hold; left out where that is not drawn. */
  readonly roles?: readonly MapRole[];
  /** What of that could not be read. */
  readonly unknown?: readonly Unknown[];
  /** Those of its identities, by principal or resource ID, whose roles could not be read. */
  readonly rolesUnread?: readonly string[];
  /** How much of the cluster could not be checked; left out: as much as the map says. */
  readonly notChecked?: number;
  /** Left out until they have been read. */
  readonly workloads?: readonly MapWorkload[];
  /** What of the workloads could not be read. */
  readonly workloadsUnknown?: readonly Unknown[];
  /** Left out until it has been read. */
  readonly around?: MapAround;
  /** Who can act on it; left out where that is not drawn. */
  readonly access?: ClusterAccess;
}

/** What the parts of a cluster's map share. */
export interface ClusterSketch {
  readonly sketch: MapSketch;
  readonly holders: Holders;
  readonly root: string;
  readonly facts: ClusterMapFacts;
}
