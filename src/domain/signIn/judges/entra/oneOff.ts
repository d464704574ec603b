/** Names the one thing in which the credentials of an identity and a token differ: the audience or the issuer. */
import type { Unknown } from '../../../arm/unknown.ts';
import type { Facts, IdentityCredential } from '../../../cluster/facts.ts';
import type { Cluster } from '../../../cluster/model.ts';
import { sameIssuer } from '../../../cluster/uses.ts';
import { isBindingIssuer } from '../../../uses/boundTo.ts';
import { withoutCluster } from '../../../workloads/credentialState.ts';
import { goneIssuersOf } from '../../../workloads/goneIssuers.ts';
import { isClusterIssuer } from '../../../workloads/issuer.ts';
import { issuerOwner } from '../../../workloads/owners.ts';
import { serviceAccountOf } from '../../../workloads/serviceAccount.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { defined } from '../../../../shape/defined.ts';
import { issuerOfAks } from '../../message/issuers.ts';
import { advice, inAzure, likely, proven, toPlan, type Fix, type Judgement } from '../../situation/judgement.ts';
import { audienceFix, connectFix, fits, isMaskedAny } from './credentialFit.ts';
import type { NearMiss } from './nearMiss.ts';

/** Names the audience or the issuer if nothing else differs; `undefined` otherwise, or if a value was masked. */
export function oneOff(miss: NearMiss, facts: Facts): Judgement | undefined {
  const { shown, identity, own } = miss;
  const { issuer, subject, audience } = shown;
  if (isMaskedAny(shown) || issuer === undefined) return undefined;
  const isWhole = subject !== undefined && audience !== undefined;
  const byAudience = isWhole ? own.find((each) => fits(each, { issuer, subject, audience: undefined })) : undefined;
  if (byAudience !== undefined && audience !== undefined)
    return proven('AUDIENCE_DIFFERS', {
      text: say`The token is for ${audience.value}, and the credential ${byAudience.name} of ${identity.name} accepts ${byAudience.audiences.join(', ')}.`,
      fixes: [audienceFix(audience, issuer)],
    });
  const written = own.find(
    (each) =>
      sameIssuer(each.issuer, issuer.value) && (subject === undefined || fits(each, { ...shown, issuer: undefined })),
  );
  if (
    written !== undefined &&
    !own.some((each) => each.issuer === issuer.value && (subject === undefined || each === written))
  )
    return writtenOtherwise(written, miss);
  const ofPods = own.filter(isOfPods);
  if (subject !== undefined) {
    const ofSubject = ofPods.filter((each) => fits(each, { issuer: undefined, subject, audience }));
    return ofSubject.length === 0 ? undefined : issuerDiffers(ofSubject, miss, facts);
  }
  if (own.length === 0 || own.some((each) => each.issuer === issuer.value)) return undefined;
  if (ofPods.length === 0)
    return likely('NO_CREDENTIAL', {
      text: say`No credential of ${identity.name} is for a cluster of AKS.`,
      evidence: own.map(({ name, issuer: from }) => inAzure(say`The issuer of the credential ${name} is ${from}.`)),
      possible: ['CLIENT_ID_WRONG'],
      fixes: [
        advice(say`Connect the account that signs in to ${identity.name}, on the cluster that issued the token.`),
      ],
    });
  return { ...issuerDiffers(ofPods, miss, facts), certainty: 'likely', possible: ['NO_CREDENTIAL'] };
}

/** The same issuer, but not letter by letter. Azure takes no second credential for it beside the first one. */
function writtenOtherwise({ name, issuer }: IdentityCredential, { shown, identity }: NearMiss): Judgement {
  const isNamed = shown.subject !== undefined;
  return (isNamed ? proven : likely)('ISSUER_DIFFERS', {
    text: say`The issuer in the credential ${name} of ${identity.name} differs from the one in the token only by upper and lower case, a blank or a slash.`,
    evidence: [inAzure(say`The credential's issuer is ${JSON.stringify(issuer)}.`)],
    ...(isNamed ? {} : { possible: ['NO_CREDENTIAL'] as const }),
    fixes: [
      advice(
        say`Remove the credential ${name}, which matches no token, and connect the account to ${identity.name} again: the new one gets the issuer as the cluster writes it.`,
      ),
    ],
  });
}

/** Credentials of pipelines, and of clusters of other services, are no former ones of a cluster of AKS. */
function isOfPods({ subject, issuer }: IdentityCredential): boolean {
  return serviceAccountOf(subject) !== undefined && issuerOfAks.test(issuer) && !isBindingIssuer(issuer);
}

/** A credential with another issuer, and what has that issuer: neither a cluster nor a reason means that it is gone. */
interface CredentialElsewhere {
  readonly credential: IdentityCredential;
  readonly cluster?: Cluster;
  readonly unknown?: Unknown;
}

function otherIssuer(credential: IdentityCredential, facts: Facts): CredentialElsewhere {
  const { issuer } = credential;
  if (!isClusterIssuer(issuer)) return { credential, ...defined({ unknown: withoutCluster(issuer, facts).unknown }) };
  const { cluster, doubt } = issuerOwner(issuer, facts);
  return { credential, ...defined({ cluster, unknown: doubt }) };
}

/** Only what is proved to be of a deleted cluster is moved; the credential of anything else stays, and another one is made. */
function issuerDiffers(credentials: readonly IdentityCredential[], miss: NearMiss, facts: Facts): Judgement {
  const { shown, identity, token } = miss;
  const others = credentials.map((each) => otherIssuer(each, facts));
  const [only, ...more] = others;
  const connect = connectFix(shown, identity, token);
  if (only === undefined || more.length > 0)
    return likely('ISSUER_DIFFERS', {
      text: say`The credentials of ${identity.name} that fit name other issuers than the token's.`,
      evidence: others.map((each) => inAzure(issuerText(each))),
      possible: ['NO_CREDENTIAL'],
      unknown: others.flatMap(({ unknown }) => unknown ?? []),
      fixes: [connect ?? advice(say`Connect the account that signs in, on the cluster that issued the token.`)],
    });
  const { credential, cluster: other, unknown } = only;
  const evidence = [inAzure(say`The credential's issuer is ${credential.issuer}.`)];
  if (other !== undefined)
    return likely('ISSUER_DIFFERS', {
      text: say`The credential ${credential.name} of ${identity.name} is for the cluster ${other.name}, and the token is of another one.`,
      evidence,
      possible: ['NO_CREDENTIAL'],
      fixes: [connect ?? advice(say`Connect the account on the cluster that issued the token.`)],
    });
  const text = say`The credential ${credential.name} of ${identity.name} names a different issuer from the token's.`;
  if (unknown !== undefined)
    return likely('ISSUER_DIFFERS', {
      text,
      evidence,
      unknown: [unknown],
      fixes: [
        advice(
          say`If the cluster of that issuer is gone, move the credentials to the cluster that issued the token; otherwise connect the account there, too.`,
        ),
      ],
    });
  const successor = successorOf(credential, miss, facts);
  if (successor === undefined) return proven('ISSUER_DIFFERS', { text, evidence, fixes: moveFixes(credential, miss) });
  return proven('ISSUER_DIFFERS', {
    text: say`The credential ${credential.name} of ${identity.name} trusts a cluster that is gone.`,
    evidence: [
      ...evidence,
      inAzure(say`The credential probably belonged to ${successor.name} before that cluster was recreated.`),
    ],
    fixes: [
      toPlan(moveWords(credential, identity, miss.own, successor), {
        kind: 'moveCredentials',
        fromIssuer: credential.issuer,
        clusterId: successor.id,
        identityIds: [identity.id],
      }),
      ...(connect === undefined ? [] : [{ ...connect, text: say`${connect.text} The old credential stays.` }]),
    ],
  });
}

/** Says how many credentials move: one account asks, and those of others may have the same issuer. */
function moveWords(
  { name, issuer }: IdentityCredential,
  identity: NearMiss['identity'],
  own: readonly IdentityCredential[],
  successor: Cluster,
): Words {
  const count = own.filter((each) => sameIssuer(each.issuer, issuer)).length;
  return count > 1
    ? say`Move the ${count} credentials of ${identity.name} to ${successor.name}. They still trust the cluster that is gone.`
    : say`Move the credential ${name} of ${identity.name} to ${successor.name}.`;
}

/** Returns the cluster of the token if it has taken the place of that of the credential, as its finding says. */
function successorOf(
  { issuer }: IdentityCredential,
  { own, shown, token }: NearMiss,
  facts: Facts,
): Cluster | undefined {
  const { cluster } = token;
  if (cluster === undefined || shown.subject === undefined || !shown.isNamed) return undefined;
  return goneIssuersOf(cluster, own, facts).some((each) => each.isSuccessor && sameIssuer(each.issuer, issuer))
    ? cluster
    : undefined;
}

function issuerText({ credential: { name, issuer }, cluster }: CredentialElsewhere) {
  return cluster === undefined
    ? say`The issuer of the credential ${name} is ${issuer}.`
    : say`The issuer of the credential ${name} is the one of ${cluster.name}.`;
}

/** Moves the credential if nobody else is moved with it: only the account that the message names is let in. */
function moveFixes({ issuer, subject, name }: IdentityCredential, miss: NearMiss): readonly Fix[] {
  const { shown, identity, own, token } = miss;
  const { cluster } = token;
  if (cluster === undefined) return [advice(say`Move the credentials to the cluster that issued the token.`)];
  if (shown.subject === undefined || !shown.isNamed)
    return [
      advice(
        say`If the account of ${name} is the one that signs in on ${cluster.name}, move its credential there; otherwise connect the account that does.`,
      ),
    ];
  const others = own.filter((each) => sameIssuer(each.issuer, issuer) && each.subject !== subject);
  if (others.length === 0)
    return [
      toPlan(say`Move the credentials of ${identity.name} to ${cluster.name}.`, {
        kind: 'moveCredentials',
        fromIssuer: issuer,
        clusterId: cluster.id,
        identityIds: [identity.id],
      }),
    ];
  const connect = connectFix(shown, identity, token);
  return [
    ...(connect === undefined ? [] : [connect]),
    advice(
      say`${identity.name} has other credentials of that issuer: ${others.map((each) => each.name).join(', ')}. If ${cluster.name} replaced the cluster that they were for, move them there, too.`,
    ),
  ];
}
