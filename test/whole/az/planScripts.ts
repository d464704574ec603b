/** Plans of ours as az scripts, run by the real az: the end has to be the same as when the extension applies the plan. */
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import type { Change, ChangeKind } from '../../../src/domain/change/change.ts';
import { planAsAz } from '../../../src/domain/export/az.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { flows, parityWorld } from '../parity/flows.ts';
import { newCluster } from '../../support/azure/changes.ts';
import {
  abacRegistry,
  idB,
  idKubelet2,
  idUnused,
  ids,
  place,
  sami,
  uami,
  zone,
} from '../../support/azure/smallWorld.ts';
import { difference, endState, fromBench, fromSession } from './endState.ts';
import { withWorkloads, workloadsDiffer, workloadScripts } from './workloadScripts.ts';
import type { AzSession, OpenSession } from './session.ts';
import { Tally } from './tally.ts';

/** Consecutive changes whose plan is run as a script. */
interface Script {
  readonly name: string;
  readonly changes: readonly Change[];
  /** True if the az of Debian stable has no such commands yet. */
  readonly isNewer?: boolean | undefined;
}

const tags = { "it's": 'a "b" $HOME `x` %PATH% ${y} \\ two\nlines', eq: '=ls', file: '@/etc/hosts', '[k]': 'ünï' };
const made = { subscriptionId: place.subscriptionId, resourceGroup: 'rg-(made)', location: place.location };
const madeIdentity = idB.id.replace(/rg-shop/, made.resourceGroup).replace(/id-b$/, 'id_made');
const custom = {
  name: guidOf('role definition', 'joiner'),
  roleName: "Operator's joiner (custom)",
  assignableScopes: [`/subscriptions/${place.subscriptionId}`],
  permissions: [{ actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'] }],
};

/** The flows of the documentation, and what else a plan can hold. */
const scripts: readonly Script[] = [
  ...flows.map(({ name, change, isNewer }) => ({ name, changes: [change], isNewer })),
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
        roleAssignmentId: `${ids.subnet}/providers/Microsoft.Authorization/roleAssignments/${guidOf('role assignment', 'Network Contributor', sami.principalId ?? '', ids.subnet)}`,
      },
    ],
  },
  { name: 'delete an identity', changes: [{ kind: 'deleteIdentity', identityId: idUnused.id }] },
  ...workloadScripts,
  {
    name: 'prepare Gateway API with a new identity, for two service accounts (G-32)',
    changes: [
      {
        kind: 'prepareGateway',
        clusterId: sami.id,
        newIdentity: { ...made, resourceGroup: place.group, name: 'id-gateways' },
        zones: [zone.id],
        accounts: [
          { namespace: 'shop', serviceAccount: 'app-routing' },
          { namespace: 'pay', serviceAccount: 'app-routing' },
        ],
      },
    ],
    isNewer: true,
  },
];

/** The kinds of change of which at least one script consists. */
export const scriptedKinds: ReadonlySet<ChangeKind> = new Set(
  scripts.flatMap(({ changes }) => changes.map(({ kind }) => kind)),
);

function world(): WorldFile {
  return withWorkloads({ ...parityWorld(), roleDefinitions: [custom] });
}

/**
 * Runs a plan's script with az in a world, and applies the plan in another of the same; returns what the ends differ in, or what went
 * wrong.
 */
export async function problemOf(
  changes: readonly Change[],
  { open, world }: { readonly open: OpenSession; readonly world: WorldFile },
  more?: (bench: Bench, session: AzSession) => Promise<string | undefined>,
): Promise<string | undefined> {
  const bench = createBench(world);
  const plan = await bench.service.plan(changes);
  const session = await open(world, '66666666-aaaa-4bbb-8ccc-000000000006');
  const ids = world.subscriptions.map(({ subscriptionId }) => subscriptionId);
  try {
    const { exitCode, stderr } = await session.shell(planAsAz(plan));
    if (exitCode !== 0) return stderr.trim();
    const outcome = await bench.service.apply(plan);
    if (outcome.status !== 'succeeded') return JSON.stringify(outcome);
    const [ours, theirs] = await Promise.all([endState(fromBench(bench), ids), endState(fromSession(session), ids)]);
    return ours === theirs ? await more?.(bench, session) : difference(ours, theirs);
  } finally {
    await session.stop();
  }
}

/**
 * Runs the scripts of plans with az, two at a time, and compares each end with that of applying the plan.
 * `isNewer`: those that only a newer az has commands for, instead of the others.
 */
export async function comparePlanScripts(open: OpenSession, isNewer: boolean): Promise<Tally> {
  const tally = new Tally();
  const queue = scripts.filter((script) => (script.isNewer === true) === isNewer).values();
  const work = async (): Promise<void> => {
    for (const script of queue) {
      tally.note(
        `the plan as az: ${script.name}`,
        await problemOf(script.changes, { open, world: world() }, (bench, session) =>
          workloadsDiffer(bench, session, script.changes),
        ),
      );
    }
  };
  await Promise.all([work(), work()]);
  return tally;
}
