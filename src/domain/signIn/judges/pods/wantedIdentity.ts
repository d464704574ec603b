/** Which identity a request to the metadata endpoint wants. */
import { sameGuid } from '../../../arm/resourceId.ts';
import type { Asker } from '../../../askers/model.ts';
import type { UserAssignedIdentity } from '../../../cluster/model.ts';
import { say } from '../../../../sentences/words.ts';
import { defined } from '../../../../shape/defined.ts';
import type { Hit } from '../../message/readMessage.ts';
import { identityOfAnyId } from '../../situation/azureHalf.ts';
import { advice, inAzure, likely, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, type Situation } from '../../situation/situation.ts';
import { correctClientId } from '../entra/noClientId.ts';

/** The identity that the request, or the object that asks, names. */
export interface Wanted {
  readonly id?: string;
  /** Left out if it is not visible. */
  readonly identity?: UserAssignedIdentity;
  readonly isMasked: boolean;
  /** True if it is named as a client ID, by the request itself or by a field of the object. */
  readonly asClientId?: 'request' | 'object';
}

/** Judges an object ID that is named as a client ID. The endpoint knows an identity by its client ID; the object ID of one that is on the nodes finds nothing. */
export function objectIdAsked({ id = '', identity, asClientId }: Wanted): Judgement | undefined {
  const isObjectId = identity !== undefined && sameGuid(identity.principalId, id) && !sameGuid(identity.clientId, id);
  if (!isObjectId || asClientId === undefined) return undefined;
  return likely('CLIENT_ID_WRONG', {
    text: say`${id} is the object ID of ${identity.name}, and it is named as the client ID. The client ID is ${identity.clientId}.`,
    evidence: [inAzure(say`${id} is the object ID of ${identity.name}.`)],
    possible: ['IDENTITY_NOT_ON_NODES'],
    asker: { identityId: identity.id, clientId: identity.clientId, objectId: identity.principalId },
    fixes: [
      asClientId === 'object'
        ? correctClientId(true, identity.clientId)
        : advice(say`Let the program ask for the client ID ${identity.clientId}, for example in AZURE_CLIENT_ID.`),
    ],
  });
}

/** Returns the identity that is wanted: as the request says, or else as what asks does. */
export function wantedIdentity(hit: Hit, askers: readonly Asker[], situation: Situation): Wanted {
  const field = fieldAt('resourceId', hit, situation) ?? fieldAt('clientId', hit, situation);
  const [asked, ...others] = askers.flatMap(
    ({ identity }) => identity?.clientId ?? identity?.resourceId ?? identity?.objectId ?? [],
  );
  const ofObject = others.every((each) => sameGuid(each, asked)) ? asked : undefined;
  const isInText = field !== undefined && !field.isMasked;
  const id = isInText ? field.value : ofObject;
  if (id === undefined) return { isMasked: field?.isMasked ?? false };
  const { value } = identityOfAnyId(id, situation.facts);
  const isObjects = !isInText && askers.some(({ identity }) => identity?.clientId === id);
  const asClientId = isObjects ? 'object' : isInText && field.name === 'clientId' ? 'request' : undefined;
  return { id, isMasked: false, ...defined({ identity: value, asClientId } as const) };
}
