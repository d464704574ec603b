/** Tokens of another cluster than the one that the user has named: the pods of this one did not get them. */
import { sameIssuer } from '../../cluster/uses.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { issuerOfAks } from '../message/issuers.ts';
import type { Hit } from '../message/readMessage.ts';
import { clusterNamed, clusterOfIssuer } from './azureHalf.ts';
import { inAzure, type Judgement } from './judgement.ts';
import { fieldAt, plainValue, type Situation } from './situation.ts';

/** Returns the situation without what was read in the named cluster, and a sentence, if the token is of another one. */
export function ofOtherCluster(
  hit: Hit,
  situation: Situation,
): { readonly rest: Situation; readonly text: Words } | undefined {
  const issuer = plainValue(fieldAt('issuer', hit, situation));
  const named = issuer !== undefined && issuerOfAks.test(issuer) ? clusterNamed(situation) : undefined;
  const own = named && issuerOf(named);
  if (issuer === undefined || named === undefined || own === undefined || sameIssuer(own, issuer)) return undefined;
  const other = clusterOfIssuer(issuer, situation.facts).value;
  const { objects: _, ...rest } = situation;
  return {
    rest,
    text:
      other === undefined
        ? say`The token is of another cluster than ${named.name}, and no visible cluster has its issuer.`
        : say`The token is of the cluster ${other.name}, and not of ${named.name}.`,
  };
}

/** Says of a judgement that the token is of another cluster. */
export function withOtherCluster(judged: Judgement, text: Words): Judgement {
  const evidence = [...(judged.evidence ?? []), inAzure(text)];
  if (judged.cause !== 'UNKNOWN') return { ...judged, evidence };
  return {
    ...judged,
    text: judged.text ?? text,
    evidence,
    next: [say`Diagnose the message for the cluster that has this issuer.`, ...(judged.next ?? [])],
  };
}
