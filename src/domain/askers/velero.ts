/**
 * Velero's plugin for Azure.
 * Source: https://github.com/vmware-tanzu/velero-plugin-for-microsoft-azure/blob/main/backupstoragelocation.md
 */
import { textAt } from '../arm/json.ts';
import { defined } from '../../shape/defined.ts';
import { products } from '../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from './model.ts';
import { asks, byOperator, bySecret, operatorIn } from './operators.ts';

const { server } = products.velero.parts;

/** Returns who asks because of a backup storage location in Azure. */
export function askersOfLocation(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = object.json['spec'];
  if (!/(^|\/)azure$/.test(textAt(spec, 'provider') ?? '')) return [];
  const common = { ...asks('velero', object), ...defined({ target: textAt(spec, 'config.storageAccount') }) };
  const operator = operatorIn(objects, server);
  // Without a token, only its Secret tells whether it uses a service principal or the node.
  if (operator.hasToken !== true) return [{ ...common, ...bySecret('How it signs in') }];
  return [{ ...common, ...byOperator(operator) }];
}
