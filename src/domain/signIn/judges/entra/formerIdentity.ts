/** Judges a program that asks for another identity than the annotation of its account names. */
import { accountWords, serviceAccountOf } from '../../../workloads/serviceAccount.ts';
import { say } from '../../../../sentences/words.ts';
import { annotatedOtherwise, restartWords } from '../../situation/annotatedOtherwise.ts';
import { credentialsInAzure, identityOfAnyId } from '../../situation/azureHalf.ts';
import { advice, inAzure, inCluster, likely, open, type Judgement } from '../../situation/judgement.ts';
import type { MeantIdentity } from '../../situation/meantIdentity.ts';
import type { Situation } from '../../situation/situation.ts';
import { fits, type Shown } from './credentialFit.ts';

/** Returns that the pods ask for a former identity, or for one that is set in their template; `undefined` if the annotation names the same, or none. */
export function formerIdentity(shown: Shown, { identity }: MeantIdentity, situation: Situation): Judgement | undefined {
  const account = serviceAccountOf(shown.subject?.value ?? '');
  const annotated = annotatedOtherwise(account, identity?.clientId, situation);
  if (account === undefined || identity === undefined || annotated === undefined) return undefined;
  const { facts } = situation;
  const { value: named, unknown } = identityOfAnyId(annotated, facts);
  const name = named?.name ?? annotated;
  const trusting = named && (credentialsInAzure(named.id, facts).value ?? []).find((each) => fits(each, shown));
  const who = accountWords(account);
  const evidence = [inCluster(say`The annotation of ${who} names ${name}.`)];
  const text = say`${who} asks for ${identity.name}, and the annotation of the account names ${name}.`;
  if (trusting === undefined)
    return open(['CLIENT_ID_WRONG', 'NO_CREDENTIAL'], {
      text,
      evidence,
      unknown,
      next: [
        say`Find out which of the two identities is meant. If it is ${name}, restart the pods; if it is ${identity.name}, correct the annotation.`,
      ],
    });
  return likely('CLIENT_ID_WRONG', {
    text,
    evidence: [...evidence, inAzure(say`The credential ${trusting.name} of ${name} matches the token.`)],
    possible: ['NO_CREDENTIAL'],
    fixes: [advice(restartWords(account))],
  });
}
