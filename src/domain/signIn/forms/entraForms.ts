/** Other messages of Entra, and of the way to it. */
import { say } from '../../../sentences/words.ts';
import { explained } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { advice, likely, open, proven } from '../situation/judgement.ts';
import { judgeTenant } from '../judges/entra/judgeDirectory.ts';
import { judgeEmptyClient } from '../judges/pods/judgeVariable.ts';
import { judgeIssuerUnreachable } from '../judges/entra/judgeIssuer.ts';
import {
  judgeApplication,
  judgeExpired,
  judgeNoCredentials,
  judgePrincipal,
  judgeServicePrincipal,
} from '../judges/entra/judgeEntra.ts';

const entraCodes = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes';
const goTroubleshooting =
  'https://github.com/Azure/azure-sdk-for-go/blob/main/sdk/azidentity/TROUBLESHOOTING.md#troubleshoot-workloadidentitycredential-authentication-issues';

/** Only what is called an issuer, or is one of AKS: the text has other addresses, too. */
const issuerNamed =
  /((?<=issuer:? ?['"]?)https:\/\/[\w.-]{3,80}(?:\/[\w<>{}*\/-]{0,200})?|https:\/\/[\w.-]{0,60}oi(?:c|dc)\.(?:prod-)?aks\.azure\.[\w<>{}*\/-]{3,200})/i;

/** The forms. */
export const entraForms: readonly DocumentedForm[] = [
  {
    name: 'applicationNotFound',
    looksLike: "AADSTS700016: Application with identifier '...' was not found in the directory '...'",
    finds: /AADSTS700016(?!\d)(?!: Application with identifier '')/g,
    fields: [
      { name: 'clientId', finds: /Application with identifier '([^']{1,200})'/i },
      { name: 'tenantId', finds: /in the directory '([^']{1,100})'/i },
    ],
    otherwise: [
      {
        name: 'clientId',
        finds: /['"\u00ab\u201e]\s?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s?['"\u00bb\u201d]/i,
      },
    ],
    partedBy: /AADSTS\d{4,8}/,
    means: say`The client ID is not that of an application of that directory.`,
    looksAt: say`Azure: the client ID among the identities, and also among their object and resource IDs; their directory. Cluster: the annotation or field that has it.`,
    causes: ['CLIENT_ID_WRONG', 'TENANT_WRONG', 'OPERATOR_FIELD_WRONG'],
    weight: weightOf.entra,
    source: goTroubleshooting,
    judge: judgeApplication,
  },
  {
    name: 'servicePrincipalMissing',
    looksLike: 'AADSTS7000229: The client application ... is missing service principal in the tenant ...',
    finds: /AADSTS7000229(?!\d)/g,
    fields: [
      { name: 'clientId', finds: /client application '?([\w<>{}*-]{8,60})'? is missing/i },
      { name: 'tenantId', finds: /in the tenant '?([\w<>{}*-]{8,60})/i },
    ],
    partedBy: /AADSTS\d{4,8}/,
    means: say`The application exists, and has no service principal in that directory.`,
    looksAt: say`Azure: the client ID among the identities, and their directory.`,
    causes: ['TENANT_WRONG'],
    weight: weightOf.entra,
    source: entraCodes,
    judge: judgeServicePrincipal,
  },
  {
    name: 'applicationEmpty',
    looksLike: "AADSTS700016: Application with identifier '' was not found in the directory '...'",
    finds: /AADSTS700016: Application with identifier ''(?!')/g,
    means: say`The program sends an empty client ID.`,
    looksAt: say`Cluster: the label of the pod, its variables, the account and its annotation.`,
    causes: ['CLIENT_ID_MISSING'],
    weight: weightOf.entra,
    source: goTroubleshooting,
    needsCluster: true,
    judge: judgeEmptyClient,
  },
  {
    name: 'tenantNotFound',
    looksLike: "AADSTS90002: Tenant '...' not found (also AADSTS900023)",
    finds: /AADSTS(?:90002|900023)(?!\d)/g,
    fields: [{ name: 'tenantId', finds: /(?:Tenant|tenant identifier) '([^']{1,100})'/i }],
    means: say`There is no such directory in this cloud.`,
    looksAt: say`Azure: the directories of the visible identities. Cluster: the annotation or field that has the directory ID.`,
    causes: ['TENANT_WRONG'],
    weight: weightOf.entra,
    source: goTroubleshooting,
    judge: judgeTenant,
  },
  {
    name: 'tokenExpired',
    looksLike: 'AADSTS700024: Client assertion is not within its valid time range',
    // A certificate has the same words with another code.
    finds: /AADSTS700024(?!\d)|(?<!AADSTS50012: )Client assertion is not within its valid time range/gi,
    fields: [
      { name: 'now', finds: /Current time: ([\dT:.-]{10,40}Z?)/i },
      { name: 'validFrom', finds: /assertion valid from ([\dT:.-]{10,40}Z?)/i },
      { name: 'validTo', finds: /expiry time of assertion ([\dT:.-]{10,40}Z?)/i },
    ],
    means: say`The token that the program presents has expired.`,
    looksAt: say`The times in the message.`,
    causes: ['TOKEN_STALE', 'CREDENTIAL_KIND_WRONG'],
    weight: weightOf.entra,
    source: 'https://azure.github.io/azure-workload-identity/docs/known-issues.html',
    judge: judgeExpired,
  },
  {
    name: 'tokenTooLong',
    looksLike: 'AADSTS70023: the token lives longer than a day',
    finds: /AADSTS70023(?!\d)/g,
    means: say`The token lives longer than Entra accepts, so it is not the projected one.`,
    looksAt: say`The message alone.`,
    causes: ['TOKEN_WRONG_FILE'],
    weight: weightOf.entra,
    source: entraCodes,
    judge: () =>
      proven('TOKEN_WRONG_FILE', {
        fixes: [
          advice(
            say`Let the program use the file in AZURE_FEDERATED_TOKEN_FILE instead of the token in /var/run/secrets/kubernetes.io.`,
          ),
        ],
      }),
  },
  {
    name: 'issuerUnreachable',
    looksLike: 'AADSTS90061, AADSTS50166: Request to External OIDC endpoint failed; AADSTS7000272',
    finds: /AADSTS(?:90061|50166|7000272)(?!\d)|Request to External OIDC endpoint failed/gi,
    fields: [{ name: 'issuer', finds: issuerNamed }],
    means: say`Entra can't read the keys of the issuer, or they lack the key of the token.`,
    looksAt: say`The message alone: whose issuer it is.`,
    causes: ['ISSUER_UNREACHABLE'],
    weight: weightOf.entra,
    source: 'https://azure.github.io/azure-workload-identity/docs/troubleshooting.html',
    judge: judgeIssuerUnreachable,
  },
  explained({
    name: 'personSignIn',
    looksLike: 'AADSTS50005, 50020, 50034, 50076, 50079 and others',
    finds:
      /AADSTS(?:500(?:05|20|34|53|55|56|57|58|72|74|76|78|79|97)|50126|50158|50173|53000|53001|65001|16000)(?!\d)/g,
    looksAt: say`Nothing: pods do not sign in as people.`,
    // In a chain of credentials, that of a person at a command line is tried last.
    weight: weightOf.symptom + 6,
    source: entraCodes,
    means: say`This is about the sign-in of a person, not of a pod.`,
    next: [say`Find out which program signs in as a person, and let it use workload identity.`],
  }),
  explained({
    name: 'blockedByPolicy',
    looksLike: 'AADSTS53003: Access has been blocked by Conditional Access policies',
    finds: /AADSTS53003(?!\d)/g,
    looksAt: say`Nothing: policies are not read.`,
    weight: weightOf.entra - 1,
    source: 'https://learn.microsoft.com/entra/identity/conditional-access/workload-identity',
    means: say`A Conditional Access policy blocks the sign-in. Such policies apply to people and to Entra applications, not to managed identities.`,
    next: [
      say`Look the sign-in up in the sign-in logs of Microsoft Entra ID, under users or service principals: it names the policy.`,
      say`If an Entra application signs in, use a managed identity, or let the policy allow the outbound address of the cluster.`,
    ],
  }),
  explained({
    name: 'assignmentRequired',
    looksLike: 'AADSTS501051: Application ... is not assigned to a role; AADSTS50105 (the same for a person)',
    finds: /AADSTS50105(?:1)?(?!\d)/g,
    looksAt: say`Nothing: assignments to applications are not read.`,
    weight: weightOf.entra - 1,
    source: entraCodes,
    means: say`The application that the token is for accepts only those that are assigned to it, and who signs in is not.`,
    next: [
      say`Check the scope that the program asks for. If it is right, assign an app role of that application to the identity or the person.`,
    ],
  }),
  {
    name: 'noCredentials',
    looksLike: "AADSTS70025: The client '...' has no configured federated identity credentials",
    finds: /AADSTS70025(?!\d)|has no configured federated identity credentials/gi,
    fields: [
      { name: 'clientId', finds: /The client '([^']{1,120})'/i },
      { name: 'clientId', finds: /\bclient\W{1,4}([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![\w-])/i },
    ],
    partedBy: /AADSTS\d{4,8}/,
    means: say`The client ID has no federated credential at all.`,
    looksAt: say`Azure: whose client ID it is.`,
    causes: ['NO_CREDENTIAL', 'CLIENT_ID_WRONG'],
    weight: weightOf.entra,
    source: entraCodes,
    judge: judgeNoCredentials,
  },
  {
    name: 'tokenOfEntra',
    looksLike: 'AADSTS700222 or 700236: tokens that Entra issued may not be used for federated credentials',
    finds: /AADSTS7002(?:22|36)(?!\d)/g,
    means: say`The program presents a token of Microsoft Entra ID in place of the one of its service account.`,
    looksAt: say`The message alone.`,
    causes: ['TOKEN_WRONG_FILE'],
    weight: weightOf.entra,
    source: entraCodes,
    judge: () =>
      likely('TOKEN_WRONG_FILE', {
        text: say`The program presents a token that Microsoft Entra ID issued, not the one of its service account.`,
        fixes: [
          advice(
            say`Let the program use the file in AZURE_FEDERATED_TOKEN_FILE, through WorkloadIdentityCredential and without another credential in between.`,
          ),
        ],
      }),
  },
  explained({
    name: 'clientSecret',
    looksLike: 'AADSTS7000215 or 7000222: the client secret is wrong or has expired',
    finds: /AADSTS70002(?:15|22)(?!\d)/g,
    looksAt: say`Nothing: secrets are not read.`,
    weight: weightOf.entra - 1,
    source: entraCodes,
    possible: ['CREDENTIAL_KIND_WRONG'],
    means: say`The program signs in with a client secret, which is wrong or has expired.`,
    next: [say`Renew the secret, or connect the workload to a managed identity and remove the secret.`],
  }),
  {
    name: 'credentialsWrittenTogether',
    looksLike: 'Too many Federated Identity Credentials are written concurrently',
    finds: /Federated Identity Credentials? (?:are written concurrently|writes under the same)/gi,
    means: say`Several credentials of one identity were written at the same time.`,
    looksAt: say`The message alone.`,
    causes: ['CREDENTIAL_NOT_EFFECTIVE'],
    weight: weightOf.entra,
    source: 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations',
    judge: () =>
      likely('CREDENTIAL_NOT_EFFECTIVE', {
        text: say`Azure refused to write a credential, for others of the same identity were written at the same time. So it may not be there.`,
        fixes: [advice(say`Write the credentials of an identity one after the other, then wait a few minutes.`)],
      }),
  },
  {
    name: 'otherEntraCode',
    looksLike: 'any other AADSTS code',
    finds: /(?<code>AADSTS\d{4,8})/g,
    means: say`Entra refuses it with a code that has no rule here.`,
    looksAt: say`Nothing.`,
    causes: ['UNKNOWN'],
    weight: weightOf.symptom + 5,
    source: entraCodes,
    judge: (hit) =>
      open([], {
        text: say`Entra refuses the sign-in with ${hit.fields[0]?.value ?? say`a code`}, for which there is no rule here.`,
        next: [say`Look the code up at ${entraCodes}.`],
      }),
  },
  {
    name: 'principalNotFound',
    looksLike: 'Principal ... does not exist in the directory ...',
    finds: /Principal '?[\w<>*{}-]{3,60}'? does not exist in the directory/gi,
    fields: [
      { name: 'objectId', finds: /Principal '?([\w<>*{}-]{3,60})'? does not exist/i },
      { name: 'tenantId', finds: /in the directory '?([\w<>*{}.-]{3,80})/i },
    ],
    means: say`The principal is in another directory, or was created a moment ago.`,
    looksAt: say`Azure: the principal among the identities.`,
    causes: ['CLIENT_ID_WRONG', 'TRANSIENT', 'CROSS_TENANT', 'TENANT_WRONG'],
    weight: weightOf.resource,
    source: 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting',
    judge: judgePrincipal,
  },
];
