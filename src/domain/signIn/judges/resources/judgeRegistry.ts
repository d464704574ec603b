/** Judges a registry that does not let nodes pull. */
import { accessOf, type AccessVerdict } from '../../../access/accessCheck.ts';
import { roleGuidOf } from '../../../access/roles.ts';
import { allowsAction } from '../../../access/permissions.ts';
import { textAt } from '../../../arm/json.ts';
import {
  lastSegment,
  parseResourceId,
  sameGuid,
  sameId,
  sameText,
  subscriptionScope,
} from '../../../arm/resourceId.ts';
import { kubeletPrincipal, principalsOf } from '../../../cluster/principals.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { say, type Phrase } from '../../../../sentences/words.ts';
import { fieldOf, type MessageField } from '../../message/field.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, nameIn, nodeIdentitiesInAzure, resourceOfType } from '../../situation/azureHalf.ts';
import type { CauseCode } from '../../situation/causes.ts';
import { accountOf, meantPods, podsIn } from '../../situation/clusterHalf.ts';
import {
  advice,
  inAzure,
  inCluster,
  inMessage,
  likely,
  open,
  toPlan,
  type JudgedEvidence,
  type Judgement,
} from '../../situation/judgement.ts';
import { plainValue, type Situation } from '../../situation/situation.ts';

const registries = 'Microsoft.ContainerRegistry/registries';
const pull = 'Microsoft.ContainerRegistry/registries/pull/read';
const readContent = 'Microsoft.ContainerRegistry/registries/repositories/content/read';
const causes = [
  'ROLE_MISSING',
  'ROLE_WRONG_PRINCIPAL',
  'IDENTITY_NOT_ON_NODES',
  'REGISTRY_NETWORK',
  'TRANSIENT',
] as const;

/** What to do about the network rules of a registry. */
export const allowNodes = advice(
  say`Allow the outbound address of the nodes in the registry, or use a private endpoint.`,
);

/** Judges it from the pull role of the kubelet identity. */
export function judgeRegistry(hit: Hit, situation: Situation): Judgement {
  if (situation.message.components.has('virtualNode')) return onVirtualNode();
  const host = registryOf(hit);
  const cluster = clusterInQuestion(hit, situation);
  const evidence = host === undefined ? [] : [inMessage(say`The registry is ${host.value}.`)];
  const next = [
    say`Check the pull role of the kubelet identity on the registry, the pull secrets of the pod and its account, and the network rules of the registry.`,
  ];
  const name = plainValue(host);
  if (name === undefined)
    return open(host === undefined ? [] : causes, {
      text:
        host === undefined
          ? say`The image is not from an Azure registry, so the nodes' roles don't matter; or its name was shortened.`
          : say`The name of the registry is masked.`,
      evidence,
      restsOn: [host],
      next: [
        say`Paste the whole message, with the name of the registry. For a registry outside of Azure, check the pull secrets of the pod and its account.`,
      ],
    });
  const found = registryNamed(name, situation);
  const principalId = cluster.value && kubeletPrincipal(cluster.value.kubelet);
  if (cluster.value === undefined || found.value === undefined || principalId === undefined)
    return open(causes, { evidence, next, restsOn: [host], unknown: [...cluster.unknown, ...found.unknown] });
  return judgePull(
    {
      cluster: cluster.value,
      principalId,
      registryId: textAt(found.value, 'id') ?? '',
      isAbac: isAbac(found.value),
      secrets: pullSecretsOf(name, hit, situation),
      // Without a role, the answer is mostly 401.
      isForbidden: hit.fields.some((each) => each.name === 'code'),
      isClosed: isClosed(found.value),
    },
    evidence,
    situation,
  );
}

/** A virtual node has no kubelet identity. */
function onVirtualNode(): Judgement {
  return open([], {
    text: say`On a virtual node the kubelet doesn't pull, so its identity doesn't matter.`,
    next: [say`Check the pull secrets of the pod and its account: virtual nodes pull with these.`],
  });
}

/** The registry of the image that is refused; never one from another line. */
function registryOf({ fields }: Hit): MessageField | undefined {
  const image = fields.find(({ name }) => name === 'image');
  const value = image?.value.split('/')[0];
  if (value === undefined || (!/\.azurecr\.[a-z]{2,6}$/i.test(value) && image?.isMasked !== true)) return undefined;
  return { name: 'registry', value, isMasked: isMaskedName(value) };
}

/** A name in which someone replaced something. */
function isMaskedName(value: string): boolean {
  return fieldOf('registry', value)?.isMasked ?? true;
}

function isAbac(json: Parameters<typeof textAt>[0]): boolean {
  return sameText(textAt(json, 'properties.roleAssignmentMode'), 'AbacRepositoryPermissions');
}

function isClosed(json: Parameters<typeof textAt>[0]): boolean {
  return (
    sameText(textAt(json, 'properties.publicNetworkAccess'), 'Disabled') ||
    sameText(textAt(json, 'properties.networkRuleSet.defaultAction'), 'Deny')
  );
}

function registryNamed(host: string, { facts }: Situation) {
  return resourceOfType(registries, (each) => isOfHost(each, host), facts);
}

function isOfHost(json: Parameters<typeof textAt>[0], host: string): boolean {
  const server =
    textAt(json, 'properties.loginServer') ?? `${parseResourceId(textAt(json, 'id') ?? '')?.name ?? ''}.azurecr.io`;
  return sameText(server, host);
}

/** Names the pull secrets of the pods that have an image of the registry, and of their accounts. */
function pullSecretsOf(host: string, hit: Hit, situation: Situation): readonly string[] {
  const { objects } = situation;
  if (objects === undefined) return [];
  const { pods, by } = meantPods(hit, situation);
  const asking =
    by === 'named'
      ? pods
      : podsIn(objects).filter(({ containers }) =>
          containers.some(({ image }) => image.toLowerCase().startsWith(`${host.toLowerCase()}/`)),
        );
  return [...new Set(asking.flatMap((pod) => [...pod.pullSecrets, ...(accountOf(pod, objects)?.pullSecrets ?? [])]))];
}

interface AskedPull {
  readonly cluster: Cluster;
  readonly principalId: string;
  readonly registryId: string;
  readonly isAbac: boolean;
  readonly isForbidden: boolean;
  /** The registry lets only some addresses in. */
  readonly isClosed: boolean;
  /** The names of the pull secrets that are tried as well. */
  readonly secrets: readonly string[];
}

function judgePull(
  { cluster, principalId, registryId, isAbac: byRepository, secrets, isForbidden, isClosed: hasRules }: AskedPull,
  inText: readonly JudgedEvidence[],
  situation: Situation,
): Judgement {
  const { facts } = situation;
  const registry = lastSegment(registryId);
  const evidence =
    secrets.length === 0
      ? inText
      : [
          ...inText,
          inCluster(say`The pod or its account names pull secrets (${secrets.join(', ')}), which are tried, too.`),
        ];
  const question = { principalId, scope: registryId };
  const verdict = accessOf(
    byRepository ? { ...question, actions: [], dataActions: [readContent] } : { ...question, actions: [pull] },
    facts,
  );
  const asker = { what: 'kubelet', objectId: principalId, clusterId: cluster.id };
  if (isForbidden && hasRules)
    return likely('REGISTRY_NETWORK', {
      text: say`${registry} forbids the pull, and its network rules let only some addresses in.`,
      evidence: [...evidence, inAzure(say`The network rules of ${registry} do not let everybody in.`)],
      possible: verdict.kind === 'missing' ? ['ROLE_MISSING'] : [],
      asker,
      fixes: [allowNodes],
    });
  if (verdict.kind === 'unknown') return open(causes, { evidence, unknown: [verdict.unknown], asker });
  if (verdict.kind === 'granted')
    return mayPull(
      verdict,
      cluster,
      registry,
      { evidence, asker, possible: inOrder(isForbidden, 'TRANSIENT') },
      situation,
    );
  const others = holders(registryId, cluster, byRepository, situation);
  const fixes = [
    toPlan(say`Attach ${registry} to ${cluster.name}.`, {
      kind: 'attachRegistry' as const,
      clusterId: cluster.id,
      registryId,
    }),
  ];
  const lacks = inAzure(say`The kubelet identity of ${cluster.name} has no pull role on ${registry}.`);
  if (others.length > 0)
    return likely('ROLE_WRONG_PRINCIPAL', {
      text: say`${others[0] ?? ''} may pull from ${registry}, but the kubelet identity of ${cluster.name} asks.`,
      evidence: [...evidence, lacks],
      possible: ['ROLE_MISSING'],
      asker,
      fixes,
    });
  // A refusal is the same for a pull secret that is wrong, and a network may refuse before the role is looked at.
  return likely('ROLE_MISSING', {
    text: say`The kubelet identity of ${cluster.name} has no role to pull from ${registry}.`,
    evidence: [...evidence, lacks],
    possible: inOrder(isForbidden, 'IDENTITY_NOT_ON_NODES'),
    asker,
    fixes,
    next: [
      secrets.length === 0
        ? say`Check the pull secrets of the pod and of its account, if they have any: one that is missing, wrong or has expired fails in the same way.`
        : say`Check the pull secrets ${secrets.join(', ')}: one that is wrong or has expired fails in the same way.`,
    ],
  });
}

/** A refusal that is forbidden is rather one of the network rules. */
function inOrder(isForbidden: boolean, other: CauseCode): readonly CauseCode[] {
  return isForbidden ? ['REGISTRY_NETWORK', other] : [other, 'REGISTRY_NETWORK'];
}

/** The role is there, so that something else keeps the node from pulling. */
function mayPull(
  { roleName, recent }: Extract<AccessVerdict, { kind: 'granted' }>,
  cluster: Cluster,
  registry: string,
  { evidence = [], asker = {}, possible = [] }: Pick<Judgement, 'evidence' | 'asker' | 'possible'>,
  { facts, objects }: Situation,
): Judgement {
  const nodes = nodeIdentitiesInAzure(cluster, facts).value;
  const { kubelet } = cluster;
  if (nodes !== undefined && 'identityId' in kubelet && !nodes.ids.some((id) => sameId(id, kubelet.identityId)))
    return likely('IDENTITY_NOT_ON_NODES', {
      text: say`The kubelet identity may pull from ${registry}, but it is not on the nodes of ${cluster.name}.`,
      evidence,
      asker,
      fixes: [advice(say`Update the cluster without changes (az aks update), which attaches it again.`)],
    });
  return open(possible, {
    text: say`The kubelet identity of ${cluster.name} may pull from ${registry}.`,
    evidence: [
      ...evidence,
      inAzure(recent ? say`It got ${roleName} less than an hour ago.` : say`It has ${roleName}.`),
    ],
    asker,
    unknown: objects?.unknown ?? [],
    next: [
      say`Try again in some minutes. Then check the pull secrets of the pod and its account (one that is there is used first), and the network rules of the registry.`,
    ],
  });
}

/** Other principals of the same cluster with a pull role at the registry itself: those of other clusters are rightly there. */
function holders(registryId: string, cluster: Cluster, byRepository: boolean, { facts }: Situation): readonly Phrase[] {
  const own = principalsOf(cluster);
  const asks = kubeletPrincipal(cluster.kubelet);
  const at = facts.get({ kind: 'assignmentsAt', scope: registryId });
  if (at?.kind !== 'found') return [];
  return at.value.flatMap(({ principalId, roleDefinitionId, scope }) => {
    const isOther = own.has(principalId.toLowerCase()) && !sameGuid(principalId, asks);
    if (!isOther || !sameId(scope, registryId)) return [];
    const guid = roleGuidOf(roleDefinitionId);
    const role = facts.get({ kind: 'role', guid, scope: subscriptionScope(registryId) });
    const isPull =
      role?.kind === 'found' &&
      (byRepository
        ? allowsAction(role.value.permissions, readContent, 'dataAction')
        : allowsAction(role.value.permissions, pull));
    return isPull ? [nameIn(principalId, facts)] : [];
  });
}
