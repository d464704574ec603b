/**
 * The secrets store driver with Azure's provider.
 * Source: https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/identity-access-modes/
 */
import { objectAt, objectsAt, textAt } from '../arm/json.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import type { Asker, ClusterObjects, OperatorObject } from './model.ts';
import { accountsOf, asks, byAccount, byNode, bySecret, namedIdentity, nodesOf } from './operators.ts';
import { entraAudience } from './pods.ts';
import { podsThatRun } from './running.ts';
import { nobodyMounts } from './volumes.ts';
import { settingsOf } from './volumeSettings.ts';

const driverName = 'secrets-store.csi.k8s.io';

/** Returns who asks because of a secret provider class: each account of the pods that mount it, or the node. */
export function askersOfClass(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  if (textAt(object.json, 'spec.provider') !== 'azure') return [];
  const set = settingsOf(objectAt(object.json, 'spec.parameters'));
  const tenantId = set('tenantid');
  const common = { ...asks('secrets-store-csi', object), ...defined({ target: set('keyvaultname') }) };
  const isOn = (name: string): boolean => set(name)?.toLowerCase() === 'true';
  if (isOn('usepodidentity')) return [{ ...common, mode: 'podIdentity' }];
  const pods = podsThatRun(objects).filter(
    ({ account, secretProviderClasses }) =>
      account.namespace === object.namespace && secretProviderClasses.includes(object.name),
  );
  if (isOn('usevmmanagedidentity')) {
    const onNode = namedIdentity(set('userassignedidentityid'), 'userAssignedIdentityID');
    return [{ ...common, ...byNode(onNode, { wouldAskAs: accountsOf(pods), ...defined({ nodes: nodesOf(pods) }) }) }];
  }
  const identity = namedIdentity(set('clientid'), 'clientID');
  if (identity === undefined) return [{ ...common, ...bySecret('Its client secret'), ...defined({ tenantId }) }];
  const mode = isOn('useazuretokenproxy') ? ('binding' as const) : ('workloadIdentity' as const);
  const accounts = Map.groupBy(pods, ({ account }) => account.serviceAccount);
  const members = { mode, ...stoppedByDriver(objects) };
  if (accounts.size === 0)
    return [{ ...common, identity, ...members, unknown: [nobodyMounts(object)], ...defined({ tenantId }) }];
  return [...accounts].map(([serviceAccount, ofAccount]) => ({
    ...common,
    ...byAccount(objects, { namespace: object.namespace ?? 'default', serviceAccount }, { identity, tenantId }),
    pods: ofAccount,
    ...members,
  }));
}

/** The kubelet hands over only the tokens that the driver's object asks for. */
function stoppedByDriver({ objects }: ClusterObjects): Pick<Asker, 'stoppedBy'> {
  const driver = objects.find(({ kind, name }) => kind === 'CSIDriver' && name === driverName);
  const audiences = objectsAt(driver?.json, 'spec.tokenRequests').flatMap(
    (request) => textAt(request, 'audience') ?? [],
  );
  if (driver === undefined || audiences.includes(entraAudience)) return {};
  return {
    stoppedBy: say`The driver gets no token for Entra: the tokenRequests of CSIDriver ${driverName} lack the audience ${entraAudience}.`,
  };
}
