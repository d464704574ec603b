/** Judges an answer of the metadata endpoint to the kubelet itself, which asks for images of a registry. */
import { lastSegment, sameId } from '../../../arm/resourceId.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { joinWords, say, type Words } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, nodeIdentitiesInAzure, type NodeIdentities } from '../../situation/azureHalf.ts';
import { advice, inAzure, open, likely, type Fix, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

const asks = say`The kubelet itself asks, with the identity of its node, for a token for a registry. No pod plays a part.`;

/** Judges it from the identities of the nodes; pods and their accounts have no part in it. */
export function judgeKubelet(hit: Hit, situation: Situation): Judgement {
  const asker = { what: 'kubelet' };
  if (hit.sign === 'metadataUnreachable')
    return likely('IMDS_UNREACHABLE', {
      asker,
      text: say`The kubelet itself asks for a token for a registry, and the metadata endpoint of its node does not answer.`,
      next: [say`Find out which nodes have it, and look at their network and their state. Try again on a new node.`],
    });
  const cluster = clusterInQuestion(hit, situation);
  const nodes = cluster.value && nodeIdentitiesInAzure(cluster.value, situation.facts);
  const next = [
    say`Compare the identities on the scale sets of the nodes (az vmss identity show) with the kubelet identity of the cluster.`,
  ];
  if (cluster.value === undefined || nodes?.value === undefined)
    return open(['IDENTITY_NOT_ON_NODES', 'IMDS_STALE'], {
      asker,
      text: asks,
      next,
      unknown: [...cluster.unknown, ...(nodes?.unknown ?? [])],
    });
  const { kubelet, name } = cluster.value;
  const evidence = [inAzure(identitiesText(nodes.value, cluster.value))];
  const lacks =
    'identityId' in kubelet
      ? nodes.value.machines.some(({ identities }) => !identities.some((one) => sameId(one, kubelet.identityId)))
      : nodes.value.ids.length === 0 && !nodes.value.hasSystemAssigned;
  if (lacks)
    return likely('IDENTITY_NOT_ON_NODES', {
      asker,
      text: say`The kubelet asks for a token for a registry, and its identity is not on all nodes of ${name}.`,
      evidence,
      possible: ['IMDS_STALE'],
      fixes: [withoutAny(cluster.value)],
      unknown: nodes.unknown,
    });
  return open(['IMDS_STALE', 'IDENTITY_NOT_ON_NODES'], { asker, text: asks, evidence, next, unknown: nodes.unknown });
}

/** Returns what to do if nodes have no identity: only one that the cluster has can be attached again. */
export function withoutAny({ kubelet }: Cluster): Fix {
  if ('identityId' in kubelet)
    return advice(say`Update the cluster without changes (az aks update), which attaches the kubelet identity again.`);
  return advice(
    kubelet.kind === 'servicePrincipal'
      ? say`Use workload identity, which needs no identity on the nodes. If the nodes are meant to have one, give the cluster a managed identity.`
      : say`Use workload identity, which needs no identity on the nodes.`,
  );
}

/** Returns which identities the scale sets of a cluster have, as a sentence. */
export function identitiesText({ ids, hasSystemAssigned }: NodeIdentities, cluster: Cluster): Words {
  const names = [...ids.map(lastSegment), ...(hasSystemAssigned ? [say`a system-assigned identity`] : [])];
  return names.length === 0
    ? say`The scale sets of ${cluster.name} have no identity.`
    : say`The scale sets of ${cluster.name} have ${joinWords(names, ', ')}.`;
}
