/**
 * `node scripts/recordSamples.ts`: keeps what this version writes in test/stability/samples, where later versions have to read it. Worlds,
 * which people write, and the shortest decisions file are those of the version before; a member that is new is written into them by hand.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiVersions } from '../src/domain/arm/apiVersions.ts';
import type { Change } from '../src/domain/change/change.ts';
import { withAcceptance } from '../src/domain/decisions/decisionsText.ts';
import { version } from '../src/domain/report/version.ts';
import { linkToCluster, linkToReport, parseLink, type LinkTarget } from '../src/domain/words/links.ts';
import { createEmulator } from '../src/emulator/emulator.ts';
import type { WorldFile } from '../src/emulator/arm/worldFile.ts';
import { readWorld } from '../src/emulator/files/readWorld.ts';
import { demoWorld } from '../src/emulator/scenarios/demo.ts';
import { groupId, guidOf } from '../src/emulator/scenarios/parts/resources.ts';
import { serveEmulator } from '../src/emulator/server.ts';
import { makeAccessOfNodes } from '../test/support/azure/accessOfNodes.ts';
import { createBench, type Bench } from '../test/support/azure/azureBench.ts';
import {
  idB,
  idKubelet,
  idKubelet2,
  legacyRegistry,
  own,
  place,
  sami,
  smallWorld,
  sp,
} from '../test/support/azure/smallWorld.ts';
import { ran } from '../test/whole/cli/cliBench.ts';
import { demoChanges, drawnKinds } from '../test/whole/exports/demoChanges.ts';
import { projectRoot } from './project.ts';

/** Where the samples of all versions are. */
export const samplesFolder = join(projectRoot, 'test/stability/samples');

const realTime = (): number => Date.parse('2026-05-04T08:00:00Z');

/** Writes the samples of this version into a folder that is not there yet. */
export async function recordSamples(into: string, from = join(samplesFolder, newestOf(samplesFolder))): Promise<void> {
  mkdirSync(into);
  const read = (name: string): string => readFileSync(join(from, name), 'utf8');
  const write = (name: string, content: string | object): void =>
    writeFileSync(
      join(into, name),
      typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`,
    );

  for (const name of readdirSync(from).filter((each) => /^(?:world.*\.json|decisions\.least\.yaml)$/.test(each)))
    write(name, read(name));
  write('links.json', linksTo(Object.values(JSON.parse(read('links.json')) as Record<string, LinkTarget>)));
  const said = { reason: `Recorded by ${version}`, by: 'ana', expires: '2026-12-31' };
  const decisions = withAcceptance(read('decisions.yaml'), { finding: 'missingGrant:P-01', scope: own.id, ...said });
  write('decisions.yaml', decisions);
  for (const [name, text] of Object.entries(await reports(read('world.json'), decisions))) write(name, text);
  for (const [name, content] of Object.entries(await journal())) write(name, content);
  write('journal.steps.json', await journalOfSteps());
  await writeState(join(into, 'state.json'), read('world.json'));
}

function newestOf(folder: string): string {
  return readdirSync(folder)
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .reduce((_, last) => last);
}

/** Links as this version writes them, with what each opens. */
function linksTo(targets: readonly LinkTarget[]): Record<string, LinkTarget> {
  const links = targets.map((target) =>
    target.kind === 'cluster'
      ? linkToCluster(target.clusterId, target)
      : linkToReport(target.subscriptionId, target.sight ? { sight: target.sight } : {}),
  );
  return Object.fromEntries(
    links.map((link) => {
      const [, path = '', query = ''] = /^[^?]*(\/[^/?]+)(?:\?(.*))?$/.exec(link) ?? [];
      return [query === '' ? path : `${path}?${query}`, parseLink(path, query)];
    }),
  );
}

/** Two reports of a world, a month after an earlier one, with what was accepted. */
async function reports(world: string, decisions: string): Promise<Record<string, string>> {
  const server = await serveEmulator(createEmulator({ world: readWorld(world), realTime }), { port: 0 });
  const report = async (format: string, month: string, earlier?: string): Promise<string> => {
    const files = { '.aks-identity.yaml': decisions, ...(earlier === undefined ? {} : { earlier }) };
    const args = ['report', '--emulator', server.url, '--format', format, '--config', '.aks-identity.yaml'];
    const baseline = earlier === undefined ? [] : ['--baseline', 'earlier'];
    const { out, told } = await ran([...args, ...baseline], files, {
      now: () => new Date(`2026-${month}-01T12:00:00Z`),
    });
    if (out === '') throw new Error(told);
    return out;
  };
  try {
    const earlier = await report('json', '08');
    return { 'report.json': await report('json', '09', earlier), 'report.sarif': await report('sarif', '09', earlier) };
  } finally {
    await server.close();
  }
}

/** Runs that succeeded, failed and were interrupted while Azure works, and the world of that moment. */
async function journal(): Promise<Record<string, string | object>> {
  const bench = createBench(smallWorld(), { kind: 'demo', realTime });
  await bench.api.apply(toIdentity(sami.id));
  await bench.fault({
    match: { method: 'PUT', pathContains: own.id.split('/').at(-1) },
    status: 403,
    code: 'AuthorizationFailed',
    message: 'Not allowed.',
    times: 1,
  });
  await bench.api.apply(toIdentity(own.id));
  await interrupted(bench, toIdentity(own.id));
  return { 'journal.json': (await bench.store.read()) ?? '', 'journal.state.json': bench.emulator.snapshot() };
}

/** Runs in which each kind of step is there: changes of every kind in the demo, access policies, a role that is activated. */
async function journalOfSteps(): Promise<string> {
  const world = demoWorld();
  const small = smallWorld();
  const nodes = makeAccessOfNodes(place, idKubelet.principalId);
  const withPolicies: WorldFile = {
    ...small,
    resources: [...small.resources, ...nodes.resources],
    roleAssignments: [...(small.roleAssignments ?? []), ...(nodes.roleAssignments ?? [])],
  };
  const subscription = `/subscriptions/${place.subscriptionId}`;
  const withEligible: WorldFile = {
    ...small,
    caller: {
      objectId: guidOf('user', 'ana@contoso.com'),
      roles: [{ scope: subscription, roleName: 'Reader' }],
      eligibleRoles: [{ scope: groupId(place), roleName: 'Owner' }],
    },
    rolePolicies: [{ roleName: 'Owner' }],
  };
  const vaultId = nodes.resources.map(({ id }) => id).find((id) => /\/vaults\//.test(id)) ?? '';
  const members = world.resources
    .filter(({ id }) => /\/fleets\/[^/]+\/members\//i.test(id))
    .map((member) => JSON.stringify(member));
  const isOfFleet = (change: Change): boolean =>
    'clusterId' in change && members.some((member) => member.includes(change.clusterId ?? ''));
  const journals = [
    await journalOf(
      world,
      drawnKinds.flatMap((kind) =>
        demoChanges(kind, world).filter((change, at) => at < 3 || (kind === 'setControlPlane' && isOfFleet(change))),
      ),
    ),
    await journalOf(withPolicies, [
      { kind: 'setKubelet', clusterId: own.id, identityId: idKubelet2.id },
      { kind: 'removeAccessPolicy', vaultId, principalId: idKubelet.principalId },
    ]),
    await journalOf(withEligible, [
      {
        kind: 'activateRole',
        role: 'Owner',
        scope: groupId(place),
        eligibleAt: groupId(place),
        duration: 'PT1H',
        justification: 'Rotate',
      },
    ]),
  ];
  return JSON.stringify({ ...journals[0], entries: journals.flatMap(({ entries }) => entries) }, undefined, 2);
}

/** The journal after those of the changes that have a kind of step that was not there before. */
async function journalOf(
  world: WorldFile,
  changes: readonly Change[],
): Promise<{ readonly entries: readonly object[] }> {
  const bench = createBench(world, { kind: 'demo', realTime });
  const kept = new Set<string>();
  for (const change of changes) {
    const plan = await bench.service.plan([change]).catch(() => undefined);
    if (!plan?.steps.some(({ kind }) => !kept.has(kind))) continue;
    const { steps } = await bench.service.apply(plan);
    const done = new Set(steps.filter(({ status }) => status === 'done').map(({ id }) => id));
    for (const { id, kind } of plan.steps) if (done.has(id)) kept.add(kind);
  }
  return JSON.parse((await bench.store.read()) ?? '{}') as { readonly entries: readonly object[] };
}

function toIdentity(clusterId: string): Change {
  return { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId: idB.id } };
}

/** Begins a change, and closes the connection at the first wait for Azure. */
async function interrupted(bench: Bench, change: Change): Promise<void> {
  bench.onWait = () => {
    bench.onWait = undefined;
    void bench.service.stopAll('closed');
  };
  await bench.api.apply(change);
}

/** The state of an emulator in which each kind of thing has been written, in the middle of an operation. */
async function writeState(stateFile: string, text: string): Promise<void> {
  const world = readWorld(text);
  const bench = createBench(world, { realTime, stateFile });
  const send = async (method: string, path: string, more?: object): Promise<Record<string, unknown>> => {
    const { status, body } = await bench.arm(method, path, more);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const group = `/subscriptions/${place.subscriptionId}/resourceGroups/${place.group}`;
  const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-new`;
  const putAgain = async ({ id }: { readonly id: string }, more: object): Promise<void> => {
    const path = `${id}?api-version=${apiVersions.aks}`;
    await send('PUT', path, { ...(await send('GET', path)), ...more });
  };
  await send('PUT', `${identity}?api-version=${apiVersions.identity}`, { location: place.location });
  await send('PUT', `${identity}/federatedIdentityCredentials/shop?api-version=${apiVersions.identity}`, {
    properties: {
      issuer: 'https://issuer.example/',
      subject: 'system:serviceaccount:shop:cart',
      audiences: ['api://AzureADTokenExchange'],
    },
  });
  await putAgain(sp, { identity: { type: 'SystemAssigned' }, servicePrincipalProfile: { clientId: 'msi' } });
  bench.emulator.clock.advance(900);
  const roles = `${legacyRegistry.id}/providers/Microsoft.Authorization/roleAssignments?api-version=${apiVersions.roleAssignment}`;
  const { value } = await send('GET', roles);
  const id = (value as readonly { id: string }[]).map((one) => one.id).find((one) => one.startsWith(legacyRegistry.id));
  await send('DELETE', `${id ?? ''}?api-version=${apiVersions.roleAssignment}`);
  await send(
    'POST',
    `/subscriptions/${place.subscriptionId}/providers/Microsoft.ContainerRegistry/unregister?api-version=${apiVersions.resources}`,
  );
  await putAgain(own, { tags: { changed: 'yes' } });
  bench.emulator.dispose();
}

if (process.argv[1] === import.meta.filename) await recordSamples(join(samplesFolder, version));
