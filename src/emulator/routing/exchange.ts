import type { GraphIndex } from '../providers/resourceGraph/lag.ts';
import type { ResourceGraph } from '../providers/resourceGraph/answer.ts';
import type { Snapshot } from '../files/snapshot.ts';
import type { Emulation } from '../request/armRequest.ts';
import type { Faults } from './faults.ts';
import type { RequestLog } from './requestLog.ts';
import type { Throttle } from './throttle.ts';

/** A request, as it comes from a socket or from an HTTP client in the same process. */
export interface EmulatorRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From where it comes, if that is known. */
  readonly address?: string;
}

/** An answer, or `drop` for a connection that is closed without one. */
export type EmulatorResponse = HttpResponse | 'drop';

/** A status with headers and a text. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A world at a certain time, in milliseconds of the clock. */
export interface SavedWorld {
  readonly snapshot: Snapshot;
  readonly now: number;
}

/** The parts of an emulator that the router uses. */
export interface Routing {
  readonly emulation: Emulation;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly throttle: Throttle;
  readonly graph: ResourceGraph;
  readonly index: GraphIndex;
  /** By name. */
  readonly saved: Map<string, SavedWorld>;
  /**
   * Replaces the world by a saved one with its time, or by the initial one. Clears faults, the request log and all
   * limits, and Resource Graph is up to date.
   */
  readonly restart: (saved?: SavedWorld) => void;
}
