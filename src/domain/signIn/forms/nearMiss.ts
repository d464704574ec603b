/** Names the one thing in which the credentials of an identity and a token differ. */
import type { Unknown } from '../../arm/unknown.ts';
import type { IdentityCredential } from '../../cluster/facts.ts';
import { tokenAudience } from '../../workloads/credential.ts';
import { serviceAccountOf } from '../../workloads/serviceAccount.ts';
import { say } from '../../../sentences/words.ts';
import { advice, inAzure, likely, open, proven, toPlan, type Judgement } from '../situation/judgement.ts';
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
export function oneOff({ shown, identity, token, own }: NearMiss): Judgement | undefined {
  const { issuer, subject, audience } = shown;
  if (isMaskedAny(shown)) return undefined;
  const byAudience = own.find((each) => fits(each, { issuer, subject, audience: undefined }));
  if (byAudience !== undefined)
    return proven('AUDIENCE_DIFFERS', {
      text: say`The token is for ${audience?.value ?? ''}, and the credential ${byAudience.name} of ${identity.name} accepts ${byAudience.audiences.join(', ')}.`,
      fixes: [advice(say`Use ${tokenAudience} on both sides.`)],
    });
  const byIssuer = own.find((each) => fits(each, { issuer: undefined, subject, audience }));
  const isOfSubject = subject !== undefined && byIssuer !== undefined && issuer !== undefined;
  const isOfNoOther = issuer !== undefined && own.length > 0 && own.every((each) => each.issuer !== issuer.value);
  if (isOfSubject) return issuerDiffers(byIssuer, identity, token);
  if (subject !== undefined || !isOfNoOther) return undefined;
  return { ...issuerDiffers(own[0], identity, token), certainty: 'likely', possible: ['NO_CREDENTIAL'] };
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
  const near = trusted.find((one) => one.namespace === account.namespace);
  if (near !== undefined && near.serviceAccount.toLowerCase() !== account.serviceAccount.toLowerCase())
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
  return proven('NO_CREDENTIAL', {
    text: say`No credential of ${identity.name} trusts ${words}.`,
    evidence: [inAzure(say`${identity.name} has ${own.length} credentials, none for this account.`)],
    fixes,
    unknown,
  });
}

function issuerDiffers(
  credential: IdentityCredential | undefined,
  identity: NamedIdentity,
  { cluster }: TokenCluster,
): Judgement {
  const from = credential?.issuer ?? '';
  return proven('ISSUER_DIFFERS', {
    text: say`The credential ${credential?.name ?? ''} of ${identity.name} names another issuer than the one of the token.`,
    evidence: [inAzure(say`The credential's issuer is ${from}.`)],
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
