/** Random changes of every kind that can be planned, about things of a drawn world as it is then. */
import type { Change, ChangeKind } from '../../../src/domain/change/change.ts';
import { kinds } from '../../../src/domain/change/kinds.ts';
import type { Snapshot } from '../../../src/emulator/files/snapshot.ts';
import { fc } from '../../support/property.ts';
import { accounts, clusterNames, identities, place, registries, roleNames, scopes, subnets } from './drawnWorld.ts';
import type { DrawnWorld } from './drawnWorld.ts';

const number = fc.nat(997);
/** A kind, and numbers that choose what it is about. */
export const aChange = fc.tuple(
  fc.constantFrom(...(Object.keys(kinds) as ChangeKind[])),
  number,
  number,
  number,
  number,
);
/** One of these. */
export type ChangeDraw = ReturnType<(typeof aChange)['generate']>['value'];

/** What is there now, for changes of things that come and go. */
interface Now {
  readonly drawn: DrawnWorld;
  readonly snapshot: Snapshot;
}

/** Makes the change that was drawn; `undefined` where nothing is there that it could be about. */
export function changeOf([kind, a, b, c, d]: ChangeDraw, { drawn, snapshot }: Now): Change | undefined {
  const of = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];
  const clusterId = of(idsOf(snapshot, /\/managedClusters\/[^/]+$/i), a) ?? '';
  const identityId =
    of(idsOf(snapshot, /\/userAssignedIdentities\/[^/]+$/i).concat(identities.map(({ id }) => id)), b) ?? '';
  const controlPlane =
    d % 3 === 0 ? ({ kind: 'systemAssigned' } as const) : ({ kind: 'userAssigned', identityId } as const);
  const { subscriptionId, group: resourceGroup, location } = place;
  const found = <C extends Change>(change: C, id: string | undefined): C | undefined => (id ? change : undefined);
  switch (kind) {
    case 'createResourceGroup':
      return { kind, subscriptionId, name: `rg-${a % 3}`, location };
    case 'createIdentity':
      return { kind, subscriptionId, resourceGroup, name: `id-new-${a % 3}`, location };
    case 'deleteIdentity':
      return { kind, identityId, ...(c % 2 === 0 ? { removeRoles: true } : {}) };
    case 'createCluster':
      return {
        ...{ kind, subscriptionId, resourceGroup, location, controlPlane, oidcIssuer: d % 2 === 0 },
        name: [...clusterNames, 'four-weu'][a % (clusterNames.length + 1)] ?? '',
        workloadIdentity: d % 4 === 0,
        ...(controlPlane.kind === 'userAssigned' && c % 2 === 0
          ? { kubelet: { identityId: identities[c % identities.length]?.id ?? '' } }
          : {}),
        network: {
          ...{ plugin: 'azure', serviceCidr: '10.3.0.0/24', dnsServiceIP: '10.3.0.10' },
          ...(c % 3 === 0 ? { subnetId: of(subnets, c) ?? '' } : {}),
        },
        ...(b % 3 === 0 ? { registries: [of(registries, b)?.id ?? ''] } : {}),
      };
    case 'setControlPlane':
      return { kind, clusterId, controlPlane };
    case 'setKubelet':
      return {
        kind,
        clusterId,
        identityId,
        ...(d % 2 === 0
          ? {}
          : { controlPlane: { kind: 'userAssigned', identityId: identities[c % identities.length]?.id ?? '' } }),
      };
    case 'upgradeNodeImages':
      return { kind, clusterId };
    case 'attachRegistry':
    case 'detachRegistry':
      return { kind, clusterId, registryId: of(registries, b)?.id ?? '' };
    case 'assignRole':
      return {
        ...{ kind, principalId: of(drawn.principals, a) ?? '', principalType: 'ServicePrincipal' },
        role: { name: of(roleNames, b) ?? '' },
        scope: of(scopes, c) ?? '',
      };
    case 'removeRole': {
      const { scope, name } = of(snapshot.roleAssignments, a) ?? {};
      const roleAssignmentId = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
      return found({ kind, roleAssignmentId }, name);
    }
    case 'setWorkloadIdentity':
      return c % 3 === 0
        ? { kind, clusterId, enabled: false, oidcIssuer: true }
        : { kind, clusterId, enabled: c % 3 === 1 };
    case 'createCredential':
      return { kind, identityId, clusterId, namespace: 'shop', serviceAccount: of(accounts, c) ?? '' };
    case 'deleteCredential': {
      const credentialId = of(idsOf(snapshot, /\/federatedIdentityCredentials\/[^/]+$/i), a) ?? '';
      return found({ kind, credentialId }, credentialId);
    }
    case 'moveCredentials':
      return { kind, clusterId, fromIssuer: of(drawn.issuers, b) ?? '' };
    case 'bindIdentity':
      return { kind, clusterId, identityId };
    case 'unbindIdentity': {
      const bindingId = of(idsOf(snapshot, /\/identityBindings\/[^/]+$/i), a) ?? '';
      return found({ kind, bindingId }, bindingId);
    }
    case 'removeTrustedAccess': {
      const bindingId = of(idsOf(snapshot, /\/trustedAccessRoleBindings\/[^/]+$/i), a) ?? '';
      return found({ kind, bindingId }, bindingId);
    }
    case 'removeAccessPolicy':
      // The worlds that are drawn have no vaults.
      return undefined;
  }
}

/** The resources whose ID is of that kind. */
export function idsOf({ resources }: Snapshot, kind: RegExp): readonly string[] {
  return resources.flatMap(({ id }) => (kind.test(id) ? [id] : []));
}
