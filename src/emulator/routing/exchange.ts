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
}

/** An answer, or `drop` for a connection that is cut. */
export type EmulatorResponse = HttpResponse | 'drop';

/** A status with headers and a text. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A world as it was at a time, in milliseconds of the clock. */
export interface SavedWorld {
  readonly snapshot: Snapshot;
  readonly now: number;
}

/** The parts of an emulator that the router works with. */
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
   * Puts another world in the place of this one: a saved one with its time, or the one of the start. There are no faults then, no
   * requests in the log, nothing counts for a limit, and Resource Graph has seen everything.
   */
  readonly restart: (saved?: SavedWorld) => void;
}
