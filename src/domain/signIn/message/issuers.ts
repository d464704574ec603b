/** Addresses of Azure in every cloud, as regular expressions, and whose tokens an issuer signs. */
import { say, type Words } from '../../../sentences/words.ts';

/**
 * The host at which Entra signs in: in Azure, its sovereign clouds, and those to come, whose addresses have the same parts in front
 * of other endings.
 * Source: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers
 */
export const loginHost =
  'login\\.(?:[\\w-]{1,30}\\.)?(?:microsoftonline\\.[a-z.]{2,20}|chinacloudapi\\.cn|sovcloud-identity\\.[a-z]{2,3}|windows\\.net|microsoft\\.com)';

/** An address of a data service: the name of the resource, then the service. */
export function dataHost(service: string): string {
  return `https?:\\/\\/([\\w<>*-]{1,63})\\.${service}\\.(?=[\\w.-]*(?:azure|windows|cloudapi|sovcloud|microsoft))`;
}

/** The issuer of access tokens, before the directory. */
export const tokenIssuer = 'https:\\/\\/sts\\.[\\w.-]{4,60}\\/';

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
