/** Judges a request to the metadata endpoint by the identity that it names, or may have named. */
import { lastSegment, sameId } from '../../../arm/resourceId.ts';
import type { Asker } from '../../../askers/model.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { joinWords, say, verbatim, type Words } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import type { NodeIdentities } from '../../situation/azureHalf.ts';
import { advice, likely, open, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';
import { lookAtPod } from './podSide.ts';
import type { Wanted } from './wantedIdentity.ts';
import { accountsInstead, inClusterInstead, workloadIdentityInstead } from './workloadIdentityInstead.ts';

/** What is known of the nodes, and of what asks them. */
export interface OnNodes {
  readonly nodes: NodeIdentities;
  readonly cluster: Cluster;
  readonly wanted: Wanted;
  readonly ofNode: readonly Asker[];
  readonly hit: Hit;
}

/** Judges an identity that the request, or the object that asks, names. */
export function named(
  { id, identity }: Wanted,
  { nodes: { machines }, cluster, ofNode, hit }: OnNodes,
  evidence: Judgement['evidence'] = [],
  situation: Situation,
): Judgement {
  const words: Words = verbatim(identity?.name ?? id ?? '');
  if (identity === undefined)
    return open(['IDENTITY_NOT_ON_NODES', 'CLIENT_ID_WRONG'], {
      text: say`No visible identity has the ID ${id ?? ''}, so it is not known whether it is on the nodes.`,
      evidence,
      next: [say`Compare the ID with the identities on the scale sets.`],
    });
  const lacking = machines.filter(({ identities }) => !identities.some((one) => sameId(one, identity.id)));
  const [asker] = ofNode;
  if (lacking.length === 0)
    return likely('IMDS_STALE', {
      text: say`${words} is on the nodes, so the node may still answer with what it had before.`,
      evidence,
      possible: ['IDENTITY_NOT_ON_NODES'],
      fixes: [advice(say`Wait, or restart or reimage the node. Nothing has to be changed in Azure.`)],
    });
  const isSome = lacking.length < machines.length;
  const accounts = accountsInstead(hit, ofNode, situation);
  return likely('IDENTITY_NOT_ON_NODES', {
    text: isSome
      ? say`${words} is not on all nodes: ${lacking.map((one) => one.pool ?? one.name).join(', ')} lacks it.`
      : say`${words} is not on the nodes.`,
    evidence,
    possible: [
      ...(isSome ? (['IMDS_STALE'] as const) : []),
      ...(asker === undefined ? (['LIBRARY_TOO_OLD'] as const) : []),
      'OPERATOR_MODE_WRONG',
    ],
    fixes: isOfNodes(cluster, identity.id)
      ? [
          advice(
            say`It is the identity of the nodes: update the cluster without changes (az aks update), which attaches it again.`,
          ),
        ]
      : [
          ...workloadIdentityInstead(accounts, identity, cluster, situation),
          ...inClusterInstead(ofNode, accounts, identity),
          advice(
            say`Use workload identity: set the object or the library to it, and connect the account. Don't attach the identity to the nodes: every pod could use it there.`,
          ),
        ],
  });
}

function isOfNodes({ kubelet }: Cluster, id: string): boolean {
  return 'identityId' in kubelet && sameId(kubelet.identityId, id);
}

/** The request is not in the message: it named an identity, or may have named one, that the nodes do not have. */
export function perhapsNamed(
  { ids, hasSystemAssigned, most }: NodeIdentities,
  { name }: Cluster,
  evidence: Judgement['evidence'] = [],
  { message }: Situation,
): Judgement {
  const have = [...ids.map(lastSegment), ...(hasSystemAssigned ? [say`a system-assigned identity`] : [])];
  const list = joinWords(have, ', ');
  const meant = ['OPERATOR_MODE_WRONG', 'LIBRARY_TOO_OLD', 'POD_LABEL_MISSING', 'CREDENTIAL_KIND_WRONG'] as const;
  const next = [
    say`Find out which ID the pod, or the object of the operator, names, and whether workload identity is meant.`,
    lookAtPod,
  ];
  if (message.components.has('identityNamed'))
    return likely('IDENTITY_NOT_ON_NODES', {
      text: say`The program asked for an identity that is not on the nodes of ${name}, which have only ${list}.`,
      evidence,
      possible: meant,
      next,
    });
  return open(
    [
      'IDENTITY_NOT_ON_NODES',
      ...(most === undefined ? [] : (['NODES_SEVERAL_IDENTITIES'] as const)),
      ...meant,
      'IMDS_STALE',
    ],
    {
      text:
        most === undefined
          ? say`The nodes of ${name} have only ${list}. If the program named another identity, that one is not on them.`
          : say`The nodes of ${name} have ${list}. The program named another identity, or none at all.`,
      evidence,
      next,
    },
  );
}
