/** The end to which a plan leads, in az and in the extension. */
import { request } from 'node:https';
import type { Bench } from '../../support/azure/azureBench.ts';
import type { AzSession } from './session.ts';

type Body = Record<string, unknown>;
/** Reads what stands at a path. */
export type Read = (path: string) => Promise<Body>;

const lists = {
  groups: 'resourceGroups?api-version=2025-04-01',
  clusters: 'providers/Microsoft.ContainerService/managedClusters?api-version=2026-04-01',
  identities: 'providers/Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2024-11-30',
  assignments: 'providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01',
};

/**
 * What a person would look at afterwards in these subscriptions: who is who, and who may do what. Names of role assignments may
 * differ.
 */
export async function endState(read: Read, subscriptionIds: readonly string[]): Promise<string> {
  const listed = async (path: string): Promise<readonly Body[]> => (await read(path))['value'] as Body[];
  const items = async (list: string): Promise<readonly Body[]> =>
    (await Promise.all(subscriptionIds.map((id) => listed(`/subscriptions/${id}/${list}`)))).flat();
  const clusters = (await items(lists.clusters)).map(({ name, location, tags: set, identity, properties }) => {
    const all = properties as Record<string, Body | undefined>;
    const pools = all['agentPoolProfiles'] as unknown as readonly Body[];
    const compared = pools.map((pool) =>
      parts(pool, 'name', 'mode', 'count', 'vmSize', 'vnetSubnetID', 'nodeImageVersion'),
    );
    return {
      name,
      location,
      tags: set,
      identity,
      pools: compared,
      ...parts(all, 'identityProfile', 'servicePrincipalProfile', 'nodeResourceGroup', 'dnsPrefix', 'linuxProfile'),
      network: parts(all['networkProfile'], 'networkPlugin', 'networkPluginMode', 'serviceCidr', 'outboundType'),
      access: parts(all['apiServerAccessProfile'], 'enablePrivateCluster', 'privateDNSZone'),
      localAccounts: (all['disableLocalAccounts'] as unknown) === true ? 'off' : 'on',
      oidc: all['oidcIssuerProfile']?.['enabled'],
      workload: all['securityProfile']?.['workloadIdentity'],
      ingress: all['ingressProfile'],
      // az writes AKS's own defaults as the config of some, which a plan leaves out.
      addons: Object.fromEntries(
        Object.entries(all['addonProfiles'] ?? {}).map(([addon, profile]) => [
          addon,
          parts(profile as Body, 'enabled', 'identity'),
        ]),
      ),
    };
  });
  const identities = (await items(lists.identities)).map((one) => parts(one, 'id', 'location', 'tags'));
  const credentials: Body[] = [];
  for (const { id } of identities)
    credentials.push(...(await listed(`${String(id)}/federatedIdentityCredentials?api-version=2024-11-30`)));
  const bindings: Body[] = [];
  for (const { id } of await items(lists.clusters))
    bindings.push(...(await listed(`${String(id)}/identityBindings?api-version=2026-04-01`)));
  const groups = (await items(lists.groups)).map((one) => parts(one, 'id', 'location', 'tags'));
  const assignments = (await items(lists.assignments)).map(({ properties }) => {
    const { principalId, roleDefinitionId, scope } = properties as Record<string, string>;
    return `${principalId} ${roleDefinitionId?.split('/').at(-1)} ${scope}`;
  });
  const trusted = [...credentials, ...bindings].map((one) => parts(one, 'id', 'properties'));
  const all: readonly unknown[] = [...groups, ...clusters, ...identities, ...trusted, ...assignments];
  const text = all.map((one) => JSON.stringify(one, inOrder).toLowerCase()).join('\n');
  const lines = withoutChance(text, [...(await items(lists.clusters)), ...(await items(lists.identities))]);
  return lines.split('\n').sort().join('\n');
}

/** Members in one order, as that in which a client sends them means nothing. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function parts(of: Body | undefined, ...keys: readonly string[]): Body {
  return Object.fromEntries(keys.map((key) => [key, of?.[key]]));
}

/** A principal that is created on the way gets ids that nobody chooses, so the id of its resource is used instead. */
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

/** Reads of the emulator in this process. */
export function fromBench(bench: Bench): Read {
  return async (path) => (await bench.arm('GET', path)).body;
}

/** Reads from the emulator of a session whose certificate was just made. */
export function fromSession({ url }: AzSession): Read {
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

/** What is only in one of two end states. */
export function difference(ours: string, theirs: string): string {
  const mine = ours.split('\n');
  const its = theirs.split('\n');
  const only = (a: readonly string[], b: readonly string[], who: string): string[] =>
    a.filter((line) => !b.includes(line)).map((line) => `only ${who}: ${line}`);
  return [...only(mine, its, 'the extension'), ...only(its, mine, 'az')].join('\n');
}
