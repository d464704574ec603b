/** Judges messages of Entra about a directory: one that does not exist, or another ID in its place. */
import { isGuid, sameGuid } from '../../../arm/resourceId.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { identitiesInDirectory, identitiesInSubscription, identityOfAnyId } from '../../situation/azureHalf.ts';
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

/** Returns the annotation with the directory ID, to copy. */
export function correctTenant(tenantId: string): Fix {
  return toCopy(
    say`Set the directory ID in the service account's annotation, or in the operator's own field. Then restart the pods.`,
    ['metadata:', '  annotations:', `    azure.workload.identity/tenant-id: ${JSON.stringify(tenantId)}`, ''].join(
      '\n',
    ),
  );
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
        say`${value} is not a directory ID. If the program really sends it, correct AZURE_TENANT_ID; otherwise paste the message with the ID.`,
      ],
    });
  const mistaken = isGuid(value) ? identityOfAnyId(value, situation.facts).value : undefined;
  if (mistaken !== undefined)
    return proven('TENANT_WRONG', {
      text: say`${value} is an ID of the identity ${mistaken.name}, and not of a directory. Its directory is ${mistaken.tenantId}.`,
      restsOn: [tenant],
      fixes: [correctTenant(mistaken.tenantId)],
    });
  const inSubscription = isGuid(value) ? identitiesInSubscription(value, situation.facts) : [];
  const [one] = inSubscription;
  if (one !== undefined)
    return proven('TENANT_WRONG', {
      text: say`${value} is the ID of a subscription, and not of a directory.`,
      evidence: [inAzure(say`${one.name} is in the subscription ${value}.`)],
      restsOn: [tenant],
      fixes: inSubscription.every(({ tenantId }) => sameGuid(tenantId, one.tenantId))
        ? [correctTenant(one.tenantId)]
        : [advice(say`Put the ID of the directory in its place: az account show --query tenantId.`)],
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

/** Judges a request that Entra refused, of which only the address is known: the token, the client ID and the directory were there. */
export function judgeAnswerLeftOut(hit: Hit, situation: Situation): Judgement {
  const tenant = fieldAt('tenantId', hit, situation);
  const id = plainValue(tenant);
  const identity = id === undefined ? undefined : identityOfAnyId(id, situation.facts).value;
  if (identity !== undefined && id !== undefined && sameGuid(identity.clientId, id))
    return likely('TENANT_WRONG', {
      text: say`The program signs in to ${id}, which is the client ID of ${identity.name}, and not its directory.`,
      evidence: [inMessage(say`The address has ${id} in the place of the directory.`)],
      restsOn: [tenant],
      fixes: [correctTenant(identity.tenantId)],
    });
  return open(['TENANT_WRONG', 'CLIENT_ID_WRONG', 'NO_CREDENTIAL'], {
    text: say`Entra refuses the sign-in, and this version of the library leaves out why. The program has its token, a client ID and a directory.`,
    evidence: tenant === undefined ? [] : [inMessage(say`The program signs in to the directory ${tenant.value}.`)],
    restsOn: [tenant],
    next: [
      say`Compare the directory in the address with the one of the identity, then turn on the log of the library and paste the answer of Entra: it begins with AADSTS.`,
    ],
  });
}
