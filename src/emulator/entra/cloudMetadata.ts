import type { DirectoryRequest, DirectoryResponse } from './directoryRequest.ts';

/**
 * Answers ARM's `/metadata/endpoints`: with one object since api version 2022-09-01 (for `az cloud register`), with an
 * array of clouds since 2018-05-01 (for ARM_CLOUD_METADATA_URL), and with a short form before that.
 */
export function cloudMetadata({ query, origin }: DirectoryRequest, tenantId: string): DirectoryResponse {
  const version = query.get('api-version');
  if (version === null) {
    const message = 'The api-version query parameter (?api-version=) is required for all requests.';
    return { status: 400, body: { error: { code: 'MissingApiVersionParameter', message } } };
  }
  if (version < '2018-05-01') return { status: 200, body: shortForm(origin) };
  const cloud = cloudAt(origin, tenantId);
  return { status: 200, body: version < '2022-09-01' ? [cloud] : cloud };
}

function shortForm(origin: string): unknown {
  return {
    galleryEndpoint: `${origin}/`,
    graphEndpoint: `${origin}/`,
    portalEndpoint: `${origin}/`,
    authentication: { loginEndpoint: `${origin}/`, audiences: [`${origin}/`] },
  };
}

function cloudAt(origin: string, tenantId: string): unknown {
  return {
    name: 'AksIdentityEmulator',
    portal: origin,
    gallery: `${origin}/`,
    graph: `${origin}/`,
    graphAudience: `${origin}/`,
    resourceManager: `${origin}/`,
    authentication: {
      loginEndpoint: origin,
      audiences: [`${origin}/`],
      tenant: tenantId,
      identityProvider: 'AAD',
    },
    microsoftGraphResourceId: `${origin}/`,
    batch: `${origin}/`,
    media: `${origin}/`,
    sqlManagement: `${origin}/`,
    logAnalyticsResourceId: `${origin}/`,
    ossrDbmsResourceId: `${origin}/`,
    suffixes: {
      acrLoginServer: 'azurecr.io',
      keyVaultDns: 'vault.azure.net',
      storage: 'core.windows.net',
      sqlServerHostname: 'database.windows.net',
    },
  };
}
