/** What is known around a message: Azure's half through facts, and the cluster's half as far as it was read. */
import type { ArmId } from '../../arm/resourceId.ts';
import type { ClusterObjects } from '../../askers/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { MessageField, FieldName } from '../message/field.ts';
import { fieldOfHit, type Hit, type ReadMessage } from '../message/readMessage.ts';

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
  /** The only account of the whole text, which is taken for the one that signs in where the error names none. */
  readonly supposed?: MessageField;
}

/** Returns a value of the hit; what it lacks may be from elsewhere in the message if that is about one asker only. */
export function fieldAt(name: FieldName, hit: Hit, { message, supposed }: Situation): MessageField | undefined {
  return fieldOfHit(name, hit, message) ?? (name === supposed?.name ? supposed : undefined);
}

/** Returns the value only if no one replaced it. */
export function plainValue(field: MessageField | undefined): string | undefined {
  return field === undefined || field.isMasked ? undefined : field.value;
}
