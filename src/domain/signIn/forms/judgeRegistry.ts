/** Judges a registry that does not let nodes pull. */
import { accessOf } from '../../access/accessCheck.ts';
import { principalName } from '../../access/principalNames.ts';
import { roleGuidOf } from '../../access/roles.ts';
import { allowsAction } from '../../access/permissions.ts';
import { textAt } from '../../arm/json.ts';
import { lastSegment, parseResourceId, sameId, sameText, subscriptionScope } from '../../arm/resourceId.ts';
import { kubeletPrincipal } from '../../cluster/principals.ts';
import type { Cluster } from '../../cluster/model.ts';
import { say } from '../../../sentences/words.ts';
import type { Hit } from '../message/readMessage.ts';
import { clusterInQuestion, looked, nodeIdentitiesOf } from '../situation/azureHalf.ts';
import { inAzure, inMessage, likely, open, proven, toPlan, advice, type Judgement } from '../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../situation/situation.ts';

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

/** Judges it from the pull role of the kubelet identity. */
export function judgeRegistry(hit: Hit, situation: Situation): Judgement {
  const host = fieldAt('registry', hit, situation);
  const cluster = clusterInQuestion(hit, situation);
  const evidence = host === undefined ? [] : [inMessage(say`The registry is ${host.value}.`)];
  const next = [
    say`Check the pull role of the kubelet identity on the registry, the pull secrets of the pod and its account, and the network rules of the registry.`,
  ];
  const found = registryNamed(plainValue(host), situation);
  const principalId = cluster.value && kubeletPrincipal(cluster.value.kubelet);
  if (cluster.value === undefined || found.json === undefined || principalId === undefined)
    return open(causes, { evidence, next, restsOn: [host], unknown: [...cluster.unknown, ...found.unknown] });
  return judgePull(
    { cluster: cluster.value, principalId, registryId: textAt(found.json, 'id') ?? '', isAbac: isAbac(found.json) },
    evidence,
    situation,
  );
}

function isAbac(json: Parameters<typeof textAt>[0]): boolean {
  return sameText(textAt(json, 'properties.roleAssignmentMode'), 'AbacRepositoryPermissions');
}

function registryNamed(host: string | undefined, { facts }: Situation) {
  const { value, unknown } = looked(
    say`Registries`,
    registries,
    facts.get({ kind: 'everyResource', type: registries }),
  );
  const named = value?.filter((each) => host === undefined || isOfHost(each, host)) ?? [];
  const [only, ...others] = named;
  return others.length === 0 && only !== undefined ? { json: only, unknown: [] } : { unknown };
}

function isOfHost(json: Parameters<typeof textAt>[0], host: string): boolean {
  const server =
    textAt(json, 'properties.loginServer') ?? `${parseResourceId(textAt(json, 'id') ?? '')?.name ?? ''}.azurecr.io`;
  return sameText(server, host);
}

interface AskedPull {
  readonly cluster: Cluster;
  readonly principalId: string;
  readonly registryId: string;
  readonly isAbac: boolean;
}

function judgePull(
  { cluster, principalId, registryId, isAbac: byRepository }: AskedPull,
  evidence: Judgement['evidence'] = [],
  situation: Situation,
): Judgement {
  const { facts, objects } = situation;
  const registry = lastSegment(registryId);
  const question = { principalId, scope: registryId };
  const verdict = accessOf(
    byRepository ? { ...question, actions: [], dataActions: [readContent] } : { ...question, actions: [pull] },
    facts,
  );
  const asker = { what: 'kubelet', objectId: principalId, clusterId: cluster.id };
  if (verdict.kind === 'unknown') return open(causes, { evidence, unknown: [verdict.unknown], asker });
  if (verdict.kind === 'granted') {
    const nodes = nodeIdentitiesOf(cluster, facts).value;
    const { kubelet } = cluster;
    if (nodes !== undefined && 'identityId' in kubelet && !nodes.ids.some((id) => sameId(id, kubelet.identityId)))
      return likely('IDENTITY_NOT_ON_NODES', {
        text: say`The kubelet identity may pull from ${registry}, but it is not on the nodes of ${cluster.name}.`,
        evidence,
        asker,
        fixes: [advice(say`Update the cluster without changes (az aks update), which attaches it again.`)],
      });
    return open(['TRANSIENT', 'REGISTRY_NETWORK'], {
      text: say`The kubelet identity of ${cluster.name} may pull from ${registry}.`,
      evidence: [
        ...evidence,
        inAzure(say`It has ${verdict.roleName}${verdict.recent ? ', since less than an hour' : ''}.`),
      ],
      asker,
      unknown: objects?.unknown ?? [],
      next: [
        say`Try again in some minutes. Then check the pull secrets of the pod and its account (one that is there is used first), and the network rules of the registry.`,
      ],
    });
  }
  const others = holders(registryId, principalId, byRepository, situation);
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
  return proven('ROLE_MISSING', {
    text: say`The kubelet identity of ${cluster.name} has no role to pull from ${registry}.`,
    evidence: [...evidence, lacks],
    asker,
    fixes,
  });
}

/** Principals with a pull role made at the registry itself, which someone meant for pulling. */
function holders(registryId: string, own: string, byRepository: boolean, { facts }: Situation): readonly string[] {
  const at = facts.get({ kind: 'assignmentsAt', scope: registryId });
  if (at?.kind !== 'found') return [];
  return at.value.flatMap(({ principalId, roleDefinitionId, scope }) => {
    if (principalId.toLowerCase() === own.toLowerCase() || !sameId(scope, registryId)) return [];
    const guid = roleGuidOf(roleDefinitionId);
    const role = facts.get({ kind: 'role', guid, scope: subscriptionScope(registryId) });
    const isPull =
      role?.kind === 'found' &&
      (byRepository
        ? allowsAction(role.value.permissions, readContent, 'dataAction')
        : allowsAction(role.value.permissions, pull));
    return isPull ? [principalName(principalId, facts)] : [];
  });
}
