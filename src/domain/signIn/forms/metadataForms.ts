/** Answers of the metadata endpoint of the nodes, or of whatever answers in its place. */
import { say } from '../../../sentences/words.ts';
import { explained } from './explained.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { advice, likely } from '../situation/judgement.ts';
import { judgeMetadata } from '../judges/pods/judgeMetadata.ts';
import { judgePodIdentity } from '../judges/pods/judgePodIdentity.ts';
import { notTo, otherMatter } from '../message/near.ts';
import { faultsKnownAt } from '../judges/knownFaults.ts';
import { lookAtPod } from '../judges/pods/podSide.ts';

const imdsPage = 'https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token';

/** Another path than the one for tokens, behind the address or, as Python writes it, behind `url: `. */
const otherPath =
  '(?:169\\.254\\.169\\.254\\/(?!metadata(?:\\/identity\\b|["\':\\s]))|url: \\/(?!metadata\\/identity\\b))';

/** The endpoint for tokens, where no other path of the address stands at it, shortly before it, or behind `url: `. */
const tokenEndpoint = new RegExp(
  `(?!${otherPath})169\\.254\\.169\\.254(?![^\\u001e]{0,80}\\burl: \\/(?!metadata\\/identity\\b))(?<!${otherPath}.{0,250}169\\.254\\.169\\.254)`,
  'g',
);

/** Who speaks of identities of nodes. */
const ofEndpoint =
  /"invalid_request"|error_description|169\.254\.169\.254|[Mm]anaged ?[Ii]dentit|\badal\b|\bMSI\b|\bIMDS\b/g;

const nodes = {
  looksAt: say`Azure: the identities on the scale sets of the nodes. Cluster: the mode and the ID in the object, the label of the pod, and whether workload identity is meant.`,
  source: imdsPage,
  needsCluster: true,
  judge: judgeMetadata,
} as const;

const meant = ['CREDENTIAL_KIND_WRONG', 'LIBRARY_TOO_OLD', 'OPERATOR_MODE_WRONG', 'POD_LABEL_MISSING'] as const;

/** The forms. */
export const metadataForms: readonly DocumentedForm[] = [
  {
    ...nodes,
    name: 'severalIdentities',
    looksLike: 'Multiple user assigned identities exist, please specify the clientId / resourceId',
    finds: /Multiple user assigned identities exist/gi,
    means: say`The nodes have several identities, and the request names none.`,
    causes: ['NODES_SEVERAL_IDENTITIES', ...meant],
    weight: weightOf.several,
  },
  {
    ...nodes,
    name: 'noDefaultIdentity',
    looksLike: 'no default identity is assigned to this resource (Go)',
    finds: /no default identity is assigned to this resource/gi,
    means: say`The request names no identity, and the nodes have several or none.`,
    causes: ['NODES_SEVERAL_IDENTITIES', 'IDENTITY_NOT_ON_NODES', ...meant],
    weight: weightOf.metadata + 2,
  },
  {
    ...nodes,
    name: 'identityNotFound',
    looksLike: "Identity not found; the requested identity isn't assigned to this resource",
    // Many programs have identities that they don't find.
    finds: [
      /[Rr]equested identity (?:has not been|isn't|is not) assigned/g,
      /(?:(?:^|\u001e)[ "']{0,3})Identity not found(?=[ "'.]{0,3}(?:$|\u001e))/g,
      { first: ofEndpoint, then: /Identity not found(?! in\b)/g, within: 250 },
      { first: /Identity not found(?! in\b)/g, then: ofEndpoint, within: 160 },
    ],
    fields: [
      { name: 'clientId', finds: /[?&]client_id=([\w<>*.{}-]{1,60})/i },
      { name: 'resourceId', finds: /msi_res_id=([^&\s"']{10,400})/i },
    ],
    means: say`The identity is not on the node. Without an ID in the request: none is, or several are.`,
    causes: ['IDENTITY_NOT_ON_NODES', 'IMDS_STALE', 'NODES_SEVERAL_IDENTITIES', ...meant],
    weight: weightOf.metadata + 1,
  },
  {
    ...nodes,
    name: 'metadataUnreachable',
    looksLike: '169.254.169.254 ... timeout; MSI endpoint is not available; managed identity timed out',
    finds: [
      {
        // Other clouds have other paths there, and so has what Azure tells about the machine.
        first: tokenEndpoint,
        then: new RegExp(
          `(?:timeout|deadline exceeded|connection refused|no route to host|timed out|unreachable)${notTo('169\\.254\\.')}`,
          'gi',
        ),
        within: 300,
        unless: otherMatter('169\\.254\\.169\\.254', 'dial tcp ', 'lookup ', ' -> '),
      },
      /(?:ETIMEDOUT|E(?:HOST|NET)UNREACH|ECONNREFUSED) 169\.254\.169\.254|(?:refused|timed out|unreachable|unavailable) \(169\.254\.169\.254:80\)|MSI endpoint is not available|Managed Identity authentication is not available|managed identity timed out|IMDS token request timed out|(?:no response (?:received )?from the (?:IMDS|managed identity) endpoint|IMDS endpoint (?:is )?unavailable|Connection to IMDS endpoint cannot be established|No managed identity endpoint found)/gi,
    ],
    fields: [{ name: 'clientId', finds: /[?&]client_id=([\w<>*.{}-]{1,60})/i }],
    means: say`The metadata endpoint can't be reached.`,
    causes: ['IMDS_UNREACHABLE', ...meant],
    weight: weightOf.metadata,
  },
  {
    name: 'metadataBehindProxy',
    looksLike:
      'Get "http://169.254.169.254/...": proxyconnect tcp: ...; 169.254.169.254 ... RESPONSE 504 Gateway Timeout',
    finds: {
      first: tokenEndpoint,
      then: /proxyconnect tcp|Proxy Authentication Required|RESPONSE 50[234]\b|\b50[24] (?:Bad Gateway|Gateway Time-?out)/g,
      within: 300,
      unless: /https:\/\/|Credential:|AADSTS\d/,
    },
    means: say`The request to the metadata endpoint goes to a proxy.`,
    looksAt: say`The message alone.`,
    causes: ['IMDS_UNREACHABLE', ...meant],
    weight: weightOf.metadata,
    source: imdsPage,
    judge: () =>
      likely('IMDS_UNREACHABLE', {
        text: say`The request to the metadata endpoint goes to a proxy, which does not reach it.`,
        possible: meant,
        next: [lookAtPod],
        fixes: [
          advice(
            say`Add 169.254.169.254 to NO_PROXY in the pod, or use workload identity, which does not need the endpoint.`,
          ),
        ],
      }),
  },
  {
    name: 'managedIdentityWithoutTenant',
    looksLike: 'ManagedIdentityCredential: Authentication failed. Message missing_tenant_id_error (JavaScript)',
    finds: /ManagedIdentityCredential: Authentication failed\. Message missing_tenant_id_error/gi,
    means: say`The library asks Entra without a directory where it should ask the node.`,
    looksAt: say`The message alone: a library does so in one version.`,
    causes: ['SOFTWARE_BUG'],
    weight: weightOf.pod + 1,
    source: 'https://github.com/Azure/azure-sdk-for-js/issues/27704',
    judge: () =>
      likely('SOFTWARE_BUG', {
        text: say`@azure/identity 3.4.0 has a known fault: its ManagedIdentityCredential asks Entra without a directory.`,
        evidence: [
          {
            from: 'table',
            text: say`Known faults, as of ${faultsKnownAt}: https://github.com/Azure/azure-sdk-for-js/issues/27704`,
          },
        ],
        possible: ['ENV_NOT_INJECTED', 'POD_LABEL_MISSING'],
        next: [lookAtPod],
        fixes: [advice(say`Use @azure/identity 3.3.2, or 4.0.0 or later. Then the pod still needs workload identity.`)],
      }),
  },
  {
    name: 'appAuthentication',
    looksLike: 'AzureServiceTokenProviderException: ... Tried the following 3 methods to get an access token (.NET)',
    finds: /AzureServiceTokenProviderException[^\u001e]{0,400}?Tried the following \d methods to get an access token/g,
    means: say`The library knows the metadata endpoint of the node, and people; it does not know workload identity.`,
    looksAt: say`The message alone.`,
    causes: ['LIBRARY_TOO_OLD'],
    weight: weightOf.metadata + 3,
    source: 'https://learn.microsoft.com/dotnet/api/overview/azure/app-auth-migration',
    judge: () =>
      likely('LIBRARY_TOO_OLD', {
        text: say`The program uses Microsoft.Azure.Services.AppAuthentication, which asks only the metadata endpoint of the node and people.`,
        possible: ['IDENTITY_NOT_ON_NODES', 'NODES_SEVERAL_IDENTITIES', 'IMDS_UNREACHABLE'],
        next: [lookAtPod],
        fixes: [advice(say`Use Azure.Identity 1.9.0 or later in its place: its credentials know workload identity.`)],
      }),
  },
  explained({
    name: 'cliAsksNode',
    looksLike: 'az login --identity: Failed to connect to MSI. Please make sure MSI is configured correctly',
    finds: /Failed to connect to MSI\. Please make sure MSI is configured correctly/g,
    weight: weightOf.metadata - 1,
    source: imdsPage,
    possible: ['CREDENTIAL_KIND_WRONG', 'NODES_SEVERAL_IDENTITIES', 'IDENTITY_NOT_ON_NODES', 'IMDS_UNREACHABLE'],
    means: say`The command line asked the node for a token (az login --identity), and got none. Workload identity is not used that way.`,
    next: [
      say`With workload identity, sign in with the token of the pod: az login --service-principal --username $AZURE_CLIENT_ID --tenant $AZURE_TENANT_ID --federated-token "$(cat $AZURE_FEDERATED_TOKEN_FILE)". If the identity of the nodes is meant, name it with --client-id.`,
    ],
  }),
  {
    name: 'podIdentityAnswers',
    looksLike:
      'no azure identity found for request clientID; getting assigned identities for pod NAMESPACE/NAME in CREATED state failed',
    finds: [
      /failed to get service principal token, error: failed to refresh token(?=[^\u001e]{0,300}Identity not found)|no azure identity found for request clientID|no AzureAssignedIdentity found for pod|failed to get matching identities for pod/gi,
      {
        first: /getting assigned identities for pod (?<pod>[\w<>*#.-]{1,63}\/[\w<>*#.-]{1,253})?/gi,
        then: /failed/gi,
        within: 330,
        unless: /getting assigned identities/i,
      },
    ],
    fields: [
      { name: 'clientId', finds: /(?:request clientID|clientID in request)[: ]{0,4}([\w<>*.{}-]{1,60})/i },
      { name: 'pod', finds: /for pod ([\w<>*#.-]{1,63}\/[\w<>*#.-]{1,253})/i },
    ],
    means: say`Pod identity (NMI) answered at the metadata endpoint.`,
    looksAt: say`Only pod identity writes it. Azure: the identity that is asked for. Cluster: the account of the pod, and the objects of pod identity.`,
    causes: ['POD_IDENTITY_IN_THE_WAY'],
    weight: weightOf.metadata + 3,
    source: 'https://azure.github.io/aad-pod-identity/docs/troubleshooting/',
    judge: judgePodIdentity,
  },
];
