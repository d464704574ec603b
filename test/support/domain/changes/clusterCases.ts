/** Cases of changes of clusters and of their registries. */
import { of, type CasesOf } from './changeCase.ts';
import {
  assignments,
  create,
  fleet,
  idShop,
  kubeletReadsSecrets,
  leaving,
  makeIdentity,
  odd,
  onIdentity,
  onSystem,
  vault,
  zone,
  zoneId,
} from './changeWorld.ts';
import {
  cp,
  kubelet,
  other,
  registry,
  setControlPlane,
  setKubelet,
  subnet,
  toSystem,
  toUser,
} from '../plans/identityPlans.ts';
import { clusterId, groupResource, identityId, registryId, subnetId } from '../worldFacts.ts';

export const clusterCases = {
  createCluster: {
    example: create({
      kubelet: { identityId: idShop },
      network: { plugin: 'azure', pluginMode: 'overlay', subnetId, outboundType: 'userDefinedRouting' },
      privateCluster: {},
      registries: [registryId],
      nodePool: { count: 3 },
      linux: { adminUsername: 'a', sshPublicKey: 'k' },
      oidcIssuer: true,
    }),
    doing: 'Creating cluster new-weu',
    done: 'Created cluster new-weu',
    plans: [
      [create(), [cp, groupResource]],
      [create({ controlPlane: toSystem }), [groupResource]],
      [
        create({ kubelet: { identityId: identityId('id-kubelet') }, registries: [registryId], tags: odd }),
        [cp, kubelet, registry, groupResource],
      ],
      [
        create({
          network: { plugin: 'azure', subnetId, serviceCidr: '10.9.0.0/24', dnsServiceIP: '10.9.0.10' },
          privateCluster: { privateDnsZone: zoneId },
          nodePool: { name: 'pool', count: 2, vmSize: 'Standard_D4s_v5' },
          kubernetesVersion: '1.33.0',
          dnsPrefix: 'shop',
          nodeResourceGroup: 'rg-nodes',
          linux: { adminUsername: 'ada', sshPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ x' },
          oidcIssuer: true,
          workloadIdentity: true,
        }),
        [cp, subnet, zone, groupResource],
      ],
      [
        create({ network: { plugin: 'azure', pluginMode: 'overlay', podCidr: '10.244.0.0/16' }, privateCluster: {} }),
        [cp, groupResource],
      ],
      [create({ privateCluster: { privateDnsZone: 'none' } }), [cp, groupResource]],
      [
        [
          makeIdentity('id-a'),
          makeIdentity('id-b'),
          create({
            controlPlane: toUser('id-a'),
            kubelet: { identityId: identityId('id-b') },
            network: { plugin: 'azure', subnetId },
            registries: [registryId],
          }),
        ],
        [subnet, registry, groupResource],
      ],
    ],
    draw: ({ a, b, c, d, place, controlPlane, things }) => ({
      kind: 'createCluster',
      ...place,
      controlPlane,
      oidcIssuer: d % 2 === 0,
      name: of([...things.clusterNames, 'four-weu'], a) ?? '',
      workloadIdentity: d % 4 === 0,
      ...(controlPlane.kind === 'userAssigned' && c % 2 === 0
        ? { kubelet: { identityId: of(things.identityIds, c) ?? '' } }
        : {}),
      network: {
        plugin: 'azure',
        serviceCidr: '10.3.0.0/24',
        dnsServiceIP: '10.3.0.10',
        ...(c % 3 === 0 ? { subnetId: of(things.subnets, c) ?? '' } : {}),
      },
      ...(b % 3 === 0 ? { registries: [of(things.registryIds, b) ?? ''] } : {}),
    }),
  },
  setControlPlane: {
    example: { kind: 'setControlPlane', clusterId, controlPlane: toSystem },
    doing: 'Changing control plane identity of shop-weu to its system-assigned identity',
    done: 'Changed control plane identity of shop-weu to its system-assigned identity',
    plans: [
      [setControlPlane(toUser('id-other')), [onIdentity, other, subnet]],
      [setControlPlane(toUser('id-other')), [onSystem, other, subnet]],
      [setControlPlane(toSystem), [onIdentity, cp, subnet]],
      [setControlPlane(toSystem), [leaving, subnet, zone]],
      [setControlPlane(toUser('id-shop')), [leaving, cp, subnet, zone]],
      [
        [makeIdentity('id-new'), setControlPlane(toUser('id-new'))],
        [onIdentity, cp, subnet, groupResource],
      ],
    ],
    draw: ({ clusterId, controlPlane }) => ({ kind: 'setControlPlane', clusterId, controlPlane }),
  },
  setKubelet: {
    example: { kind: 'setKubelet', clusterId, identityId: idShop },
    doing: 'Changing kubelet identity of shop-weu to id-shop',
    done: 'Changed kubelet identity of shop-weu to id-shop',
    plans: [
      [setKubelet(), [onIdentity, cp, kubelet, subnet]],
      [setKubelet(toUser('id-other')), [onSystem, other, kubelet, subnet]],
      [
        [makeIdentity('id-kubelet'), setKubelet()],
        [onIdentity, cp, subnet, groupResource],
      ],
      [
        setKubelet(),
        [onIdentity, cp, kubelet, subnet, vault, ...fleet],
        { looksAround: true, policies: kubeletReadsSecrets },
      ],
    ],
    draw: ({ c, d, clusterId, identityId, things }) => ({
      kind: 'setKubelet',
      clusterId,
      identityId,
      ...(d % 2 === 0 ? {} : { controlPlane: { kind: 'userAssigned', identityId: of(things.identityIds, c) ?? '' } }),
    }),
  },
  upgradeNodeImages: {
    example: { kind: 'upgradeNodeImages', clusterId, pools: ['a', 'b'] },
    doing: 'Upgrading the node images of shop-weu',
    done: 'Upgraded the node images of shop-weu',
    plans: [[{ kind: 'upgradeNodeImages', clusterId }, [onIdentity, cp]]],
    draw: ({ clusterId }) => ({ kind: 'upgradeNodeImages', clusterId }),
  },
  attachRegistry: {
    example: { kind: 'attachRegistry', clusterId, registryId },
    doing: 'Attaching acrshop to shop-weu',
    done: 'Attached acrshop to shop-weu',
    plans: [[{ kind: 'attachRegistry', clusterId, registryId }, [onIdentity, registry]]],
    draw: ({ clusterId, registryId }) => ({ kind: 'attachRegistry', clusterId, registryId }),
  },
  detachRegistry: {
    example: { kind: 'detachRegistry', clusterId, registryId },
    doing: 'Detaching acrshop from shop-weu',
    done: 'Detached acrshop from shop-weu',
    plans: [[{ kind: 'detachRegistry', clusterId, registryId }, [onIdentity, registry]]],
    world: { assignments },
    draw: ({ clusterId, registryId }) => ({ kind: 'detachRegistry', clusterId, registryId }),
  },
} satisfies Partial<CasesOf>;
