/** What is known around a message: Azure's half through facts, and the cluster's half as far as it was read. */
import type { ArmId } from '../../arm/resourceId.ts';
import type { ClusterObjects } from '../../askers/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { MessageField, FieldName } from '../message/field.ts';
import { valueOf, type Hit, type ReadMessage } from '../message/readMessage.ts';

/** A message, and where to look. */
export interface Situation {
  readonly message: ReadMessage;
  readonly facts: Facts;
  /** The cluster that the user has named. */
  readonly clusterId?: ArmId;
  /** What was read in the cluster; left out if it was not read. */
  readonly objects?: ClusterObjects;
  /** The identity that the user has named. */
  readonly identityId?: ArmId;
}

/** Signs of services that name who asked them: their values belong to that answer alone. */
const answersToSomeone: ReadonlySet<string> = new Set([
  'noMatchingCredential',
  'issuerNotTrusted',
  'subjectNotTrusted',
  'audienceNotTrusted',
  'applicationNotFound',
  'kubernetesForbids',
  'authorizationFailed',
  'linkedAuthorizationFailed',
  'vaultRoleMissing',
  'vaultPolicy',
  'vaultOnBehalf',
  'principalNotFound',
]);

/**
 * Returns a value of the hit. Where the hit lacks it, the message's value is returned if it has only one that does not
 * belong to another answer.
 */
export function fieldAt(name: FieldName, hit: Hit, { message }: Situation): MessageField | undefined {
  const own = valueOf(name, hit.fields);
  if (own !== undefined) return own;
  const ofOthers = message.hits.filter(({ sign }) => sign !== hit.sign && answersToSomeone.has(sign));
  const [first, ...rest] = message.fields.filter(
    (field) =>
      field.name === name &&
      !ofOthers.some(({ fields }) => fields.some((one) => one.name === name && one.value === field.value)),
  );
  return rest.length > 0 && ofAsker.has(name) ? undefined : first;
}

/** What names the one who asks, of whom a value of another would be wrong. */
const ofAsker: ReadonlySet<FieldName> = new Set(['subject', 'objectId', 'clientId', 'issuer', 'audience', 'pod']);

/** Returns the value only if no one replaced it. */
export function plainValue(field: MessageField | undefined): string | undefined {
  return field === undefined || field.isMasked ? undefined : field.value;
}
