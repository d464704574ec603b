/** A row for each kind of step: how to write it, and how to look for its result. */
import type { Step, StepOf } from '../../domain/plan/plan.ts';
import type { StepKind } from '../../domain/plan/stepActions.ts';
import { accessPolicyHolds, writeAccessPolicy } from './accessPolicies.ts';
import { activateRole, activationHolds, activationSettled } from './activateRole.ts';
import { aroundHolds, aroundSettled, aroundStands, writeAround } from './aroundClusters.ts';
import { assignRole, assignRoleHolds } from './assignRole.ts';
import { bindingHolds, bindingSettled, writeBinding } from './bindings.ts';
import { createCluster, createClusterHolds, createClusterSettled, createClusterStands } from './createCluster.ts';
import { credentialHolds, writeCredential } from './credentials.ts';
import { putCluster, putClusterHolds, putClusterSettled, putClusterStands } from './putCluster.ts';
import { simpleStepHolds, writeSimple } from './simpleSteps.ts';
import type { StepReader, StepContext, StepEnd } from './stepContext.ts';
import { upgradeHolds, upgradeNodeImage, upgradeSettled } from './upgradeNodeImage.ts';

/** What is needed to run a kind of step. */
interface StepRunner<S extends Step> {
  write(step: S, context: StepContext): Promise<StepEnd>;
  holds(step: S, context: StepReader): Promise<boolean | 'running'>;
  stands(step: S, context: StepReader): Promise<boolean>;
  settled(step: S, context: StepContext): Promise<StepEnd | undefined>;
}

/** For steps whose result either exists or doesn't. */
async function standsAsItHolds(step: Step, context: StepReader): Promise<boolean> {
  return (await stepHolds(step, context)) === true;
}

/** For steps without an operation: either the result exists, or nothing is visible. */
async function settledAsItHolds(step: Step, context: StepReader): Promise<StepEnd | undefined> {
  return (await stepHolds(step, context)) === true ? 'done' : undefined;
}

const asItHolds = { stands: standsAsItHolds, settled: settledAsItHolds };
const simple = { write: writeSimple, holds: simpleStepHolds, ...asItHolds };
const ofPolicy = { write: writeAccessPolicy, holds: accessPolicyHolds, ...asItHolds };
const ofCredential = { write: writeCredential, holds: credentialHolds, ...asItHolds };
const ofBinding = { write: writeBinding, holds: bindingHolds, stands: standsAsItHolds, settled: bindingSettled };
const around = { write: writeAround, holds: aroundHolds, stands: aroundStands, settled: aroundSettled };

const rows: { readonly [K in StepKind]: StepRunner<StepOf<K>> } = {
  createResourceGroup: simple,
  createIdentity: simple,
  deleteIdentity: simple,
  createCluster: {
    write: createCluster,
    holds: createClusterHolds,
    stands: createClusterStands,
    settled: createClusterSettled,
  },
  putCluster: {
    write: putCluster,
    holds: putClusterHolds,
    stands: putClusterStands,
    settled: putClusterSettled,
  },
  upgradeNodeImage: {
    write: upgradeNodeImage,
    holds: upgradeHolds,
    stands: standsAsItHolds,
    settled: upgradeSettled,
  },
  assignRole: { write: assignRole, holds: assignRoleHolds, ...asItHolds },
  removeRole: simple,
  activateRole: {
    write: activateRole,
    holds: activationHolds,
    stands: standsAsItHolds,
    settled: activationSettled,
  },
  addAccessPolicy: ofPolicy,
  removeAccessPolicy: ofPolicy,
  createCredential: ofCredential,
  deleteCredential: ofCredential,
  createBinding: ofBinding,
  deleteBinding: ofBinding,
  rejoinFleet: around,
  deleteTrustedBinding: around,
};

function runnerOf({ kind }: Step): StepRunner<Step> {
  return rows[kind];
}

/** Runs one step unless its result already exists. */
export function runStep(step: Step, context: StepContext): Promise<StepEnd> {
  return runnerOf(step).write(step, context);
}

/** Returns true if the step's result already exists, and `running` while an operation is working on it. */
export function stepHolds(step: Step, context: StepReader): Promise<boolean | 'running'> {
  return runnerOf(step).holds(step, context);
}

/** Returns true if the result of a completed step still exists; an operation that someone has started since does not undo it. */
export function stepStands(step: Step, context: StepReader): Promise<boolean> {
  return runnerOf(step).stands(step, context);
}

/**
 * Waits for what an earlier run of a step sent, or may have sent, to find out what is left to do; returns `undefined`
 * if nothing is visible. Only reads, and throws if the operation failed.
 */
export function stepSettled(step: Step, context: StepContext): Promise<StepEnd | undefined> {
  return runnerOf(step).settled(step, context);
}
