/** Whose tokens an issuer signs. */
import { say, type Words } from '../../../sentences/words.ts';
import { loginHost, tokenIssuer } from './clouds.ts';

/** Source: https://learn.microsoft.com/azure/aks/use-oidc-issuer */
export const issuerOfAks = /^https:\/\/(?:[^/]+\.)?oi(?:c|dc)\.(?:prod-)?aks\.azure\.[a-z]{2,6}\/(.*)$/i;

/** Issuers of other services, by what their documentation says. */
const services: readonly (readonly [RegExp, Words])[] = [
  [
    /^https:\/\/token\.actions\.githubusercontent\.com(?:\/|$)|^https:\/\/[^/]+\/_services\/token/i,
    say`GitHub Actions`,
  ],
  [/^https:\/\/(?:app\.)?vstoken\.(?:dev\.azure|visualstudio)\.com(?:\/|$)/i, say`Azure Pipelines`],
  [/^https:\/\/oidc\.eks\.[^/]*amazonaws\.com(?:\.cn)?(?:\/|$)/i, say`Amazon EKS`],
  [/^https:\/\/container\.googleapis\.com\/v1\/projects\//i, say`Google Kubernetes Engine`],
  [/^https:\/\/accounts\.google\.com(?:\/|$)/i, say`Google Cloud`],
  [/^https:\/\/[^/]*\boi(?:c|dc)\.prod-arc\.azure\.[a-z]{2,6}(?:\/|$)/i, say`a cluster that Azure Arc connects`],
  [new RegExp(`^https:\\/\\/${loginHost}\\/|^${tokenIssuer}`, 'i'), say`Microsoft Entra ID itself`],
  [/^https:\/\/gitlab\.com(?:\/|$)/i, say`GitLab`],
  [/^https:\/\/app\.terraform\.io(?:\/|$)/i, say`HCP Terraform`],
];

/** Returns the service whose tokens have this issuer, or `undefined` for AKS and for what is not in the table. */
export function otherService(issuer: string): Words | undefined {
  return services.find(([pattern]) => pattern.test(issuer))?.[1];
}
