import type { WorldResource } from '../../arm/worldFile.ts';
import { subscriptionOf } from '../../arm/path.ts';
import type { EmulatorSettings } from '../../request/armRequest.ts';
import type { RoleAssignment } from '../../world/roleAssignmentStore.ts';
import type { Role, World } from '../../world/world.ts';

/** The part of the world that Resource Graph has seen. */
export interface Indexed {
  /** By subscription in lower case; `undefined` is the key for what is above all of them. */
  readonly resources: ReadonlyMap<string | undefined, readonly WorldResource[]>;
  readonly assignments: ReadonlyMap<string | undefined, readonly RoleAssignment[]>;
  readonly roles: readonly Role[];
  /** Different for different contents. */
  readonly version: number;
}

/** The index of Resource Graph: the world as it was some seconds ago. */
export class GraphIndex {
  readonly #world: World;
  readonly #lag: number;
  #seen: readonly { readonly at: number; readonly indexed: Indexed }[];

  constructor(world: World, settings: Pick<EmulatorSettings, 'indexSeconds'>) {
    this.#world = world;
    this.#lag = settings.indexSeconds * 1000;
    this.#seen = [{ at: Number.NEGATIVE_INFINITY, indexed: indexNow(world) }];
  }

  /** How far behind the index is, in milliseconds. */
  get lag(): number {
    return this.#lag;
  }

  /** To be called after each request; notes the current world. */
  note(now: number): void {
    if (this.#seen.at(-1)?.indexed.version === this.#world.version || this.#lag === 0) return;
    const upToDate = this.#seen.findLastIndex((entry) => entry.at <= now - this.#lag);
    this.#seen = [...this.#seen.slice(Math.max(0, upToDate)), { at: now, indexed: indexNow(this.#world) }];
  }

  /** Returns what a query at this time sees. */
  at(now: number): Indexed {
    if (this.#lag === 0) {
      if (this.#seen[0]?.indexed.version !== this.#world.version)
        this.#seen = [{ at: now, indexed: indexNow(this.#world) }];
      return this.#seen[0]?.indexed ?? indexNow(this.#world);
    }
    return this.#seen.findLast((entry) => entry.at <= now - this.#lag)?.indexed ?? indexNow(this.#world);
  }
}

function indexNow(world: World): Indexed {
  return {
    resources: Map.groupBy(world.resources.all(), ({ id }) => subscriptionOf(id)),
    assignments: Map.groupBy(world.roleAssignments.all(), ({ scope }) => subscriptionOf(scope)),
    roles: [...world.roles.values()],
    version: world.version,
  };
}
