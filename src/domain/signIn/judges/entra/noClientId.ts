/** What stands in place of a client ID, and the right one where it belongs. */
import { isGuid, parseResourceId, resourceType } from '../../../arm/resourceId.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { identityOfName } from '../../situation/azureHalf.ts';
import { advice, likely, open, toCopy, type Fix, type Judgement } from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** Judges a message that ends before the client ID, or has something there that is none: a word that may be a secret is not repeated. */
export function withoutClientId(isWhole: boolean): Judgement {
  return isWhole
    ? open(['CLIENT_ID_WRONG', 'OPERATOR_FIELD_WRONG'], {
        text: say`What the program sends as the client ID is not a GUID. It is not shown here: it may be a secret.`,
        next: [
          say`Look at the annotation or field that has the client ID. If a secret stands there, replace it: Microsoft Entra ID and the logs have seen it.`,
        ],
      })
    : open(['CLIENT_ID_WRONG', 'TENANT_WRONG', 'OPERATOR_FIELD_WRONG'], {
        next: [say`Paste the whole message: it has the client ID and the directory.`],
      });
}

/** Placeholders of templates that nothing filled in: nobody hides an ID with them. */
const placeholder = /^(?:\{\{.*\}\}|\$\{\w+\}|\$\(\w+\)|\$[A-Z]\w*|%[A-Z_]+%)$/;

/** Judges what is no client ID, by how it is written or because it is the name of an identity. */
export function noIdSent(value: string, { facts }: Situation): Judgement | undefined {
  const named = isGuid(value) ? undefined : identityOfName(value, facts);
  if (named !== undefined)
    return likely('CLIENT_ID_WRONG', {
      text: say`${value} is the name of an identity, not a client ID. Its client ID is ${named.clientId}.`,
      fixes: [correctId(named.clientId)],
    });
  const is = placeholder.test(value)
    ? say`it is a placeholder that nothing has filled in.`
    : /^api:\/\/[\w.-]/i.test(value)
      ? say`it is the address of an application.`
      : undefined;
  if (is === undefined) return undefined;
  return likely('CLIENT_ID_WRONG', {
    text: say`"${value}" isn't a client ID: ${is}`,
    possible: ['OPERATOR_FIELD_WRONG'],
    fixes: [correctId()],
  });
}

/** Says what is certainly no client ID, and no placeholder either. */
export function whatItIs(value: string): Words | undefined {
  const type = parseResourceId(value)?.type;
  if (type?.toLowerCase() === resourceType.identity.toLowerCase()) return say`it is the resource ID of an identity.`;
  if (value.toLowerCase() === 'msi')
    return say`AKS writes it into the nodes' settings to say that the cluster has a managed identity.`;
  return undefined;
}

/** Returns the client ID where it belongs: in the field of an operator's object, or in the annotation of the account. */
export function correctClientId(isFromObject: boolean, clientId: string | undefined): Fix {
  if (isFromObject)
    return advice(
      clientId === undefined
        ? say`Correct the client ID in the object.`
        : say`Set the client ID in the object to ${clientId}.`,
    );
  return correctId(clientId);
}

/** Returns the client ID in the annotation of the account. */
export function correctId(clientId = '<client ID of the identity>'): Fix {
  return toCopy(
    say`Set the client ID in the service account's annotation, or in the operator's own field. Then restart the pods.`,
    ['metadata:', '  annotations:', `    azure.workload.identity/client-id: ${JSON.stringify(clientId)}`, ''].join(
      '\n',
    ),
  );
}
