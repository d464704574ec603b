/** Judges an answer of pod identity, which is retired: what takes its place for the pod that asked. */
import { sameId } from '../../../arm/resourceId.ts';
import { podIdentityLabel } from '../../../askers/operators/podIdentity.ts';
import { podManagedIdentities } from '../../../workloads/podIdentities.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, identityOfAnyId } from '../../situation/azureHalf.ts';
import { askersMeant, meantPods } from '../../situation/clusterHalf.ts';
import { advice, inAzure, inCluster, likely, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';
import {
  accountsInstead,
  inClusterInstead,
  workloadIdentityInstead,
  type IdentityToUse,
} from './workloadIdentityInstead.ts';

/** Judges it; the plan needs the account of the pod and the identity that it asks for. */
export function judgePodIdentity(hit: Hit, situation: Situation): Judgement {
  const cluster = clusterInQuestion(hit, situation);
  const identity = identityAsked(hit, situation);
  const { pods, by } = meantPods(hit, situation);
  const [pod] = by === 'named' ? pods : [];
  const isMigrated = pod !== undefined && (pod.hasFederatedToken || pod.hasUseLabel);
  const accounts = accountsInstead(hit, [], situation);
  const plans =
    identity === undefined || cluster.value === undefined
      ? []
      : [
          ...workloadIdentityInstead(accounts, identity, cluster.value, situation),
          ...inClusterInstead([], accounts, identity),
        ];
  return likely('POD_IDENTITY_IN_THE_WAY', {
    evidence: [
      ...(identity === undefined ? [] : [inAzure(say`The identity that it should get is ${identity.name}.`)]),
      ...(pod === undefined
        ? []
        : [inCluster(say`${pod.account.namespace}/${pod.name} runs as ${pod.account.serviceAccount}.`)]),
    ],
    possible: isMigrated ? ['CREDENTIAL_KIND_WRONG', 'LIBRARY_TOO_OLD'] : [],
    fixes: [
      ...(isMigrated ? [] : plans),
      advice(
        isMigrated
          ? say`The pod is set up for workload identity, but its program asks the node: use a library that knows workload identity, then remove pod identity.`
          : say`Migrate from pod identity to workload identity: connect the account of each pod, replace the label ${podIdentityLabel} by azure.workload.identity/use: "true", then remove pod identity.`,
      ),
    ],
  });
}

/** The identity by the client ID of the message, by the objects of pod identity, or by the settings of the add-on. */
function identityAsked(hit: Hit, situation: Situation): IdentityToUse | undefined {
  const { facts } = situation;
  const inText = plainValue(fieldAt('clientId', hit, situation));
  const ofObjects = askersMeant(hit, situation).flatMap(({ mode, identity }) =>
    mode === 'podIdentity' ? (identity?.clientId ?? identity?.resourceId ?? []) : [],
  );
  const cluster = clusterInQuestion(hit, situation).value;
  const [namespace] = plainValue(fieldAt('pod', hit, situation))?.split('/') ?? [];
  const ofAddon =
    cluster === undefined ? [] : podManagedIdentities(cluster).filter((each) => each.namespace === namespace);
  const candidates =
    inText !== undefined ? [inText] : ofObjects.length > 0 ? ofObjects : ofAddon.map((each) => each.identityId);
  const found = candidates.map((id) => identityOfAnyId(id, facts).value);
  const [only, ...others] = found;
  return only !== undefined && others.every((each) => each !== undefined && sameId(each.id, only.id))
    ? only
    : undefined;
}
