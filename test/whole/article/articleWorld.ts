import type { ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { combineParts, type WorldPart } from '../../../src/emulator/scenarios/parts/resources.ts';
import type { EmulatorOptions } from '../../../src/emulator/emulator.ts';
import type { Json, WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { smallWorld } from '../../support/azure/smallWorld.ts';

/** The small world with further things in it. */
export function worldWith(parts: readonly WorldPart[], more: Partial<WorldFile> = {}): WorldFile {
  const world = smallWorld();
  const { resources, roleAssignments } = combineParts([world, ...parts]);
  return { ...world, resources, roleAssignments, ...more };
}

/** A bench on the small world with further things in it. */
export function benchWith(parts: readonly WorldPart[], options: Partial<EmulatorOptions> = {}): Bench {
  return createBench(worldWith(parts), options);
}

/** Resources as a part of a world. */
export function partOf(...resources: readonly WorldResource[]): WorldPart {
  return { resources, roleAssignments: [] };
}

/** The part with its cluster's JSON changed. */
export function withJson(part: ClusterPart, change: (cluster: WorldResource) => WorldResource): ClusterPart {
  return { ...part, resources: part.resources.map((each) => (each.id === part.id ? change(each) : each)) };
}

/** The cluster as the service reads it. */
export async function readCluster(bench: Bench, id: string): Promise<Cluster> {
  return (await bench.service.cluster(id)).cluster;
}

/** A cluster's JSON as ARM sends it to anybody. */
export async function jsonOf(bench: Bench, id: string): Promise<ClusterJson> {
  return (await bench.arm('GET', `${id}?api-version=2026-04-01`)).body as unknown as ClusterJson;
}

/** The places of a cluster's JSON that tests look at. */
export interface ClusterJson {
  readonly identity?: {
    readonly type: string;
    readonly principalId?: string;
    readonly tenantId?: string;
    readonly userAssignedIdentities?: Readonly<Record<string, { principalId?: string; clientId?: string }>>;
  };
  readonly properties: {
    readonly provisioningState: string;
    readonly servicePrincipalProfile?: { readonly clientId: string };
    readonly identityProfile?: { readonly kubeletidentity?: Readonly<Record<string, string>> };
    readonly [name: string]: unknown;
  };
}

/** The codes of a cluster's findings. */
export async function codesOf(bench: Bench, id: string): Promise<readonly string[]> {
  return (await bench.api.diagnose(id)).map(({ code }) => code);
}

/** Adds properties to the JSON of a cluster. */
export function withProperties(part: ClusterPart, properties: Readonly<Record<string, Json>>): ClusterPart {
  return withJson(part, (each) => ({
    ...each,
    properties: { ...(each['properties'] as Readonly<Record<string, Json>>), ...properties },
  }));
}
