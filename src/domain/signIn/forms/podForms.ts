/** Messages of the pod's side: what the program, the driver or Kubernetes did not get as far as Entra with. */
import { say } from '../../../sentences/words.ts';
import { weightOf, type DocumentedForm } from '../situation/form.ts';
import { advice, inMessage, likely, proven, toCopy } from '../situation/judgement.ts';
import { fieldAt } from '../situation/situation.ts';
import { judgeAmbient, judgeDriverToken } from '../judges/pods/judgeClusterSettings.ts';
import { judgeClientMissing, judgeNamedTwice, judgeTenantMissing } from '../judges/pods/judgeOperatorObject.ts';
import { judgeClassWithoutMode } from '../judges/pods/secretClass.ts';
import { judgeTokenPath } from '../judges/pods/judgeTokenPath.ts';
import { judgeVariable } from '../judges/pods/judgeVariable.ts';
import { tokenFolder } from '../message/looseFields.ts';
import { podInWords } from '../message/podNames.ts';

const troubleshooting = 'https://azure.github.io/azure-workload-identity/docs/troubleshooting.html';
const csiPage =
  'https://azure.github.io/secrets-store-csi-driver-provider-azure/docs/configurations/identity-access-modes/';

/** Who says of itself that it lacks something. */
const ofAzure =
  '(?:(?:WorkloadIdentity|DefaultAzure|ClientAssertion|ChainedToken|ManagedIdentity)Credential|azidentity|azure identity|workload identity)';

/** The path of the token, and an error that follows with nothing but the name of the file between them. */
const tokenPath = {
  first: new RegExp(tokenFolder, 'g'),
  within: 90,
  unless: /^(?!\/[\w-]{1,60}["'`]{0,2} ?[:,]? {0,2}[("']?(?:(?:is|was|error:|err:) )?$)/,
};

/** An error, and the path of the token that follows with nothing but a step between them. */
const pathOfError = {
  then: new RegExp(tokenFolder, 'g'),
  within: 60,
  unless:
    /^(?!(?:: (?:no such file or directory|permission denied))?(?: or directory)?(?: \(os error \d{1,3}\))?[:,]? ?(?:(?:open|stat|lstat|read|access|to the path|scandir) ?)?[:(]? ?["'`]?$)/i,
};

const withoutClient = {
  means: say`The service account that the object names has no client ID.`,
  looksAt: say`Cluster: the account that the object names, and its annotations.`,
  causes: ['CLIENT_ID_MISSING'],
  weight: weightOf.pod,
} as const;

/** The forms. */
export const podForms: readonly DocumentedForm[] = [
  {
    name: 'variableMissing',
    looksLike:
      'no client ID / tenant ID / token file specified (Go); missing environment variables for workload identity; tenantId, clientId, and federatedTokenFilePath are required (JavaScript)',
    finds: new RegExp(
      [
        // Other clients say the same of themselves.
        `no (?<variable>client ID|tenant ID|token file) specified(?:(?=[.;,]? ?Check pod)|(?<=${ofAzure}[^\\u001e]{0,160})|(?<=(?:^|\\u001e)[\\s"']{0,3}no [\\w ]{7,20}))`,
        'KeyError: [\'"]AZURE_(?:CLIENT_ID|TENANT_ID|FEDERATED_TOKEN_FILE)[\'"]',
        'AZURE_(?:CLIENT_ID|TENANT_ID|FEDERATED_TOKEN_FILE): (?:unbound variable|parameter (?:null or )?not set)',
        'Must provide non-null values for [\\w, ]{8,80} properties in WorkloadIdentityCredentialBuilder',
        'Received undefined[^\\u001e]{0,200}process\\.env\\.AZURE_FEDERATED_TOKEN_FILE',
        'missing environment variables(?: for workload identity|. AZURE_CLIENT_ID)',
        'tenantId,? clientId,? and federatedTokenFilePath are required',
        'WorkloadIdentityCredential[^:.]{0,4}[:.]? ?(?:authentication unavailable(?!\\. The request to the authority host)|is unavailable|[^.]{0,60}not fully configured)',
        'AZURE_(?<!(?:Only |\\bkey [\'"]?)AZURE_)(?:CLIENT_ID|TENANT_ID|FEDERATED_TOKEN_FILE)[\'"]?(?: env(?:ironment)?)?(?: var(?:iable)?)? (?:(?:is|was) )?(?:not set|never assigned|not assigned|not found|not defined|not present|empty|missing|unset|undefined|required)(?![,;]? (?:using|falling back|so using|will use|when AZURE_CLIENT_SECRET))',
        'azure (?:tenant|client) id environment variable is empty',
        'AZURE_(?:CLIENT_ID|TENANT_ID|FEDERATED_TOKEN_FILE) environment variable or \\w{3,40} option must be set',
        // The path of the token, which is empty.
        '(?:Credential(?<=\\w{14})\\b|assertion|federated token|service account token)[^\'"]{0,120}open : no such file or directory',
        '(?:missing|undefined|empty)(?: the)? (?:required )?(?:environment )?variable:? [\'"]?AZURE_FEDERATED_TOKEN_FILE',
      ].join('|'),
      'gi',
    ),
    fields: [
      {
        name: 'variable',
        finds:
          /^(?:no |KeyError: ['"]|Received undefined.{0,200}process\.env\.)?(client ID|tenant ID|token file|AZURE_CLIENT_ID|AZURE_TENANT_ID|AZURE_FEDERATED_TOKEN_FILE|azure (?:tenant|client) id)/i,
      },
      { name: 'pod', finds: podInWords },
    ],
    means: say`The program did not find a variable of workload identity in its pod.`,
    looksAt: say`Azure: the switch and the issuer of the cluster. Cluster: the label, the account and its annotation, the variables and the age of the pod, the webhook.`,
    causes: ['POD_LABEL_MISSING', 'WORKLOAD_IDENTITY_OFF', 'CLIENT_ID_MISSING', 'ENV_NOT_INJECTED'],
    weight: weightOf.pod,
    source: troubleshooting,
    needsCluster: true,
    judge: judgeVariable,
  },
  {
    name: 'operatorWithoutToken',
    looksLike: 'sources must contain at least one TokenCredential (KEDA)',
    finds: /sources must contain at least one TokenCredential/gi,
    means: say`The operator itself has no workload identity; that of the workload doesn't matter.`,
    looksAt: say`Azure: the switch of the cluster. Cluster: the pods of the operator.`,
    causes: ['POD_LABEL_MISSING', 'WORKLOAD_IDENTITY_OFF', 'CLIENT_ID_MISSING', 'ENV_NOT_INJECTED'],
    weight: weightOf.pod,
    source: 'https://learn.microsoft.com/azure/aks/keda-workload-identity',
    needsCluster: true,
    judge: judgeVariable,
  },
  {
    name: 'operatorClientMissing',
    looksLike: 'missing clientID: either serviceAccountRef or service account annotation (External Secrets)',
    finds: /missing clientID: either serviceAccountRef/gi,
    ...withoutClient,
    source: 'https://external-secrets.io/latest/provider/azure-key-vault/',
    judge: (hit, situation) => judgeClientMissing('external-secrets', hit, situation),
  },
  {
    name: 'fluxClientMissing',
    looksLike: 'azure client ID is not set in the service account annotation (Flux)',
    finds: /azure client ID is not set in the service account annotation/gi,
    ...withoutClient,
    source: 'https://fluxcd.io/flux/integrations/azure/',
    judge: (hit, situation) => judgeClientMissing('flux', hit, situation),
  },
  {
    name: 'operatorObjectIncomplete',
    looksLike: 'missing tenantID in store config (External Secrets)',
    finds: /missing tenantID in store config/gi,
    means: say`Neither the object nor its account names the directory.`,
    looksAt: say`Cluster: the object and the account that it names.`,
    causes: ['OPERATOR_FIELD_WRONG'],
    weight: weightOf.pod,
    source: 'https://external-secrets.io/latest/provider/azure-key-vault/',
    judge: judgeTenantMissing,
  },
  {
    name: 'operatorObjectTwice',
    looksLike: 'multiple clientID found; multiple tenantID found (External Secrets)',
    finds: /multiple (?:clientID|tenantID) found/gi,
    means: say`The client ID or the directory is named both in the object and by its account.`,
    looksAt: say`Cluster: the object and the account that it names.`,
    causes: ['OPERATOR_FIELD_WRONG'],
    weight: weightOf.pod,
    source: 'https://external-secrets.io/latest/provider/azure-key-vault/',
    judge: judgeNamedTwice,
  },
  {
    name: 'tokenFileMissing',
    looksLike: 'open /var/run/secrets/azure/...: no such file or directory',
    finds: [
      { ...tokenPath, then: /no such file|(?:the system )?cannot find|not found|does not exist|ENOENT/gi },
      {
        ...pathOfError,
        first:
          /ENOENT|no such file|Could not find (?:a part of the path|file)|NoSuchFileException|FileNotFound(?:Error|Exception)/gi,
      },
    ],
    means: say`The token is not at the path where the program looks.`,
    looksAt: say`Azure: the switch of the cluster. Cluster: the label of the pod, its variables, and where its token is.`,
    causes: ['TOKEN_PATH_MOVED', 'POD_LABEL_MISSING', 'WORKLOAD_IDENTITY_OFF', 'ENV_NOT_INJECTED'],
    weight: weightOf.pod,
    source: 'https://github.com/Azure/azure-workload-identity/releases/tag/v1.6.0',
    needsCluster: true,
    judge: judgeTokenPath,
  },
  {
    name: 'tokenUnreadable',
    looksLike: 'open /var/run/secrets/azure/...: permission denied',
    finds: [
      { ...tokenPath, then: /permission denied|EACCES/gi },
      {
        ...pathOfError,
        first: /EACCES|Permission denied|AccessDeniedException|UnauthorizedAccessException|Access to the path/gi,
      },
    ],
    means: say`The container may not read the token file.`,
    looksAt: say`The message alone.`,
    causes: ['TOKEN_UNREADABLE'],
    weight: weightOf.pod + 1,
    source: troubleshooting,
    judge: (hit, situation) =>
      proven('TOKEN_UNREADABLE', {
        evidence: [
          inMessage(
            say`The file ${fieldAt('path', hit, situation)?.value ?? say`of the token`} can't be read by the container.`,
          ),
        ],
        fixes: [
          toCopy(
            say`In the pod template, with the group of the container. Applying it starts new pods.`,
            ['spec:', '  template:', '    spec:', '      securityContext:', '        fsGroup: 65534', ''].join('\n'),
          ),
        ],
      }),
  },
  {
    name: 'csiTokenMissing',
    looksLike: 'service account tokens not found (secrets store driver)',
    finds: /service account tokens not found/gi,
    means: say`The driver handed no token to the provider.`,
    looksAt: say`Cluster: tokenRequests of the CSIDriver object.`,
    causes: ['CSI_TOKEN_MISSING'],
    weight: weightOf.pod,
    source: csiPage,
    judge: judgeDriverToken,
  },
  {
    name: 'classWithoutMode',
    looksLike: 'failed to get credentials, nodePublishSecretRef secret is not set (secrets store driver)',
    finds: /nodePublishSecretRef secret is not set/gi,
    means: say`The SecretProviderClass names no identity, so the provider looks for a client secret.`,
    looksAt: say`Cluster: the class that the pod mounts.`,
    causes: ['OPERATOR_MODE_WRONG'],
    weight: weightOf.pod,
    source: csiPage,
    judge: judgeClassWithoutMode,
  },
  {
    name: 'webhookUnreachable',
    looksLike: 'failed calling webhook "mutation.azure-workload-identity.io"',
    finds: /failed calling webhook "{1,2}[\w.-]{0,40}azure-workload-identity\.io/gi,
    means: say`Kubernetes could not call the webhook of workload identity, so it did not create the pod.`,
    looksAt: say`The message alone.`,
    causes: ['ENV_NOT_INJECTED'],
    weight: weightOf.pod,
    source: troubleshooting,
    judge: () =>
      likely('ENV_NOT_INJECTED', {
        text: say`Kubernetes could not call the webhook of workload identity, so it did not create the pod.`,
        next: [
          say`Look at the pods azure-wi-webhook-controller-manager in kube-system, and at what may keep the API server from reaching them: network policies, and mutating webhooks that fail as well.`,
        ],
        fixes: [advice(say`When the webhook answers again, the controllers create the pods by themselves.`)],
      }),
  },
  {
    name: 'kubernetesForbids',
    looksLike: 'is forbidden: User "system:serviceaccount:NAMESPACE:NAME" cannot VERB resource',
    finds: /is forbidden: User "(?<subject>system:serviceaccount:[\w<>*:.-]{3,300})" cannot [\w-]{1,40}/gi,
    means: say`Kubernetes denies it, not Azure.`,
    looksAt: say`The message alone.`,
    causes: ['KUBE_RBAC'],
    isApart: true,
    weight: weightOf.kubernetes,
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
    judge: (hit, situation) => {
      const subject = fieldAt('subject', hit, situation)?.value ?? '';
      return proven('KUBE_RBAC', {
        text: say`Kubernetes, not Azure, denies it to ${subject}: the account lacks a role in the cluster.`,
        asker: { account: subject },
        fixes: [
          advice(
            say`Bind a Role or ClusterRole with this permission to the account. If the account belongs to an AKS add-on, update the add-on.`,
          ),
        ],
      });
    },
  },
  {
    name: 'ambientOff',
    looksLike:
      'ClientID is not set but neither --cluster-issuer-ambient-credentials nor --issuer-ambient-credentials are set (cert-manager)',
    finds: /ClientID (?:is not set but neither|was omitted without)/gi,
    means: say`cert-manager takes an identity of its surroundings only for issuers that may use one.`,
    looksAt: say`Cluster: the kind of the issuer, and the flags of cert-manager.`,
    causes: ['AMBIENT_OFF'],
    weight: weightOf.pod,
    source: 'https://cert-manager.io/docs/configuration/acme/dns01/azuredns/',
    judge: judgeAmbient,
  },
];
