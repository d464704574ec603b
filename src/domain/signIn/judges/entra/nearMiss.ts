/** Names the one thing in which the credentials of an identity and a token differ. */
import { sameText } from '../../../arm/resourceId.ts';
import type { Unknown } from '../../../arm/unknown.ts';
import type { Facts, IdentityCredential } from '../../../cluster/facts.ts';
import { tokenAudience } from '../../../workloads/credential.ts';
import { serviceAccountOf } from '../../../workloads/serviceAccount.ts';
import { say } from '../../../../sentences/words.ts';
import { distinctBy } from '../../../../shape/distinct.ts';
import { clusterOfIssuer } from '../../situation/azureHalf.ts';
import { advice, inAzure, likely, open, proven, toPlan, type Judgement } from '../../situation/judgement.ts';
import {
  connectFix,
  fits,
  isMaskedAny,
  isOfSharedOperator,
  nextFor,
  usual,
  type NamedIdentity,
  type Shown,
} from './credentialFit.ts';
import type { TokenCluster } from './tokenCluster.ts';

/** A token, and the credentials that do not accept it. */
export interface NearMiss {
  readonly shown: Shown;
  readonly identity: NamedIdentity;
  readonly token: TokenCluster;
  readonly own: readonly IdentityCredential[];
}

/** Names the audience or the issuer if nothing else differs; `undefined` otherwise, or if a value was masked. */
export function oneOff({ shown, identity, token, own }: NearMiss, facts: Facts): Judgement | undefined {
  const { issuer, subject, audience } = shown;
  if (isMaskedAny(shown)) return undefined;
  const isWhole = issuer !== undefined && subject !== undefined && audience !== undefined;
  const byAudience = isWhole ? own.find((each) => fits(each, { issuer, subject, audience: undefined })) : undefined;
  if (byAudience !== undefined && audience !== undefined)
    return proven('AUDIENCE_DIFFERS', {
      text: say`The token is for ${audience.value}, and the credential ${byAudience.name} of ${identity.name} accepts ${byAudience.audiences.join(', ')}.`,
      fixes: [advice(say`Use ${tokenAudience} on both sides.`)],
    });
  const byIssuer = own.find((each) => fits(each, { issuer: undefined, subject, audience }));
  const isOfSubject = subject !== undefined && byIssuer !== undefined && issuer !== undefined;
  const isOfNoOther = issuer !== undefined && own.length > 0 && own.every((each) => each.issuer !== issuer.value);
  if (isOfSubject) return issuerDiffers(byIssuer, { shown, identity, token, own }, facts);
  if (subject !== undefined || !isOfNoOther) return undefined;
  return {
    ...issuerDiffers(own[0], { shown, identity, token, own }, facts),
    certainty: 'likely',
    possible: ['NO_CREDENTIAL'],
  };
}

/** Judges by the subject a token that no credential accepts; `unknown` is why others may have one that does. */
export function nearMiss({ shown, identity, token, own }: NearMiss, unknown: readonly Unknown[]): Judgement {
  const { issuer, subject } = shown;
  const fixes = [connectFix(shown, identity, token)].flatMap((fix) => fix ?? []);
  if (isMaskedAny(shown))
    return open(usual, {
      unknown,
      next: [say`Paste the message without masked values: issuer and subject are compared letter by letter.`],
    });
  const ofIssuer = own.filter((each) => issuer === undefined || each.issuer === issuer.value);
  const account = serviceAccountOf(subject?.value ?? '');
  if (subject === undefined || account === undefined) return open(usual, { unknown, next: nextFor(identity) });
  const trusted = ofIssuer.flatMap((each) => serviceAccountOf(each.subject) ?? []);
  const words = `${account.namespace}/${account.serviceAccount}`;
  if (trusted.length > 0 && isOfSharedOperator(subject.value))
    return likely('OPERATOR_NOT_TRUSTED', {
      text: say`${words} is the operator's own account, and ${identity.name} trusts only ${trusted.map((one) => `${one.namespace}/${one.serviceAccount}`).join(', ')}.`,
      fixes,
      unknown,
    });
  // One of many trusted accounts is no likelier to be meant than one that was forgotten.
  const [near, ...others] = distinctBy(
    trusted.filter(({ namespace }) => namespace === account.namespace),
    ({ serviceAccount }) => serviceAccount,
  );
  const isOther = near?.serviceAccount.toLowerCase() !== account.serviceAccount.toLowerCase();
  if (near !== undefined && others.length === 0 && isOther)
    return likely('WRONG_ACCOUNT', {
      text: say`The pod runs as ${words}, and ${identity.name} trusts ${near.namespace}/${near.serviceAccount}.`,
      possible: ['NO_CREDENTIAL'],
      fixes: [
        {
          kind: 'yaml',
          text: say`In the pod template, if the pod should run as the trusted account; its pods start again.`,
          yaml: podAccountYaml(near.serviceAccount),
        },
        ...fixes,
      ],
      unknown,
    });
  if (near !== undefined && account.serviceAccount === 'default')
    return likely('WRONG_ACCOUNT', {
      text: say`The pod runs as ${words}, the account of pods that name none, and ${identity.name} trusts ${[near, ...others].map((one) => `${one.namespace}/${one.serviceAccount}`).join(', ')}.`,
      possible: ['NO_CREDENTIAL'],
      fixes: [
        advice(say`Name the account that is meant in the pod template (serviceAccountName); its pods restart.`),
        ...fixes,
      ],
      unknown,
    });
  const cased = ofIssuer.find((each) => sameText(each.subject, subject.value));
  return proven('NO_CREDENTIAL', {
    text:
      cased === undefined
        ? say`No credential of ${identity.name} trusts ${words}.`
        : say`${identity.name} trusts ${cased.subject}, and the token is for ${subject.value}: Entra compares upper and lower case, too.`,
    evidence: [inAzure(say`${identity.name} has ${own.length} credentials, none for this account.`)],
    fixes,
    unknown,
  });
}

/** Moves what is of a deleted cluster; the credential of a cluster that is there stays, and another one is made. */
function issuerDiffers(
  credential: IdentityCredential | undefined,
  { shown, identity, token }: NearMiss,
  facts: Facts,
): Judgement {
  const { cluster } = token;
  const from = credential?.issuer ?? '';
  const other = clusterOfIssuer(from, facts);
  const evidence = [inAzure(say`The credential's issuer is ${from}.`)];
  if (other.value !== undefined)
    return likely('ISSUER_DIFFERS', {
      text: say`The credential ${credential?.name ?? ''} of ${identity.name} is for the cluster ${other.value.name}, and the token is of another one.`,
      evidence,
      possible: ['NO_CREDENTIAL'],
      fixes: [
        connectFix(shown, identity, token) ?? advice(say`Connect the account on the cluster that issued the token.`),
      ],
    });
  const text = say`The credential ${credential?.name ?? ''} of ${identity.name} names another issuer than the one of the token.`;
  if (other.unknown.length > 0)
    return likely('ISSUER_DIFFERS', {
      text,
      evidence,
      unknown: other.unknown,
      fixes: [
        advice(
          say`If the cluster of that issuer is gone, move the credentials to the cluster that issued the token; otherwise connect the account there, too.`,
        ),
      ],
    });
  return proven('ISSUER_DIFFERS', {
    text,
    evidence,
    fixes:
      cluster === undefined || from === ''
        ? [advice(say`Move the credentials to the cluster that issued the token.`)]
        : [
            toPlan(say`Move the credentials of ${identity.name} to ${cluster.name}.`, {
              kind: 'moveCredentials',
              fromIssuer: from,
              clusterId: cluster.id,
              identityIds: [identity.id],
            }),
          ],
  });
}

function podAccountYaml(name: string): string {
  return ['spec:', '  template:', '    spec:', `      serviceAccountName: ${JSON.stringify(name)}`, ''].join('\n');
}
