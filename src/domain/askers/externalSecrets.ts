/**
 * External Secrets: stores of Azure Key Vault, and generators of registry tokens.
 * Sources: https://external-secrets.io/latest/provider/azure-key-vault/,
 * https://external-secrets.io/latest/api/generator/acr/
 */
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import { unknownWith } from '../arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
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
import { entraAudience } from './pods.ts';

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
      return [
        { ...common, ...byNode(namedIdentity(textAt(vault, 'identityId'), 'identityId'), controllerPods(objects)) },
      ];
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
  if (byIdentity) {
    const identity = namedIdentity(textAt(byIdentity, 'identityId'), 'identityId');
    return [{ ...common, ...byNode(identity, controllerPods(objects)) }];
  }
  const byToken = objectAt(spec, 'auth.workloadIdentity');
  if (byToken) return [{ ...common, ...withToken(object, byToken, objects, tenantId) }];
  return [{ ...common, ...bySecret('Its client secret'), ...defined({ tenantId }) }];
}

function controllerPods(objects: ClusterObjects): Pick<Asker, 'pods'> {
  return { pods: operatorIn(objects, controller).pods };
}

/**
 * A store of one namespace uses its own accounts only; without a reference the controller asks. A store of the cluster
 * that names no namespace uses the account in that of each ExternalSecret.
 * Source: external-secrets providers/v1/azure/keyvault/keyvault.go (authorizerForWorkloadIdentity)
 */
function withToken(
  object: OperatorObject,
  settings: JsonObject,
  objects: ClusterObjects,
  tenantId: string | undefined,
): Omit<Asker, 'component' | 'what'> {
  const serviceAccount = textAt(settings, 'serviceAccountRef.name');
  if (serviceAccount === undefined)
    return byOperatorToken(operatorIn(objects, controller), controller.name, { tenantId });
  const namespace = object.namespace ?? textAt(settings, 'serviceAccountRef.namespace');
  if (namespace === undefined) {
    const reason = say`It asks as the account ${serviceAccount} in the namespace of each ExternalSecret that uses it, and these are not read.`;
    return {
      mode: 'workloadIdentity',
      accountInEachNamespace: serviceAccount,
      audience: entraAudience,
      unknown: [unknownWith('notAsked', 'externalSecrets', reason)],
      ...defined({ tenantId }),
    };
  }
  const ofAccount = byAccount(objects, { namespace, serviceAccount }, { tenantId });
  if (objectAt(settings, 'authSecretRef.clientId') === undefined) return ofAccount;
  const { identity: _, ...withoutIdentity } = ofAccount;
  const reason = say`Its client ID is in a Secret, which is never read.`;
  return { ...withoutIdentity, unknown: [unknownWith('notAsked', 'secret', reason)] };
}
