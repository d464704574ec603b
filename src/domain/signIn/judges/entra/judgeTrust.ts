/** Compares a token that Entra refused with the credentials that are there. */
import { lastSegment, sameId } from '../../../arm/resourceId.ts';
import type { IdentityCredential } from '../../../cluster/facts.ts';
import { isFlexible } from '../../../workloads/credential.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { defined } from '../../../../shape/defined.ts';
import type { Hit } from '../../message/readMessage.ts';
import { meantPods, objectAskingAs } from '../../situation/clusterHalf.ts';
import { issuerOf } from '../../../workloads/issuer.ts';
import { serviceAccountOf, tokenSubject } from '../../../workloads/serviceAccount.ts';
import type { MessageField } from '../../message/field.ts';
import { credentialsInAzure, everyCredential, identityOfAnyId } from '../../situation/azureHalf.ts';
import type { CauseCode } from '../../situation/causes.ts';
import { askWithoutChoice, meantIdentity, type MeantIdentity } from '../../situation/meantIdentity.ts';
import {
  advice,
  inAzure,
  inCluster,
  inMessage,
  likely,
  open,
  proven,
  type JudgedEvidence,
  type Judgement,
} from '../../situation/judgement.ts';
import { fieldAt, type Situation } from '../../situation/situation.ts';
import { allEqual } from './allEqual.ts';
import { audienceFix, fits, isOfSharedOperator, isSlashOff, nextFor, usual, type Shown } from './credentialFit.ts';
import { formerIdentity } from './formerIdentity.ts';
import { correctClientId } from './noClientId.ts';
import { nearMiss, type NearMiss } from './nearMiss.ts';
import { narrowed } from './narrowed.ts';
import { notOfAks } from './notOfAks.ts';
import { oneOff } from './oneOff.ts';
import { clusterOfToken, type TokenCluster } from './tokenCluster.ts';

/** Judges a token that no credential fits. */
export function judgeTrust(hit: Hit, situation: Situation): Judgement {
  // An account in another line of a log need not be the one that signs in.
  const subject = hit.fields.find(({ name }) => name === 'subject') ?? situation.supposed;
  const beside = subject === undefined ? subjectsBeside(hit, situation) : [];
  const cut = beside.find(({ isMasked }) => isMasked);
  const ofPods = subject === undefined ? onlySubject(hit, situation) : undefined;
  const shown: Shown = {
    issuer: fieldAt('issuer', hit, situation),
    subject: subject ?? cut ?? ofPods,
    audience: fieldAt('audience', hit, situation),
    isNamed: subject !== undefined || cut !== undefined || meantPods(hit, situation).by === 'named',
    ...(subject === undefined && cut === undefined && ofPods !== undefined ? { isOfPods: true } : {}),
  };
  const meant = narrowed(meantIdentity(hit, situation), hit, shown, situation);
  const token = clusterOfToken(shown, situation);
  const client = fieldAt('clientId', hit, situation);
  const evidence = [
    ...evidenceOf(shown),
    ...(client?.isFromElsewhere === true
      ? [inMessage(say`The client ID is ${client.value}${elsewhereWords(client)}.`)]
      : []),
    ...meant.evidence,
    ...token.evidence,
  ];
  const asker = {
    ...meant.asker,
    ...defined({ account: shown.subject?.value, clusterId: token.cluster?.id }),
  };
  const own = notOfAks(shown, token, hit, situation);
  const judged =
    own ??
    otherThanPods(shown, beside, meant) ??
    audienceAlone(hit, shown, meant, situation) ??
    compare(shown, meant, token, situation);
  return {
    ...judged,
    asker,
    evidence: [...evidence, ...(judged.evidence ?? [])],
    restsOn: [shown.issuer, shown.subject, shown.audience, client],
    // An account that the message does not name may be another one than that which signs in.
    certainty:
      judged.certainty === 'certain' && ((shown.subject !== undefined && !shown.isNamed) || meant.several !== undefined)
        ? 'likely'
        : judged.certainty,
  };
}

/** The accounts that the line of the message names beside the error: one of them may be that which signs in. */
function subjectsBeside({ part }: Hit, { message }: Situation): readonly MessageField[] {
  return message.shared.flatMap((each) => (each.part === part && each.field.name === 'subject' ? [each.field] : []));
}

/** Another account in the message than that of the pods which fit: nothing tells which of the two signs in. */
function otherThanPods(
  { subject, isOfPods }: Shown,
  beside: readonly MessageField[],
  { identity }: MeantIdentity,
): Judgement | undefined {
  const [other] = beside.filter(({ value }) => value !== subject?.value);
  if (isOfPods !== true || other === undefined || subject === undefined) return undefined;
  return open(usual, {
    text: say`The message names ${other.value}, and the pods that fit run as ${subject.value}: nothing tells which of them signs in.`,
    next: nextFor(identity),
  });
}

/** The subject of the pods that the message can be about, if all run as one account. */
function onlySubject(hit: Hit, situation: Situation): MessageField | undefined {
  const [first, ...others] = meantPods(hit, situation).pods.map(({ account }) => tokenSubject(account));
  if (first === undefined || others.some((each) => each !== first)) return undefined;
  return { name: 'subject', value: first, isMasked: false };
}

/** Compares the token that an account of a cluster gets with the credentials of the identity that it asks for. */
export function judgeAccount(hit: Hit, situation: Situation, shown: Shown): Judgement {
  const meant = meantIdentity(hit, situation);
  const token = clusterOfToken(shown, situation);
  const judged = compare(shown, meant, token, situation);
  return {
    ...judged,
    certainty: judged.certainty === 'certain' ? 'likely' : judged.certainty,
    evidence: [...meant.evidence, ...(judged.evidence ?? [])],
    asker: { ...meant.asker, ...defined({ account: shown.subject?.value, clusterId: token.cluster?.id }) },
  };
}

function evidenceOf({ issuer, subject, audience, isNamed, isOfPods }: Shown): readonly JudgedEvidence[] {
  return [
    ...(issuer ? [inMessage(say`The token's issuer is ${issuer.value}${elsewhereWords(issuer)}.`)] : []),
    ...(subject && isNamed && isOfPods !== true
      ? [inMessage(say`The token's subject is ${subject.value}${elsewhereWords(subject)}.`)]
      : []),
    ...(audience ? [inMessage(say`The token's audience is ${audience.value}${elsewhereWords(audience)}.`)] : []),
    ...(subject && (!isNamed || isOfPods === true) ? [inCluster(say`The pods that fit run as ${subject.value}.`)] : []),
  ];
}

function elsewhereWords({ isFromElsewhere }: MessageField): Words {
  return isFromElsewhere === true ? say` (from another place in the text)` : say``;
}

/** The audience of the token that every pod has for Kubernetes itself. */
const ofKubernetes = /\.azmk8s\.io|kubernetes\.default/i;

function audienceAlone(
  hit: Hit,
  shown: Shown,
  { identity }: MeantIdentity,
  { facts }: Situation,
): Judgement | undefined {
  const { audience } = shown;
  if (audience !== undefined && ofKubernetes.test(audience.value))
    return proven('TOKEN_WRONG_FILE', {
      text: say`The program presents the pod's token for Kubernetes (${audience.value}) instead of the one for Entra.`,
      fixes: [
        advice(
          say`Let the program use the file in AZURE_FEDERATED_TOKEN_FILE. It is there if the pod has the label azure.workload.identity/use.`,
        ),
      ],
    });
  const isOfBinding = audience?.value.toLowerCase() === 'api://aksidentitybinding';
  if (hit.sign !== 'audienceNotTrusted' && !isOfBinding) return undefined;
  const listed = isOfBinding || identity === undefined ? [] : (credentialsInAzure(identity.id, facts).value ?? []);
  const accepting = audience && listed.find((each) => fits(each, shown));
  if (accepting !== undefined && identity !== undefined) return allEqual(identity.name, accepting.name, shown);
  const text = isOfBinding
    ? say`The token is for identity bindings (${audience.value}), and the program presents it to Entra directly.`
    : say`The token is for ${audience?.value ?? say`another audience`}, which the credential does not name.`;
  return proven('AUDIENCE_DIFFERS', {
    text,
    ...(isOfBinding ? { possible: ['BINDING_NOT_OPTED_IN'] } : {}),
    fixes: [
      isOfBinding
        ? advice(
            say`Let the program use WorkloadIdentityCredential and opt in to the binding, or connect the workload and remove the annotation use-identity-binding.`,
          )
        : audienceFix(audience),
    ],
  });
}

/** Asks for the credentials of all other identities only if those of the identity itself leave the cause open. */
function compare(shown: Shown, meant: MeantIdentity, token: TokenCluster, situation: Situation): Judgement {
  const { identity } = meant;
  if (identity === undefined) return withoutIdentity(shown, meant, token, situation);
  const { value: own = [], unknown } = credentialsInAzure(identity.id, situation.facts);
  const credentials = own.map((each) => ({ ...each, identityId: identity.id }));
  const exact = isWhole(shown) ? credentials.find((each) => fits(each, shown)) : undefined;
  const slash = exact === undefined ? credentials.find((each) => isSlashOff(each, shown)) : undefined;
  if (slash !== undefined) return slashOff(slash, shown.subject !== undefined);
  if (unknown.length > 0) return open(usual, { unknown, next: nextFor(identity) });
  if (credentials.some(isFlexible))
    return open(['NO_CREDENTIAL'], {
      text: say`${identity.name} has a credential that matches by expression, and Azure does not show what it matches.`,
      next: [say`Compare the expression of the credential with the subject of the token.`],
    });
  if (exact !== undefined)
    return (
      ofNamedCluster(shown, { identity, token, own: credentials }, situation) ??
      allEqual(identity.name, exact.name, shown)
    );
  const former = formerIdentity(shown, meant, situation);
  if (former !== undefined) return former;
  const object = objectAskingAs(serviceAccountOf(shown.subject?.value ?? ''), situation);
  const miss = { shown, identity, token, own: credentials, ...defined({ object }) };
  return oneOff(miss, situation.facts) ?? elsewhere(miss, meant, situation);
}

/** The issuer that the message does not show is that of the cluster which the user has named, if the token is of it. */
function ofNamedCluster(
  shown: Shown,
  { identity, token, own }: Omit<NearMiss, 'shown'>,
  { facts }: Situation,
): Judgement | undefined {
  const issuer = token.named && issuerOf(token.named);
  if (issuer === undefined || token.named === undefined || shown.isOfPods === true) return undefined;
  const supposed: Shown = { ...shown, issuer: { name: 'issuer', value: issuer, isMasked: false } };
  if (own.some((each) => fits(each, supposed))) return undefined;
  const judged = oneOff({ shown: supposed, identity, own, token: { ...token, cluster: token.named } }, facts);
  if (judged?.text === undefined) return undefined;
  return {
    ...judged,
    certainty: 'likely',
    text: say`The message does not show the issuer. If the token is one of ${token.named.name}: ${judged.text}`,
    possible: [...(judged.possible ?? []), 'CREDENTIAL_NOT_EFFECTIVE'],
  };
}

function elsewhere(miss: NearMiss, { isFromObject }: MeantIdentity, { facts }: Situation): Judgement {
  const { shown, identity } = miss;
  const { value: all = [], unknown } = everyCredential(facts);
  const other = all.find((each) => !sameId(each.identityId, identity.id) && fits(each, shown));
  if (other === undefined || !isSubjectShown(shown)) return nearMiss(miss, unknown);
  const trusting = identityOfAnyId(other.identityId, facts).value;
  return likely(isFromObject === true ? 'OPERATOR_FIELD_WRONG' : 'CLIENT_ID_WRONG', {
    text: say`${lastSegment(other.identityId)} trusts this account, but the client ID asked for is the one of ${identity.name}.`,
    evidence: [inAzure(say`The credential ${other.name} of ${lastSegment(other.identityId)} matches the token.`)],
    possible: ['NO_CREDENTIAL'],
    fixes: [correctClientId(isFromObject === true, trusting?.clientId)],
  });
}

function isSubjectShown({ subject }: Shown): boolean {
  return subject !== undefined && !subject.isMasked;
}

function isWhole({ issuer, subject }: Shown): boolean {
  return issuer !== undefined || subject !== undefined;
}

/** An identity can have one credential for an account of an issuer, however that is written, so that the old one goes first. */
function slashOff(credential: IdentityCredential, isNamed: boolean): Judgement {
  const { name, identityId, issuer } = credential;
  return (isNamed ? proven : likely)('ISSUER_SLASH', {
    text: say`The issuer in the credential ${name} of ${lastSegment(identityId)} differs from the one in the token only by the slash at its end.`,
    evidence: [inAzure(say`The credential's issuer is ${issuer}.`)],
    ...(isNamed ? {} : { possible: ['CLIENT_ID_WRONG', 'NO_CREDENTIAL'] as const }),
    fixes: [
      advice(
        say`Remove the credential ${name}, which matches no token, and connect the account to ${lastSegment(identityId)} again: the new one gets the issuer as the cluster writes it.`,
      ),
    ],
  });
}

const nameThePod = say`Name the pod, or paste a message that names it or its service account.`;

/** Nothing says which identity is asked for, so a missing credential can't be told from a wrong client id. */
function withoutIdentity(shown: Shown, meant: MeantIdentity, token: TokenCluster, { facts }: Situation): Judgement {
  if (meant.isOther === true) return open(usual, { next: [askWithoutChoice], ...defined({ text: meant.why }) });
  const { value: all = [], unknown: unlisted } = everyCredential(facts);
  const slash = shown.subject && all.find((each) => isSlashOff(each, shown));
  if (slash !== undefined) return slashOff(slash, false);
  const matching = isWhole(shown) ? all.find((each) => fits(each, shown)) : undefined;
  const unknown = [...meant.unknown, ...unlisted, ...token.unknown];
  const evidence =
    matching === undefined
      ? []
      : [
          inAzure(
            shown.isOfPods === true
              ? say`The credential ${matching.name} of ${lastSegment(matching.identityId)} is for ${shown.subject?.value ?? ''}.`
              : say`The credential ${matching.name} of ${lastSegment(matching.identityId)} matches what the message shows.`,
          ),
        ];
  const possible: readonly CauseCode[] =
    matching !== undefined
      ? ['CREDENTIAL_NOT_EFFECTIVE', 'CLIENT_ID_WRONG', 'NO_CREDENTIAL']
      : isOfSharedOperator(shown.subject?.value ?? '')
        ? ['OPERATOR_NOT_TRUSTED', ...usual]
        : usual;
  const next = meant.several === undefined ? nextFor(undefined) : [nameThePod];
  return open(possible, { evidence, unknown, next, ...defined({ text: meant.why }) });
}
