/** Judges messages of Entra about a client id, a directory, a token or a principal. */
import { isGuid, sameGuid } from '../../../arm/resourceId.ts';
import { say } from '../../../../sentences/words.ts';
import { defined } from '../../../../shape/defined.ts';
import type { Hit } from '../../message/readMessage.ts';
import { credentialsInAzure, identitiesInDirectory, identityOfAnyId } from '../../situation/azureHalf.ts';
import {
  advice,
  inAzure,
  inMessage,
  likely,
  open,
  proven,
  toCopy,
  type Fix,
  type Judgement,
} from '../../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';
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
        say`${value} is no client ID, which is a GUID. If the program really sends it, correct the annotation or field; otherwise paste the message with the ID.`,
      ],
    });
  if (!client.isMasked && !isGuid(value))
    return proven('CLIENT_ID_WRONG', {
      text: say`${value} is no client ID: ${whatItIs(value) ?? ''}`,
      evidence,
      restsOn,
      possible: ['LIBRARY_TOO_OLD'],
      fixes: [correctId()],
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

function correctTenant(tenantId: string): Fix {
  return toCopy(
    say`In the service account, or in the field of the operator that has the directory ID. Then restart its pods.`,
    ['metadata:', '  annotations:', `    azure.workload.identity/tenant-id: ${JSON.stringify(tenantId)}`, ''].join(
      '\n',
    ),
  );
}

/** Judges a client ID that has no credential at all. */
export function judgeNoCredentials(hit: Hit, situation: Situation): Judgement {
  const client = fieldAt('clientId', hit, situation);
  const id = plainValue(client);
  const identity = id === undefined ? undefined : identityOfAnyId(id, situation.facts).value;
  const name = identity?.name ?? client?.value ?? 'The client ID';
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

/** Judges a directory that Entra does not know. */
export function judgeTenant(hit: Hit, situation: Situation): Judgement {
  const tenant = fieldAt('tenantId', hit, situation);
  const value = tenant?.value ?? '';
  if (/v2\.0|oauth2|\.well-known|\/|login\./i.test(value))
    return open(['TENANT_WRONG', 'SOFTWARE_BUG'], {
      text: say`The sign-in address is malformed: it has ${value} in place of the directory ID.`,
      restsOn: [tenant],
      next: [say`Look at AZURE_AUTHORITY_HOST and AZURE_TENANT_ID in the pod, and at the version of the library.`],
    });
  if (tenant !== undefined && !tenant.isMasked && !isGuid(value) && !value.includes('.'))
    return open(['TENANT_WRONG'], {
      restsOn: [tenant],
      next: [
        say`${value} is no directory ID. If the program really sends it, correct AZURE_TENANT_ID; otherwise paste the message with the ID.`,
      ],
    });
  const known = isGuid(value) ? identitiesInDirectory(value, situation.facts) : { unknown: [] };
  const [first] = known.value ?? [];
  if (first !== undefined)
    return open(['TENANT_WRONG'], {
      text: say`The directory ${value} exists, for ${first.name} is in it; so the program signed in to another cloud than the one of this directory.`,
      evidence: [inAzure(say`${first.name} is in the directory ${value}.`)],
      restsOn: [tenant],
      next: [
        say`Check AZURE_AUTHORITY_HOST in the pod and the cloud in the settings of the program: the sign-in address has to be the one of the cloud that you see.`,
      ],
    });
  return likely('TENANT_WRONG', {
    unknown: known.unknown,
    text:
      tenant === undefined || tenant.isMasked
        ? say`The directory of the sign-in does not exist in this cloud.`
        : say`The directory ${value} does not exist in this cloud.`,
    restsOn: [tenant],
    fixes: [
      advice(
        say`Correct AZURE_TENANT_ID, the annotation azure.workload.identity/tenant-id, or the field of the operator. In another cloud, check AZURE_AUTHORITY_HOST.`,
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
      say`Use a library that reads the token file again; kubelet renews it. If the file in the pod is old, too, look at the node.`,
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
