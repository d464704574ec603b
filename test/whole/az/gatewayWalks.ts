/**
 * The ways to prepare a cluster for Gateways with az, step by step.
 * Source: https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls
 */
import type { WorldFile, WorldResource } from '../../../src/emulator/arm/worldFile.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { makeCluster } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { dnsZone, privateDnsZone } from '../../../src/emulator/scenarios/parts/networks.ts';
import type { Place } from '../../../src/emulator/scenarios/parts/resources.ts';
import { keyVault } from '../../../src/emulator/scenarios/parts/services.ts';
import { idB, place, smallWorld, uami } from '../../support/azure/smallWorld.ts';

/** A cluster, how its switches are turned on, and the names that a reader of the page chooses. */
export interface Walk {
  readonly title: string;
  /** Without zones and vault, which az makes. */
  readonly before: WorldFile;
  /** With zones and vault. */
  readonly made: WorldFile;
  readonly place: Place;
  readonly cluster: string;
  readonly identity: string;
  readonly zones: readonly WorldResource[];
  readonly vault: WorldResource;
  readonly accounts: readonly { readonly namespace: string; readonly serviceAccount: string }[];
  /** Turns on what the page asks for before it begins. */
  readonly switches: readonly (readonly string[])[];
}

/** A command, and under which name others use what it prints. */
interface Command {
  readonly args: readonly string[];
  readonly printsAs?: string;
}

const aks = ({ cluster, place: { group } }: Pick<Walk, 'cluster' | 'place'>, ...verb: readonly string[]): string[] => [
  ...['aks', ...verb, '--resource-group', group, '--name', cluster.split('/').at(-1) ?? ''],
];

/** Returns the commands, in the page's order; what stands in braces is printed by an earlier one. */
export function walkCommands(walk: Walk): readonly Command[] {
  const { identity, zones, vault, accounts, place } = walk;
  const inGroup = ['--resource-group', place.group];
  const shows = (what: readonly string[], query: string): string[] => [...what, '--query', query, '--output', 'tsv'];
  const kindOf = ({ type }: WorldResource): string => (/privateDnsZones$/i.test(type ?? '') ? 'private-dns' : 'dns');
  const roleOf = (zone: WorldResource): string =>
    kindOf(zone) === 'dns' ? 'DNS Zone Contributor' : 'Private DNS Zone Contributor';
  const shownIdentity = ['identity', 'show', ...inGroup, '--name', identity];
  const grants = (role: string, scope: string): string[] => [
    ...['role', 'assignment', 'create', '--assignee-object-id', '{principalId}'],
    ...['--assignee-principal-type', 'ServicePrincipal', '--role', role, '--scope', scope],
  ];
  return [
    ...walk.switches.map((verb) => ({ args: aks(walk, ...verb) })),
    ...zones.flatMap((zone, index) => [
      { args: ['network', kindOf(zone), 'zone', 'create', ...inGroup, '--name', zone.name] },
      {
        args: shows(['network', kindOf(zone), 'zone', 'show', ...inGroup, '--name', zone.name], 'id'),
        printsAs: `zone${index}`,
      },
    ]),
    {
      args: [
        ...['keyvault', 'create', ...inGroup, '--name', vault.name],
        ...['--location', place.location, '--enable-rbac-authorization', 'true'],
      ],
    },
    { args: ['identity', 'create', ...inGroup, '--name', identity, '--location', place.location] },
    { args: shows(shownIdentity, 'principalId'), printsAs: 'principalId' },
    ...zones.map((zone, index) => ({ args: grants(roleOf(zone), `{zone${index}}`) })),
    { args: shows(['keyvault', 'show', '--name', vault.name], 'id'), printsAs: 'vault' },
    { args: grants('Key Vault Secrets User', '{vault}') },
    { args: shows(aks(walk, 'show'), 'oidcIssuerProfile.issuerUrl'), printsAs: 'issuer' },
    ...accounts.map(({ namespace, serviceAccount }) => ({
      args: [
        ...['identity', 'federated-credential', 'create', '--identity-name', identity, ...inGroup],
        ...['--name', `trust-${namespace}`, '--issuer', '{issuer}'],
        ...['--subject', `system:serviceaccount:${namespace}:${serviceAccount}`],
        ...['--audiences', 'api://AzureADTokenExchange'],
      ],
    })),
  ];
}

const accounts = [
  { namespace: 'shop', serviceAccount: 'app-routing' },
  { namespace: 'pay', serviceAccount: 'app-routing' },
];
const definitions = ['update', '--enable-gateway-api'];
const issuer = ['update', '--enable-oidc-issuer', '--enable-workload-identity'];
const provider = ['enable-addons', '--addons', 'azure-keyvault-secrets-provider'];

/** A cluster of the Istio add-on, which stands in for the Istio of application routing. */
function meshed(): WorldFile {
  const part = makeCluster({
    place,
    name: 'mesh-weu',
    controlPlane: { kind: 'userAssigned', identity: idB },
    pools: [{ name: 'nodepool1' }],
    properties: { serviceMeshProfile: { mode: 'Istio', istio: { revisions: ['asm-1-28'] } } },
  });
  const world = smallWorld();
  return {
    ...world,
    resources: [...world.resources, ...part.resources],
    roleAssignments: [...(world.roleAssignments ?? []), ...part.roleAssignments],
  };
}

/** Returns the walk of a cluster whose zones and vault are not there yet. */
function walkOf(
  title: string,
  before: WorldFile,
  { cluster, at, switches }: { readonly cluster: string; readonly at: Place; readonly switches: Walk['switches'] },
): Walk {
  const zones = [dnsZone(at, 'new.contoso.com'), privateDnsZone(at, 'new.internal.contoso.com')];
  const vault = keyVault(at, 'kv-gateways');
  const made = { ...before, resources: [...before.resources, ...zones, vault] };
  return { title, before, made, place: at, cluster, identity: 'id-gateways', zones, vault, accounts, switches };
}

/** Returns the walks: of a cluster without application routing, one with NGINX, and one with the Istio add-on. */
export function walks(): readonly Walk[] {
  const demo = demoWorld();
  const web = demo.resources.find(({ name, type }) => name === 'web-weu' && /managedClusters$/i.test(type ?? ''));
  if (web === undefined) throw new Error('The demo has no web-weu.');
  const [, , subscriptionId = '', , group = ''] = web.id.split('/');
  const mesh = meshed();
  const meshId = mesh.resources.find(({ name }) => name === 'mesh-weu')?.id ?? '';
  return [
    walkOf('a cluster without application routing', smallWorld(), {
      cluster: uami.id,
      at: place,
      switches: [
        issuer,
        ['approuting', 'enable', '--enable-kv'],
        definitions,
        ['approuting', 'gateway', 'istio', 'enable'],
      ],
    }),
    walkOf('a cluster with NGINX, the Key Vault provider as an add-on', demo, {
      cluster: web.id,
      at: { subscriptionId, group, location: 'westeurope' },
      switches: [issuer, provider, [...definitions, '--enable-app-routing-istio']],
    }),
    walkOf('a cluster with the Istio add-on', mesh, {
      cluster: meshId,
      at: place,
      switches: [issuer, definitions, ['approuting', 'enable', '--enable-kv']],
    }),
  ];
}
