/** Symptoms: messages that say that something fails, but not why. */
import { say } from '../../../sentences/words.ts';
import type { CauseCode } from '../situation/causes.ts';
import { dataHost } from '../message/issuers.ts';
import { explained } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { causesOfVault, judgeSymptom, judgeVaultAlone } from '../judges/judgeSymptom.ts';

const anySide: readonly CauseCode[] = [
  'WORKLOAD_IDENTITY_OFF',
  'POD_LABEL_MISSING',
  'NO_CREDENTIAL',
  'WRONG_ACCOUNT',
  'IDENTITY_NOT_ON_NODES',
];

/** What is said where a sign-in to Azure fails, or a vault of Azure refuses, rather than a network, a file or another store. */
const ofAzure =
  /AADSTS\d|azidentity|azurekv|(?:Identity|Azure|Environment|Cli|Assertion)Credential\b|keyvault clien|BearerAuthorizer|\badal\b|Status(?:Code)?[=: ]{1,2}40[013]|RESPONSE 40[13]|ForbiddenBy|AKV\d{5}|Identity not found|service account token|acquire(?:d| a)? ?token|169\.254\.169\.254/;

/** A connection that failed, which is the reason itself. */
const noConnection =
  /dial tcp|no such host|i\/o timeout|connection (?:refused|reset)|x509: |TLS handshake|deadline exceeded|\b429\b/;

/** What follows a sign in its line is nothing but the frame around an error, or speaks of a sign-in to Azure. */
const rest = '[^\\u001e]{0,1000}?';
const saysNothing =
  '(?:[\\s"\'}\\].,:;]|(?:rpc )?err(?:or)?\\b|code = \\w+|desc =|failed to mount objects){0,40}(?:\\u001e|$)';

/** Finds a symptom only where no other reason follows it: whatever is wrong in the cluster does not explain that one. */
function withoutReason(sign: string): RegExp {
  return new RegExp(
    `(?:${sign})(?=${saysNothing}|${rest}(?:${ofAzure.source}))(?!${rest}(?:${noConnection.source}))`,
    'gi',
  );
}

/** Finds the same symptom wherever it is. */
const mountFailed =
  'failed to mount secrets store objects for pod(?: ?(?<pod>[a-z0-9<>*.-]{1,63}\\/[a-z0-9<>*.-]{1,253}))?';
const noSecretData = 'could not get secret data from provider';
const noRefresh = 'BearerAuthorizer#WithAuthorization: Failed to refresh the Token';

const walk = {
  looksAt: say`Cluster: who asks, as which account, for which identity. Azure: each hand in turn: the switch, the credentials, the nodes, the vault.`,
  weight: weightOf.symptom,
  needsCluster: true,
  judge: judgeSymptom,
} as const;

/** The forms. */
export const symptomForms: readonly DocumentedForm[] = [
  {
    ...walk,
    name: 'secretMountFailed',
    looksLike: 'failed to mount secrets store objects for pod NAMESPACE/NAME (secrets store driver)',
    finds: withoutReason(mountFailed),
    means: say`The secrets store driver could not mount.`,
    causes: [...anySide, 'CSI_TOKEN_MISSING', 'VAULT_MODEL', 'ROLE_WRONG_PRINCIPAL', 'ROLE_MISSING', 'VAULT_POLICY'],
    source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/troubleshooting/',
  },
  explained({
    name: 'otherReason',
    looksLike:
      'failed to mount secrets store objects for pod ...: ... no space left on device; could not get secret data from provider: gitlab: 401',
    finds: new RegExp(`${mountFailed}|${noSecretData}|${noRefresh}`, 'gi'),
    weight: weightOf.symptom - 1,
    source: 'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/troubleshooting/',
    means: say`It fails for the reason at the end of the message, which is none that is known of a sign-in to Azure.`,
    next: [
      say`Read the end of the message: it can be the network, a limit of the vault, what the secret holds, an object that is missing, or another store of secrets.`,
    ],
  }),
  {
    ...walk,
    name: 'vaultForbidden',
    looksLike: 'Status=403 Code="Forbidden"; RESPONSE 403: 403 Forbidden ERROR CODE: Forbidden (Key Vault)',
    finds: [
      {
        first: /key-?vault|secrets[ -]store|\.vault\.|objectType:(?:secret|key|cert)|ExternalSecret|SecretStore/gi,
        then: /Status=403 Code="Forbidden"(?! Message="The policy)/gi,
        within: 600,
      },
      // The libraries of today write the address, the status and the code, and then what the vault says, if anything.
      {
        first: new RegExp(dataHost('vault').replace('(', '(?<vault>'), 'gi'),
        then: /RESPONSE 403: 403 Forbidden[\s-]{1,200}ERROR CODE: Forbidden\b|Status: 403 \(Forbidden\)\s{1,4}ErrorCode: Forbidden\b/gi,
        within: 400,
        unless: /https?:\/\/|AADSTS\d/i,
      },
      /RBAC permission model on Azure Key Vault/gi,
    ],
    means: say`The vault refuses, and the message lacks the reason.`,
    causes: causesOfVault,
    weight: weightOf.symptom + 3,
    judge: judgeVaultAlone,
    source: 'https://learn.microsoft.com/azure/key-vault/general/rest-error-codes',
  },
  {
    ...walk,
    name: 'operatorRefused',
    looksLike:
      'KEDA authenticating with Azure returned 401; could not get secret data from provider (External Secrets)',
    finds: [
      /keda[^.\n]{0,40}\b(?:with|to|from|by) (?:azure|entra|aad)\b[^.\n]{0,60}(?:\b401\b|unauthorized)/gi,
      withoutReason(noSecretData),
      new RegExp(`${noRefresh}(?!${rest}(?:${noConnection.source}))`, 'gi'),
    ],
    means: say`An operator could not sign in, and the message lacks the reason.`,
    causes: [...anySide, 'OPERATOR_NOT_TRUSTED', 'OPERATOR_MODE_WRONG'],
    source: 'https://learn.microsoft.com/azure/aks/keda-workload-identity',
  },
  {
    ...walk,
    name: 'argoCdSignIn',
    looksLike: 'argocd-k8s-auth failed with exit code 20 (Argo CD)',
    // Clusters of other clouds have the same words.
    finds:
      /(?<!(?:amazonaws\.com|googleapis\.com|arn:aws)[^\u001e]{0,300})argocd-k8s-auth(?: azure)? failed with exit code(?! \d{1,3}:? \(?(?:aws|gcp|eks|gke))(?![^\u001e]{0,400}(?:amazonaws\.com|googleapi|arn:aws))/gi,
    means: say`Argo CD got no token for a cluster.`,
    causes: ['SOFTWARE_BUG', ...anySide],
    source: 'https://github.com/argoproj/argo-cd/issues/22122',
  },
  {
    ...walk,
    name: 'bindingWithoutToken',
    looksLike: 'with an identity binding, the program gets no token',
    finds: [
      {
        first: /identity binding/gi,
        then: /fail(?!over)|(?<!\bno )error|cannot|can't|unable|(?:not|no) (?:found|authorized|allowed|token)/gi,
        within: 200,
        unless: /identity binding|\bno error/i,
      },
      { first: /fail(?!over)|(?<!\bno )error|unable/gi, then: /identity binding/gi, within: 200 },
    ],
    means: say`An identity binding is set up, and the program gets no token.`,
    causes: ['BINDING_NOT_OPTED_IN', 'KUBE_RBAC', ...anySide],
    source: 'https://learn.microsoft.com/azure/aks/identity-bindings-concepts',
  },
  {
    ...walk,
    name: 'storageKeyMissing',
    looksLike: 'no key for storage account(...) under resource group(...) (storage drivers)',
    finds: /no key for storage account ?\((?<storageAccount>[\w<>*-]{1,60})\)/gi,
    means: say`The storage driver uses the key of the account, which it may not read.`,
    causes: ['OPERATOR_FIELD_WRONG', 'ROLE_MISSING', 'DRIVER_WITHOUT_IDENTITY'],
    weight: weightOf.symptom + 1,
    source: 'https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/driver-parameters.md',
  },
  {
    ...walk,
    name: 'storageKeysOff',
    looksLike: 'KeyBasedAuthenticationNotPermitted: Key based authentication is not permitted on this storage account',
    finds: /KeyBasedAuthenticationNotPermitted|Key based authentication is not permitted/gi,
    fields: [
      {
        name: 'storageAccount',
        finds: /https:\/\/([\w<>*-]{1,60})\.(?:blob|file|queue|table|dfs)\.(?:core|storage)\./i,
      },
    ],
    means: say`The driver or the program uses the key of the storage account, which permits no keys.`,
    causes: ['OPERATOR_FIELD_WRONG', 'DRIVER_WITHOUT_IDENTITY', 'ROLE_MISSING'],
    weight: weightOf.symptom + 1,
    source: 'https://github.com/kubernetes-sigs/blob-csi-driver/blob/master/docs/workload-identity-static-pv-mount.md',
  },
];
