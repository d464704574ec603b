import { describe, expect, it } from 'vitest';
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { clusterObjectsOf } from '../../../src/domain/askers/reading/objects.ts';
import { proposedRole } from '../../../src/domain/signIn/judges/resources/proposedRole.ts';
import { readSignIn, whyOf, type Why, type WhyContext } from '../../../src/domain/signIn/whyOf.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential, goneIssuer, issuer } from '../../support/domain/workloadFixture.ts';
import {
  cluster,
  defaultKubelet,
  group,
  guid,
  identity,
  identityId,
  nodeGroup,
  registryId,
  systemAssigned,
  tenant,
  type World,
} from '../../support/domain/worldFacts.ts';
import { account, basic, factsIn, pod, scaleSet, theCluster } from './worlds.ts';

const client = guid(6001);
const principal = guid(1001);
const clientId = 'azure.workload.identity/client-id';
const token = '/var/run/secrets/azure/tokens/azure-identity-token';
const injected = { AZURE_CLIENT_ID: client, AZURE_TENANT_ID: guid(9), AZURE_FEDERATED_TOKEN_FILE: token };
const kubeletId = textAt(defaultKubelet, 'kubeletidentity.resourceId') ?? '';
const cart = [
  account('shop/cart', { [clientId]: client }),
  pod('shop/cart-1', { as: 'cart', label: true, token: true, env: injected }),
];
/** An annotated account whose pod needs no label: an operator uses the account. */
const unlabelled = [account('pay/api', { [clientId]: guid(7) }), pod('pay/api-1', { as: 'api' })];

interface Given {
  readonly azure?: Partial<World>;
  readonly objects?: readonly JsonObject[];
  readonly notRead?: Parameters<typeof clusterObjectsOf>[0]['notRead'];
  readonly identity?: string;
  readonly isPart?: true;
}

function why(text: string, { objects, notRead = [], identity: named, isPart, ...world }: Given = {}): Why {
  const seen = objects && clusterObjectsOf({ items: objects, listed: [], notRead, isWhole: isPart !== true });
  const context: WhyContext = {
    clusterId: theCluster,
    ...(seen === undefined ? {} : { objects: seen }),
    ...(named === undefined ? {} : { identityId: identityId(named) as ArmId }),
  };
  return whyOf(readSignIn(text), context, factsIn(world));
}

const refused = (from = issuer, subject = 'system:serviceaccount:shop:cart'): string =>
  `AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: '${from}'. Assertion Subject: '${subject}'. Assertion Audience: 'api://AzureADTokenExchange'.`;
const issuerRefused = `AADSTS700211: No matching federated identity record found for presented assertion issuer '${issuer}'.`;
const kubernetesDenies =
  'leases is forbidden: User "system:serviceaccount:monitoring:prom" cannot get resource "leases" in API group "coordination.k8s.io"';
const forbidden = (action: string, scope: string, who = principal, name = who): string =>
  `The client '${name}' with object id '${who}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
const noClient = 'WorkloadIdentityCredential: no client ID specified. Check pod configuration';
const several = 'Multiple user assigned identities exist, please specify the clientId / resourceId';
const pull = (host: string): string =>
  `Failed to pull image "${host}/a:1": failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://${host}/oauth2/token?scope=repository%3Aa%3Apull&service=${host}: 401 Unauthorized`;
const storage =
  'This request is not authorized to perform this operation using this permission. https://stshop.blob.core.windows.net/c';
const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv-shop`;
const policyRefused = `The user, group or application 'appid=${client};oid=${principal};iss=https://sts.windows.net/${tenant}/' does not have secrets get permission on key vault 'kv-shop;location=westeurope'. InnerError={"code":"AccessDenied"}`;
const vault = (properties: JsonObject): Partial<World> => ({ resources: [...basic, { id: vaultId, properties }] });
const registry = { resources: [...basic, { id: registryId, properties: { loginServer: 'acrshop.azurecr.io' } }] };
const otherCluster: JsonObject = {
  ...cluster(systemAssigned, { oidcIssuerProfile: { enabled: true, issuerURL: goneIssuer } }),
  id: `${group}/providers/Microsoft.ContainerService/managedClusters/shop-two`,
  name: 'shop-two',
};
const secretClass = (provider: string, at = 'vault/db'): JsonObject => ({
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: { namespace: at.split('/')[0] ?? '', name: at.split('/')[1] ?? '' },
  spec: { provider, parameters: { keyvaultName: 'kv' } },
});
const store: JsonObject = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: { namespace: 'shop', name: 'kv' },
  spec: {
    provider: {
      azurekv: {
        authType: 'WorkloadIdentity',
        vaultUrl: 'https://kv-shop.vault.azure.net',
        serviceAccountRef: { name: 'cart' },
      },
    },
  },
};
const externalSecrets = [
  account('external-secrets/external-secrets'),
  pod('external-secrets/external-secrets-1', {
    as: 'external-secrets',
    labels: { 'app.kubernetes.io/name': 'external-secrets' },
  }),
];
/** What the webhook makes of an account without annotation. */
function withEmptyClientId(): JsonObject {
  const made = pod('shop/cart-1', { as: 'cart', label: true, token: true });
  const spec = made['spec'] as JsonObject;
  const env = [{ name: 'AZURE_CLIENT_ID' }, { name: 'AZURE_FEDERATED_TOKEN_FILE', value: '/x' }];
  return { ...made, spec: { ...spec, containers: [{ name: 'main', image: 'app:1', env }] } };
}
const twoNodes = { resources: [...basic, scaleSet(kubeletId, identityId('x2'))] };

/** Messages whose cause nothing shows. */
const open: readonly (readonly [of: string, message: string, given?: Given])[] = [
  [
    'an image of Docker Hub',
    'Failed to pull image "docker.io/library/nginxx": pull access denied',
    { azure: registry },
  ],
  ['a masked registry', pull('<redacted>.azurecr.io'), { azure: registry }],
  ['a program without name beside a pod that lacks the label', noClient, { objects: [...cart, ...unlabelled] }],
  [
    'an old path beside a pod that has the new one',
    `open ${token}: no such file or directory`,
    {
      objects: [
        cart[0] as JsonObject,
        pod('shop/cart-1', {
          as: 'cart',
          label: true,
          token: true,
          env: { ...injected, AZURE_FEDERATED_TOKEN_FILE: '/n' },
        }),
        ...unlabelled,
      ],
    },
  ],
  [
    'External Secrets, whose own pods need no label',
    'could not get secret data from provider',
    { objects: [...cart, ...externalSecrets, store], azure: { credentials: [credential()] } },
  ],
  [
    'External Secrets with a store of AWS',
    'could not get secret data from provider: AccessDeniedException: User: arn:aws:sts',
    { objects: [...cart, ...externalSecrets] },
  ],
  [
    'a mount of HashiCorp Vault',
    'failed to mount secrets store objects for pod shop/web-1, err: error making mount request: URL: GET http://vault:8200/v1',
    { objects: [...cart, pod('shop/web-1', { class: 'v' })] },
  ],
  [
    'the words identity binding in a log',
    'level=error msg="identity binding controller: error listing AzureIdentityBinding"',
    { objects: unlabelled },
  ],
  ['storage without anything that asks', storage, { objects: [pod('x/y-1')] }],
  [
    'a vault with a policy that was written meanwhile',
    policyRefused,
    {
      azure: vault({
        enableRbacAuthorization: false,
        accessPolicies: [{ objectId: principal, permissions: { secrets: ['Get', 'list'] } }],
      }),
    },
  ],
  ['a vault that uses roles now', policyRefused, { azure: vault({ enableRbacAuthorization: true }) }],
  [
    'a directory that is shown by its name',
    `AADSTS700016: Application with identifier '${client}' was not found in the directory 'Contoso Ltd'.`,
  ],
  [
    'words in place of a client id',
    "AADSTS700016: Application with identifier 'client-id' was not found in the directory 'x'.",
  ],
  [
    'an issuer beside the account of another program',
    `${kubernetesDenies}\n${issuerRefused}`,
    { identity: 'id-shop', azure: { credentials: [credential()] } },
  ],
];

/** Messages whose cause is shown, but not proved. */
const doubtful: readonly (readonly [of: string, cause: string, message: string, given: Given])[] = [
  ['a pod that the message does not name', 'POD_LABEL_MISSING', noClient, { objects: unlabelled }],
  [
    'accounts that were forbidden',
    'CLIENT_ID_MISSING',
    noClient,
    { objects: [withEmptyClientId()], notRead: [{ what: 'serviceaccounts', cause: 'refused', reason: 'forbidden' }] },
  ],
  [
    'a file that could not be read',
    'POD_LABEL_MISSING',
    `pod pay/api-1: ${noClient}`,
    { objects: unlabelled, notRead: [{ what: 'pods', cause: 'failed', reason: 'It is a table.' }] },
  ],
  ['a part of the cluster', 'POD_LABEL_MISSING', `pod pay/api-1: ${noClient}`, { objects: unlabelled, isPart: true }],
  [
    'a scope that may not be read',
    'ROLE_MISSING',
    forbidden('Microsoft.Network/privateDnsZones/read', `${group}/providers/Microsoft.Network/privateDnsZones/x`),
    { azure: { forbidden: ['resource'] } },
  ],
  [
    'a pod with a pull secret',
    'ROLE_MISSING',
    pull('acrshop.azurecr.io'),
    {
      azure: registry,
      objects: [
        {
          ...pod('shop/web-1'),
          spec: { imagePullSecrets: [{ name: 'acr' }], containers: [{ name: 'm', image: 'acrshop.azurecr.io/a:1' }] },
        },
      ],
    },
  ],
  [
    'a credential of a cluster that is there',
    'ISSUER_DIFFERS',
    refused(),
    {
      objects: cart,
      azure: { resources: [...basic, otherCluster], credentials: [credential({ issuer: goneIssuer })] },
    },
  ],
  [
    'a refusal of Kubernetes beside one of Azure',
    'ROLE_MISSING',
    `${kubernetesDenies}\n${forbidden('Microsoft.Network/dnsZones/read', group)}`,
    { azure: { resources: [...basic, { id: group }] } },
  ],
  [
    'two refusals of Azure',
    'ROLE_MISSING',
    `${forbidden('Microsoft.Network/dnsZones/read', group)}\n${forbidden('Microsoft.Compute/disks/read', group, guid(60))}`,
    { azure: { resources: [...basic, { id: group }] } },
  ],
  [
    'an identity that is on one pool of two',
    'IDENTITY_NOT_ON_NODES',
    `GET http://169.254.169.254/metadata/identity/oauth2/token?client_id=${client}: Identity not found`,
    {
      azure: {
        resources: [
          ...basic,
          scaleSet(kubeletId, identityId('id-shop')),
          {
            ...scaleSet(kubeletId),
            id: `${nodeGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-user-1-vmss`,
          },
        ],
      },
    },
  ],
  [
    'nodes with two identities beside a class of another provider',
    'NODES_SEVERAL_IDENTITIES',
    several,
    { azure: twoNodes, objects: [secretClass('vault'), secretClass('azure', 'x/sp'), pod('shop/web-1')] },
  ],
  [
    'nodes with two identities beside a pod that has a token',
    'NODES_SEVERAL_IDENTITIES',
    several,
    { azure: twoNodes, objects: [...cart, pod('other/legacy-1')] },
  ],
];

describe('an answer in doubt', () => {
  it.each(open.map((row) => [row[0], row] as const))('is unknown for %s (Q-10)', (_, [, message, given]) => {
    const { cause, text, next } = why(message, given);
    expect([cause, textOf(text)]).toEqual(['UNKNOWN', expect.any(String)]);
    expect(next).not.toEqual([]);
  });

  it.each(doubtful)('is likely at most for %s: %s (Q-04)', (_, cause, message, given) => {
    const answer = why(message, given);
    expect([answer.cause, answer.certainty]).toEqual([cause, 'likely']);
  });

  it('names the other errors of a message, and their causes (Q-10)', () => {
    const [, , message, given] = doubtful.find(([of]) => of.startsWith('a refusal of Kubernetes'))!;
    const { possible, evidence } = why(message, given);
    expect(possible).toContain('KUBE_RBAC');
    expect(evidence.map(({ text }) => textOf(text)).join(' ')).toContain('monitoring:prom');
  });
});

describe('a client ID that the webhook left empty', () => {
  it.each([
    ['without an annotation', {}, 'has no annotation'],
    ['with an annotation that is younger than the pod', { [clientId]: client }, 'older than the annotation'],
  ])('is missing %s (Q-04)', (_, annotations, says) => {
    const answer = why(`pod shop/cart-1: ${noClient}`, {
      objects: [account('shop/cart', annotations), withEmptyClientId()],
    });
    expect([answer.cause, answer.certainty, textOf(answer.text)]).toEqual([
      'CLIENT_ID_MISSING',
      'certain',
      expect.stringContaining(says),
    ]);
  });
});

describe('a fix', () => {
  const changes = ({ fixes }: Why) => fixes.flatMap((fix) => (fix.kind === 'change' ? [fix.change] : []));

  it.each(open.map((row) => [row[0], row] as const))(
    'of Azure is not offered for %s (Q-09)',
    (_, [, message, given]) => {
      expect(changes(why(message, given))).toEqual([]);
    },
  );

  it('connects the account, and moves nothing, if the cluster of the credential is there (Q-09)', () => {
    const [, , message, given] = doubtful.find(([of]) => of.startsWith('a credential of a cluster that is there'))!;
    expect(changes(why(message, given))).toMatchObject([{ kind: 'createCredential', serviceAccount: 'cart' }]);
  });

  it('corrects a client ID with the one of the identity that trusts the account (Q-09)', () => {
    const { cause, fixes } = why(refused(), {
      objects: [account('shop/cart', { [clientId]: client }), cart[1] as JsonObject],
      azure: {
        resources: [...basic, identity('id-two', guid(1002))],
        credentials: [credential({ identityId: identityId('id-two') as ArmId })],
      },
    });
    expect(cause).toBe('CLIENT_ID_WRONG');
    expect(fixes).toMatchObject([{ kind: 'yaml', yaml: expect.stringContaining(guid(6002)) as string }]);
  });

  it('for a person does not call the person a service principal (Q-09)', () => {
    const vnet = `${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
    const text = forbidden(
      'Microsoft.Network/virtualNetworks/subnets/join/action',
      vnet,
      guid(4444),
      'jane@contoso.com',
    );
    const [change] = changes(why(text, { azure: { resources: [...basic, { id: vnet }] } }));
    expect(change).toMatchObject({ kind: 'assignRole', principalType: 'User' });
  });

  it('is a custom role with the one action where no built-in role is narrow (Q-09)', () => {
    const text = forbidden('Microsoft.Compute/disks/write', group);
    const { fixes } = why(text, { azure: { resources: [...basic, { id: group }] } });
    const [fix] = fixes;
    expect(fix?.kind === 'yaml' && (JSON.parse(fix.yaml) as JsonObject)['Actions']).toEqual([
      'Microsoft.Compute/disks/write',
    ]);
  });

  it('for a credential in another casing says so (Q-04)', () => {
    const answer = why(refused(), {
      objects: cart,
      azure: { credentials: [credential({ subject: 'system:serviceaccount:Shop:cart' })] },
    });
    expect([answer.cause, textOf(answer.text)]).toEqual([
      'NO_CREDENTIAL',
      expect.stringContaining('Entra is case-sensitive'),
    ]);
  });

  it('for another audience than the one of bindings does not speak of bindings (Q-09)', () => {
    const text =
      "AADSTS700212: No matching federated identity record found for presented assertion audience 'api://other'.";
    expect(
      why(text)
        .fixes.map((fix) => textOf(fix.text))
        .join(' '),
    ).not.toContain('binding');
  });
});

describe('the role that is proposed', () => {
  it.each([
    ['Microsoft.Storage/storageAccounts/read', 'Reader'],
    ['Microsoft.Compute/disks/read', 'Reader'],
    ['Microsoft.RecoveryServices/vaults/read', 'Reader'],
    ['Microsoft.Resources/subscriptions/resourceGroups/read', 'Reader'],
    ['Microsoft.ContainerRegistry/registries/pull/read', 'AcrPull'],
    ['Microsoft.Storage/storageAccounts/listKeys/action', 'Reader and Data Access'],
    ['Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action', 'Storage Blob Delegator'],
    ['Microsoft.Storage/storageAccounts/ListAccountSas/action', undefined],
    ['Microsoft.Storage/storageAccounts/regenerateKey/action', undefined],
    ['Microsoft.Storage/storageAccounts/delete', undefined],
    ['Microsoft.Compute/virtualMachines/write', undefined],
    ['Microsoft.Network/virtualNetworks/subnets/join/action', 'Network Contributor'],
    ['Microsoft.Network/privateDnsZones/A/write', 'Private DNS Zone Contributor'],
    ['Microsoft.Network/dnsZones/TXT/write', 'DNS Zone Contributor'],
    ['Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', 'Managed Identity Operator'],
    ['Microsoft.OperationalInsights/workspaces/sharedkeys/read', undefined],
    ['Microsoft.Compute/snapshots/write', undefined],
    ['Microsoft.Resources/subscriptions/resourceGroups/write', undefined],
    ['Microsoft.Authorization/roleAssignments/write', undefined],
  ])('for %s is %s', (action, name) => {
    expect(proposedRole([action], 'action')?.name).toBe(name);
  });

  it.each([
    ['Microsoft.KeyVault/vaults/secrets/getSecret/action', 'Key Vault Secrets User'],
    ['Microsoft.KeyVault/vaults/secrets/readMetadata/action', 'Key Vault Reader'],
    ['Microsoft.KeyVault/vaults/certificates/read', 'Key Vault Reader'],
    ['Microsoft.KeyVault/vaults/keys/read', 'Key Vault Reader'],
    ['Microsoft.KeyVault/vaults/keys/encrypt/action', 'Key Vault Crypto User'],
    ['Microsoft.ContainerRegistry/registries/repositories/content/read', 'Container Registry Repository Reader'],
    ['Microsoft.ContainerRegistry/registries/repositories/metadata/read', undefined],
    ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read', 'Storage Blob Data Reader'],
    ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write', 'Storage Blob Data Contributor'],
    ['Microsoft.KeyVault/vaults/secrets/setSecret/action', undefined],
  ])('for data with %s is %s', (action, name) => {
    expect(proposedRole([action], 'dataAction')?.name).toBe(name);
  });
});
