/**
 * Prometheus servers that write to Azure Monitor.
 * Source: https://prometheus-operator.dev/docs/api-reference/api/ (AzureAD)
 */
import { objectAt, objectsAt, textAt } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { asks, byAccount, byNode, bySecret, namedIdentity } from './operators.ts';

/** Returns who asks because of the remote writes of a server. */
export function askersOfPrometheus(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = object.json['spec'];
  const namespace = object.namespace ?? 'default';
  const account = { namespace, serviceAccount: textAt(spec, 'serviceAccountName') ?? 'default' };
  return objectsAt(spec, 'remoteWrite').flatMap((write): readonly Asker[] => {
    const azure = objectAt(write, 'azureAd');
    if (azure === undefined) return [];
    const common = { ...asks('prometheus', object), ...defined({ target: textAt(write, 'url') }) };
    const workload = objectAt(azure, 'workloadIdentity');
    const managed = objectAt(azure, 'managedIdentity');
    if (workload) {
      const identity = namedIdentity(textAt(workload, 'clientId'), 'workloadIdentity.clientId');
      return [{ ...common, ...byAccount(objects, account, { identity, tenantId: textAt(workload, 'tenantId') }) }];
    }
    if (managed) {
      const identity = namedIdentity(textAt(managed, 'clientId'), 'managedIdentity.clientId');
      return [{ ...common, ...byNode(identity, { wouldAskAs: [account] }) }];
    }
    if (objectAt(azure, 'oauth')) return [{ ...common, ...bySecret(say`Its client secret`) }];
    const reason = say`With azureAd.sdk the server takes what it finds first: its variables, a token or the node's identity.`;
    return [{ ...common, mode: 'unknown', account, unknown: [unknownWith('untellable', 'credentialChain', reason)] }];
  });
}
