/**
 * Crossplane's providers for Azure.
 * Source: https://github.com/crossplane-contrib/provider-upjet-azure/blob/main/AUTHENTICATION.md
 */
import { textAt } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import type { ServiceAccount } from '../../workloads/serviceAccount.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import type { Asker, ClusterObjects, OperatorObject, PodFact } from '../model.ts';
import { asks, byAccount, byNode, bySecret, namedIdentity } from './operators.ts';
import { podsThatRun } from '../running.ts';

/** Returns who asks because of a provider configuration: each provider's pods with their own account. */
export function askersOfProviderConfig(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = object.json['spec'];
  const identity = namedIdentity(textAt(spec, 'clientID'), 'spec.clientID');
  const tenantId = textAt(spec, 'tenantID');
  const common = asks('crossplane', object);
  const from = textAt(spec, 'credentials.source') ?? '';
  if (from === 'OIDCTokenFile')
    return withTokens(objects).map((asker) => ({ ...common, ...asker, ...defined({ identity, tenantId }) }));
  if (/^(System|User)AssignedManagedIdentity$/.test(from))
    return [{ ...common, ...byNode(identity, { pods: providerPods(objects) }), ...defined({ tenantId }) }];
  return /^(Secret|Filesystem|Environment)$/.test(from) ? [{ ...common, ...bySecret(say`Its credentials file`) }] : [];
}

/** The pods of the providers; that of a family only keeps their configurations. */
function providerPods(objects: ClusterObjects): readonly PodFact[] {
  return podsThatRun(objects).filter(({ labels }) => {
    const provider = labels['pkg.crossplane.io/provider'] ?? '';
    return provider.includes('azure') && !provider.includes('family');
  });
}

function withTokens(objects: ClusterObjects): readonly Omit<Asker, 'component' | 'what'>[] {
  const pods = providerPods(objects);
  if (pods.length === 0) {
    const reason = say`The pods of Crossplane's Azure providers were not found, so their accounts are not known.`;
    return [{ mode: 'workloadIdentity', unknown: [unknownWith('untellable', 'operatorPods', reason)] }];
  }
  const byName = Map.groupBy(pods, ({ account }) => `${account.namespace}/${account.serviceAccount}`);
  const several = say`Several providers could use it, and which of them do is not known.`;
  const unknown = byName.size > 1 ? [unknownWith('untellable', 'providers', several)] : undefined;
  return [...byName.values()].map((ofName) => {
    const account = ofName[0]?.account as ServiceAccount;
    return { ...byAccount(objects, account), isOperatorAccount: true, pods: ofName, ...defined({ unknown }) };
  });
}
