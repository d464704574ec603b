/** Judges messages of Entra about a client id, a directory, a token or a principal. */
import { isGuid, sameGuid } from '../../../arm/resourceId.ts';
import { factsForTopics } from '../../../cluster/watching.ts';
import { say } from '../../../../sentences/words.ts';
import { defined } from '../../../../shape/defined.ts';
import type { Hit } from '../../message/readMessage.ts';
import { credentialsInAzure, identityOfAnyId } from '../../situation/azureHalf.ts';
import { advice, inAzure, inMessage, likely, open, proven, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';
import { correctTenant } from './judgeDirectory.ts';
import { correctId, noIdSent, whatItIs, withoutClientId } from './noClientId.ts';

/** Judges a client ID that Entra does not know. */
export function judgeApplication(hit: Hit, situation: Situation): Judgement {
  const client = fieldAt('clientId', hit, situation);
  const tenant = hit.fields.find(({ name }) => name === 'tenantId');
  const restsOn = [client];
  if (client === undefined) return withoutClientId(tenant !== undefined);
  const { value } = client;
  const evidence = [inMessage(say`The client ID is ${value}.`)];
  const sent = whatItIs(value) === undefined ? noIdSent(value, situation) : undefined;
  if (sent !== undefined) return { ...sent, evidence, restsOn };
  if (!client.isMasked && whatItIs(value) === undefined && !isGuid(value))
    return open(['CLIENT_ID_WRONG'], {
      evidence,
      restsOn,
      next: [
        say`"${value}" isn't a client ID, which is a GUID. If the program really sends it, correct the annotation or field; otherwise paste the message with the ID.`,
      ],
    });
  if (!client.isMasked && !isGuid(value))
    return proven('CLIENT_ID_WRONG', {
      text: say`"${value}" isn't a client ID: ${whatItIs(value) ?? ''}`,
      evidence,
      restsOn,
      possible: ['LIBRARY_TOO_OLD'],
      fixes: [correctId(identityOfAnyId(value, factsForTopics(situation.facts)).value?.clientId)],
    });
  const { value: identity, unknown } = identityOfAnyId(value, situation.facts);
  if (identity !== undefined && identity.principalId.toLowerCase() === value.toLowerCase())
    return proven('CLIENT_ID_WRONG', {
      text: say`${value} is the object ID of ${identity.name}. Its client ID is ${identity.clientId}.`,
      evidence,
      restsOn,
      fixes: [correctId(identity.clientId)],
    });
  const directory = plainValue(tenant);
  // A domain is a directory by another name.
  if (identity !== undefined && directory !== undefined && isGuid(directory) && !sameGuid(directory, identity.tenantId))
    return proven('TENANT_WRONG', {
      text: say`${identity.name} is in the directory ${identity.tenantId}, but the program signs in to ${directory}.`,
      evidence,
      restsOn: [client, tenant],
      fixes: [correctTenant(identity.tenantId)],
    });
  if (identity !== undefined && client.isPadded === true)
    return likely('CLIENT_ID_WRONG', {
      text: say`The program sends the client ID of ${identity.name} with a blank, a line break, quotes or braces beside it.`,
      evidence: [
        ...evidence,
        inMessage(say`In the message, something stands beside the client ID inside of its quotes.`),
      ],
      possible: ['TENANT_WRONG'],
      restsOn,
      fixes: [correctId(identity.clientId)],
    });
  if (identity !== undefined)
    return open(['TENANT_WRONG', 'TRANSIENT'], {
      evidence: [...evidence, inAzure(say`${identity.name} has this client ID.`)],
      next: [say`Compare the directory that the pod asks (AZURE_TENANT_ID) with ${identity.tenantId}.`],
    });
  if (unknown.length > 0 || client.isMasked)
    return open(['CLIENT_ID_WRONG', 'TENANT_WRONG'], {
      evidence,
      unknown,
      restsOn,
      next: [say`Check whether the client ID is the one of the identity, and which directory the identity is in.`],
    });
  return likely('CLIENT_ID_WRONG', {
    text: say`No visible identity has the client ID ${value}.`,
    evidence: [...evidence, inAzure(say`No visible managed identity has it as its client, object or resource ID.`)],
    possible: ['TENANT_WRONG'],
    restsOn,
    fixes: [correctId()],
  });
}

/** Judges an application that has no service principal in the directory: it is not deleted, and its ID may be right. */
export function judgeServicePrincipal(hit: Hit, situation: Situation): Judgement {
  const [client, tenant] = [fieldAt('clientId', hit, situation), hit.fields.find(({ name }) => name === 'tenantId')];
  const id = plainValue(client);
  const directory = plainValue(tenant);
  const identity = id === undefined ? undefined : identityOfAnyId(id, situation.facts).value;
  const evidence = client === undefined ? [] : [inMessage(say`The client ID is ${client.value}.`)];
  if (identity !== undefined && directory !== undefined && !sameGuid(directory, identity.tenantId))
    return proven('TENANT_WRONG', {
      text: say`${identity.name} is in the directory ${identity.tenantId}, but the program signs in to ${directory}.`,
      evidence,
      restsOn: [client, tenant],
      fixes: [correctTenant(identity.tenantId)],
    });
  return open(['TENANT_WRONG', 'CLIENT_ID_WRONG'], {
    text: say`The application ${client?.value ?? ''} exists, and has no service principal in the directory that the program signs in to.`,
    evidence,
    restsOn: [client],
    next: [
      say`If this is the application and the directory that are meant, create its service principal: az ad sp create --id ${client?.value ?? '<client ID>'}. Otherwise compare the directory (AZURE_TENANT_ID) with the one of the application.`,
    ],
  });
}

/** Judges a client ID that has no credential at all. */
export function judgeNoCredentials(hit: Hit, situation: Situation): Judgement {
  const client = fieldAt('clientId', hit, situation);
  const id = plainValue(client);
  const identity = id === undefined ? undefined : identityOfAnyId(id, situation.facts).value;
  const name = identity?.name ?? client?.value ?? say`The client ID`;
  const listed = identity === undefined ? [] : (credentialsInAzure(identity.id, situation.facts).value ?? []);
  if (listed.length > 0)
    return open(['CREDENTIAL_NOT_EFFECTIVE', 'CLIENT_ID_WRONG'], {
      text: say`Entra found no credential of ${name}, and Azure lists ${listed.length} now.`,
      evidence: listed.map((each) => inAzure(say`${name} has the credential ${each.name}.`)),
      restsOn: [client],
      asker: defined({ clientId: id, identityId: identity?.id }),
      next: [say`Try again, and paste a newer message: it names the issuer or the subject that no credential has.`],
    });
  // A client ID that was not read may be one that has credentials.
  return (id === undefined ? likely : proven)('NO_CREDENTIAL', {
    text: say`${name} has no federated credential at all.`,
    evidence: client === undefined ? [] : [inMessage(say`The client ID is ${client.value}.`)],
    possible: ['CLIENT_ID_WRONG'],
    restsOn: [client],
    asker: defined({ clientId: id, identityId: identity?.id }),
    fixes: [
      advice(
        say`Connect the service account of the program to the identity that it should use. If that is another one, correct the client ID.`,
      ),
    ],
  });
}

/** Projected tokens live from an hour to a day; those that programs make themselves, or pipelines get, some minutes. */
const [hour, day] = [3600, 86_400];
/** Clocks differ by less than these seconds. */
const mostSkew = 300;

/** Judges a token that has expired, by the times in the message: its lifetime tells whether it can be the one of a pod. */
export function judgeExpired({ fields }: Hit, { message }: Situation): Judgement {
  if (message.components.has('pipeline'))
    return open(['TOKEN_STALE'], {
      text: say`The token of a pipeline has expired: the job lasted longer than it, or asked for it long before it signed in.`,
      next: [say`Let the job ask for a new token right before it signs in, or sign in again after long steps.`],
    });
  const [now, from, to] = (['now', 'validFrom', 'validTo'] as const).map((name) => {
    const field = fields.find((each) => each.name === name);
    return field === undefined ? Number.NaN : Date.parse(field.value) / 1000;
  });
  const late = (now ?? Number.NaN) - (to ?? Number.NaN);
  const life = (to ?? Number.NaN) - (from ?? Number.NaN);
  const evidence = Number.isNaN(late)
    ? []
    : [inMessage(say`The token had expired ${Math.round(late / 60)} minutes before.`)];
  const fixes = [
    advice(
      say`Use a library that reads the token file again; kubelet renews it. If the file in the pod is old as well, check the node.`,
    ),
  ];
  if (late < 0)
    return open(['TOKEN_STALE'], {
      text: say`The token was not valid yet, or the clocks differ.`,
      next: [say`Compare the clock of the node with the time in the message.`],
    });
  if (Number.isNaN(late) || Number.isNaN(life))
    return likely('TOKEN_STALE', { evidence, fixes, next: [lookAtTimes], possible: ['CREDENTIAL_KIND_WRONG'] });
  if (life < hour || life > day)
    return open(['TOKEN_STALE', 'CREDENTIAL_KIND_WRONG'], {
      text: say`What the program presents has expired, but it lived ${Math.round(life / 60)} minutes, and the token of a pod lives from an hour to a day.`,
      evidence,
      next: [
        say`Find out what signs in: a certificate, a pipeline or an operator makes tokens of its own. Compare the clock of the machine with the time in the message.`,
      ],
    });
  const judged = { evidence: [...evidence, inMessage(say`It lived ${Math.round(life / 60)} minutes.`)], fixes };
  return late > mostSkew ? proven('TOKEN_STALE', judged) : likely('TOKEN_STALE', { ...judged, next: [lookAtClock] });
}

const lookAtTimes = say`Paste the whole message: the times in it tell whether it is the token of a pod.`;
const lookAtClock = say`Compare the clock of the node with the time in the message.`;

/** Judges a principal that a directory does not have. */
export function judgePrincipal(hit: Hit, situation: Situation): Judgement {
  const object = fieldAt('objectId', hit, situation);
  const found = identityOfAnyId(object?.value ?? '', situation.facts);
  if (found.value !== undefined && sameGuid(found.value.clientId, object?.value ?? ''))
    return proven('CLIENT_ID_WRONG', {
      text: say`${object?.value ?? ''} is the client ID of ${found.value.name}. A role is assigned to its object ID, ${found.value.principalId}.`,
      restsOn: [object],
      fixes: [advice(say`Assign the role to the object ID ${found.value.principalId}.`)],
    });
  return open(['TRANSIENT', 'CROSS_TENANT', 'TENANT_WRONG'], {
    evidence:
      found.value === undefined
        ? []
        : [inAzure(say`It is ${found.value.name}, in the directory ${found.value.tenantId}.`)],
    unknown: found.unknown,
    restsOn: [object],
    next: [
      say`If the identity was created a moment ago, try again. Otherwise compare its directory with the one in the message.`,
    ],
  });
}
