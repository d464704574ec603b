/**
 * Flux: sources in Azure, and keys of Azure Key Vault.
 * Source: https://fluxcd.io/flux/integrations/azure/
 */
import { objectAt, textAt } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import { products } from '../../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import { accountFact, asks, byAccount, byOperator, bySecret, operatorIn } from './operators.ts';

const { image, source } = products.flux.parts;

/** Returns who asks because of a source with the provider `azure`. */
export function askersOfSource(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const spec = object.json['spec'];
  if (textAt(spec, 'provider') !== 'azure') return [];
  // Only registries have providers; for other Helm repositories it is ignored.
  if (object.kind === 'HelmRepository' && textAt(spec, 'type') !== 'oci') return [];
  const controller = object.kind === 'ImageRepository' ? image : source;
  const target = textAt(spec, 'url') ?? textAt(spec, 'image') ?? textAt(spec, 'endpoint');
  const common = { ...asks('flux', object), ...defined({ target }) };
  // A Secret comes before the provider.
  if (objectAt(spec, 'secretRef') !== undefined) return [{ ...common, ...bySecret(say`What it signs in with`) }];
  const ownAccount = textAt(spec, 'serviceAccountName');
  if (ownAccount === undefined) return [{ ...common, ...byOperator(operatorIn(objects, controller)) }];
  return [{ ...common, ...atObjectLevel(object, ownAccount, objects) }];
}

/** Returns who asks because of a kustomization: to decrypt its secrets, or to reach another cluster. */
export function askersOfKustomization(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  const common = asks('flux', object);
  const decrypting = textAt(object.json, 'spec.decryption.serviceAccountName');
  const map = textAt(object.json, 'spec.kubeConfig.configMapRef.name');
  // Without an annotation of Azure the account is for another cloud's keys.
  const isAzures =
    decrypting !== undefined &&
    accountFact(objects, { namespace: object.namespace ?? 'default', serviceAccount: decrypting })?.clientId !==
      undefined;
  return [
    ...(isAzures ? [{ ...common, ...atObjectLevel(object, decrypting, objects) }] : []),
    ...(map === undefined
      ? []
      : [
          {
            ...common,
            mode: 'unknown' as const,
            unknown: [
              unknownWith(
                'notAsked',
                'configMap',
                say`How it signs in to the other cluster is in ConfigMap ${map}, which is not read.`,
              ),
            ],
          },
        ]),
  ];
}

/** An account that an object names needs both annotations. */
function atObjectLevel(
  object: OperatorObject,
  serviceAccount: string,
  objects: ClusterObjects,
): ReturnType<typeof byAccount> & Pick<Asker, 'stoppedBy'> {
  const account = { namespace: object.namespace ?? 'default', serviceAccount };
  const fact = accountFact(objects, account);
  const lacksTenant = fact?.clientId !== undefined && fact.tenantId === undefined;
  return {
    ...byAccount(objects, account),
    ...(lacksTenant
      ? {
          stoppedBy: say`Flux needs both annotations on ${account.namespace}/${serviceAccount}; azure.workload.identity/tenant-id is missing.`,
        }
      : {}),
  };
}
