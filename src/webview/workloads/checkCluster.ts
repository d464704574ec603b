/** Check in Cluster: reads with the user's kubectl who asks for tokens, and judges them by what Azure says. */
import type { IdentityService } from '../../app/identityService.ts';
import { askersIn } from '../../domain/askers/reading/askers.ts';
import { judgeAskers } from '../../domain/askers/judging/judge.ts';
import { kindsRead } from '../../domain/askers/reading/kinds.ts';
import { placesAskedFor } from '../../domain/askers/judging/judgeGateways.ts';
import type { AzureHalf } from '../../domain/askers/azureHalf.ts';
import type { Asker, ClusterObjects } from '../../domain/askers/model.ts';
import { clusterObjectsOf } from '../../domain/askers/reading/objects.ts';
import { trustedNotThere } from '../../domain/askers/judging/trustedNotThere.ts';
import { apiServersOf } from '../../domain/cluster/clusterSettings.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { refusedError } from '../../errors.ts';
import type { KubectlContext, SeenInCluster } from '../../host/kubectl.ts';
import type { FoundInCluster } from './workloadsView.ts';
import { say } from '../../sentences/words.ts';

/** The user's kubectl, which only reads. */
export interface Kubectl {
  readonly listContexts: (signal?: AbortSignal) => Promise<readonly KubectlContext[] | undefined>;
  readonly readCluster: (context: string, resources: readonly string[], signal?: AbortSignal) => Promise<SeenInCluster>;
}

/** What the check needs. */
interface CheckDependencies {
  readonly service: () => Promise<IdentityService>;
  readonly kubectl: Kubectl;
}

/** Reads and judges; rejects if the context is no longer that of the cluster, or kubectl can read nothing with it. */
export async function checkCluster(
  dependencies: CheckDependencies,
  cluster: Cluster,
  context: string,
  signal: AbortSignal,
): Promise<FoundInCluster> {
  const service = await dependencies.service();
  const objects = await readObjects(service, dependencies.kubectl, cluster, context, signal);
  return judgeObjects(service, cluster, objects, signal);
}

/** Reads who asks for tokens; rejects if the context is no longer that of the cluster, or kubectl can read nothing with it. */
export async function readObjects(
  service: Pick<IdentityService, 'connection' | 'noteLook'>,
  own: Kubectl,
  cluster: Cluster,
  context: string,
  signal: AbortSignal,
): Promise<ClusterObjects> {
  const kubectl = kubectlFor(service, cluster, own);
  // The kubeconfig may have changed since the context was found.
  const contexts = await kubectl.listContexts(signal);
  const isIts = contexts?.some((each) => each.name === context && kubectlContextOf(cluster, [each]) === context);
  if (isIts !== true)
    throw refusedError(
      say`Context ${context} of your kubeconfig no longer leads to ${cluster.name}. Refresh, then check again.`,
    );
  const resources = kindsRead.map(({ resource }) => resource);
  const objects = clusterObjectsOf(await kubectl.readCluster(context, resources, signal));
  service.noteLook(cluster.id, objects);
  return objects;
}

/** Returns what lists the objects of a cluster: the user's kubectl, or in the demo its samples. */
export function kubectlFor(
  { connection }: Pick<IdentityService, 'connection'>,
  cluster: Cluster,
  own: Kubectl,
): Kubectl {
  const items = connection.objectsIn?.(cluster.name);
  if (items === undefined) return own;
  const server = `${apiServersOf(cluster)[0] ?? ''}:443`.toLowerCase();
  return {
    listContexts: async () => [{ name: 'demo-sample-objects', server }],
    readCluster: async (_context, listed) => ({ items, listed, notRead: [], isWhole: true }),
  };
}

/** Judges what was read of a cluster by what Azure says now. */
export async function judgeObjects(
  service: IdentityService,
  cluster: Cluster,
  objects: ClusterObjects,
  signal: AbortSignal,
): Promise<FoundInCluster> {
  // An index may, for some minutes, lack an identity or whom it trusts, and still have what is deleted.
  const [{ workloads, unknown }, { items, failures }, nodes] = await Promise.all([
    service.workloads(cluster.id, signal, { isNow: true }),
    service.identities({ signal, isNow: true }),
    service.nodeMachines(cluster.id, signal),
  ]);
  const identities = failures.length === 0 ? items : undefined;
  const asking = askersIn(objects);
  const azure = { cluster, workloads, identities, unknown, nodes };
  const access = await accessOfGateways(service, asking, objects, azure, signal);
  const askers = judgeAskers(asking, objects, { ...azure, access });
  const ofRoles = askers.some(({ mode }) => mode === 'binding') ? objects.unknownOfBindings : [];
  return {
    objects,
    askers,
    gone: trustedNotThere(objects, azure),
    unknown: [...unknown, ...nodes.unknown, ...objects.unknown, ...ofRoles],
  };
}

/** Which identity an account of Gateways asks for is only known once it is judged. */
async function accessOfGateways(
  service: Pick<IdentityService, 'placeAccess'>,
  asking: readonly Asker[],
  objects: ClusterObjects,
  azure: AzureHalf,
  signal: AbortSignal,
): Promise<AzureHalf['access'] & object> {
  const ofGateways = asking.filter(({ worksWith }) => worksWith !== undefined);
  const asked = placesAskedFor(judgeAskers(ofGateways, objects, azure), azure);
  return asked.size === 0 ? [] : service.placeAccess(asked, signal);
}

/** Returns the context with the cluster's API server; an administrator's only if there is no other. */
export function kubectlContextOf(
  cluster: Pick<Cluster, 'raw'>,
  contexts: readonly KubectlContext[],
): string | undefined {
  const servers = apiServersOf(cluster).map((name) => `${name.toLowerCase()}:443`);
  const found = contexts.filter(({ server }) => servers.includes(server)).map(({ name }) => name);
  return found.find((name) => !name.endsWith('-admin')) ?? found[0];
}
