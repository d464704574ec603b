/** Random clusters, as AKS would allow them. */
import type { Json } from '../../../src/emulator/arm/worldFile.ts';
import { currentImage, olderImage } from '../../../src/emulator/scenarios/parts/agentPools.ts';
import { makeCluster, issuerOf, type ClusterPart } from '../../../src/emulator/scenarios/parts/clusters.ts';
import { identityReference } from '../../../src/emulator/scenarios/parts/identities.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { fc } from '../../support/property.ts';
import { identities, place, registries, subnets, zone } from './things.ts';

const rarely = fc.integer({ min: 0, max: 5 }).map((n) => n === 0);
/** The number of an identity. */
export const anIdentity = fc.nat(identities.length - 1);
const controlPlane = fc.oneof(
  fc.constant({ kind: 'systemAssigned' as const }),
  anIdentity.map((index) => ({ kind: 'userAssigned' as const, index })),
  { arbitrary: fc.constant({ kind: 'servicePrincipal' as const }), weight: 1 },
);
const feature = fc.constantFrom(undefined, undefined, 'gating' as const, 'imagePull' as const, 'podIdentity' as const);
/** What a cluster is made from. */
export const aCluster = fc.record({
  controlPlane,
  kubelet: fc.option(anIdentity, { nil: undefined }),
  subnet: fc.option(fc.nat(subnets.length - 1), { nil: undefined }),
  isOlder: fc.boolean(),
  workloads: fc.constantFrom('none', 'issuer', 'on', 'on'),
  isMadeAgain: rarely,
  hasOwnZone: rarely,
  podAccess: fc.constantFrom(undefined, 'None', 'IMDS'),
  feature: fc.tuple(feature, anIdentity),
  /** The feature has what its identity needs to sign in. */
  isServed: fc.boolean(),
  addons: fc.subarray(['omsagent', 'azurepolicy', 'openServiceMesh', 'azureKeyvaultSecretsProvider'], { maxLength: 2 }),
});
type ClusterDraw = ReturnType<(typeof aCluster)['generate']>['value'];

/** Makes the cluster that was drawn. */
export function clusterPart(draw: ClusterDraw, name: string): ClusterPart {
  const who = draw.controlPlane;
  const isManaged = who.kind !== 'servicePrincipal';
  // AKS takes an own kubelet identity only beside a user-assigned control plane.
  const kubelet = who.kind === 'userAssigned' ? identities[draw.kubelet ?? -1] : undefined;
  const subnet = subnets[draw.subnet ?? -1];
  // AKS closes the metadata endpoint only where the cluster has an issuer and nothing that needs the endpoint.
  const mayClose = draw.workloads !== 'none' && draw.addons.length === 0;
  const access = draw.podAccess === 'None' && !mayClose ? 'IMDS' : draw.podAccess;
  return makeCluster({
    place,
    name,
    controlPlane:
      who.kind === 'userAssigned'
        ? { kind: 'userAssigned', identity: identities[who.index]! }
        : who.kind === 'servicePrincipal'
          ? { kind: 'servicePrincipal', appId: guidOf('app', name), objectId: guidOf('object', name) }
          : who,
    ...(kubelet ? { kubelet } : {}),
    pools: [
      {
        name: 'nodepool1',
        image: draw.isOlder ? olderImage : currentImage,
        newestImage: currentImage,
        ...(subnet === undefined ? {} : { subnetId: subnet }),
      },
    ],
    network: {
      networkPlugin: 'azure',
      serviceCidr: '10.2.0.0/24',
      dnsServiceIP: '10.2.0.10',
      ...(access === undefined ? {} : { podLinkLocalAccess: access }),
    },
    addons: Object.fromEntries(draw.addons.map((addon) => [addon, configOf(addon)])),
    workloadIdentity: draw.workloads === 'on',
    ...(draw.isMadeAgain ? { generation: 2 } : {}),
    ...(draw.hasOwnZone && who.kind === 'userAssigned' ? { privateDnsZone: zone.id } : {}),
    properties: {
      ...(draw.workloads === 'issuer'
        ? { oidcIssuerProfile: { enabled: true, issuerURL: issuerOf(place, name, draw.isMadeAgain ? 2 : 1) } }
        : draw.workloads === 'none'
          ? { oidcIssuerProfile: { enabled: false } }
          : {}),
      ...(isManaged ? featureOf(draw) : {}),
    },
  });
}

function configOf(addon: string): Json {
  return addon === 'omsagent' ? { useAADAuth: 'false' } : {};
}

function featureOf({ feature: [kind, index], workloads }: ClusterDraw): Readonly<Record<string, Json>> {
  const identity = identities[index]!;
  const workloadIdentity = workloads === 'on' ? { workloadIdentity: { enabled: true } } : {};
  switch (kind) {
    case undefined:
      return {};
    case 'gating':
      return {
        securityProfile: {
          ...workloadIdentity,
          defender: {
            securityGating: {
              enabled: true,
              identities: [{ azureContainerRegistry: registries[0]!.id, identity: identityReference(identity) }],
            },
          },
        },
      };
    case 'imagePull':
      return {
        securityProfile: {
          ...workloadIdentity,
          serviceAccountImagePullProfile: { enabled: true, defaultManagedIdentityId: identity.id },
        },
      };
    case 'podIdentity':
      return {
        podIdentityProfile: {
          enabled: true,
          userAssignedIdentities: [{ name: 'pods', namespace: 'shop', identity: identityReference(identity) }],
        },
      };
  }
}
