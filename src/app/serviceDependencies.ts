/** What all parts of the service share: the directory, facts, plans, decisions and recent writes. */
import { sleep, type Sleep } from '../async/sleep.ts';
import { createEmitter } from '../async/emitter.ts';
import type { Arm } from '../azure/arm/arm.ts';
import type { Connection } from '../azure/directory/connection.ts';
import { createDirectory, type Directory } from '../azure/directory/directory.ts';
import { asArmId, resourceType, type ArmId } from '../domain/arm/resourceId.ts';
import type { Change } from '../domain/change/change.ts';
import type { Facts } from '../domain/cluster/facts.ts';
import type { IngressLook } from '../domain/cluster/ingressLook.ts';
import type { Plan } from '../domain/plan/plan.ts';
import type { Continued } from '../domain/plan/planPart.ts';
import { planChanges } from '../domain/plan/whole/planChanges.ts';
import type { ClusterJudgement } from './judgements.ts';
import type { ServiceNews } from './identityService.ts';
import { createDecider, undecided, type DecisionSource } from './decisionSource.ts';
import { gatherFacts, type Gathering } from './facts/gatherFacts.ts';
import { withRefusalsAsErrors } from './facts/withRefusalsAsErrors.ts';
import { createFactReader } from './facts/readFacts.ts';
import { registriesDetached } from './runs/detachedRegistries.ts';
import type { Journal } from './runs/journal.ts';
import { createRecentWrites } from './runs/recentWrites.ts';
import { replacedIdentities } from './runs/replacedIdentities.ts';

/** What the service needs; time and waiting come from outside. */
export interface IdentityServiceOptions {
  readonly connection: Connection;
  readonly journal: Journal;
  readonly now?: () => Date;
  readonly sleep?: Sleep;
  readonly newId?: () => string;
  /** Hours for which an identity counts as in use after it was replaced; asked each time. */
  readonly tokenRefreshHours?: () => number;
  /** Whether the directory may be asked about people and groups; asked each time; left out: it may not. */
  readonly asksDirectory?: () => boolean;
  /** Decisions about findings; left out: none. */
  readonly decisions?: DecisionSource;
  /** True if no one is waiting: everything that Resource Graph lacks is asked one by one, however much that is. */
  readonly asksEach?: boolean;
  /** True if no report of this service is compared with an earlier one. */
  readonly isNotCompared?: boolean;
}

/** How a plan is made. */
export interface Planning {
  readonly signal?: AbortSignal | undefined;
  readonly continued?: Continued;
  /** True before something is written: if Azure doesn't answer now, planning ends instead of noting something unknown. */
  readonly mustAnswer?: boolean;
}

/** How facts are gathered. */
interface GatheringOptions extends Pick<Planning, 'signal'> {
  readonly mustAnswer?: boolean | undefined;
  /** True if everything that no table has is asked one by one, however much that is. */
  readonly asksEach?: boolean | undefined;
  /** Called after each single request for a cluster or identity. */
  readonly onAsked?: (() => void) | undefined;
  /** True if the caller keeps what is found to itself, so that nobody compares it. */
  readonly isPrivate?: boolean;
}

/** Shared by all parts of a service. */
export class ServiceDependencies {
  readonly connection: Connection;
  readonly directory: Directory;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly sleep: Sleep;
  readonly newId: () => string;
  readonly tokenRefreshHours: (() => number) | undefined;
  /** True once the person has allowed the directory to be asked about people and groups, until the connection ends. */
  isDirectoryAllowed = false;
  readonly asksDirectory: () => boolean;
  readonly decisions: DecisionSource;
  readonly asksEach: boolean;
  readonly isNotCompared: boolean;
  readonly decider: ReturnType<typeof createDecider>;
  readonly changed = createEmitter<ServiceNews>();
  /** What reports have found, the latest of each cluster. */
  readonly judgements = new Map<string, ClusterJudgement>();
  /** What looks into clusters have last shown of application routing, by `idKey`. */
  readonly looks = new Map<string, IngressLook>();
  /** What this extension wrote so recently that Azure may not show it everywhere. */
  readonly written: ReturnType<typeof createRecentWrites>;

  constructor(options: IdentityServiceOptions) {
    this.connection = options.connection;
    this.directory = createDirectory(options.connection);
    this.journal = options.journal;
    this.now = options.now ?? (() => new Date());
    this.sleep = options.sleep ?? sleep;
    this.newId = options.newId ?? (() => crypto.randomUUID());
    this.tokenRefreshHours = options.tokenRefreshHours;
    this.asksDirectory = () => this.isDirectoryAllowed || options.asksDirectory?.() === true;
    this.decisions = options.decisions ?? undecided;
    this.asksEach = options.asksEach ?? false;
    this.isNotCompared = options.isNotCompared ?? false;
    this.decider = createDecider(this.decisions, this.now);
    this.written = createRecentWrites(options.journal, options.connection.key, this.now);
    this.decisions.onDidChange(() => this.changed.emit({ kind: 'decisions' }));
  }

  /** Runs rules over facts, which are read as the rules ask for them. */
  gather<T>(run: (facts: Facts) => T, signal?: AbortSignal, mustAnswer?: boolean): Promise<T> {
    return this.written.after(() => gatherFacts(run, this.gathering({ signal, mustAnswer })));
  }

  /** Returns how facts are gathered. */
  gathering(options: GatheringOptions = {}): Gathering {
    const { signal, mustAnswer, asksEach = this.asksEach, onAsked, isPrivate = false } = options;
    const { isIn: notFromGraph, identities: writtenTo } = this.written;
    const isFile = this.connection.kind === 'file';
    return {
      looksAround: true,
      asksDirectory: this.asksDirectory(),
      read: createFactReader(this.directory, {
        signal,
        notFromGraph,
        writtenTo,
        mustAnswer,
        asksEach,
        onAsked,
        isFile,
      }),
      now: this.now,
      tokenRefreshHours: this.tokenRefreshHours,
      known: () => ({
        replaced: replacedIdentities(this.written.entries()),
        detached: registriesDetached(this.written.entries()),
        looks: this.looks,
        isNotCompared: isPrivate || this.isNotCompared,
      }),
    };
  }

  readIn<T>(subscriptionId: string, read: (arm: Arm) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.directory.read(`/subscriptions/${subscriptionId}`, read, signal);
  }

  planFor(changes: readonly Change[], { signal, continued, mustAnswer }: Planning): Promise<Plan> {
    return this.gather((facts) => planChanges(changes, facts, continued), signal, mustAnswer);
  }
}

/** Returns the id of a cluster; rejects anything else. */
export function checkedClusterId(text: string): ArmId {
  return checkedId(text, resourceType.cluster);
}

/** Returns the id of a resource of that type; rejects anything else. */
export function checkedId(text: string, type: string): ArmId {
  return withRefusalsAsErrors(() => asArmId(text, type));
}
