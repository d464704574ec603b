/** A secret provider class that names no identity makes its driver ask the node. */
import { textAt, type JsonObject } from '../../../arm/json.ts';
import type { OperatorObject } from '../../../askers/model.ts';
import { isTrue } from '../../../askers/goBoolean.ts';
import { misspeltParameter, parametersOf } from '../../../askers/operators/secretProviderClasses.ts';
import { say } from '../../../../sentences/words.ts';
import { ofLibraries } from '../../message/components.ts';
import type { Hit } from '../../message/readMessage.ts';
import { meantPods, onlyPods } from '../../situation/clusterHalf.ts';
import { inCluster, likely, open, toCopy, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** A secret provider class of Azure that names no identity, if what asks mounts it. */
export function classWithoutIdentity(hit: Hit, situation: Situation): Judgement | undefined {
  const { objects, message } = situation;
  const isOther = [...message.components].some((each) => each !== 'secrets-store-csi' && !ofLibraries.has(each));
  if (objects === undefined || isOther) return undefined;
  const found = classesMounted(hit, situation).find(({ json }) => namesNoIdentity(json));
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
    fixes: [nameClient],
  });
}

const nameClient = toCopy(
  say`In the secret provider class, without usePodIdentity and useVMManagedIdentity. Then restart the pods that mount it.`,
  ['spec:', '  parameters:', '    clientID: "<client ID of the identity>"', ''].join('\n'),
);

/** The classes that the pods which are meant mount. */
function classesMounted(hit: Hit, situation: Situation): readonly OperatorObject[] {
  const { objects } = situation;
  if (objects === undefined) return [];
  const { pods, by } = meantPods(hit, situation);
  const asking = by === 'named' ? pods : onlyPods(objects);
  return objects.objects.filter(
    (each) =>
      each.kind === 'SecretProviderClass' &&
      asking.some(
        ({ account: { namespace }, secretProviderClasses }) =>
          namespace === each.namespace && secretProviderClasses.includes(each.name),
      ),
  );
}

/** Judges a provider that looks for a client secret, as it does where the class names nothing else. */
export function judgeClassWithoutMode(hit: Hit, situation: Situation): Judgement {
  const own = classWithoutIdentity(hit, situation);
  if (own !== undefined) return own;
  const [first] = classesMounted(hit, situation);
  if (first === undefined) return withoutMode;
  return open(['OPERATOR_MODE_WRONG', 'TRANSIENT'], {
    text: say`The provider looks for a client secret, and the secret provider class ${first.namespace ?? ''}/${first.name} names an identity.`,
    next: [
      say`Find out whether the message is older than the last change to the class. If not, restart the pods that mount it.`,
    ],
  });
}

/** A class of which only the message is known. */
const withoutMode: Judgement = likely('OPERATOR_MODE_WRONG', {
  text: say`The secret provider class names neither clientID nor an identity of the nodes, so the provider looks for a client secret.`,
  possible: ['OPERATOR_FIELD_WRONG'],
  next: [
    say`Look at the parameters of the class that the pod mounts. Names are read letter by letter: clientID, useVMManagedIdentity.`,
  ],
  fixes: [nameClient],
});

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
