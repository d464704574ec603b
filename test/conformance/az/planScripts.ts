/** Plans of ours as az scripts, run by the real az: the end has to be the same as when the extension applies the plan. */
import { request } from 'node:https';
import { planAsAz } from '../../../src/identity/exports/az.ts';
import type { Bench } from '../azureBench.ts';
import { createBench } from '../azureBench.ts';
import { flows, parityWorld } from '../parity/flows.ts';
import type { Flow } from '../parity/flows.ts';
import { place } from '../smallWorld.ts';
import { azSession } from './session.ts';
import type { AzSession } from './session.ts';

type Body = Record<string, unknown>;
type Read = (path: string) => Promise<Body>;

/** One of each kind of write. */
const names = [
  'system-assigned to user-assigned',
  'service principal to user-assigned',
  'another kubelet identity',
  'upgrade node images',
  'attach a registry',
  'detach a registry',
  'create an identity',
];

const inSubscription = `/subscriptions/${place.subscriptionId}/providers/`;
const lists = {
  clusters: `${inSubscription}Microsoft.ContainerService/managedClusters?api-version=2026-04-01`,
  identities: `${inSubscription}Microsoft.ManagedIdentity/userAssignedIdentities?api-version=2024-11-30`,
  assignments: `${inSubscription}Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
};

/** What a person would look at afterwards: who is who, and who may do what. Names of role assignments may differ. */
async function endState(read: Read): Promise<string> {
  const items = async (path: string): Promise<readonly Body[]> => (await read(path))['value'] as Body[];
  const clusters = (await items(lists.clusters)).map(({ name, identity, properties }) => {
    const { identityProfile, servicePrincipalProfile, agentPoolProfiles } = properties as Record<string, unknown>;
    const pools = agentPoolProfiles as { name: string; nodeImageVersion: string }[];
    const images = pools.map((pool) => `${pool.name} ${pool.nodeImageVersion}`);
    return { name, identity, identityProfile, servicePrincipalProfile, images };
  });
  const identities = (await items(lists.identities)).map(({ id }) => id);
  const assignments = (await items(lists.assignments)).map(({ properties }) => {
    const { principalId, roleDefinitionId, scope } = properties as Record<string, string>;
    return `${principalId} ${roleDefinitionId?.split('/').at(-1)} ${scope}`;
  });
  const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one).toLowerCase()).sort();
  const text = [...sorted(clusters), ...sorted(identities), ...sorted(assignments)].join('\n');
  return clusters.reduce((known, { identityProfile }) => withoutChance(known, identityProfile), text);
}

/** An identity that is made on the way has ids that nobody chooses: its name stands for them. */
function withoutChance(text: string, identityProfile: unknown): string {
  const kubelet = (identityProfile as { kubeletidentity?: Record<string, string> } | undefined)?.kubeletidentity;
  const { resourceId, objectId, clientId } = kubelet ?? {};
  if (!resourceId || !objectId || !clientId) return text;
  return text.replaceAll(objectId.toLowerCase(), resourceId).replaceAll(clientId.toLowerCase(), resourceId);
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

async function problemOf({ change }: Flow): Promise<string | undefined> {
  const bench = createBench(parityWorld());
  const plan = await bench.service.plan([change]);
  const session = await azSession(parityWorld(), '66666666-aaaa-4bbb-8ccc-000000000006');
  try {
    const { exitCode, stderr } = await session.shell(planAsAz(plan));
    if (exitCode !== 0) return stderr.trim();
    const outcome = await bench.service.apply(plan);
    if (outcome.status !== 'succeeded') return JSON.stringify(outcome);
    const [ours, theirs] = await Promise.all([endState(fromBench(bench)), endState(fromSession(session))]);
    return ours === theirs ? undefined : difference(ours, theirs);
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

/** Runs the scripts of some plans with az and compares the end with that of applying them. */
export async function comparePlanScripts(): Promise<{ passed: number; failed: number }> {
  const tally = { passed: 0, failed: 0 };
  for (const flow of flows.filter(({ name }) => names.includes(name))) {
    const problem = await problemOf(flow);
    console.log(`${problem === undefined ? 'ok    ' : 'FAILED'}  the plan as az: ${flow.name}`);
    if (problem !== undefined) console.log(`        ${problem.split('\n').slice(-12).join('\n        ')}`);
    tally[problem === undefined ? 'passed' : 'failed']++;
  }
  return tally;
}
