import type { Emulation } from '../request/armRequest.ts';
import type { Faults } from './faults.ts';
import type { GraphIndex } from '../providers/resourceGraph/lag.ts';
import type { ResourceGraph } from '../providers/resourceGraph/answer.ts';
import type { RequestLog } from './requestLog.ts';
import type { Throttle } from './throttle.ts';

/** A request as it comes from a socket or from an HTTP client in the same process. */
export interface EmulatorRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the router needs beside the emulation. */
export interface Routing {
  readonly emulation: Emulation;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly throttle: Throttle;
  readonly graph: ResourceGraph;
  readonly index: GraphIndex;
}
