/** Judges an issuer whose keys Entra did not get. */
import { say } from '../../../../sentences/words.ts';
import { issuerOfAks, otherService } from '../../message/issuers.ts';
import type { Hit } from '../../message/readMessage.ts';
import { advice, inMessage, likely, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';

const updateCluster = advice(
  say`If it does not go away, update the cluster without changes (az aks update), which renews what the issuer publishes. Then ask Azure support.`,
);

/** Judges it by whose issuer it is; only that of AKS is renewed with the cluster. */
export function judgeIssuerUnreachable(hit: Hit, situation: Situation): Judgement {
  const issuer = plainValue(fieldAt('issuer', hit, situation));
  const details = { possible: ['TRANSIENT'] as const };
  if (issuer === undefined || issuerOfAks.test(issuer))
    return likely('ISSUER_UNREACHABLE', { ...details, fixes: [updateCluster] });
  const service = otherService(issuer);
  return likely('ISSUER_UNREACHABLE', {
    ...details,
    evidence: [
      service === undefined
        ? inMessage(say`${issuer} is not an AKS issuer.`)
        : inMessage(say`${issuer} is the issuer of ${service}.`),
    ],
    fixes: [
      advice(
        say`Check that ${issuer} publishes its keys for everyone (/.well-known/openid-configuration and the jwks_uri in it), with the key that signs the tokens.`,
      ),
    ],
  });
}
