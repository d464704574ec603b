/** Accounts whose annotation names another identity than the one that is asked for: what it took the place of is not let in again. */
import { isGuid, sameGuid } from '../../arm/resourceId.ts';
import { accountFact } from '../../askers/operators/operators.ts';
import { askersIn } from '../../askers/reading/askers.ts';
import { variableOf } from '../../askers/running.ts';
import type { Change } from '../../change/change.ts';
import type { ServiceAccount } from '../../workloads/serviceAccount.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { Hit } from '../message/readMessage.ts';
import { identityOfAnyId } from './azureHalf.ts';
import { podsMeant } from './clusterHalf.ts';
import { advice, type Fix, type Judgement } from './judgement.ts';
import type { Situation } from './situation.ts';

/** Returns the client ID in the annotation of an account if it is another one; `undefined` where an object names the identity. */
export function annotatedOtherwise(
  account: ServiceAccount | undefined,
  clientId: string | undefined,
  { objects }: Pick<Situation, 'objects'>,
): string | undefined {
  if (objects === undefined || account === undefined || clientId === undefined) return undefined;
  const annotated = accountFact(objects, account)?.clientId;
  if (annotated === undefined || !isGuid(annotated) || sameGuid(annotated, clientId)) return undefined;
  const isNamedByObject = askersIn(objects).some(
    ({ account: one, identity }) =>
      one?.namespace === account.namespace &&
      one.serviceAccount === account.serviceAccount &&
      identity !== undefined &&
      identity.from !== 'annotation' &&
      identity.from !== 'AZURE_CLIENT_ID',
  );
  return isNamedByObject ? undefined : annotated;
}

/** Says what to do with pods that ask for another identity than the annotation of their account names. */
export function restartWords({ namespace, serviceAccount }: ServiceAccount): Words {
  return say`Restart the pods of ${namespace}/${serviceAccount}: new ones get the client ID of the annotation, unless AZURE_CLIENT_ID is set in their template. If the annotation is wrong, correct it first.`;
}

/** Puts advice in the place of plans that let an account use an identity again that its annotation no longer names. */
export function withoutFormerIdentity(judged: Judgement, hit: Hit, situation: Situation): Judgement {
  if (situation.objects === undefined || judged.fixes === undefined) return judged;
  const fixes = judged.fixes.map((fix): Fix => {
    const account = fix.kind === 'change' ? accountOfFormer(fix.change, hit, situation) : undefined;
    return account === undefined ? fix : advice(restartWords(account));
  });
  const isSame = fixes.every((fix, index) => fix === judged.fixes?.[index]);
  return isSame ? judged : { ...judged, fixes };
}

/** Returns the account whose former identity a change would let in again. */
function accountOfFormer(change: Change, hit: Hit, situation: Situation): ServiceAccount | undefined {
  const clientIdOf = (id: string | undefined): string | undefined =>
    id === undefined ? undefined : identityOfAnyId(id, situation.facts).value?.clientId;
  if (change.kind === 'createCredential') {
    const { namespace, serviceAccount } = change;
    const account = { namespace, serviceAccount };
    return annotatedOtherwise(account, clientIdOf(change.identityId), situation) === undefined ? undefined : account;
  }
  if (change.kind !== 'assignRole') return undefined;
  const clientId = clientIdOf(change.principalId);
  return podsMeant(hit, situation).find(
    (pod) =>
      clientId !== undefined &&
      variableOf(pod, 'AZURE_CLIENT_ID')?.toLowerCase() === clientId.toLowerCase() &&
      annotatedOtherwise(pod.account, clientId, situation) !== undefined,
  )?.account;
}
