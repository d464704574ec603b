import type { Finding } from '../../domain/findings/finding.ts';

const words: Readonly<Record<string, string>> = {
  identityDeleted: 'deleted',
  identityRecreated: 'deleted and made again',
};

/**
 * Says what happened to the identity of a part of the cluster, such as `deleted`; returns `undefined` if it is the one
 * that the cluster refers to.
 */
export function identityProblemOf(findings: readonly Finding[], part: string | undefined): string | undefined {
  const codes = findings.map(({ code }) => code.split(':'));
  return codes
    .map(([kind = '', whose]) => (part !== undefined && whose === part ? words[kind] : undefined))
    .find((word) => word !== undefined);
}
