/** Plans of ours as az scripts, run by the real az: the end has to be the same as when the extension applies the plan. */
import { request } from 'node:https';
import { guid } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { planAsAz } from '../../../src/domain/export/az.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { flows, parityWorld } from '../parity/flows.ts';
import { newCluster } from '../../support/azure/changes.ts';
import { abacRegistry, idB, idKubelet2, idUnused, ids, place, sami, uami } from '../../support/azure/smallWorld.ts';
import { withWorkloads, workloadsDiffer, workloadScripts } from './workloadScripts.ts';
import type { AzSession, OpenSession } from './session.ts';
import { Tally } from './tally.ts';

type Body = Record<string, unknown>;
type Read = (path: string) => Promise<Body>;

/** Changes in a row whose plan is run as a script. */
interface Script {
  readonly name: string;
  readonly changes: readonly Change[];
}

const tags = { "it's": 'a "b" $HOME `x` %PATH% ${y} \\ two\nlines', eq: '=ls', '[k]': 'ünï' };
const made = { subscriptionId: place.subscriptionId, resourceGroup: 'rg-(made)', location: place.location };
const madeIdentity = idB.id.replace(/rg-shop/, made.resourceGroup).replace(/id-b$/, 'id_made');
const custom = {
  name: guid('role definition', 'joiner'),
  roleName: "Operator's joiner (custom)",
  assignableScopes: [`/subscriptions/${place.subscriptionId}`],
  permissions: [{ actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] }],
};

/** The flows of the documentation, and what else a plan can hold. */
const scripts: readonly Script[] = [
  ...flows.map(({ name, change }) => ({ name, changes: [change] })),
  {
    name: 'group, identities and cluster from nothing, names and tags that need quotes',
    changes: [
      {
        kind: 'createResourceGroup',
        subscriptionId: made.subscriptionId,
        name: made.resourceGroup,
        location: made.location,
        tags,
      },
      { kind: 'createIdentity', ...made, name: 'id_made', tags },
      newCluster({
        ...made,
        controlPlane: { kind: 'userAssigned', identityId: madeIdentity },
        registries: [abacRegistry.id],
        nodePool: { name: 'sys', count: 2, vmSize: 'Standard_D4s_v5', osType: 'Linux' },
        privateCluster: { privateDnsZone: 'None' },
        dnsPrefix: 'shop',
        nodeResourceGroup: 'rg-(nodes)',
        oidcIssuer: true,
        workloadIdentity: true,
        tags,
      }),
    ],
  },
  {
    name: 'create, overlay network',
    changes: [
      newCluster({
        network: { plugin: 'azure', pluginMode: 'overlay', podCidr: '10.200.0.0/16' },
      }),
    ],
  },
  {
    name: 'both identities at once',
    changes: [
      {
        kind: 'setKubelet',
        clusterId: sami.id,
        identityId: idKubelet2.id,
        controlPlane: { kind: 'userAssigned', identityId: idB.id },
      },
    ],
  },
  {
    name: 'attach a registry with repository permissions',
    changes: [{ kind: 'attachRegistry', clusterId: uami.id, registryId: abacRegistry.id }],
  },
  {
    name: 'a custom role by id',
    changes: [{ kind: 'assignRole', principalId: idB.principalId, role: { id: custom.name }, scope: ids.newSubnet }],
  },
  {
    name: 'remove a role at its exact scope',
    changes: [
      {
        kind: 'removeRole',
        roleAssignmentId: `${ids.subnet}/providers/Microsoft.Authorization/roleAssignments/${guid('role assignment', 'Network Contributor', sami.principalId ?? '', ids.subnet)}`,
      },
    ],
  },
  { name: 'delete an identity', changes: [{ kind: 'deleteIdentity', identityId: idUnused.id }] },
  ...workloadScripts,
];

function world(): WorldFile {
  return withWorkloads({ ...parityWorld(), roleDefinitions: [custom] });
}

const inSubscription = `/subscriptions/${place.subscriptionId}/providers/`;
const lists = {
  groups: `/subscriptions/${place.subscriptionId}/resourceGroups?api-version=2025-04-01`,
  clusters: `${inSubscription}Microsoft.ContainerService/managedClusters?api-version=2026-04-01`,
  identities: `${inSubscription}Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2024-11-30`,
  assignments: `${inSubscription}Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
};

/** What a person would look at afterwards: who is who, and who may do what. Names of role assignments may differ. */
async function endState(read: Read): Promise<string> {
  const items = async (path: string): Promise<readonly Body[]> => (await read(path))['value'] as Body[];
  const clusters = (await items(lists.clusters)).map(({ name, location, tags: set, identity, properties }) => {
    const all = properties as Record<string, Body | undefined>;
    const pools = all['agentPoolProfiles'] as unknown as readonly Body[];
    const compared = pools.map((pool) =>
      parts(pool, 'name', 'mode', 'count', 'vmSize', 'vnetSubnetID', 'nodeImageVersion'),
    );
    return {
      ...{ name, location, tags: set, identity, pools: compared },
      ...parts(all, 'identityProfile', 'servicePrincipalProfile', 'nodeResourceGroup', 'dnsPrefix', 'linuxProfile'),
      network: parts(all['networkProfile'], 'networkPlugin', 'networkPluginMode', 'serviceCidr', 'outboundType'),
      access: parts(all['apiServerAccessProfile'], 'enablePrivateCluster', 'privateDNSZone'),
      oidc: all['oidcIssuerProfile']?.['enabled'],
      workload: all['securityProfile']?.['workloadIdentity'],
    };
  });
  const identities = (await items(lists.identities)).map((one) => parts(one, 'id', 'location', 'tags'));
  const credentials: Body[] = [];
  for (const { id } of identities)
    credentials.push(...(await items(`${String(id)}/federatedIdentityCredentials?api-version=2024-11-30`)));
  const groups = (await items(lists.groups)).map((one) => parts(one, 'id', 'location', 'tags'));
  const assignments = (await items(lists.assignments)).map(({ properties }) => {
    const { principalId, roleDefinitionId, scope } = properties as Record<string, string>;
    return `${principalId} ${roleDefinitionId?.split('/').at(-1)} ${scope}`;
  });
  const trusted = credentials.map((one) => parts(one, 'id', 'properties'));
  const all: readonly unknown[] = [...groups, ...clusters, ...identities, ...trusted, ...assignments];
  const text = all.map((one) => JSON.stringify(one).toLowerCase()).join('\n');
  const lines = withoutChance(text, [...(await items(lists.clusters)), ...(await items(lists.identities))]);
  return lines.split('\n').sort().join('\n');
}

function parts(of: Body | undefined, ...keys: readonly string[]): Body {
  return Object.fromEntries(keys.map((key) => [key, of?.[key]]));
}

/** A principal that is made on the way has ids that nobody chooses: the id of its resource stands for them. */
function withoutChance(text: string, resources: readonly Body[]): string {
  const names = resources.flatMap(({ id, identity, properties }) => {
    const { principalId } = (identity ?? {}) as Record<string, string | undefined>;
    const { clientId, principalId: own } = properties as Record<string, string | undefined>;
    const issuer = (properties as Record<string, Body | undefined>)['oidcIssuerProfile']?.['issuerURL'];
    return [principalId, own, clientId, issuer as string | undefined].flatMap((each) =>
      each ? [[each.toLowerCase(), `of ${String(id)}`] as const] : [],
    );
  });
  return names.reduce((known, [chance, name]) => known.replaceAll(chance, name), text);
}

const fromBench = (bench: Bench): Read => {
  return async (path) => (await bench.arm('GET', path)).body;
};

/** The emulator's certificate is one that this test has made a moment ago. */
function fromSession({ url }: AzSession): Read {
  return (path) =>
    new Promise((resolve, reject) => {
      const options = { rejectUnauthorized: false, headers: { authorization: 'Bearer somebody-else' } };
      const sent = request(`${url}${path}`, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => resolve(JSON.parse(text) as Body));
      });
      sent.on('error', reject).end();
    });
}

async function problemOf({ changes }: Script, open: OpenSession): Promise<string | undefined> {
  const bench = createBench(world());
  const plan = await bench.service.plan(changes);
  const session = await open(world(), '66666666-aaaa-4bbb-8ccc-000000000006');
  try {
    const { exitCode, stderr } = await session.shell(planAsAz(plan));
    if (exitCode !== 0) return stderr.trim();
    const outcome = await bench.service.apply(plan);
    if (outcome.status !== 'succeeded') return JSON.stringify(outcome);
    const [ours, theirs] = await Promise.all([endState(fromBench(bench)), endState(fromSession(session))]);
    return ours === theirs ? await workloadsDiffer(bench, session, changes) : difference(ours, theirs);
  } finally {
    await session.stop();
  }
}

function difference(ours: string, theirs: string): string {
  const [mine, its] = [ours.split('\n'), theirs.split('\n')];
  const only = (a: readonly string[], b: readonly string[], who: string): string[] =>
    a.filter((line) => !b.includes(line)).map((line) => `only ${who}: ${line}`);
  return [...only(mine, its, 'the extension'), ...only(its, mine, 'az')].join('\n');
}

/** Runs the scripts of plans with az, two at a time, and compares each end with that of applying the plan. */
export async function comparePlanScripts(open: OpenSession): Promise<Tally> {
  const tally = new Tally();
  const queue = scripts.values();
  const work = async (): Promise<void> => {
    for (const script of queue) {
      tally.note(`the plan as az: ${script.name}`, await problemOf(script, open));
    }
  };
  await Promise.all([work(), work()]);
  return tally;
}
