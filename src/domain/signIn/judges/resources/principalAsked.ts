/** Whether it is clear who was refused. */
import { isManagedIdentity } from '../../../access/principalNames.ts';
import { isGuid, sameGuid } from '../../../arm/resourceId.ts';
import type { Facts } from '../../../cluster/facts.ts';
import { factsForTopics } from '../../../cluster/watching.ts';
import { say } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import { identityOfAnyId } from '../../situation/azureHalf.ts';
import { inAzure, open, type Judgement } from '../../situation/judgement.ts';

/** Judges a message whose client and object ID are of two identities; `undefined` if they may be of one. */
export function contradictoryIds(
  client: MessageField | undefined,
  principal: MessageField,
  facts: Facts,
): Judgement | undefined {
  if (client === undefined || client.isMasked || client.isFromElsewhere === true || !isGuid(client.value))
    return undefined;
  const [byClient, byObject] = [client, principal].map(({ value }) => identityOfAnyId(value, facts).value);
  const known = byObject ?? byClient;
  if (known === undefined) return undefined;
  const isOne =
    [known.clientId, known.principalId].some((id) => sameGuid(id, client.value)) &&
    sameGuid(known.principalId, principal.value);
  if (isOne) return undefined;
  return open(['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL'], {
    text: say`The message names the client ${client.value} and the object ID ${principal.value}, which are not both of ${known.name}.`,
    evidence: [inAzure(say`${known.name} has the client ID ${known.clientId} and the object ID ${known.principalId}.`)],
    next: [
      say`Paste the message as the program wrote it. If the identity was created again under its name, restart the pods: tokens of the former one stay valid for a day at most.`,
    ],
  });
}

/** True if the message names a person, or Azure shows the principal as an identity; anything else may be anybody. */
export function isKnownPrincipal(principalId: string, client: MessageField | undefined, facts: Facts): boolean {
  if (client?.value.includes('@') === true) return true;
  // Once it is found, what else a list lacks leaves nothing unknown.
  return isManagedIdentity(principalId, factsForTopics(facts)) || isManagedIdentity(principalId, facts);
}
