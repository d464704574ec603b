/**
 * Velero's plugin for Azure.
 * Source: https://github.com/vmware-tanzu/velero-plugin-for-microsoft-azure/blob/main/backupstoragelocation.md
 */
import { textAt } from '../../arm/json.ts';
import { defined } from '../../../shape/defined.ts';
import { productOfLabels, products } from '../../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { asks, byOperator, bySecret, operatorOf } from './operators.ts';
import { say } from '../../../sentences/words.ts';

const { server } = products.velero.parts;

/** Its agents on the nodes have the same account and the same name in their labels, and sign in for themselves. */
const agents: ReadonlySet<string> = new Set(['node-agent', 'restic']);

/** Returns who asks because of a backup storage location in Azure. */
export function askersOfLocation(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = object.json['spec'];
  if (!/(^|\/)azure$/.test(textAt(spec, 'provider') ?? '')) return [];
  const common = { ...asks('velero', object), ...defined({ target: textAt(spec, 'config.storageAccount') }) };
  const operator = operatorOf(
    objects,
    server,
    ({ labels }) =>
      productOfLabels(labels) === 'velero' &&
      ![labels['name'], labels['role'], labels['component']].some((each) => each !== undefined && agents.has(each)),
  );
  // Without a token, only its Secret tells whether it uses a service principal or the node.
  if (operator.hasToken === false || operator.pods.length === 0)
    return [{ ...common, ...bySecret(say`How it signs in`) }];
  return [{ ...common, ...byOperator(operator) }];
}
