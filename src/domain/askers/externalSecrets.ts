/**
 * External Secrets: stores of Azure Key Vault, and generators of registry tokens.
 * Sources: https://external-secrets.io/latest/provider/azure-key-vault/,
 * https://external-secrets.io/latest/api/generator/acr/
 */
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import { defined } from '../../shape/defined.ts';
import type { Asker, ClusterObjects, OperatorObject } from './model.ts';
import {
  asks,
  byAccount,
  byNode,
  byOperatorToken,
  bySecret,
  namedIdentity,
  operatorIn,
  type OperatorSign,
} from './operators.ts';

const controller: OperatorSign = {
  name: 'External Secrets',
  labels: ['external-secrets'],
  account: { namespace: 'external-secrets', serviceAccount: 'external-secrets' },
};

/** Returns who asks because of a store: a namespace's own, or the cluster's. */
export function askersOfStore(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const vault = objectAt(object.json, 'spec.provider.azurekv');
  if (vault === undefined) return [];
  const tenantId = textAt(vault, 'tenantId');
  const common = { ...asks('external-secrets', object), ...defined({ target: textAt(vault, 'vaultUrl') }) };
  switch (textAt(vault, 'authType') ?? 'ServicePrincipal') {
    case 'ManagedIdentity':
      return [{ ...common, ...byNode(namedIdentity(textAt(vault, 'identityId'), 'identityId')) }];
    case 'WorkloadIdentity':
      return [{ ...common, ...withToken(object, vault, objects, tenantId) }];
    default:
      return [{ ...common, ...bySecret('Its client secret'), ...defined({ tenantId }) }];
  }
}

/** Returns who asks because of a generator of registry tokens. */
export function askersOfRegistryToken(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = objectAt(object.json, 'spec');
  const tenantId = textAt(spec, 'tenantId');
  const common = { ...asks('external-secrets', object), ...defined({ target: textAt(spec, 'registry') }) };
  const byIdentity = objectAt(spec, 'auth.managedIdentity');
  if (byIdentity) return [{ ...common, ...byNode(namedIdentity(textAt(byIdentity, 'identityId'), 'identityId')) }];
  const byToken = objectAt(spec, 'auth.workloadIdentity');
  if (byToken) return [{ ...common, ...withToken(object, byToken, objects, tenantId) }];
  return [{ ...common, ...bySecret('Its client secret'), ...defined({ tenantId }) }];
}

/** A store of one namespace uses its own accounts only; without a reference the controller asks. */
function withToken(
  object: OperatorObject,
  settings: JsonObject,
  objects: ClusterObjects,
  tenantId: string | undefined,
): ReturnType<typeof byOperatorToken> {
  const serviceAccount = textAt(settings, 'serviceAccountRef.name');
  if (serviceAccount === undefined)
    return byOperatorToken(operatorIn(objects, controller), controller.name, { tenantId });
  const namespace = object.namespace ?? textAt(settings, 'serviceAccountRef.namespace') ?? 'default';
  return byAccount(objects, { namespace, serviceAccount }, { tenantId });
}
