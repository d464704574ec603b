/** Judges a token that no credential of an identity accepts, by the accounts that they trust. */
import { sameText } from '../../../arm/resourceId.ts';
import type { Unknown } from '../../../arm/unknown.ts';
import type { IdentityCredential } from '../../../cluster/facts.ts';
import { countWithNoun } from '../../../words/counts.ts';
import { serviceAccountOf } from '../../../workloads/serviceAccount.ts';
import { say } from '../../../../sentences/words.ts';
import { distinctBy } from '../../../../shape/distinct.ts';
import { advice, inAzure, likely, open, proven, type Judgement } from '../../situation/judgement.ts';
import {
  connectFix,
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
  /** The object of an operator that names the account, if no pod runs as it. */
  readonly object?: string;
}

/** Judges by the subject a token that no credential accepts; `unknown` is why others may have one that does. */
export function nearMiss({ shown, identity, token, own, object }: NearMiss, unknown: readonly Unknown[]): Judgement {
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
  const ofOthers = own.filter((each) => each.subject === subject.value);
  if (ofOthers.length > 0)
    return proven('NO_CREDENTIAL', {
      text: say`${identity.name} trusts ${words} with another issuer, and with the issuer of the token it does not.`,
      evidence: ofOthers.map((each) => inAzure(say`The issuer of the credential ${each.name} is ${each.issuer}.`)),
      fixes,
      unknown,
    });
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
  if (near !== undefined && others.length === 0 && isOther && object !== undefined)
    return likely('WRONG_ACCOUNT', {
      text: say`${object} asks as ${words}, and ${identity.name} trusts ${near.namespace}/${near.serviceAccount}.`,
      possible: ['NO_CREDENTIAL'],
      fixes: [
        advice(say`Name the account ${near.serviceAccount} in ${object}, if it should ask as the trusted account.`),
        ...fixes,
      ],
      unknown,
    });
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
        : say`${identity.name} trusts ${cased.subject}, and the token is for ${subject.value}: Entra is case-sensitive.`,
    evidence: [inAzure(say`${identity.name} has ${countWithNoun(own.length, 'credential')}, none for this account.`)],
    fixes,
    unknown,
  });
}

function podAccountYaml(name: string): string {
  return ['spec:', '  template:', '    spec:', `      serviceAccountName: ${JSON.stringify(name)}`, ''].join('\n');
}
