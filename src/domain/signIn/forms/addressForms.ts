/** Messages of the way to Entra: addresses that do not answer, are malformed, or are those of another directory. */
import { say } from '../../../sentences/words.ts';
import { judgeAnswerLeftOut } from '../judges/entra/judgeDirectory.ts';
import { loginHost, tokenIssuer } from '../message/issuers.ts';
import { notTo, otherMatter } from '../message/near.ts';
import { explained } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { advice, likely, proven } from '../situation/judgement.ts';

/** Errors of a connection. */
const noAnswer = new RegExp(
  `(?:i/o timeout|context deadline exceeded|no such host|connection refused|connection reset|timed out|TLS handshake timeout|Client\\.Timeout|server misbehaving|network is unreachable|no route to host|name or service not known|temporary failure in name resolution)${notTo('login\\.')}`,
  'gi',
);

/** Errors of who answers in the place of Entra. */
const untrusted =
  /x509: |certificate verify failed|PKIX path building failed|unable to get local issuer certificate|self[- ]signed certificate/gi;

const parts = otherMatter('169\\.254\\.', 'Credential', 'lookup (?!login\\.)', 'dial tcp [\\d.]{7,15}:(?!443\\b)\\d');

const unreachable = {
  fields: [{ name: 'tenantId', finds: /login\.[\w.-]{5,60}\/{1,2}([\w<>{}*-]{4,60})\// }],
  means: say`The sign-in address did not answer.`,
  looksAt: say`The message alone.`,
  causes: ['ENTRA_UNREACHABLE'],
  source: 'https://learn.microsoft.com/azure/aks/outbound-rules-control-egress',
} as const;

const allowAddress = advice(
  say`Allow the program to reach the sign-in address from where it runs, in the pod, on the node or elsewhere, and check name resolution there and, behind a proxy, the certificates that it trusts. The identities are not the problem.`,
);

/** The forms. */
export const addressForms: readonly DocumentedForm[] = [
  {
    ...unreachable,
    name: 'entraUnreachable',
    looksLike: 'Post "https://login.microsoftonline.com/...": dial tcp ... i/o timeout, no such host; lookup login...',
    finds: [
      // The error of the request itself.
      {
        first: new RegExp(`https://${loginHost}[^\\s"']{0,300}["']{0,2}: `, 'gi'),
        then: noAnswer,
        within: 160,
        unless: parts,
      },
      // So Rust writes it.
      new RegExp(
        `\\(https://${loginHost}[^\\s)]{0,300}\\): (?:error trying to connect: )?(?:dns error|tcp connect error|operation timed out)`,
        'gi',
      ),
      // Python names the host first, and the error at the end.
      {
        first: new RegExp(`HTTPSConnectionPool\\(host=['"]${loginHost}`, 'gi'),
        then: noAnswer,
        within: 700,
        unless: parts,
      },
      {
        first: /Failed to establish a new connection: \[Errno -?\d{1,3}\] [A-Z][\w ]{5,60}/g,
        then: new RegExp(`HTTPSConnectionPool\\(host=['"]${loginHost}`, 'gi'),
        within: 60,
        unless: parts,
      },
      new RegExp(
        `(?:lookup|getaddrinfo \\w{3,12}|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|UnknownHostException:|timed out[: (]{1,3}|refused[: (]{1,3}|temporarily unavailable[: (]{1,3}|not known[: (]{1,3}|Failed to resolve) ?['"]?${loginHost}`,
        'gi',
      ),
    ],
    weight: weightOf.entra - 2,
    judge: () => proven('ENTRA_UNREACHABLE', { possible: ['TRANSIENT'], fixes: [allowAddress] }),
  },
  {
    ...unreachable,
    name: 'entraNoAnswer',
    looksLike: 'login.microsoftonline.com ... timed out, connection refused, name or service not known',
    finds: [
      { first: new RegExp(loginHost, 'gi'), then: noAnswer, within: 240, unless: parts },
      new RegExp(`https://${loginHost}[^\\s"']{0,300}["']{0,2}: EOF\\b`, 'g'),
      // Where the library looks for the endpoints of Entra, it leaves the address out.
      {
        first: /unable to resolve an endpoint|error resolving endpoint/gi,
        then: noAnswer,
        within: 120,
        unless: /https?:\/\/|Credential:|RESPONSE/,
      },
    ],
    weight: weightOf.entra - 3,
    judge: () =>
      likely('ENTRA_UNREACHABLE', {
        possible: ['TRANSIENT'],
        next: [say`Check that the error is that of the sign-in address, and not that of another one in the same text.`],
        fixes: [allowAddress],
      }),
  },
  {
    ...unreachable,
    name: 'entraUntrusted',
    looksLike: 'Post "https://login.microsoftonline.com/...": tls: ... x509: certificate signed by unknown authority',
    finds: [
      { first: new RegExp(loginHost, 'gi'), then: untrusted, within: 300, unless: parts },
      {
        first: /WorkloadIdentityCredential authentication failed/gi,
        then: /UntrustedRoot|remote certificate (?:is|was) invalid/gi,
        within: 300,
        unless: /- \w+Credential/,
      },
      // Java names the address at the end.
      new RegExp(
        `unable to find valid certification path to requested target (?:at|for) ['"]?https://${loginHost}`,
        'gi',
      ),
    ],
    means: say`Something answered at the sign-in address whose certificate the program does not trust.`,
    weight: weightOf.entra - 2,
    judge: () =>
      likely('ENTRA_UNREACHABLE', {
        text: say`Something answers at the sign-in address, but the program does not trust its certificate, so it signs in nowhere.`,
        next: [
          say`Look at who issued the certificate that the pod gets there: that of a proxy that opens encrypted traffic is the usual one. Check the clock of the node as well.`,
        ],
        fixes: [
          advice(
            say`Let the proxy leave the sign-in address alone, or add its certificate authority to what the program trusts. The identities are not the problem.`,
          ),
        ],
      }),
  },
  {
    ...unreachable,
    name: 'entraBehindProxy',
    looksLike: 'Post "https://login.microsoftonline.com/...": proxyconnect tcp: ...; Proxy Authentication Required',
    finds: {
      first: new RegExp(loginHost, 'gi'),
      then: /proxyconnect tcp: |Proxy Authentication Required|tunneling socket could not be established|Cannot connect to proxy|Tunnel connection failed/gi,
      within: 300,
      unless: parts,
    },
    means: say`The proxy on the way to the sign-in address refuses the connection, or can't be reached.`,
    weight: weightOf.entra - 2,
    judge: () =>
      likely('ENTRA_UNREACHABLE', {
        text: say`The proxy on the way to the sign-in address refuses the connection, or can't be reached.`,
        next: [
          say`Look at HTTPS_PROXY and NO_PROXY in the pod, and at what the proxy demands: a sign-in, or an allowed address.`,
        ],
        fixes: [allowAddress],
      }),
  },
  explained({
    ...unreachable,
    name: 'entraUnavailable',
    looksLike: 'POST https://login.microsoftonline.com/... RESPONSE 503 Service Unavailable; upstream connect error',
    finds: {
      first: new RegExp(loginHost, 'gi'),
      then: /RESPONSE 50[234]\b|\b50[234] (?:Service Unavailable|Bad Gateway|Gateway Time-?out)|upstream connect error/g,
      within: 260,
      unless: otherMatter('Credential'),
    },
    weight: weightOf.entra - 3,
    possible: ['TRANSIENT', 'ENTRA_UNREACHABLE'],
    means: say`What answers at the sign-in address says that it can't be reached now: a proxy or a service mesh on the way, or Entra itself.`,
    next: [
      say`Try again after some minutes. If it stays, look at what stands between the pod and the sign-in address: a service mesh, an egress gateway or a proxy.`,
    ],
  }),
  explained({
    ...unreachable,
    name: 'entraGivenUp',
    looksLike: 'Post "https://login.microsoftonline.com/...": context canceled',
    finds: new RegExp(`https://${loginHost}[^\\s"']{0,300}["']{0,2}: context canceled`, 'g'),
    weight: weightOf.entra - 3,
    possible: ['ENTRA_UNREACHABLE', 'TRANSIENT'],
    means: say`The program gave up its request to the sign-in address before there was an answer.`,
    next: [
      say`Find out what ended it: a shutdown, or a time limit of the program that is shorter than the way to Entra takes. If it comes back, check outbound traffic and name resolution where the program runs.`,
    ],
  }),
  explained({
    name: 'signInAddressMalformed',
    looksLike: 'https://login.microsoftonline.com/.../oauth2/token/v2.0/.well-known/openid-configuration ... 404',
    finds: new RegExp(`${loginHost}/[^\\s"'/]{1,60}/oauth2/(?:v2\\.0/)?token/v2\\.0/\\.well-known`, 'gi'),
    looksAt: say`Cluster: the version of the software.`,
    weight: weightOf.entra - 1,
    source: 'https://github.com/external-secrets/external-secrets/issues/4135',
    possible: ['SOFTWARE_BUG'],
    means: say`The sign-in address is malformed: the program adds a path to one that has a path already.`,
    next: [say`Look at the version of the program, and at AZURE_AUTHORITY_HOST in its pod.`],
  }),
  {
    name: 'answerLeftOut',
    looksLike:
      'WorkloadIdentityCredential authentication unavailable. The request to the authority host was invalid ... HTTP response code: 400 for URL: https://login... (Java)',
    finds: new RegExp(
      `The request to the authority host was invalid\\.[^\\u001e]{0,60} HTTP response code: 40[01] for URL: https://${loginHost}/(?<tenantId>[\\w<>{}*.-]{1,80})/`,
      'gi',
    ),
    means: say`Entra refuses the request, and the library leaves its answer out.`,
    looksAt: say`Azure: whether the directory in the address is the client ID of an identity.`,
    causes: ['TENANT_WRONG'],
    // The same text may have the answer itself.
    weight: weightOf.entra - 3,
    source: 'https://github.com/Azure/azure-sdk-for-java/issues/43787',
    judge: judgeAnswerLeftOut,
  },
  {
    name: 'otherDirectory',
    looksLike:
      'AKV10032: Invalid issuer (Key Vault); Issuer validation failed (storage); the access token is from the wrong issuer (Azure Resource Manager)',
    // Programs check the tokens of those who call them with the same words.
    finds: [
      /AKV10032|access token is from the wrong issuer|InvalidIssuer: Token issuer is invalid/gi,
      {
        first: /AuthenticationErrorDetail|InvalidAuthenticationInfo|Server failed to authenticate the request/gi,
        then: /Issuer validation failed/gi,
        within: 400,
        unless: /IDX\d{5}/,
      },
    ],
    fields: [
      { name: 'tenantId', finds: new RegExp(`(?:found|wrong issuer) '?${tokenIssuer}([\\w<>{}*-]{3,60})`, 'i') },
    ],
    means: say`The token is of another directory than the resource.`,
    looksAt: say`The message alone.`,
    causes: ['CROSS_TENANT', 'TENANT_WRONG'],
    weight: weightOf.resource + 1,
    source: 'https://learn.microsoft.com/azure/key-vault/general/common-error-codes',
    judge: () =>
      likely('CROSS_TENANT', {
        possible: ['TENANT_WRONG'],
        next: [say`Compare the directory that the pod asks (AZURE_TENANT_ID) with the one of the resource.`],
        fixes: [
          advice(
            say`Use an identity of the directory of the resource, or correct the directory ID in the annotation or field.`,
          ),
        ],
      }),
  },
];
