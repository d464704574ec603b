/** A token in which nothing that the message shows differs from a credential. */
import { unknownWith } from '../../../arm/unknown.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import type { CauseCode } from '../../situation/causes.ts';
import { inAzure, open, type Judgement } from '../../situation/judgement.ts';
import { usual, type Shown } from './credentialFit.ts';

/** What in Azure speaks for it. */
function matchEvidence(credential: string, { issuer, subject }: Shown): Words {
  return issuer === undefined && subject !== undefined
    ? say`The credential ${credential} is for ${subject.value}.`
    : say`The credential ${credential} matches.`;
}

/** Says what matches: no more than what the message shows. */
function matchWords(identity: string, credential: string, { issuer, subject, audience, isOfPods }: Shown): Words {
  if (issuer !== undefined && subject !== undefined && isOfPods !== true)
    return say`Everything that the message shows matches the credential ${credential} of ${identity}.`;
  if (subject !== undefined && isOfPods !== true)
    return say`The subject matches the credential ${credential} of ${identity}. The message does not show the issuer.`;
  if (issuer !== undefined)
    return say`The issuer matches the credential ${credential} of ${identity}. The message does not show the subject.`;
  if (audience !== undefined)
    return say`The audience matches the credential ${credential} of ${identity}. The message shows neither the issuer nor the subject.`;
  return say`The message shows neither the issuer nor the subject of the token, so that nothing of it can be compared with the credential ${credential} of ${identity}.`;
}

/** Judges a token that a credential accepts, as far as the message shows it: what refuses it is then something else. */
export function allEqual(identity: string, credential: string, shown: Shown): Judgement {
  const { issuer, audience, isOfPods } = shown;
  const isNothing = issuer === undefined && audience === undefined && isOfPods === true;
  const others: readonly CauseCode[] = issuer === undefined ? ['ISSUER_DIFFERS', 'TRANSIENT'] : ['TRANSIENT'];
  return open(isNothing ? [...usual, 'CREDENTIAL_NOT_EFFECTIVE'] : ['CREDENTIAL_NOT_EFFECTIVE', ...others], {
    text: matchWords(identity, credential, shown),
    evidence: [inAzure(matchEvidence(credential, shown))],
    // Source: https://learn.microsoft.com/rest/api/managedidentity/federated-identity-credentials/get
    unknown: [
      unknownWith(
        'untellable',
        'federatedCredentials',
        say`Azure does not say when a credential was created, so it is not known whether ${credential} is effective yet.`,
        identity,
      ),
    ],
    next: [
      say`If the credential is only minutes old, or was written together with others, wait and try again.`,
      say`Compare the client ID that the pod uses with the one of ${identity}, and check whether something keeps rewriting the credential.`,
    ],
  });
}
