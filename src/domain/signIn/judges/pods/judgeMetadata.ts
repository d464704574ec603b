/** Judges an answer of the metadata endpoint: was the node's identity meant at all, and which identities do the nodes have? */
import { kubeletPrincipal } from '../../../cluster/principals.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { lastSegment, sameId } from '../../../arm/resourceId.ts';
import type { Asker, PodFact } from '../../../askers/model.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit, ReadMessage } from '../../message/readMessage.ts';
import { clusterInQuestion, nodeIdentitiesInAzure } from '../../situation/azureHalf.ts';
import { askersMeant, isOfDriver, meansWorkloadIdentity, meantPods, onlyPods } from '../../situation/clusterHalf.ts';
import type { CauseCode } from '../../situation/causes.ts';
import {
  advice,
  inAzure,
  inCluster,
  inMessage,
  likely,
  open,
  toCopy,
  type Fix,
  type Judgement,
} from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import { identitiesText, judgeKubelet, withoutAny } from './judgeKubelet.ts';
import { named, perhapsNamed, type OnNodes } from './namedToNodes.ts';
import { judgePods, lookAtPod, podSideCauses } from './podSide.ts';
import { classWithoutIdentity } from './secretClass.ts';
import { objectIdAsked, wantedIdentity, type Wanted } from './wantedIdentity.ts';

const answers = ['severalIdentities', 'noDefaultIdentity', 'identityNotFound', 'metadataUnreachable'] as const;
type AnswerKind = (typeof answers)[number];

/** Returns the answer of the metadata endpoint in a message; the most exact of several. */
export function metadataHit({ hits }: ReadMessage): Hit | undefined {
  return answers.flatMap((name) => hits.find(({ sign }) => sign === name) ?? [])[0];
}

/** Judges an answer of the metadata endpoint. */
export function judgeMetadata(hit: Hit, situation: Situation): Judgement {
  if (situation.message.components.has('credentialProvider')) return judgeKubelet(hit, situation);
  const withoutId = classWithoutIdentity(hit, situation);
  if (withoutId !== undefined) return withoutId;
  const askers = askersMeant(hit, situation).filter((each) => each.mode !== 'secret');
  const meant = workloadIdentityMeant(hit, askers, situation);
  if (meant !== undefined) return meant;
  if (askers.length === 0 && situation.objects !== undefined && situation.message.mayBeOfProduct === true)
    return open(['NODES_SEVERAL_IDENTITIES', 'IDENTITY_NOT_ON_NODES', 'LIBRARY_TOO_OLD', 'OPERATOR_MODE_WRONG'], {
      text: say`The error does not say which program asks: the product that the text names need not be the one.`,
      next: [lookAtPod],
    });
  const ofNode = askers.filter(({ mode }) => mode === 'nodeIdentity');
  const cluster = clusterInQuestion(hit, situation);
  const nodes = cluster.value && nodeIdentitiesInAzure(cluster.value, situation.facts);
  const kind = hit.sign as AnswerKind;
  if (kind === 'metadataUnreachable') return unreachable(situation);
  const wanted = wantedIdentity(hit, ofNode, situation);
  const mistaken = kind === 'severalIdentities' ? undefined : objectIdAsked(wanted);
  if (mistaken !== undefined) return mistaken;
  if (nodes?.value === undefined || cluster.value === undefined)
    return withoutNodes(kind, situation, wanted, [...cluster.unknown, ...(nodes?.unknown ?? [])]);
  const judged = withNodes(kind, { nodes: nodes.value, cluster: cluster.value, wanted, ofNode, hit }, situation);
  return { ...judged, unknown: [...(judged.unknown ?? []), ...nodes.unknown] };
}

/** Only where the cluster shows it: a pod that is labelled, or an object whose mode is workload identity. */
function workloadIdentityMeant(hit: Hit, askers: readonly Asker[], situation: Situation): Judgement | undefined {
  const { objects, message } = situation;
  if (objects === undefined) return undefined;
  if (askers.some(({ mode }) => mode === 'nodeIdentity')) return undefined;
  // Whatever asks the node, the program has a token already.
  if (message.hits.some(({ sign, writer }) => sign === 'chainSucceeded' && writer === hit.writer)) return undefined;
  // A driver asks by its own settings, and not by those of the pod for which it mounts.
  if (isOfDriver(situation)) return undefined;
  if (askers.length > 0 && askers.every(({ component }) => component === 'secrets-store-csi')) return undefined;
  const { pods: meant, by } = meantPods(hit, situation);
  // Every pod can ask the node, so that one with a token is no more likely than those without.
  const pods = (by === 'guessed' ? onlyPods(objects) : meant).filter((pod) => meansWorkloadIdentity(pod, objects));
  if (pods.length === 0) return undefined;
  const lacking = judgePods(hit, situation);
  if (lacking !== undefined) return lacking.cause === 'UNKNOWN' ? undefined : lacking;
  const [pod] = pods;
  return pod === undefined ? undefined : withToken(pod, message);
}

const newerLibrary = advice(
  say`Use a library that knows workload identity: azidentity 1.3.0 (Go), Azure.Identity 1.9.0 (.NET), azure-identity 1.9.0 (Java), 1.13.0 (Python), @azure/identity 3.2.0 (JavaScript). The list is of August 2026.`,
);

/** What asks the node although it knows workload identity. */
const otherCredential = advice(
  say`Let the program use WorkloadIdentityCredential or DefaultAzureCredential; what has settings of its own, such as the object or the credentials file of an operator, has the choice there.`,
);

function withToken(pod: PodFact, { components }: ReadMessage): Judgement {
  const words = `${pod.account.namespace}/${pod.name}`;
  const isOld = components.has('adal');
  return likely(isOld ? 'LIBRARY_TOO_OLD' : 'CREDENTIAL_KIND_WRONG', {
    text: isOld
      ? say`${words} has a federated token, but its library (adal) knows only the metadata endpoint of the node.`
      : say`${words} has a federated token, but the program asks the metadata endpoint of the node.`,
    evidence: [inCluster(say`${words} has a token for Microsoft Entra ID.`)],
    possible: [isOld ? 'CREDENTIAL_KIND_WRONG' : 'LIBRARY_TOO_OLD'],
    asker: { what: words },
    fixes: [
      ...(isOld ? [] : [otherCredential]),
      ...(components.has('managedIdentityCredential') ? [] : [newerLibrary]),
      advice(say`Don't attach the identity to the nodes: every pod could use it there.`),
    ],
  });
}

function unreachable(situation: Situation): Judgement {
  const { message, objects } = situation;
  if (isOfDriver(situation)) return driverUnanswered;
  const libraries = ['chain', 'workloadIdentityCredential', 'managedIdentityCredential'] as const;
  const isProbe = libraries.some((each) => message.components.has(each));
  if (isProbe)
    return open(['IMDS_UNREACHABLE', ...podSideCauses, 'POD_IDENTITY_IN_THE_WAY'], {
      text: message.hits.some(({ sign }) => sign === 'variableMissing')
        ? say`The program got no token of workload identity, and the metadata endpoint did not answer.`
        : say`The metadata endpoint did not answer. The message does not say whether workload identity is meant.`,
      next: [lookAtPod],
      unknown: objects?.unknown ?? [],
    });
  return likely('IMDS_UNREACHABLE', {
    possible: ['POD_LABEL_MISSING', 'LIBRARY_TOO_OLD'],
    next: [
      say`Check networkProfile.podLinkLocalAccess of the cluster, network policies, and whether the pod runs on a virtual node.`,
    ],
    fixes: [advice(say`Use workload identity, which does not need the endpoint.`)],
  });
}

function withoutNodes(
  kind: AnswerKind,
  situation: Situation,
  wanted: Wanted,
  unknown: Judgement['unknown'] = [],
): Judgement {
  const { message, objects } = situation;
  const isDriver = isOfDriver(situation);
  const isChain = message.hits.some(({ sign }) => sign === 'variableMissing');
  const next = [
    say`Read the identities of the node scale sets (az vmss identity show), and check whether workload identity is meant.`,
    ...(isDriver ? [lookAtClass] : []),
  ];
  if (kind === 'severalIdentities' && !isChain)
    return likely('NODES_SEVERAL_IDENTITIES', {
      possible: isDriver ? ofDriver : ['POD_LABEL_MISSING', 'LIBRARY_TOO_OLD', 'OPERATOR_MODE_WRONG'],
      evidence: [inMessage(say`The endpoint says that several user-assigned identities exist.`)],
      fixes: isDriver ? [nameInClass] : nameOne(),
      next,
      unknown,
    });
  const nodeCauses: readonly CauseCode[] =
    wanted.id === undefined
      ? ['NODES_SEVERAL_IDENTITIES', 'IDENTITY_NOT_ON_NODES']
      : ['IDENTITY_NOT_ON_NODES', 'IMDS_STALE'];
  const others = ['OPERATOR_MODE_WRONG', 'LIBRARY_TOO_OLD', 'POD_LABEL_MISSING', 'CREDENTIAL_KIND_WRONG'] as const;
  return open([...nodeCauses, ...(isDriver ? ofDriver : others)], {
    next,
    unknown: [...unknown, ...(objects?.unknown ?? [])],
  });
}

function withNodes(kind: AnswerKind, on: OnNodes, situation: Situation): Judgement {
  const { nodes, cluster, wanted, ofNode } = on;
  const { ids, hasSystemAssigned, most } = nodes;
  const evidence = [inAzure(identitiesText(nodes, cluster))];
  const driver = situation.message.components.has('secrets-store-csi') && situation.objects !== undefined;
  if (driver && ofNode.length === 0 && kind !== 'severalIdentities') return driverWithoutId(evidence);
  if (wanted.id !== undefined && kind !== 'severalIdentities') return named(wanted, on, evidence, situation);
  const isOpen = kind === 'identityNotFound' && !situation.message.components.has('identityNotNamed');
  if (most !== undefined && !isOpen)
    return likely('NODES_SEVERAL_IDENTITIES', {
      text: nodes.machines.every(({ identities }) => identities.length > 1)
        ? say`The nodes of ${cluster.name} have ${most.identities.length} identities (${most.identities.map(lastSegment).join(', ')}), and the request names none.`
        : say`Some nodes of ${cluster.name} (${most.name}) have ${most.identities.length} identities (${most.identities.map(lastSegment).join(', ')}), and the request names none.`,
      evidence,
      ...(isOfDriver(situation)
        ? { possible: ofDriver, next: [lookAtClass] }
        : { possible: ['POD_LABEL_MISSING', 'LIBRARY_TOO_OLD'] }),
      fixes: isOfDriver(situation) ? [nameInClass] : nameOne(cluster),
    });
  const { kubelet } = cluster;
  const lost = 'identityId' in kubelet && !ids.some((id) => sameId(id, kubelet.identityId));
  if (lost || (ids.length === 0 && !hasSystemAssigned))
    return likely('IDENTITY_NOT_ON_NODES', {
      text: lost
        ? say`The kubelet identity of ${cluster.name} is not on its nodes.`
        : kubelet.kind === 'servicePrincipal'
          ? say`The nodes of ${cluster.name} have no identity: the cluster has a service principal instead of a managed identity.`
          : say`The nodes of ${cluster.name} have no identity.`,
      evidence,
      fixes: [withoutAny(cluster)],
    });
  if (isOpen) return perhapsNamed(nodes, cluster, evidence, situation);
  return open(
    kind === 'severalIdentities'
      ? ['NODES_SEVERAL_IDENTITIES', 'IMDS_STALE', ...(driver ? ofDriver : [])]
      : [
          ...(isOldChain(situation) ? (['LIBRARY_TOO_OLD'] as const) : []),
          'IMDS_STALE',
          'IDENTITY_NOT_ON_NODES',
          'POD_IDENTITY_IN_THE_WAY',
        ],
    {
      text: say`The nodes have exactly one identity now, so the endpoint should have answered with it.`,
      evidence,
      next: [
        say`Find out which node answered, and when its identities changed.`,
        ...(isOldChain(situation)
          ? [
              say`Look at the version of the library: its chain of credentials does not name WorkloadIdentityCredential.`,
            ]
          : []),
        ...(driver && ofNode.length === 0 ? [lookAtClass] : []),
      ],
    },
  );
}

/** Libraries that know workload identity try it in the chain, and say so. */
function isOldChain({ message: { components } }: Situation): boolean {
  return components.has('chain') && !components.has('workloadIdentityCredential');
}

/** What a driver asks for is in its own object. */
const ofDriver: readonly CauseCode[] = ['OPERATOR_MODE_WRONG'];

const lookAtClass = say`Look at what the pod mounts: the parameters useVMManagedIdentity, userAssignedIdentityID and clientID of its SecretProviderClass, or the attributes of its volume, say as whom the driver asks.`;

const nameInClass = advice(
  say`Let the driver use workload identity (clientID), or name the identity of the nodes that is meant (userAssignedIdentityID).`,
);

const driverUnanswered: Judgement = likely('IMDS_UNREACHABLE', {
  possible: ofDriver,
  next: [lookAtClass],
  fixes: [advice(say`Let the driver use workload identity (clientID), which does not need the endpoint.`)],
});

function driverWithoutId(evidence: Judgement['evidence'] = []): Judgement {
  return open(['IDENTITY_NOT_ON_NODES', 'OPERATOR_MODE_WRONG', 'CSI_TOKEN_MISSING'], {
    text: say`The driver asked the node for a token, and not the program in the pod; nothing that was read says as whom.`,
    evidence,
    next: [lookAtClass, say`Look also at the version of the provider, and at tokenRequests of the CSIDriver.`],
  });
}

/** Naming the kubelet's client id where the request is made. */
function nameOne(cluster?: Cluster): readonly Fix[] {
  const clientId =
    cluster && 'clientId' in cluster.kubelet && kubeletPrincipal(cluster.kubelet) !== undefined
      ? cluster.kubelet.clientId
      : undefined;
  return [
    toCopy(
      say`If the identity of the nodes is meant, set its client ID in the container that asks; an operator has a field of its own for it: userAssignedIdentityID, identityClientID. Applying this starts new pods.`,
      [
        'env:',
        '  - name: AZURE_CLIENT_ID',
        `    value: ${JSON.stringify(clientId ?? '<client ID of the identity meant>')}`,
        '',
      ].join('\n'),
    ),
    advice(say`Better, use workload identity: label the pods, annotate their account, and connect it.`),
  ];
}
