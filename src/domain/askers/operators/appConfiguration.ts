/**
 * The App Configuration provider.
 * Source: https://github.com/Azure/AppConfiguration-KubernetesProvider (api/v1, api/v2, deploy)
 */
import { objectAt, objectsAt, textAt, type JsonObject } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import { products } from '../../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { asks, byAccount, byNode, byOperatorToken, bySecret, namedIdentity, operatorOf } from './operators.ts';

/** Returns who asks because of a provider object: for the store, and for the vaults that it refers to. */
export function askersOfProvider(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = objectAt(object.json, 'spec');
  const vaults = objectAt(spec, 'secret.auth');
  const places: readonly (readonly [JsonObject | undefined, string | undefined])[] = [
    [objectAt(spec, 'auth'), textAt(spec, 'endpoint')],
    [vaults, 'Key vaults'],
    ...objectsAt(vaults, 'keyVaults').map((vault) => [vault, textAt(vault, 'uri')] as const),
  ];
  return places.flatMap(([auth, target]) => {
    const askerOfAuth = auth && askedBy(auth, object, objects);
    return askerOfAuth ? [{ ...asks('app-configuration', object), ...defined({ target }), ...askerOfAuth }] : [];
  });
}

function askedBy(
  auth: JsonObject,
  object: OperatorObject,
  objects: ClusterObjects,
): Omit<Asker, 'component' | 'what'> | undefined {
  const operator = operatorOf(objects, products['app-configuration'].parts.provider, ({ containers }) =>
    containers.some(({ env }) => env.includes('WORKLOAD_IDENTITY_DISABLE_GLOBAL_SERVICE_ACCOUNT')),
  );
  const onNode = textAt(auth, 'managedIdentityClientId');
  if (onNode !== undefined) return byNode(namedIdentity(onNode, 'auth.managedIdentityClientId'), operator);
  if (textAt(auth, 'servicePrincipalReference') !== undefined) return bySecret(say`Its client secret`);
  const workload = objectAt(auth, 'workloadIdentity');
  if (workload === undefined) return undefined;
  const identity = namedIdentity(
    textAt(workload, 'managedIdentityClientId'),
    'workloadIdentity.managedIdentityClientId',
  );
  const account = textAt(workload, 'serviceAccountName');
  if (account !== undefined)
    return byAccount(objects, { namespace: object.namespace ?? 'default', serviceAccount: account }, { identity });
  const map = textAt(workload, 'managedIdentityClientIdReference.configMap');
  return {
    ...byOperatorToken(operator, say`the App Configuration provider`, { identity }),
    ...(map === undefined
      ? {}
      : {
          unknown: [
            unknownWith('notAsked', 'configMap', say`The client ID is in ConfigMap ${map}, which is not read.`),
          ],
        }),
    ...(isShutOff(operator.pods)
      ? {
          stoppedBy: say`The provider may not use its own account (workloadIdentity.disableGlobalServiceAccount); the object has to name one.`,
        }
      : {}),
  };
}

function isShutOff(
  pods: readonly { readonly containers: readonly { readonly azureEnv: Readonly<Record<string, string>> }[] }[],
): boolean {
  return pods.some(({ containers }) =>
    containers.some(({ azureEnv }) => azureEnv['WORKLOAD_IDENTITY_DISABLE_GLOBAL_SERVICE_ACCOUNT'] === 'true'),
  );
}
