/** Messages that say why, and where the sign-in is not the reason. */
import { say } from '../../../sentences/words.ts';
import type { Finder } from '../message/near.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { explained, type ExplainedForm } from './explained.ts';

/** What libraries log when one credential of a chain got a token. */
const chainSuccess =
  /(?:DefaultAzureCredential|ChainedTokenCredential) (?:credential selected|acquired a token from|authenticated with)|Credential\.GetToken\(\) acquired a token|Attempted credential \w{5,60} returns a token|Result for (?:DefaultAzureCredential|ChainedTokenCredential): SUCCESS/g;

const vaultDomain = '\\.vault\\.(?:azure\\.(?:net|cn)|usgovcloudapi\\.net|[\\w.-]{3,40})';
const vaultHost = `[\\w-]{1,60}${vaultDomain}`;

/** Other stores have the same codes, so that only a vault of Azure beside one, or its own sentence, tells. */
function ofVault(codes: string, sentence: RegExp): readonly Finder[] {
  const vault = new RegExp(`${vaultDomain}|key ?vault|Microsoft\\.KeyVault|azurekv|objectType:`, 'gi');
  const code = new RegExp(`\\b(?:Secret|Key|Certificate)${codes}\\b`, 'g');
  return [
    sentence,
    new RegExp(`ERROR CODE: ${code.source}`, 'g'),
    { first: vault, then: code, within: 400 },
    { first: code, then: vault, within: 300 },
  ];
}

/** The forms, each with what it means. */
const all: readonly ExplainedForm[] = [
  {
    name: 'vaultObjectMissing',
    provesSignIn: true,
    looksLike: 'SecretNotFound: A secret with (name/id) ... was not found in this key vault',
    finds: ofVault('NotFound', /was not found in this key vault/g),
    source: 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes',
    means: say`The sign-in works, and the key vault lets it in: the vault has no such secret, key or certificate.`,
    next: [
      say`Compare the name, its kind and its version with what is in the vault. If it was deleted, it can be recovered for some time.`,
    ],
  },
  {
    name: 'vaultObjectDisabled',
    provesSignIn: true,
    looksLike: 'SecretDisabled: Operation get is not allowed on a disabled secret',
    finds: ofVault('Disabled', /is not allowed on an? (?:disabled|expired) (?:secret|key|certificate)/gi),
    source: 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes',
    means: say`The sign-in works, and the key vault lets it in: the secret, key or certificate is disabled or out of its time.`,
    next: [say`Enable that version in the vault, or make a new one.`],
  },
  {
    name: 'vaultNotResolved',
    looksLike: 'lookup ....vault.azure.net: no such host',
    finds: [
      {
        first: new RegExp(`(?:lookup|getaddrinfo|resolve|UnknownHost\\w*:?) ?\\w{0,12} ?['"]?${vaultHost}`, 'gi'),
        then: /no such host|ENOTFOUND|EAI_AGAIN|not known|server misbehaving|UnknownHost|name resolution/gi,
        within: 120,
      },
      new RegExp(`(?:ENOTFOUND|UnknownHostException:) ?${vaultHost}`, 'gi'),
    ],
    source: 'https://learn.microsoft.com/azure/key-vault/general/private-link-diagnostics',
    means: say`The name of the key vault can't be resolved from where it was asked, which has nothing to do with the sign-in.`,
    next: [
      say`Check the name of the vault and whether it exists; with a private endpoint, also the private DNS zone and its links to the network of the nodes.`,
    ],
  },
  {
    name: 'driverProviderMissing',
    looksLike: 'provider not found: provider "azure" (secrets store driver)',
    finds: /provider not found: provider "{1,2}azure/gi,
    source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/troubleshooting/',
    means: say`The secrets store driver found no provider for Azure on the node, so no sign-in was tried.`,
    next: [
      say`Look at the pods of the provider on that node (in kube-system: aks-secrets-store-provider-azure); without the AKS add-on, install the provider.`,
    ],
  },
  {
    name: 'driverNotRegistered',
    looksLike: 'driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers',
    finds: /driver name secrets-store\.csi\.k8s\.io not found in the list of registered CSI drivers/g,
    source: 'https://learn.microsoft.com/azure/aks/csi-secrets-store-driver',
    means: say`The secrets store driver does not run on the node, so no sign-in was tried.`,
    next: [
      say`Look at the pods of the driver on that node (in kube-system: aks-secrets-store-csi-driver); without them, enable the add-on (azure-keyvault-secrets-provider). On a new node, wait until they run.`,
    ],
  },
  {
    name: 'secretClassMissing',
    looksLike: 'failed to get secretproviderclass NAMESPACE/NAME, error: ... not found (secrets store driver)',
    finds: {
      first: /failed to get secretproviderclass [\w.-]{1,63}\/[\w.-]{1,253}/gi,
      then: /not found/g,
      within: 160,
    },
    source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/troubleshooting/',
    means: say`The SecretProviderClass that the pod mounts does not exist in its namespace, so no sign-in was tried.`,
    next: [say`Create the class in the namespace of the pod, or correct its name in the volume.`],
  },
  {
    name: 'operatorAccountMissing',
    looksLike: 'could not validate provider: ServiceAccount "..." not found (External Secrets)',
    finds: /could not validate provider: ServiceAccount "{1,2}[\w.-]{1,253}"{1,2} not found/g,
    source: 'https://external-secrets.io/latest/provider/azure-key-vault/',
    means: say`The service account that the store names does not exist, so no sign-in was tried.`,
    next: [
      say`Create the account, or correct serviceAccountRef of the store: that of a SecretStore is looked for in its own namespace.`,
    ],
  },
  {
    name: 'driverSocketAway',
    looksLike: 'dial unix .../azure.sock: connect: connection refused (secrets store driver)',
    finds: {
      first: /providers\/azure\.sock/g,
      then: /connection refused|no such file|deadline exceeded|context canceled/gi,
      within: 60,
    },
    source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/troubleshooting/',
    means: say`The secrets store driver does not reach its provider for Azure on the node, so no sign-in was tried.`,
    next: [
      say`Look at the pods of the provider on that node (in kube-system: aks-secrets-store-provider-azure): whether they run, and what they log.`,
    ],
  },
  {
    name: 'secretClassUnread',
    looksLike: 'failed to mount objects, error: tenantID is not set; failed to parse the objects array',
    finds: {
      first: /failed to mount (?:secrets store )?objects/gi,
      then: /\b[a-z]\w{2,40} is not set\b|failed to parse\b|strconv\.Parse\w{3,10}|objects array|error converting YAML|invalid (?:cloud|object|file permission)\w*/gi,
      within: 300,
      unless: /nodePublishSecretRef/,
    },
    source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/getting-started/usage/',
    means: say`The provider for Azure does not take a parameter of the SecretProviderClass, so no sign-in was tried: the end of the message names it.`,
    next: [
      say`Correct that parameter of the class. Names are read letter by letter: tenantID, keyvaultName, clientID, objects.`,
    ],
  },
  {
    name: 'otherCloudRefuses',
    looksLike: 'could not get secret data from provider ... SecretManager, secretsmanager, arn:aws (External Secrets)',
    finds: {
      first: /could not get secret data from provider|failed to mount (?:secrets store )?objects/gi,
      then: /SecretManager Client|secretmanager\.|secretsmanager|arn:aws|googleapi: |AccessDeniedException: User|conjur|1password|doppler|bitwarden/gi,
      within: 500,
    },
    source: 'https://external-secrets.io/latest/provider/google-secrets-manager/',
    means: say`Another store of secrets refuses it, not Azure.`,
    next: [say`Look at the sign-in and the permissions of that store.`],
  },
  {
    name: 'vaultOtherPolicy',
    looksLike: 'ForbiddenByPolicy without a word on why (Key Vault)',
    finds: /ForbiddenByPolicy/g,
    source: 'https://learn.microsoft.com/azure/key-vault/general/azure-policy',
    means: say`A policy forbids it: Azure Policy forbids what is to be created or changed in the vault, or an access policy applies only to calls on behalf of a user.`,
    next: [say`Paste the sentence that stands before the code: it says which one.`],
  },
  {
    name: 'databaseTokenRefused',
    looksLike: "Login failed for user '<token-identified principal>'. Token is expired (Azure SQL)",
    finds:
      /Login failed for user '(?:<token-identified principal>)?'\. ?(?:Token is expired|The server is not currently configured to accept this token)/gi,
    source: 'https://learn.microsoft.com/azure/azure-sql/database/authentication-aad-overview',
    means: say`The database does not accept the access token itself, so it did not look for a user: the token has expired, is for another service or cloud, or is handed over in another way than the driver expects.`,
    next: [
      say`Check that the program asks for https://database.windows.net/.default (or the address of its cloud) each time that it connects, and that the server has a Microsoft Entra administrator.`,
    ],
  },
  {
    name: 'credentialsFileEmpty',
    looksLike: 'failed to read credentials from file : open : no such file or directory (Velero)',
    finds: /failed to read credentials from file ?: open : no such file/g,
    source: 'https://github.com/velero-io/velero/issues/7395',
    means: say`The program reads a credentials file of its own, and no path of one is set. It is not the token file of workload identity.`,
    next: [
      say`Set AZURE_CREDENTIALS_FILE to such a file, or use a version that does without: Velero 1.13.0 and version 1.9.0 of its plugin for Azure ask for the file with workload identity, too.`,
    ],
  },
  {
    name: 'chainSucceeded',
    // Behind it is what fails, such as a vault that refuses.
    weight: weightOf.symptom + 2,
    looksLike: 'DefaultAzureCredential credential selected: ...; DefaultAzureCredential acquired a token from ...',
    finds: chainSuccess,
    source: 'https://learn.microsoft.com/dotnet/azure/sdk/authentication/credential-chains',
    means: say`A credential of the chain got a token. What the chain says of the others before is no error.`,
    next: [say`Paste what fails after it, if something does.`],
  },
  {
    name: 'otherVault',
    looksLike: 'cannot read secret data from Vault (HashiCorp Vault)',
    finds: [
      /cannot read secret data from Vault/g,
      {
        first: /Error making API request\.?/g,
        then: /URL: (?:GET|PUT|POST|LIST|DELETE) https?:\/\/[^\s]{3,200}\/v1\//g,
        within: 20,
      },
    ],
    source: 'https://external-secrets.io/latest/provider/hashicorp-vault/',
    means: say`HashiCorp Vault refuses it, not Azure.`,
    next: [say`Look at the role and the policies of that vault.`],
  },
];

/** The forms. */
export const answeredForms: readonly DocumentedForm[] = all.map((form) => explained(form));
