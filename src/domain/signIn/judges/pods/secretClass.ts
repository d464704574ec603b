/** A secret provider class that names no identity makes its driver ask the node. */
import { textAt, type JsonObject } from '../../../arm/json.ts';
import { isTrue } from '../../../askers/goBoolean.ts';
import { misspeltParameter, parametersOf } from '../../../askers/operators/secretProviderClasses.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { meantPods, onlyPods } from '../../situation/clusterHalf.ts';
import { inCluster, likely, toCopy, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** A secret provider class of Azure that names no identity, if what asks mounts it. */
export function classWithoutIdentity(hit: Hit, situation: Situation): Judgement | undefined {
  const { objects, message } = situation;
  const isOther = [...message.components].some(
    (each) => !['secrets-store-csi', 'adal', 'chain', 'managedIdentityCredential'].includes(each),
  );
  if (objects === undefined || isOther) return undefined;
  const { pods, by } = meantPods(hit, situation);
  const asking = by === 'named' ? pods : onlyPods(objects);
  const found = objects.objects.find(
    (each) =>
      each.kind === 'SecretProviderClass' &&
      asking.some(
        ({ account: { namespace }, secretProviderClasses }) =>
          namespace === each.namespace && secretProviderClasses.includes(each.name),
      ) &&
      namesNoIdentity(each.json),
  );
  if (found === undefined) return undefined;
  const wrong = misspeltParameter(found.json);
  return likely('OPERATOR_MODE_WRONG', {
    text: say`The secret provider class ${found.namespace ?? ''}/${found.name} names no clientID, so the driver does not use workload identity.`,
    evidence: [
      wrong === undefined
        ? inCluster(say`Its parameters lack clientID.`)
        : inCluster(
            say`Its parameters have ${wrong.is}, which the provider does not read: the name is ${wrong.shouldBe}.`,
          ),
    ],
    possible: ['IDENTITY_NOT_ON_NODES'],
    asker: { what: `SecretProviderClass ${found.namespace ?? ''}/${found.name}`, mode: 'nodeIdentity' },
    fixes: [
      toCopy(
        say`In the secret provider class, without usePodIdentity and useVMManagedIdentity. Then restart the pods that mount it.`,
        ['spec:', '  parameters:', '    clientID: "<client ID of the identity>"', ''].join('\n'),
      ),
    ],
  });
}

/** Without any of these the provider signs in with a Secret, or, in former versions, as the node. */
function namesNoIdentity(json: JsonObject): boolean {
  const set = parametersOf(json);
  return (
    textAt(json, 'spec.provider') === 'azure' &&
    set('clientID') === undefined &&
    !isTrue(set('usePodIdentity')) &&
    !isTrue(set('useVMManagedIdentity'))
  );
}
