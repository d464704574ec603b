/** Cases of changes of what pods may act as, and of Trusted Access. */
import { of, type CasesOf } from './changeCase.ts';
import {
  assignments,
  connect,
  idShop,
  issuingCluster,
  makeIdentity,
  old,
  onIdentity,
  trusted,
  trustedBackup,
} from './changeWorld.ts';
import { cp, kubelet } from '../plans/identityPlans.ts';
import { binding, goneIssuer } from '../workloadFixture.ts';
import { clusterId, groupResource, identityId } from '../worldFacts.ts';

export const workloadCases = {
  setWorkloadIdentity: {
    example: { kind: 'setWorkloadIdentity', clusterId, oidcIssuer: true, enabled: true },
    doing: 'Enabling workload identity for shop-weu',
    done: 'Enabled workload identity for shop-weu',
    plans: [
      [{ kind: 'setWorkloadIdentity', clusterId, enabled: true }, [onIdentity, cp]],
      [{ kind: 'setWorkloadIdentity', clusterId, enabled: false }, [issuingCluster, cp]],
    ],
    draw: ({ c, clusterId }) => ({
      kind: 'setWorkloadIdentity',
      clusterId,
      enabled: c % 3 === 1,
      ...(c % 3 === 0 ? { oidcIssuer: true } : {}),
    }),
  },
  createCredential: {
    example: { ...connect('id-shop', 'cart'), name: 'n' },
    doing: 'Connecting shop/cart on shop-weu to id-shop',
    done: 'Connected shop/cart on shop-weu to id-shop',
    plans: [
      [connect('id-shop', 'cart'), [issuingCluster, cp]],
      [
        [connect('id-shop', 'cart'), connect('id-shop', 'web'), connect('id-kubelet', 'web')],
        [issuingCluster, cp, kubelet],
      ],
      [
        [{ kind: 'setWorkloadIdentity', clusterId, enabled: true }, makeIdentity('id-new'), connect('id-new', 'cart')],
        [onIdentity, cp, groupResource],
      ],
    ],
    draw: ({ c, clusterId, identityId, things }) => ({
      kind: 'createCredential',
      identityId,
      clusterId,
      namespace: 'shop',
      serviceAccount: of(things.accounts, c) ?? '',
    }),
  },
  deleteCredential: {
    example: { kind: 'deleteCredential', credentialId: `${idShop}/federatedIdentityCredentials/old` },
    doing: 'Removing credential old from id-shop',
    done: 'Removed credential old from id-shop',
    plans: [
      [
        { kind: 'deleteCredential', credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/old` },
        [issuingCluster, cp],
      ],
    ],
    world: { credentials: [old] },
    draw: ({ a, idsOf }) => {
      const credentialId = of(idsOf('federatedIdentityCredentials'), a);
      return credentialId === undefined ? undefined : { kind: 'deleteCredential', credentialId };
    },
  },
  moveCredentials: {
    example: { kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId, identityIds: [idShop] },
    doing: 'Moving federated credentials to shop-weu',
    done: 'Moved federated credentials to shop-weu',
    plans: [[{ kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId }, [issuingCluster, cp]]],
    world: { credentials: [old] },
    draw: ({ b, clusterId, things }) => ({
      kind: 'moveCredentials',
      clusterId,
      fromIssuer: of(things.issuers, b) ?? '',
    }),
  },
  bindIdentity: {
    example: { kind: 'bindIdentity', clusterId, identityId: idShop, name: 'n' },
    doing: 'Binding id-shop to shop-weu',
    done: 'Bound id-shop to shop-weu',
    plans: [[{ kind: 'bindIdentity', clusterId, identityId: identityId('id-shop') }, [issuingCluster, cp]]],
    draw: ({ clusterId, identityId }) => ({ kind: 'bindIdentity', clusterId, identityId }),
  },
  unbindIdentity: {
    example: { kind: 'unbindIdentity', bindingId: binding().id },
    doing: 'Removing binding idshop from shop-weu',
    done: 'Removed binding idshop from shop-weu',
    plans: [[{ kind: 'unbindIdentity', bindingId: binding().id }, [issuingCluster, cp]]],
    world: { bindings: [binding()] },
    draw: ({ a, idsOf }) => {
      const bindingId = of(idsOf('identityBindings'), a);
      return bindingId === undefined ? undefined : { kind: 'unbindIdentity', bindingId };
    },
  },
  removeTrustedAccess: {
    example: { kind: 'removeTrustedAccess', bindingId: trusted },
    doing: 'Removing Trusted Access binding backup from shop-weu',
    done: 'Removed Trusted Access binding backup from shop-weu',
    plans: [[{ kind: 'removeTrustedAccess', bindingId: trusted }, [issuingCluster, cp, trustedBackup]]],
    world: { assignments },
    draw: ({ a, idsOf }) => {
      const bindingId = of(idsOf('trustedAccessRoleBindings'), a);
      return bindingId === undefined ? undefined : { kind: 'removeTrustedAccess', bindingId };
    },
  },
} satisfies Partial<CasesOf>;
