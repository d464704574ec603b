/**
 * The secrets store driver with Azure's provider.
 * Source: https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/identity-access-modes/
 */
import { objectAt, textAt, type JsonObject } from '../../arm/json.ts';
import { defined } from '../../../shape/defined.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { stoppedDriver } from './csiDrivers.ts';
import { isNoBoolean, isTrue } from '../goBoolean.ts';
import type { Asker, ClusterObjects, OperatorObject, PodFact } from '../model.ts';
import { accountsOf, asks, byAccount, byNode, bySecret, namedIdentity, nodesOf } from './operators.ts';
import { podsThatRun } from '../running.ts';
import { nobodyMounts } from './volumes.ts';

/** The name of the driver's object. */
export const secretsStoreDriver = 'secrets-store.csi.k8s.io';

/** The parameters that decide a sign-in. */
const known = ['clientID', 'usePodIdentity', 'useVMManagedIdentity'] as const;

/** What the provider needs before it signs in at all. */
const needed = ['keyvaultName', 'tenantID'] as const;

/** Returns who asks because of a secret provider class: each account of the pods that mount it, or the node. */
export function askersOfClass(object: OperatorObject, objects: ClusterObjects): readonly Asker[] {
  if (textAt(object.json, 'spec.provider') !== 'azure') return [];
  const set = parametersOf(object.json);
  const tenantId = set('tenantID') ?? set('tenantId');
  const common = { ...asks('secrets-store-csi', object), ...defined({ target: set('keyvaultName') }) };
  const refused = refusedBy(object.json);
  if (isTrue(set('usePodIdentity'))) return [{ ...common, mode: 'podIdentity', ...defined({ stoppedBy: refused }) }];
  const pods = podsThatRun(objects).filter(
    ({ account, secretProviderClasses }) =>
      account.namespace === object.namespace && secretProviderClasses.includes(object.name),
  );
  if (isTrue(set('useVMManagedIdentity'))) {
    const onNode = namedIdentity(set('userAssignedIdentityID'), 'userAssignedIdentityID');
    const ofNode = byNode(onNode, { wouldAskAs: accountsOf(pods), ...defined({ nodes: nodesOf(pods) }) });
    return [{ ...common, ...ofNode, ...defined({ stoppedBy: refused, unknown: unreadIdentity(object.json) }) }];
  }
  const wrong = misspeltParameter(object.json);
  const identity = namedIdentity(set('clientID'), 'clientID') ?? namedIdentity(misspeltClient(object.json), 'clientID');
  const isWrong = set('clientID') === undefined && wrong !== undefined && !pods.some((pod) => hasSecret(pod, object));
  if (set('clientID') === undefined && !isWrong)
    return [{ ...common, ...bySecret(say`Its client secret`), ...defined({ tenantId }) }];
  const mode = isTrue(set('useAzureTokenProxy')) ? ('binding' as const) : ('workloadIdentity' as const);
  const stopped = isWrong
    ? {
        stoppedBy: say`It has the parameter ${wrong.is}, which the provider does not read: the name is ${wrong.shouldBe}.`,
      }
    : { ...stoppedDriver(secretsStoreDriver, objects), ...defined({ stoppedBy: refused }) };
  const members = { mode, ...stopped };
  const accounts = Map.groupBy(pods, ({ account }) => account.serviceAccount);
  if (accounts.size === 0)
    return [{ ...common, ...members, unknown: [nobodyMounts(object, objects)], ...defined({ identity, tenantId }) }];
  return [...accounts].map(([serviceAccount, ofAccount]) => ({
    ...common,
    ...byAccount(objects, { namespace: object.namespace ?? 'default', serviceAccount }, { identity, tenantId }),
    pods: ofAccount,
    ...members,
  }));
}

/** Says what makes the provider refuse every mount before it signs in; `undefined` if nothing does. */
function refusedBy(json: JsonObject): Words | undefined {
  const set = parametersOf(json);
  const odd = (['usePodIdentity', 'useVMManagedIdentity'] as const).find((name) => isNoBoolean(set(name)));
  if (odd !== undefined)
    return say`Its parameter ${odd} is ${set(odd) ?? ''}, which is neither true nor false, so the provider refuses it.`;
  const lacking = needed.find((name) => set(name) === undefined && !(name === 'tenantID' && set('tenantId')));
  if (lacking === undefined) return undefined;
  const wrong = misspeltParameter(json, [lacking]);
  return wrong === undefined
    ? say`It lacks the parameter ${lacking}, without which the provider mounts nothing.`
    : say`It has the parameter ${wrong.is}, which the provider does not read: the name is ${lacking}.`;
}

/** Says that the provider passes over the ID of the identity, so that the node answers with any. */
function unreadIdentity(json: JsonObject): Asker['unknown'] {
  const wrong = misspeltParameter(json, ['userAssignedIdentityID']);
  if (wrong === undefined || parametersOf(json)('userAssignedIdentityID') !== undefined) return undefined;
  const reason = say`It has the parameter ${wrong.is}, which the provider does not read, so the nodes answer with an identity of their own choice: the name is ${wrong.shouldBe}.`;
  return [unknownWith('untellable', 'identity', reason)];
}

/**
 * Returns the value of a parameter by its exact name; the provider minds upper and lower case.
 * Source: secrets-store-csi-driver-provider-azure pkg/provider/types/parameters.go
 */
export function parametersOf(json: JsonObject): (name: string) => string | undefined {
  const parameters = objectAt(json, 'spec.parameters');
  return (name) => {
    const value = parameters?.[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
}

/** Returns the first of the parameters that is there, but not written as the provider reads it; of those that decide the sign-in where none are given. */
export function misspeltParameter(
  json: JsonObject,
  wanted: readonly string[] = known,
): { readonly is: string; readonly shouldBe: string } | undefined {
  const names = Object.entries(objectAt(json, 'spec.parameters') ?? {}).flatMap(([name, value]) =>
    value === '' || value === 'false' ? [] : [name],
  );
  for (const shouldBe of wanted) {
    const is = names.find((name) => name !== shouldBe && name.toLowerCase() === shouldBe.toLowerCase());
    if (is !== undefined) return { is, shouldBe };
  }
  return undefined;
}

function misspeltClient(json: JsonObject): string | undefined {
  const wrong = misspeltParameter(json);
  return wrong?.shouldBe === 'clientID' ? parametersOf(json)(wrong.is) : undefined;
}

function hasSecret({ classesWithSecret }: PodFact, { name }: OperatorObject): boolean {
  return classesWithSecret.includes(name);
}
