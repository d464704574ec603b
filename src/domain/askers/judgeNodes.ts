/** Judges those that ask the nodes' metadata endpoint. */
import { sameId } from '../arm/resourceId.ts';
import { unknownWith, type Unknown } from '../arm/unknown.ts';
import { metadataEndpointOf } from '../around/things/nodeIdentities.ts';
import type { NodeMachine } from '../around/things/nodes.ts';
import { say, type Words } from '../../sentences/words.ts';
import { defined } from '../../shape/defined.ts';
import { objectYaml, workloadIdentityYaml } from './askerYaml.ts';
import { nameOfAsker } from './askerWords.ts';
import { identityMeant, isMasked, type KnownIdentity } from './identities.ts';
import type { AzureHalf, AskerVerdict } from './azureHalf.ts';
import type { Asker, AskerFinding, AskerProblem, Works } from './model.ts';

interface NodeVerdict extends Pick<AskerVerdict, 'works' | 'identityId'> {
  readonly more: readonly AskerFinding[];
}

/** Returns whether the nodes give an asker its token, and that every pod could ask them. */
export function judgeNodeAsker(asker: Asker, azure: AzureHalf): AskerVerdict {
  const { works, identityId, more } = verdictOf(asker, azure);
  const text = say`${nameOfAsker(asker)} asks with an identity of the nodes, which every pod that reaches their metadata endpoint can use, too. With workload identity only its own account can.`;
  const uses: AskerFinding = {
    code: 'operatorUsesNodeIdentity',
    severity: works.kind === 'no' ? 'warning' : 'info',
    text,
    ...defined({ yaml: workloadIdentityYaml(asker) }),
  };
  return { works, findings: [...more, uses], ...defined({ identityId }) };
}

function verdictOf(asker: Asker, azure: AzureHalf): NodeVerdict {
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
  if (isMasked(askedId))
    return openVerdict(unknownWith('untellable', 'clientId', say`The ID of the identity is masked.`));
  const meant = identityMeant(askedIdentity, azure.identities, azure.cluster);
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
  const { machines, unknown } = nodes;
  const several = machines.find(({ identities }) => identities.length > 1);
  if (several !== undefined && !several.hasOwn) {
    const text = say`${nameOfAsker(asker)} asks without naming an identity, and the nodes of ${cluster.name} have ${several.identities.length}: it is refused.`;
    return no('nodesCarrySeveral', text, 'warning', defined({ yaml: objectYaml(asker) }));
  }
  const [gap] = unknown;
  if (gap !== undefined) return openVerdict(gap);
  if (machines.length === 0)
    return openVerdict(
      unknownWith('untellable', 'machines', say`${cluster.name} has no node machines that can be seen.`),
    );
  if (machines.some(({ hasOwn }) => hasOwn))
    return openVerdict(
      unknownWith(
        'untellable',
        'machines',
        say`The nodes have a system-assigned identity, too, and it is not known which of them answers.`,
      ),
    );
  const only = new Set(machines.flatMap(({ identities }) => identities.map((id) => id.toLowerCase())));
  if (only.size === 0)
    return no(
      'identityNotOnNodes',
      say`${nameOfAsker(asker)} asks the nodes of ${cluster.name}, which have no identity.`,
      'error',
    );
  return { works: { kind: 'yes' }, more: [], ...firstOf(machines) };
}

function firstOf(machines: readonly NodeMachine[]): Pick<AskerVerdict, 'identityId'> {
  const id = machines.flatMap(({ identities }) => identities)[0];
  return id === undefined ? {} : { identityId: id as NonNullable<AskerVerdict['identityId']> };
}

function ofNoIdentity(asker: Asker, askedId: string, { identities }: AzureHalf): NodeVerdict {
  if (identities === undefined)
    return openVerdict(unknownWith('failed', 'identities', say`The identities could not be listed.`));
  const text = say`${nameOfAsker(asker)} names ${askedId}, which no visible identity has: it was deleted, you can't see it, or it is none.`;
  return {
    works: { kind: 'unknown', unknown: unknownWith('hidden', 'identity', text, askedId) },
    more: [{ code: 'operatorClientIdUnknown', severity: 'warning', text, ...defined({ yaml: objectYaml(asker) }) }],
  };
}

function carriedVerdict(asker: Asker, meant: KnownIdentity, { nodes, cluster }: AzureHalf): NodeVerdict {
  const { machines, unknown } = nodes;
  const identityId = meant.id;
  const carriers = machines.filter(({ identities }) => identities.some((id) => sameId(id, meant.id)));
  const [gap] = unknown;
  if (gap !== undefined) return { ...openVerdict(gap), identityId };
  if (machines.length === 0)
    return {
      ...openVerdict(
        unknownWith('untellable', 'machines', say`${cluster.name} has no node machines that can be seen.`),
      ),
      identityId,
    };
  if (carriers.length === machines.length) return { works: { kind: 'yes' }, more: [], identityId };
  if (carriers.length === 0)
    return {
      ...no(
        'identityNotOnNodes',
        say`${nameOfAsker(asker)} asks for ${meant.name}, which the nodes of ${cluster.name} do not have.`,
        'error',
      ),
      identityId,
    };
  const without = machines.filter((machine) => !carriers.includes(machine)).map(({ pool, name }) => pool ?? name);
  const text = say`${nameOfAsker(asker)} asks for ${meant.name}, which the nodes of ${without.join(', ')} do not have: it works on the others only.`;
  const works: Works = { kind: 'unknown', unknown: unknownWith('untellable', 'machines', text) };
  return { works, more: [{ code: 'identityNotOnNodes', severity: 'warning', text }], identityId };
}
