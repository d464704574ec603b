import { at, objectAt, objectsAt, textAt, textsAt } from '../../domain/arm/json.ts';
import type { JsonObject } from '../../domain/arm/json.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { VaultPolicy } from '../../domain/cluster/facts.ts';
import { versionOf } from '../arm/apiVersions.ts';
import { queryGraph } from '../graph/resourceGraph.ts';
import type { ListRequest } from './listEverywhere.ts';

const type = 'Microsoft.KeyVault/vaults';

/** Returns how the access policies of key vaults that name a principal are listed. */
export function vaultPolicyList(principalId: string): Pick<ListRequest<VaultPolicy>, 'fromGraph' | 'inSubscription'> {
  const named = principalId.toLowerCase().replace(/[^0-9a-f-]/g, '');
  const from = `resources
| where type =~ '${type}'
| where tolower(tostring(properties.accessPolicies)) contains '${named}'`;
  const own = (vaults: readonly JsonObject[]): readonly VaultPolicy[] =>
    vaults.flatMap(policiesOf).filter(({ objectId }) => objectId.toLowerCase() === principalId.toLowerCase());
  return {
    fromGraph: async (arm, subscriptionIds, signal) =>
      own(
        await queryGraph(arm, {
          ...{ from, columns: ['id', 'name', 'properties'], subscriptionIds, signal },
          toModel: (row: JsonObject) => row,
        }),
      ),
    inSubscription: async (arm, subscriptionId, signal) => {
      const path = `/subscriptions/${subscriptionId}/providers/${type}`;
      return own(await arm.list(path, await versionOf(arm, `${path}/any`, signal), signal));
    },
  };
}

/** Returns the access policies of a vault, also of one that decides by roles. */
export function policiesOf(vault: JsonObject): readonly VaultPolicy[] {
  const isIdle = at(vault, 'properties.enableRbacAuthorization') === true;
  return objectsAt(vault, 'properties.accessPolicies').map((policy) => {
    const applicationId = textAt(policy, 'applicationId');
    const lists = Object.keys(objectAt(policy, 'permissions') ?? {}).map(
      (about) => [about, textsAt(policy, `permissions.${about}`)] as const,
    );
    return {
      vaultId: (textAt(vault, 'id') ?? '') as ArmId,
      tenantId: textAt(policy, 'tenantId') ?? textAt(vault, 'properties.tenantId') ?? '',
      objectId: textAt(policy, 'objectId') ?? '',
      ...(applicationId === undefined ? {} : { applicationId }),
      permissions: Object.fromEntries(lists),
      ...(isIdle ? { isIdle: true as const } : {}),
    };
  });
}
