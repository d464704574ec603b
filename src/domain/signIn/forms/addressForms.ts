/** Messages of the way to Entra: addresses that do not answer, are malformed, or are those of another directory. */
import { say } from '../../../sentences/words.ts';
import { loginHost, tokenIssuer } from '../message/clouds.ts';
import { weightOf, type MessageForm } from '../situation/form.ts';
import { advice, likely, open, proven } from '../situation/judgement.ts';

/** Errors of a connection. */
const noAnswer =
  /i\/o timeout|context deadline exceeded|no such host|connection refused|connection reset|timed out|TLS handshake timeout|Client\.Timeout|server misbehaving|network is unreachable|no route to host|name or service not known|temporary failure in name resolution|x509: /gi;

/** The forms. */
export const addressForms: readonly MessageForm[] = [
  {
    name: 'entraUnreachable',
    looksLike: 'login.microsoftonline.com ... i/o timeout, context deadline exceeded, no such host, x509',
    finds: [
      {
        first: new RegExp(loginHost, 'gi'),
        then: noAnswer,
        within: 240,
        // Another address, another step, or an answer.
        unless: /https?:\/\/|169\.254\.|AADSTS\d|Credential|succeeded|StatusCode|status code|RESPONSE/i,
      },
      new RegExp(
        `(?:lookup|getaddrinfo \\w{3,12}|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|UnknownHostException:|timed out[: (]{1,3}|refused[: (]{1,3}|not known[: (]{1,3}|Failed to resolve) ?['"]?${loginHost}`,
        'gi',
      ),
    ],
    fields: [{ name: 'tenantId', finds: /login\.[\w.]{5,40}\/{1,2}([\w<>{}*-]{4,60})\// }],
    means: say`The sign-in address did not answer.`,
    looksAt: say`The message alone.`,
    causes: ['ENTRA_UNREACHABLE'],
    weight: weightOf.entra - 2,
    source: 'https://learn.microsoft.com/azure/aks/outbound-rules-control-egress',
    judge: () =>
      proven('ENTRA_UNREACHABLE', {
        possible: ['TRANSIENT'],
        fixes: [
          advice(
            say`Allow the pods to reach the sign-in address, and check their name resolution and, behind a proxy, the certificates that they trust. The identities are not the problem.`,
          ),
        ],
      }),
  },
  {
    name: 'signInAddressMalformed',
    looksLike: 'https://login.microsoftonline.com/.../oauth2/token/v2.0/.well-known/openid-configuration ... 404',
    finds: new RegExp(`${loginHost}/[^\\s"'/]{1,60}/oauth2/(?:v2\\.0/)?token/v2\\.0/\\.well-known`, 'gi'),
    means: say`The program puts the sign-in address together in a way that no directory answers.`,
    looksAt: say`Cluster: the version of the software.`,
    causes: ['UNKNOWN'],
    weight: weightOf.entra - 1,
    source: 'https://github.com/external-secrets/external-secrets/issues/4135',
    judge: () =>
      open(['SOFTWARE_BUG'], {
        text: say`The sign-in address is malformed: the program adds a path to one that has a path already.`,
        next: [say`Look at the version of the program, and at AZURE_AUTHORITY_HOST in its pod.`],
      }),
  },
  {
    name: 'otherDirectory',
    looksLike:
      'AKV10032: Invalid issuer (Key Vault); Issuer validation failed (storage); the access token is from the wrong issuer (Azure Resource Manager)',
    finds: /AKV10032|Issuer validation failed|access token is from the wrong issuer/gi,
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
