import type { Change, ChangeKind, ChangeOf, ControlPlaneChoice } from '../../../../src/domain/change/change.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { World } from '../worldFacts.ts';

/** What a change can be about in a world that was drawn, and numbers that choose of it. */
export interface Drawing {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly place: { readonly subscriptionId: string; readonly resourceGroup: string; readonly location: string };
  readonly clusterId: string;
  readonly identityId: string;
  readonly registryId: string;
  readonly controlPlane: ControlPlaneChoice;
  readonly things: {
    readonly [
      K in
        | 'accounts'
        | 'assignmentIds'
        | 'clusterNames'
        | 'identityIds'
        | 'issuers'
        | 'principals'
        | 'registryIds'
        | 'roleNames'
        | 'scopes'
        | 'subnets'
    ]: readonly string[];
  };
  /** The resources of a type that are there now. */
  readonly idsOf: (type: string) => readonly string[];
}

type Planned = readonly [
  change: Change | readonly Change[],
  resources?: readonly JsonObject[],
  world?: Omit<World, 'resources'>,
];

/** What tests of every kind of change want to know of one. */
export interface ChangeCase<K extends ChangeKind = ChangeKind> {
  /** A change of the kind with most of its fields, a required one first, with its wording while it runs and afterwards. */
  readonly example: ChangeOf<K>;
  readonly doing: string;
  readonly done: string;
  /** What is planned for exports, each with the resources of its world, and what else is there. */
  readonly plans: readonly Planned[];
  /** What else there is in all of these worlds. */
  readonly world?: Omit<World, 'resources'>;
  /** Makes one about things of a drawn world; `undefined` where nothing is there that it could be about. Or why none is made. */
  readonly draw: ((drawing: Drawing) => ChangeOf<K> | undefined) | string;
}

/** The cases of some kinds; of all, where none are named. */
export type CasesOf<Kinds extends ChangeKind = ChangeKind> = { readonly [K in Kinds]: ChangeCase<K> };

/** The one that the number chooses. */
export function of<T>(all: readonly T[], n: number): T | undefined {
  return all[n % Math.max(1, all.length)];
}
