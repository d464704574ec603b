/**
 * External Secrets: stores of Azure Key Vault, and generators of registry tokens.
 * Sources: https://external-secrets.io/latest/provider/azure-key-vault/,
 * https://external-secrets.io/latest/api/generator/acr/
 */
import { objectAt, objectsAt, textAt, textsAt, valueAt, type Json, type JsonObject } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { clientIdAnnotation, tenantIdAnnotation } from '../../workloads/manifests.ts';
import type { ServiceAccount } from '../../workloads/serviceAccount.ts';
import { defined } from '../../../shape/defined.ts';
import { say } from '../../../sentences/words.ts';
import { products } from '../../products/products.ts';
import type { Asker, ClusterObjects, OperatorObject } from '../model.ts';
import {
  accountFact,
  asks,
  byAccount,
  byNode,
  byOperatorToken,
  bySecret,
  namedIdentity,
  operatorIn,
} from './operators.ts';
import { entraAudience } from '../pods.ts';

const { controller } = products['external-secrets'].parts;

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
      return withToken(object, vault, objects, tenantId).map((asker) => ({
        ...common,
        ...asker,
        ...namedTwice(asker.account, vault, objects),
      }));
    default:
      return [{ ...common, ...bySecret(say`Its client secret`), ...defined({ tenantId }) }];
  }
}

/**
 * Returns what stops a store: External Secrets refuses what two places name, whether or not they agree.
 * Source: external-secrets providers/v1/azure/keyvault/keyvault.go (errMultipleClientID, errMultipleTenantID)
 */
function namedTwice(
  of: ServiceAccount | undefined,
  vault: JsonObject,
  objects: ClusterObjects,
): Pick<Asker, 'stoppedBy'> {
  if (of === undefined || textAt(vault, 'serviceAccountRef.name') === undefined) return {};
  const { marks = {} } = accountFact(objects, of) ?? {};
  const isTwice = (annotation: string, ...fields: readonly string[]): boolean =>
    marks[annotation] !== undefined && fields.some((field) => valueAt(vault, field) !== undefined);
  const account = `${of.namespace}/${of.serviceAccount}`;
  if (isTwice(clientIdAnnotation, 'authSecretRef.clientId'))
    return {
      stoppedBy: say`External Secrets refuses it because the client ID is named twice: in authSecretRef and in the annotation of ${account}.`,
    };
  if (isTwice(tenantIdAnnotation, 'tenantId', 'authSecretRef.tenantId'))
    return {
      stoppedBy: say`External Secrets refuses it because the directory is named twice: in the store and in the annotation of ${account}.`,
    };
  return {};
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
  if (byToken) return withToken(object, byToken, objects, tenantId).map((asker) => ({ ...common, ...asker }));
  return [{ ...common, ...bySecret(say`Its client secret`), ...defined({ tenantId }) }];
}

function controllerPods(objects: ClusterObjects): Pick<Asker, 'pods'> {
  return { pods: operatorIn(objects, controller).pods };
}

/**
 * A store of one namespace uses its own accounts only; without a reference the controller asks. A store of the cluster
 * that names no namespace uses the account in that of each ExternalSecret or PushSecret.
 * Source: external-secrets providers/v1/azure/keyvault/keyvault.go (authorizerForWorkloadIdentity)
 */
function withToken(
  object: OperatorObject,
  settings: JsonObject,
  objects: ClusterObjects,
  tenantId: string | undefined,
): readonly AskingWay[] {
  const serviceAccount = textAt(settings, 'serviceAccountRef.name');
  if (serviceAccount === undefined)
    return [byOperatorToken(operatorIn(objects, controller), controller.name, { tenantId })];
  const namespace = object.namespace ?? textAt(settings, 'serviceAccountRef.namespace');
  if (namespace === undefined) return inEachNamespace(object, serviceAccount, settings, objects, tenantId);
  return [asAccount({ namespace, serviceAccount }, settings, objects, tenantId)];
}

type AskingWay = Omit<Asker, 'component' | 'what'>;

function asAccount(
  account: ServiceAccount,
  settings: JsonObject,
  objects: ClusterObjects,
  tenantId: string | undefined,
): AskingWay {
  const ofAccount = byAccount(objects, account, { tenantId });
  if (objectAt(settings, 'authSecretRef.clientId') === undefined) return ofAccount;
  const { identity: _, ...withoutIdentity } = ofAccount;
  const reason = say`Its client ID is in a Secret, which is never read.`;
  return { ...withoutIdentity, unknown: [unknownWith('notAsked', 'secret', reason)] };
}

function inEachNamespace(
  store: OperatorObject,
  serviceAccount: string,
  settings: JsonObject,
  objects: ClusterObjects,
  tenantId: string | undefined,
): readonly AskingWay[] {
  const namespaces = namespacesUsing(store, objects);
  if (namespaces.length > 0)
    return namespaces.map((namespace) => asAccount({ namespace, serviceAccount }, settings, objects, tenantId));
  const wereRead = objects.isWhole && secretKinds.every((kind) => objects.kinds.has(kind));
  const unknown = wereRead
    ? unknownWith(
        'untellable',
        'externalSecrets',
        say`No ExternalSecret or PushSecret uses it, so no account asks at the moment.`,
      )
    : unknownWith(
        'notAsked',
        'externalSecrets',
        say`It asks as the account ${serviceAccount} in the namespace of each ExternalSecret or PushSecret that uses it, and not all of these were read.`,
      );
  return [
    {
      mode: 'workloadIdentity',
      accountInEachNamespace: serviceAccount,
      audience: entraAudience,
      unknown: [unknown],
      ...defined({ tenantId }),
    },
  ];
}

const secretKinds = ['ExternalSecret', 'PushSecret'];

/** Returns the namespaces in which something uses a store of the cluster. */
function namespacesUsing({ name, json }: OperatorObject, { objects }: ClusterObjects): readonly string[] {
  const labels = objectAt(json, 'metadata.labels') ?? {};
  const isIt = (reference: JsonObject | undefined): boolean =>
    textAt(reference, 'kind') === 'ClusterSecretStore' &&
    (textAt(reference, 'name') === name || isSelected(objectAt(reference, 'labelSelector'), labels));
  const users = objects.filter(({ kind, json: { spec } }) => secretKinds.includes(kind) && storesIn(spec).some(isIt));
  return [...new Set(users.flatMap(({ namespace }) => namespace ?? []))].sort();
}

function storesIn(spec: Json | undefined): readonly (JsonObject | undefined)[] {
  const sources = [...objectsAt(spec, 'data'), ...objectsAt(spec, 'dataFrom')];
  return [
    objectAt(spec, 'secretStoreRef'),
    ...objectsAt(spec, 'secretStoreRefs'),
    ...sources.map((source) => objectAt(source, 'sourceRef.storeRef')),
  ];
}

/** An empty selector selects everything. */
function isSelected(selector: JsonObject | undefined, labels: JsonObject): boolean {
  if (selector === undefined) return false;
  const wanted = Object.entries(objectAt(selector, 'matchLabels') ?? {});
  return (
    wanted.every(([name, value]) => labels[name] === value) &&
    objectsAt(selector, 'matchExpressions').every((each) => isTrueOf(each, labels))
  );
}

type SelectorTest = (value: Json | undefined, values: readonly string[]) => boolean;

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
const selectorTests: Readonly<Record<string, SelectorTest>> = {
  In: (value, values) => typeof value === 'string' && values.includes(value),
  NotIn: (value, values) => typeof value !== 'string' || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
};

function isTrueOf(expression: JsonObject, labels: JsonObject): boolean {
  const test = selectorTests[textAt(expression, 'operator') ?? ''];
  return test?.(labels[textAt(expression, 'key') ?? ''], textsAt(expression, 'values')) ?? false;
}
