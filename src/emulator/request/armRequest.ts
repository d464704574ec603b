import type { ArmAnswer } from '../arm/error.ts';
import type { ArmPath } from '../arm/path.ts';
import type { Caller } from '../access/rbac.ts';
import type { ConditionSubject } from '../access/roleCondition.ts';
import type { Clock } from '../arm/clock.ts';
import type { Failure } from '../world/operations.ts';
import type { World } from '../world/world.ts';
import type { Json } from '../arm/worldFile.ts';

/** How the emulator behaves; the defaults are those of `createEmulator`. */
export interface EmulatorSettings {
  readonly operationSeconds: number;
  readonly propagationSeconds: number;
  /** How long Resource Graph lags behind writes. */
  readonly indexSeconds: number;
  /** How long the activity log lags behind writes. */
  readonly activitySeconds: number;
  /** How long a replaced control plane identity is still used. */
  readonly tokenSeconds: number;
  /** How long after an operation AKS still refuses writes with 409 EtagMismatch. */
  readonly settlingSeconds: number;
  /** Whether leaving a service principal reimages the nodes at once, or at the next node image upgrade. */
  readonly migrationReimage: 'atOnce' | 'atUpgrade';
  /** Whether a control plane identity is refused if it may not use the key of the cluster's secrets. */
  readonly keyRights: 'checked' | 'unchecked';
  /** How long registering a preview feature takes. */
  readonly featureSeconds: number;
  /** How long after a write of a federated credential its identity accepts no other; none while the answer is pending. */
  readonly credentialSeconds: number;
  readonly pageSize: number;
  readonly throttle: boolean;
  readonly latencyMilliseconds: number;
  /** The `Retry-After` of running operations; 0 leaves it out, as ARM may. */
  readonly retryAfterSeconds: number;
  /** What polls of a running operation of AKS say after `InProgress`, in this order. */
  readonly operationStatuses: readonly string[];
}

/** What handlers work on. */
export interface Emulation {
  readonly world: World;
  readonly clock: Clock;
  readonly settings: EmulatorSettings;
}

/** A request whose address, token and API version have been read. */
export interface ArmRequest {
  readonly method: string;
  /** Scheme and host of the request, with which absolute URLs in the answer begin. */
  readonly origin: string;
  readonly path: ArmPath;
  /** The whole address as sent. */
  readonly url: URL;
  /** Names in lower case. */
  readonly query: ReadonlyMap<string, string>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly apiVersion: string;
  readonly caller: Caller;
  readonly now: number;
  /** Returns why the operation that this request starts will end Failed, if a fault says so; the fault is counted. */
  readonly operationError: () => Failure | undefined;
}

/** Answers a request or throws an ArmRefusal. */
export type Handler = (request: ArmRequest, emulation: Emulation) => ArmAnswer;

/** A resource type, with handlers for what it can do. */
export interface ResourceKind {
  /** Namespace and type as Azure writes them. */
  readonly type: string;
  /** The first and the last published version. */
  readonly versions: readonly [string, string];
  /** A preview after the last published version. */
  readonly newestPreview?: string;
  /** The first stable version; left out: the type has had one from the beginning. */
  readonly stableSince?: string;
  readonly get?: Handler;
  readonly list?: Handler;
  readonly put?: Handler;
  readonly patch?: Handler;
  readonly delete?: Handler;
  /** By name in lower case; `GET` answers of children without a body of their own are separate kinds. */
  readonly actions?: Readonly<Record<string, Handler>>;
  /** The attributes that conditions of the caller's roles may look at. */
  readonly attributes?: (request: ArmRequest, world: World) => ConditionSubject['attributes'];
  /** Belongs to any scope (role assignments and the like). */
  readonly extension?: boolean;
}
