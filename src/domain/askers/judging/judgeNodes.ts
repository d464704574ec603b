/** Judges those that ask the nodes' metadata endpoint. */
import { sameId } from '../../arm/resourceId.ts';
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import { metadataEndpointOf } from '../../around/things/nodeIdentities.ts';
import type { NodeMachine } from '../../around/things/nodes.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { objectYaml, workloadIdentityYaml } from '../askerYaml.ts';
import { nameOfAsker } from '../askerWords.ts';
import { connectInstead } from '../connectInstead.ts';
import { identityAskedFor, hasMask, otherKindOfId, type KnownIdentity } from '../identities.ts';
import { nodesOf } from '../operators/operators.ts';
import type { AzureHalf, AskerVerdict } from '../azureHalf.ts';
import type { Asker, AskerFinding, AskerProblem, Works } from '../model.ts';

interface NodeVerdict extends Pick<AskerVerdict, 'works' | 'identityId'> {
  readonly more: readonly AskerFinding[];
}

/** Returns whether the nodes give an asker its token, and that every pod could ask them. */
export function judgeNodeAsker(asker: Asker, azure: AzureHalf): AskerVerdict {
  const { works: ofNodes, identityId, more } = nodeVerdict(asker, azure);
  const [unread] = asker.unknown ?? [];
  const works: Works = ofNodes.kind === 'yes' && unread !== undefined ? { kind: 'unknown', unknown: unread } : ofNodes;
  const text = say`${nameOfAsker(asker)} asks with an identity of the nodes, which every pod that reaches their metadata endpoint can use, too. With workload identity, only its own account can.`;
  const uses: AskerFinding = {
    code: 'operatorUsesNodeIdentity',
    severity: works.kind === 'no' ? 'warning' : 'info',
    text,
    ...defined({ yaml: workloadIdentityYaml(asker) }),
  };
  return { works, findings: [...more, uses], ...defined({ identityId }) };
}

function nodeVerdict(asker: Asker, azure: AzureHalf): NodeVerdict {
  const { stoppedBy, identity: askedIdentity } = asker;
  if (stoppedBy !== undefined) return no('settingStopsSignIn', stoppedBy, 'error');
  if (isShutOff(asker, azure))
    return no(
      'settingStopsSignIn',
      say`Pods of ${azure.cluster.name} are kept from the metadata endpoint of their nodes, which ${nameOfAsker(asker)} needs.`,
      'error',
    );
  if (askedIdentity === undefined) return withoutName(asker, azure);
  const askedId = askedIdentity.clientId ?? askedIdentity.resourceId ?? askedIdentity.objectId ?? '';
  if (hasMask(askedId))
    return openVerdict(unknownWith('untellable', 'clientId', say`The ID of the identity is masked.`));
  const meant = identityAskedFor(askedIdentity, azure.identities, azure.cluster);
  if (meant === undefined) return ofNoIdentity(asker, askedId, azure);
  return carriedVerdict(asker, meant, azure);
}

function no(
  code: AskerProblem,
  reason: Words,
  severity: AskerFinding['severity'],
  members: Partial<AskerFinding> = {},
): NodeVerdict {
  return { works: { kind: 'no', code, reason }, more: [{ code, severity, text: reason, ...members }] };
}

function openVerdict(unknown: Unknown): NodeVerdict {
  return { works: { kind: 'unknown', unknown }, more: [] };
}

/** Drivers run in the host network; what runs elsewhere is known only from its pods. */
function isShutOff({ pods = [] }: Asker, { cluster }: AzureHalf): boolean {
  return metadataEndpointOf(cluster) === 'closed' && pods.length > 0 && pods.every(({ hostNetwork }) => !hostNetwork);
}

function withoutName(asker: Asker, { nodes, cluster }: AzureHalf): NodeVerdict {
  const [gap] = nodes.unknown;
  const { machines, isSure } = machinesOf(asker, nodes);
  if (machines.length === 0) return openVerdict(gap ?? noMachines(cluster));
  if (gap !== undefined && !isSure) return openVerdict(gap);
  if (machines.some(({ hasOwn }) => hasOwn))
    return openVerdict(
      unknownWith(
        'untellable',
        'machines',
        say`The nodes have a system-assigned identity, too, and it is not known which of them answers.`,
      ),
    );
  const counts = machines.map(({ identities }) => identities.length);
  const most = Math.max(...counts);
  const whose = nodesInWords(isSure, cluster);
  if (counts.every((count) => count > 1)) {
    const text = say`${nameOfAsker(asker)} asks without naming an identity, and ${whose} have ${most}: it is refused.`;
    return no('nodesCarrySeveral', text, 'warning', defined({ yaml: objectYaml(asker) }));
  }
  if (most === 0)
    return no('identityNotOnNodes', say`${nameOfAsker(asker)} asks ${whose}, which have no identity.`, 'error');
  if (counts.every((count) => count === 1)) return { works: { kind: 'yes' }, more: [], ...firstOf(machines) };
  const text = say`${nameOfAsker(asker)} asks without naming an identity, which works only on nodes that have exactly one, and those of ${cluster.name} differ.`;
  const works: Works = { kind: 'unknown', unknown: unknownWith('untellable', 'machines', text) };
  return { works, more: isSure ? [{ code: 'nodesCarrySeveral', severity: 'warning', text }] : [] };
}

function nodesInWords(isSure: boolean, { name }: Pick<AzureHalf['cluster'], 'name'>): Words {
  return isSure ? say`the nodes that it runs on` : say`the nodes of ${name}`;
}

function noMachines({ name }: Pick<AzureHalf['cluster'], 'name'>): Unknown {
  return unknownWith('untellable', 'machines', say`${name} has no node machines that can be seen.`);
}

/** Returns the machines that an asker asks; all of the cluster's where it is not known on which nodes it is. */
function machinesOf(
  { pods = [], nodes = nodesOf(pods) ?? [] }: Asker,
  { machines }: AzureHalf['nodes'],
): { readonly machines: readonly NodeMachine[]; readonly isSure: boolean } {
  const machineOfEach = nodes.map((node) => machines.find(({ name }) => isNodeOf(node, name)));
  const known = machineOfEach.filter((machine) => machine !== undefined);
  return machineOfEach.length > 0 && known.length === machineOfEach.length
    ? { machines: [...new Set(known)], isSure: true }
    : { machines, isSure: false };
}

/** A node is named after its machine, or after its scale set with six more characters. */
function isNodeOf(node: string, machine: string): boolean {
  const [nodeName, machineName] = [node.toLowerCase(), machine.toLowerCase()];
  return nodeName === machineName || (nodeName.startsWith(machineName) && nodeName.length === machineName.length + 6);
}

function firstOf(machines: readonly NodeMachine[]): Pick<AskerVerdict, 'identityId'> {
  const id = machines.flatMap(({ identities }) => identities)[0];
  return id === undefined ? {} : { identityId: id as NonNullable<AskerVerdict['identityId']> };
}

function ofNoIdentity(asker: Asker, askedId: string, { identities }: AzureHalf): NodeVerdict {
  if (identities === undefined)
    return openVerdict(unknownWith('failed', 'identities', say`The identities could not be listed.`));
  const isObjectId = asker.identity?.clientId === askedId && otherKindOfId(askedId, identities) === 'objectId';
  if (isObjectId)
    return no(
      'operatorClientIdUnknown',
      say`${nameOfAsker(asker)} names ${askedId}, which is the object ID of an identity. Its client ID is needed.`,
      'error',
      defined({ yaml: objectYaml(asker) }),
    );
  const text = say`${nameOfAsker(asker)} names ${askedId}, which no visible identity has: it was deleted, you can't see it, or it is none.`;
  return {
    works: { kind: 'unknown', unknown: unknownWith('hidden', 'identity', text, askedId) },
    more: [{ code: 'operatorClientIdUnknown', severity: 'warning', text, ...defined({ yaml: objectYaml(asker) }) }],
  };
}

/** Workload identity instead; the identity of the nodes themselves is for nothing but them. */
function instead(asker: Asker, meant: KnownIdentity, azure: AzureHalf): Partial<AskerFinding> {
  const { kubelet } = azure.cluster;
  if ('identityId' in kubelet && sameId(kubelet.identityId, meant.id)) return {};
  const [only, ...others] = asker.wouldAskAs ?? [];
  const fix = only === undefined || others.length > 0 ? undefined : connectInstead(only, meant, azure);
  return defined({ fix, yaml: workloadIdentityYaml(asker) });
}

function carriedVerdict(asker: Asker, meant: KnownIdentity, azure: AzureHalf): NodeVerdict {
  const { nodes, cluster } = azure;
  const [gap] = nodes.unknown;
  const { machines, isSure } = machinesOf(asker, nodes);
  const identityId = meant.id;
  if (machines.length === 0) return { ...openVerdict(gap ?? noMachines(cluster)), identityId };
  if (gap !== undefined && !isSure) return { ...openVerdict(gap), identityId };
  const carriers = machines.filter(({ identities }) => identities.some((id) => sameId(id, meant.id)));
  if (carriers.length === machines.length) return { works: { kind: 'yes' }, more: [], identityId };
  if (carriers.length === 0)
    return {
      ...no(
        'identityNotOnNodes',
        say`${nameOfAsker(asker)} asks for ${meant.name}, which ${nodesInWords(isSure, cluster)} do not have.`,
        'error',
        instead(asker, meant, azure),
      ),
      identityId,
    };
  const without = machines.filter((machine) => !carriers.includes(machine)).map(({ pool, name }) => pool ?? name);
  const text = say`${nameOfAsker(asker)} asks for ${meant.name}, which the nodes of ${without.join(', ')} do not have: it works on the others only.`;
  const works: Works = { kind: 'unknown', unknown: unknownWith('untellable', 'machines', text) };
  // Where it runs decides, and that may well be on the others.
  return { works, more: isSure ? [{ code: 'identityNotOnNodes', severity: 'warning', text }] : [], identityId };
}
