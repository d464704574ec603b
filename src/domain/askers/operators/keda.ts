/**
 * KEDA: trigger authentications; the operator asks for all of them.
 * Source: https://keda.sh/docs/latest/authentication-providers/azure-ad-workload-identity/
 */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { defined } from '../../../shape/defined.ts';
import { products } from '../../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { asks, byOperatorToken, bySecret, namedIdentity, operatorIn } from './operators.ts';
import { say } from '../../../sentences/words.ts';

const { operator } = products.keda.parts;

/** Returns who asks because of a trigger authentication: for its triggers, and for its key vault. */
export function askersOfTrigger(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const vault = objectAt(object.json, 'spec.azureKeyVault');
  const target = textAt(vault, 'vaultUri');
  return [
    ...askersOf(objectAt(object.json, 'spec.podIdentity'), object, objects),
    ...askersOf(objectAt(vault, 'podIdentity'), object, objects).map((asker) => ({ ...asker, ...defined({ target }) })),
    ...(objectAt(vault, 'credentials') === undefined
      ? []
      : [{ ...asks('keda', object), ...bySecret(say`The client secret for the vault`), ...defined({ target }) }]),
  ];
}

function askersOf(settings: JsonObject | undefined, object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const common = asks('keda', object);
  const identity = namedIdentity(textAt(settings, 'identityId'), 'identityId');
  const provider = textAt(settings, 'provider');
  if (provider === 'azure') return [{ ...common, mode: 'podIdentity', ...defined({ identity }) }];
  if (provider !== 'azure-workload') return [];
  const tenantId = textAt(settings, 'identityTenantId');
  return [{ ...common, ...byOperatorToken(operatorIn(objects, operator), operator.name, { identity, tenantId }) }];
}
