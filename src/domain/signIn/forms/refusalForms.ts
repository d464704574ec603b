/** Messages of which the code or the sentence says all there is to say: what Entra, the webhook or a limit refuses. */
import { say } from '../../../sentences/words.ts';
import { explained, type ExplainedForm } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { advice, likely } from '../situation/judgement.ts';

const entraCodes = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes';
const webhookPage = 'https://azure.github.io/azure-workload-identity/docs/troubleshooting.html';

/** The refusals; a new one is a record here. */
const refusals: readonly ExplainedForm[] = [
  {
    name: 'applicationDisabled',
    looksLike: "AADSTS7000112: Application '...' is disabled",
    finds: /AADSTS7000112(?!\d)/g,
    source: entraCodes,
    means: say`The application that signs in is disabled in its directory.`,
    next: [
      say`Look at the enterprise application in Microsoft Entra ID: whether people or services may sign in with it, and who switched it off.`,
    ],
  },
  {
    name: 'audienceUnknown',
    looksLike: 'AADSTS500011: The resource principal named ... was not found in the tenant named ...',
    finds: /AADSTS500011(?!\d)/g,
    source: entraCodes,
    possible: ['TENANT_WRONG'],
    means: say`The directory does not have what the token is asked for: the scope is wrong, or is one of another cloud or directory.`,
    next: [
      say`Compare the scope that the program asks for with the one of the service and its cloud, and the directory (AZURE_TENANT_ID) with the one of the resource.`,
    ],
  },
  {
    name: 'assertionNotSent',
    looksLike:
      "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'",
    finds: /AADSTS(?:7000218|900144)(?!\d)/g,
    source: entraCodes,
    possible: ['LIBRARY_TOO_OLD', 'ENV_NOT_INJECTED', 'TOKEN_WRONG_FILE'],
    means: say`The program asked Entra without the token of its service account, or left out another part of the request.`,
    next: [
      say`Look at the version of its library, and at whether the file in AZURE_FEDERATED_TOKEN_FILE has anything in it.`,
    ],
  },
  {
    name: 'signatureNotTrusted',
    looksLike:
      'AADSTS50013: Assertion failed signature validation; AADSTS700027: the certificate ... is not registered',
    finds: /AADSTS(?:50013|700027)(?!\d)/g,
    source: entraCodes,
    possible: ['ISSUER_UNREACHABLE', 'TOKEN_WRONG_FILE'],
    means: say`Entra does not know the key with which the token, or the certificate that is shown in its place, was signed.`,
    next: [
      say`Find out what signs in. With the token of a pod, compare the keys that the issuer publishes with the one in the message; with a certificate, compare it with those of the application.`,
    ],
  },
  {
    name: 'otherCloud',
    looksLike: 'AADSTS900382: Confidential Client is not supported in Cross Cloud request; AADSTS90038',
    finds: /AADSTS(?:900382|90038)(?!\d)/g,
    source: entraCodes,
    possible: ['TENANT_WRONG'],
    means: say`The program signs in at the address of another cloud than the one of its directory.`,
    next: [say`Check AZURE_AUTHORITY_HOST in the pod, and the cloud (environment) in the settings of the program.`],
  },
  {
    name: 'scopeMalformed',
    looksLike: 'AADSTS1002012: The provided value for scope ... is not valid',
    finds: /AADSTS1002012(?!\d)/g,
    source: entraCodes,
    means: say`The program asks for a scope that such a sign-in does not have: it has to end with /.default.`,
    next: [say`Correct the scope in the program: the address of the service, and /.default behind it.`],
  },
  {
    name: 'tokenMalformed',
    looksLike: 'AADSTS50027, 5002710, 5002727: JWT token is invalid or malformed',
    finds: /AADSTS(?:50027|50027\d\d)(?!\d)/g,
    source: entraCodes,
    possible: ['TOKEN_WRONG_FILE'],
    means: say`What the program presents is not a token that Entra can read.`,
    next: [
      say`Look at what the program sends: the whole content of the file in AZURE_FEDERATED_TOKEN_FILE, and neither its path nor another token.`,
    ],
  },
  {
    name: 'directoryNotSent',
    looksLike: 'AADSTS90019: No tenant-identifying information found',
    finds: /AADSTS90019(?!\d)/g,
    source: entraCodes,
    possible: ['TENANT_WRONG', 'ENV_NOT_INJECTED'],
    means: say`The program does not say which directory it signs in to.`,
    next: [say`Look at AZURE_TENANT_ID in the pod, and at the directory in the settings of the program.`],
  },
  {
    name: 'accountNotThere',
    looksLike:
      'admission webhook "mutation.azure-workload-identity.io" denied the request: serviceaccounts "..." not found',
    finds: {
      first: /admission webhook "{1,2}[\w.-]{0,40}azure-workload-identity\.io"{1,2} denied the request/gi,
      then: /serviceaccounts? "{1,2}[\w.-]{1,253}"{1,2} not found/gi,
      within: 200,
    },
    source: webhookPage,
    means: say`The service account of the pod does not exist, so Kubernetes did not create the pod.`,
    next: [say`Create the account in the namespace of the pod, or correct serviceAccountName in its template.`],
  },
  {
    name: 'mountTwice',
    looksLike: 'mountPath: Invalid value: "/var/run/secrets/azure/...": must be unique',
    finds: /mountPath: Invalid value: "{1,2}\/var\/run\/secrets\/azure[\w/-]{0,200}"{1,2}: must be unique/gi,
    source: 'https://github.com/Azure/azure-workload-identity/issues/1744',
    means: say`Kubernetes refuses the pod: its template mounts something at the path at which the webhook mounts the token.`,
    next: [say`Mount it at another path, or leave the mount of the token to the webhook.`],
  },
  {
    name: 'authorityEmpty',
    looksLike: 'The Authority ("") does not appear to use https',
    finds: /The Authority \("{0,2}"{0,2}\) does not appear to use https/gi,
    source: webhookPage,
    possible: ['ENV_NOT_INJECTED'],
    means: say`The program has no sign-in address: a variable or setting of it is there, and empty.`,
    next: [say`Look at AZURE_AUTHORITY_HOST in the pod, and at the settings of the program.`],
  },
];

/** The forms. */
export const refusalForms: readonly DocumentedForm[] = [
  ...refusals.map((form) => explained({ ...form, weight: weightOf.symptom + 7 })),
  {
    name: 'askedTooOften',
    looksLike:
      'AADSTS50196; AADSTS90033; 169.254.169.254 ... 429 Too Many Requests; VaultRequestTypeLimitReached (Key Vault)',
    finds: [
      /AADSTS(?:50196|90033)(?!\d)|VaultRequestTypeLimitReached|SubscriptionRequestsThrottled/g,
      {
        first: /169\.254\.169\.254/g,
        then: /429 Too Many|Too Many Requests|\b410 \(?Gone\b|RESPONSE 500\b/gi,
        within: 400,
        unless: /https:\/\//,
      },
    ],
    means: say`Whoever answers limits how often it is asked, or is busy for a moment.`,
    looksAt: say`The message alone.`,
    causes: ['TRANSIENT'],
    weight: weightOf.symptom + 7,
    source: 'https://learn.microsoft.com/azure/key-vault/general/overview-throttling',
    judge: () =>
      likely('TRANSIENT', {
        text: say`Whoever answers is asked too often, or is busy for a moment. No identity and no role is the problem.`,
        fixes: [
          advice(
            say`Try again after a while, with growing pauses. If it comes back, let the program keep its tokens: one credential object for all requests, not one for each.`,
          ),
        ],
      }),
  },
  {
    name: 'webhookCertificate',
    looksLike: 'failed calling webhook "mutation.azure-workload-identity.io": ... x509: certificate has expired',
    finds: {
      first: /failed calling webhook "{1,2}[\w.-]{0,40}azure-workload-identity\.io/gi,
      then: /x509: /gi,
      within: 400,
    },
    means: say`Kubernetes does not trust the certificate of the webhook of workload identity, so it did not create the pod.`,
    looksAt: say`The message alone.`,
    causes: ['ENV_NOT_INJECTED'],
    weight: weightOf.pod + 1,
    source: webhookPage,
    judge: () =>
      likely('ENV_NOT_INJECTED', {
        text: say`Kubernetes does not trust the certificate of the webhook of workload identity, so it did not create the pod.`,
        next: [
          say`Look at the pods azure-wi-webhook-controller-manager, in the namespace that the address in the message names: they renew the certificate.`,
        ],
        fixes: [
          advice(
            say`Restart these pods, then look again. When the webhook answers, the controllers create the pods by themselves.`,
          ),
        ],
      }),
  },
];
