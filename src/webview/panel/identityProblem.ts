import type { Finding } from '../../domain/findings/finding.ts';

const words: Readonly<Record<string, string>> = {
  identityDeleted: 'deleted',
  identityRecreated: 'deleted and made again',
};

/** What was done to the identity that plays the part, such as `deleted`; `undefined` where it is what the cluster takes it for. */
export function troubleOf(findings: readonly Finding[], part: string): string | undefined {
  const codes = findings.map(({ code }) => code.split(':'));
  return codes
    .map(([kind = '', whose]) => (whose === part ? words[kind] : undefined))
    .find((word) => word !== undefined);
}
