/** Which applications can use an identity binding, and in what order they move to it. */
import { joinWords, say, type Words } from '../../sentences/words.ts';

/** A client library with which an application can use an identity binding. */
interface BindingClient {
  readonly language: string;
  readonly library: string;
  readonly version: string;
  /** Which later versions may lack it, where only betas are known to support it. */
  readonly limit?: Words;
  /** What the application has to set. */
  readonly optIn: string;
}

/**
 * The first releases of the Azure Identity libraries that support bindings, or betas if no such release is known.
 * Sources: https://learn.microsoft.com/azure/aks/identity-bindings-concepts,
 * https://github.com/Azure/azure-sdk-for-go/releases/tag/sdk%2Fazidentity%2Fv1.14.0 (the release removed what its betas
 * had), https://github.com/Azure/azure-sdk-for-go/blob/main/documentation/release/breaking-changes.md (it is to return), https://github.com/Azure/azure-sdk-for-java/blob/main/sdk/identity/azure-identity/CHANGELOG.md,
 * https://www.npmjs.com/package/@azure/identity/v/4.14.0 (in its types),
 * https://github.com/Azure/azure-sdk-for-python/releases/tag/azure-identity_1.27.0
 */
export const bindingClients: readonly BindingClient[] = [
  { language: '.NET', library: 'Azure.Core', version: '1.55.0', optIn: 'IsAzureProxyEnabled' },
  {
    language: 'Go',
    library: 'azidentity',
    version: '1.14.0-beta.3',
    limit: say`(not in 1.14.0; announced for 1.15.0-beta.1)`,
    optIn: 'EnableAzureProxy',
  },
  {
    language: 'Java',
    library: 'azure-identity',
    version: '1.19.0-beta.2',
    limit: say`(a release without beta may lack it)`,
    optIn: 'enableAzureProxy()',
  },
  { language: 'JavaScript', library: '@azure/identity', version: '4.14.0', optIn: 'enableAzureProxy' },
  { language: 'Python', library: 'azure-identity', version: '1.27.0', optIn: 'enable_azure_proxy=True' },
];

/** Says which credential types of the libraries use a binding. */
const bindingCredentialTypes = say`Applications use a binding only with WorkloadIdentityCredential, and only if they opt in: DefaultAzureCredential and ManagedIdentityCredential lose their sign-in where the pod asks for a binding.`;

/** Says in what order applications move from credentials to a binding. */
export const bindingOrder = say`Let the application opt in to bindings, deploy it, check that it signs in, and only then remove its old credentials.`;

/** Stands above that table. */
const bindingClientsTitle = say`Versions that can opt in, and what to set there:`;

/** Returns the table of libraries, one line each: the version, and what to set. */
function bindingClientLines(): readonly Words[] {
  return bindingClients.map(
    ({ language, library, version, limit = say`or later`, optIn }) =>
      say`${language}: ${library} ${version} ${limit}, ${optIn}`,
  );
}

/** Says which applications can use a binding: the credential types, the versions, and what to set. */
export function bindingOptIn(): Words {
  return say`${bindingCredentialTypes} Versions that can: ${joinWords(bindingClientLines(), '; ')}.`;
}

/** Says the same with each library on a line of its own. */
export function bindingOptInLines(): Words {
  const versions = bindingClientLines().map((line) => say`\u2022 ${line}`);
  return joinWords([bindingCredentialTypes, bindingClientsTitle, ...versions], '\n');
}
