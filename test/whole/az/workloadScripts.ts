/** Plans that connect workloads, for the real az to run as scripts; and what az says afterwards beside what we say. */
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { makeCluster, issuerOf } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { federatedCredential } from '../../../src/emulator/scenarios/parts/identities.ts';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';
import type { Bench } from '../../support/azure/azureBench.ts';
import type { AzSession } from './session.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import { idB, idKubelet2, ids, idUnused, place, sami } from '../../support/azure/smallWorld.ts';

const again = makeCluster({
  place,
  name: 'again-weu',
  controlPlane: { kind: 'systemAssigned' },
  pools: [{ name: 'nodepool1' }],
  workloadIdentity: true,
  generation: 2,
});
const before = issuerOf(place, 'again-weu');
const subject = (account: string): string => `system:serviceaccount:shop:${account}`;
const left = federatedCredential(idB, 'again-weu-shop-cart', before, subject('cart'));
const newId = idB.id.replace(/id-b$/, 'id-app');

const connect = (identityId: string, serviceAccount: string, clusterId: string): Change => ({
  kind: 'createCredential',
  identityId,
  namespace: 'shop',
  serviceAccount,
  clusterId,
});

/** The world with a recreated cluster, whose old issuer two identities still trust. */
export function withWorkloads(world: WorldFile): WorldFile {
  return {
    ...world,
    resources: [
      ...world.resources,
      ...again.resources,
      left,
      federatedCredential(idB, 'orders', before, subject('orders')),
      federatedCredential(idKubelet2, 'web', before, subject('web')),
    ],
    roleAssignments: [...(world.roleAssignments ?? []), ...again.roleAssignments],
  };
}

/**
 * Consecutive changes whose plan is run as a script. `az aks identity-binding` needs azure-cli 2.89.0, so bindings are
 * not among them.
 */
export const workloadScripts: readonly { readonly name: string; readonly changes: readonly Change[] }[] = [
  {
    name: 'turn workload identity on (W-02)',
    changes: [{ kind: 'setWorkloadIdentity', clusterId: sami.id, enabled: true }],
  },
  {
    name: 'turn workload identity off (W-02)',
    changes: [{ kind: 'setWorkloadIdentity', clusterId: again.id, enabled: false }],
  },
  {
    name: 'connect a workload from nothing: switches, identity, credential, role (W-03)',
    changes: [
      { kind: 'setWorkloadIdentity', clusterId: sami.id, enabled: true },
      {
        kind: 'createIdentity',
        subscriptionId: place.subscriptionId,
        resourceGroup: place.group,
        name: 'id-app',
        location: place.location,
      },
      connect(newId, 'cart', sami.id),
      { kind: 'assignRole', principalId: newId, role: { name: 'Reader' }, scope: ids.group },
    ],
  },
  {
    name: 'three credentials of one identity, one after the other (W-03, W-07)',
    changes: ['a', 'b', 'c'].map((account) => connect(idUnused.id, account, again.id)),
  },
  { name: 'remove a credential (W-04)', changes: [{ kind: 'deleteCredential', credentialId: left.id }] },
  {
    name: 'move the credentials of a cluster that was created again (W-05)',
    changes: [{ kind: 'moveCredentials', fromIssuer: before, clusterId: again.id }],
  },
];

/** What az shows about the clusters and identities of a script, next to what the product says about their workloads. */
export async function workloadsDiffer(
  bench: Bench,
  session: AzSession,
  changes: readonly Change[],
): Promise<string | undefined> {
  const clusterIds = new Set(
    changes.flatMap((change) =>
      ['setWorkloadIdentity', 'createCredential', 'moveCredentials'].includes(change.kind) && 'clusterId' in change
        ? [change.clusterId]
        : [],
    ),
  );
  const { items: identities } = await bench.service.identities();
  const shown = async (...args: string[]): Promise<unknown> => {
    const { exitCode, stdout, stderr } = await session.az(...args, '--only-show-errors', '--output', 'json');
    if (exitCode !== 0) throw new Error(`az ${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as unknown;
  };
  for (const id of clusterIds) {
    const { oidcIssuerProfile, securityProfile } = (await shown(
      'aks',
      'show',
      '--resource-group',
      place.group,
      '--name',
      lastSegment(id),
    )) as {
      oidcIssuerProfile: { enabled: boolean; issuerUrl?: string } | null;
      securityProfile: { workloadIdentity?: { enabled: boolean } | null } | null;
    };
    const said = await bench.service.workloads(id);
    if ((oidcIssuerProfile?.enabled === true) !== (said.issuer !== undefined)) return `the issuer of ${id} differs`;
    if ((securityProfile?.workloadIdentity?.enabled === true) !== said.hasWorkloadIdentity)
      return `workload identity of ${id} differs`;
    const listed: string[] = [];
    for (const { id: identityId, name, resourceGroup } of identities) {
      const of = ['--resource-group', resourceGroup, '--identity-name', name];
      const all = (await shown('identity', 'federated-credential', 'list', ...of)) as Record<string, string>[];
      for (const { name: credential = '', issuer, subject } of all)
        if (issuer === oidcIssuerProfile?.issuerUrl) {
          const one = await shown('identity', 'federated-credential', 'show', ...of, '--name', credential);
          listed.push(`${identityId} ${String((one as { subject: string }).subject)}`.toLowerCase());
          if ((one as { subject: string }).subject !== subject) return `${credential} is shown otherwise than listed`;
        }
    }
    const ours = said.workloads
      .filter(({ issuer }) => issuer === said.issuer)
      .map((one) => `${one.identityId} system:serviceaccount:${one.namespace}:${one.serviceAccount}`.toLowerCase());
    if (ours.sort().join('\n') !== listed.sort().join('\n'))
      return `workloads of ${id} differ:\n${ours.join('\n')}\nin az:\n${listed.join('\n')}`;
  }
  return undefined;
}
