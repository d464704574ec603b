/**
 * How addresses of Azure look in every cloud, as regular expressions: Azure, its sovereign clouds, and those to come, whose
 * addresses have the same parts in front of other endings.
 * Source: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers
 */

/** The host at which Entra signs in. */
export const loginHost =
  'login\\.(?:[\\w-]{1,30}\\.)?(?:microsoftonline\\.[a-z.]{2,20}|chinacloudapi\\.cn|sovcloud-identity\\.[a-z]{2,3}|windows\\.net|microsoft\\.com)';

/** An address of a data service: the name of the resource, then the service. */
export function dataHost(service: string): string {
  return `https?:\\/\\/([\\w<>*-]{1,63})\\.${service}\\.(?=[\\w.-]*(?:azure|windows|cloudapi|sovcloud|microsoft))`;
}

/** The issuer of access tokens, before the directory. */
export const tokenIssuer = 'https:\\/\\/sts\\.[\\w.-]{4,60}\\/';
