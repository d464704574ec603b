/** The outcome of each kind of step: one record for each. */
import { isOn } from '../arm/json.ts';
import { idKey, type ArmId } from '../arm/resourceId.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Step, StepOf } from '../plan/plan.ts';
import type { StepKind } from '../plan/stepActions.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import {
  noteAssignment,
  noteBinding,
  noteChangedCluster,
  noteCredential,
  noteIdentity,
  noteNewCluster,
  type LeftBySteps,
} from './leftBySteps.ts';
import {
  mergeTouched,
  clustersNaming,
  controlPlaneIdentities,
  clustersActedOn,
  clustersTrustedBy,
  usersOfGrant,
  type TouchedClusters,
} from './touchedClusters.ts';

/** Rules that are applied together. */
export type RuleGroup = 'identities' | 'workloads' | 'grants' | 'nodes' | 'access';

interface StepOutcome<K extends StepKind> {
  /** Which rules may find something new because of it; the effect of removed roles is judged for all clusters together. */
  readonly rules: readonly RuleGroup[] | ((step: StepOf<K>) => readonly RuleGroup[]);
  /** The cluster that it changes, as far as findings go. */
  readonly changes?: (step: StepOf<K>) => ArmId;
  /** The clusters that use its identity, themselves or through their workloads. */
  readonly users?: (step: StepOf<K>, facts: Facts) => TouchedClusters;
  /** Adds its results; the facts are those after the steps before it. */
  readonly leaves?: (step: StepOf<K>, outcome: LeftBySteps, facts: Facts) => void;
}

const groups: readonly RuleGroup[] = ['identities', 'workloads', 'grants', 'nodes', 'access'];
const ownCluster = ({ clusterId }: { readonly clusterId: ArmId }): ArmId => clusterId;
const boundCluster = ({ bindingId }: { readonly bindingId: ArmId }): ArmId => ownerOf(bindingId);

const usersOfTaken = (step: StepOf<'createCluster' | 'putCluster'>, facts: Facts): TouchedClusters =>
  mergeTouched(controlPlaneIdentities(step).map((id) => clustersNaming(id as ArmId, facts)));

/** The clusters that name an identity, and those whose tokens it accepts. */
const usersOfTrusted = (identityId: ArmId, facts: Facts): TouchedClusters =>
  mergeTouched([clustersNaming(identityId, facts), clustersTrustedBy(identityId, facts)]);

const outcomes: { readonly [K in StepKind]: StepOutcome<K> } = {
  createCluster: {
    rules: (step) => {
      // Nothing can trust a new cluster without an issuer, and without a user-assigned identity it affects no one's
      // workloads.
      const isAlone =
        !isOn(step.body, 'properties.oidcIssuerProfile.enabled') && controlPlaneIdentities(step).length === 0;
      return isAlone ? groups.filter((group) => group !== 'workloads') : groups;
    },
    changes: ownCluster,
    users: usersOfTaken,
    leaves: noteNewCluster,
  },
  putCluster: { rules: groups, changes: ownCluster, users: usersOfTaken, leaves: noteChangedCluster },
  assignRole: {
    rules: ['workloads', 'grants', 'nodes', 'access'],
    users: (step, facts) => mergeTouched([usersOfGrant(step.principal, facts), clustersActedOn(step, facts)]),
    leaves: noteAssignment,
  },
  removeRole: { rules: [], leaves: ({ roleAssignmentId }, { gone }) => void gone.add(idKey(roleAssignmentId)) },
  createIdentity: { rules: [], leaves: noteIdentity },
  deleteIdentity: {
    rules: ['identities', 'workloads'],
    users: ({ identityId }, facts) => clustersNaming(identityId, facts),
    leaves: ({ identityId }, { identities, gone }) => {
      identities.delete(idKey(identityId));
      gone.add(idKey(identityId));
    },
  },
  createCredential: {
    rules: ['workloads', 'access'],
    changes: ownCluster,
    users: ({ credentialId }, facts) => usersOfTrusted(ownerOf(credentialId), facts),
    leaves: noteCredential,
  },
  deleteCredential: {
    rules: ['workloads'],
    users: ({ credentialId }, facts) => clustersNaming(ownerOf(credentialId), facts),
    leaves: ({ credentialId }, { gone }) => void gone.add(idKey(credentialId)),
  },
  createBinding: {
    rules: ['workloads', 'access'],
    changes: boundCluster,
    users: ({ identityId }, facts) => usersOfTrusted(identityId, facts),
    leaves: noteBinding,
  },
  deleteBinding: {
    rules: ['workloads'],
    changes: boundCluster,
    leaves: ({ bindingId }, { gone }) => void gone.add(idKey(bindingId)),
  },
  deleteTrustedBinding: { rules: [], leaves: ({ bindingId }, { gone }) => void gone.add(idKey(bindingId)) },
  createResourceGroup: { rules: [] },
  activateRole: { rules: [] },
  addAccessPolicy: { rules: [] },
  removeAccessPolicy: { rules: [] },
  upgradeNodeImage: { rules: [] },
  rejoinFleet: { rules: [] },
};

function stepOutcome({ kind }: Step): StepOutcome<StepKind> {
  return outcomes[kind] as StepOutcome<StepKind>;
}

/** Returns which rules may find something new because of steps, in the order in which they are applied. */
export function rulesFor(steps: readonly Step[]): readonly RuleGroup[] {
  const wantedGroups = steps.flatMap((step) => {
    const { rules } = stepOutcome(step);
    return typeof rules === 'function' ? rules(step) : rules;
  });
  return groups.filter((group) => wantedGroups.includes(group));
}

/** Returns the clusters that steps change, and those that use what steps change, as they are after the steps. */
export function touchedClusters(steps: readonly Step[], facts: Facts): TouchedClusters {
  const ids = steps.flatMap((step) => stepOutcome(step).changes?.(step) ?? []);
  const users = steps.flatMap((step) => stepOutcome(step).users?.(step, facts) ?? []);
  return mergeTouched([{ ids, unknown: [] }, ...users]);
}

/** Adds the results of a step; the facts are those after the steps before it. */
export function noteStep(step: Step, outcome: LeftBySteps, facts: Facts): void {
  stepOutcome(step).leaves?.(step, outcome, facts);
}
