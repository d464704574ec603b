/** What is said where the identity of the nodes asks: every pod can use it, so that it gets only what nodes need themselves. */
import { say } from '../../../../sentences/words.ts';
import { clusterOfNodes, nameAtStart, nameIn } from '../../situation/azureHalf.ts';
import { advice, inAzure, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** What nodes do themselves: they pull images, have disks attached and join subnets. */
const ofNodes =
  /^Microsoft\.(?:ContainerRegistry\/registries\/(?:pull|repositories\/(?:content|metadata))\/read|Compute\/(?:disks|virtualMachines|virtualMachineScaleSets(?:\/virtualMachines)?)\/(?:read|write)|Network\/virtualNetworks\/subnets\/(?:read|join\/action))$/i;

/** What an answer has besides its cause where a pod asks as the nodes. */
export interface AskedAsNodes {
  readonly cluster: string;
  readonly evidence: NonNullable<Judgement['evidence']>;
  readonly fixes: NonNullable<Judgement['fixes']>;
}

/**
 * Returns what is to be said if the principal is the identity of nodes and asks for something that a pod wants, or for
 * data (without `action`); no plan is among the fixes.
 */
export function askedAsNodes(
  principalId: string,
  action: string | undefined,
  situation: Situation,
): AskedAsNodes | undefined {
  if (action !== undefined && ofNodes.test(action)) return undefined;
  const cluster = clusterOfNodes(principalId, situation);
  if (cluster === undefined) return undefined;
  const [name, who] = [nameIn(principalId, situation.facts), nameAtStart(principalId, situation.facts)];
  return {
    cluster: cluster.name,
    evidence: [inAzure(say`${who} is the kubelet identity of ${cluster.name}, with which its nodes sign in.`)],
    fixes: [
      advice(
        say`Let the program sign in with workload identity, and give the identity that is meant for it this right. Every pod that reaches the nodes' metadata endpoint can use ${name}, so no right for it is offered here.`,
      ),
    ],
  };
}
