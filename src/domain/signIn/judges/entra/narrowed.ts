/** Of several things in the cluster, those that a token which was refused for its issuer can be of. */
import { distinctBy } from '../../../../shape/distinct.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { credentialsInAzure, identityOfAnyId } from '../../situation/azureHalf.ts';
import { inAzure, inCluster } from '../../situation/judgement.ts';
import { nameOfId, resultOf, type MeantIdentity } from '../../situation/meantIdentity.ts';
import { plainValue, type Situation } from '../../situation/situation.ts';
import type { Shown } from './credentialFit.ts';

/** So many identities are asked for their credentials. */
const mostAsked = 3;

/**
 * Returns the only identity among those asked for with a token that does not trust its issuer; if there are several, or
 * one can't be read, nothing is left out.
 */
export function narrowed(meant: MeantIdentity, { sign }: Hit, { issuer }: Shown, { facts }: Situation): MeantIdentity {
  const value = plainValue(issuer);
  const { several } = meant;
  if (several === undefined || value === undefined || sign !== 'issuerNotTrusted') return meant;
  const all = distinctBy(several, ({ id }) => id.toLowerCase());
  if (all.length > mostAsked) return meant;
  const judged = all.map(({ id, of, isObject }) => {
    const lacksToken = several.every((each) => each.id !== id || each.lacksToken === true);
    const identity = lacksToken ? undefined : identityOfAnyId(id, facts).value;
    const trust = identity && credentialsInAzure(identity.id, facts);
    const trusts = trust?.value?.some((one) => one.issuer === value) === true;
    return { id, of, isObject, lacksToken, identity, trusts, isRead: lacksToken || trust?.unknown.length === 0 };
  });
  const [only, ...others] = judged.filter(({ trusts, lacksToken }) => !trusts && !lacksToken);
  if (only?.identity === undefined || others.length > 0 || judged.some(({ isRead }) => !isRead)) return meant;
  const evidence = judged.map(({ of, id, trusts, lacksToken }) => {
    const name = nameOfId(id, facts);
    if (lacksToken) return inCluster(say`${of} asks for ${name}, and has no token.`);
    return trusts
      ? inAzure(say`${of} asks for ${name}, which trusts this issuer.`)
      : inCluster(say`${of} asks for ${name}, the only one of those seen that does not trust this issuer.`);
  });
  const found = resultOf({ value: only.identity, unknown: [] }, only.identity.id, evidence, only.isObject);
  return { ...found, several };
}
