import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { credential } from '../../support/domain/workloadFixture.ts';
import { cluster, guid, identityId, systemAssigned } from '../../support/domain/worldFacts.ts';
import { mayUse } from '../../support/domain/clusterObjects.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, idShop, pod, scaleSet, theCluster } from './worlds.ts';

const client = guid(6001);
const shop = identityId('id-shop');
const connect = (namespace: string, serviceAccount: string) => ({
  kind: 'createCredential',
  clusterId: theCluster,
  identityId: shop,
  namespace,
  serviceAccount,
});
const nodes = { resources: [...basic, scaleSet()] };
const notFound = `GET http://169.254.169.254/metadata/identity/oauth2/token?client_id=${client} {"error":"invalid_request","error_description":"Identity not found"} pod: shop/web-1`;
const classOnNode: JsonObject = {
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: { namespace: 'shop', name: 'kv' },
  spec: { provider: 'azure', parameters: { useVMManagedIdentity: 'true', userAssignedIdentityID: client } },
};
const nmi = `getting assigned identities for pod shop/web-1 in CREATED state failed after 16 attempts, clientID in request: ${client}`;

describe('an identity that is not on the nodes', () => {
  it('leads to the plan that connects the accounts of the pods that mount it, and to the YAML of the object (Q-09)', () => {
    const objects = [classOnNode, account('shop/web'), pod('shop/web-1', { as: 'web', class: 'kv' })];
    const answer = asked(`secrets-store: ${notFound}`, { objects, azure: nodes });
    expect(answer.cause).toBe('IDENTITY_NOT_ON_NODES');
    expect(plansOf(answer)).toEqual([connect('shop', 'web')]);
    expect(wordsOf(answer)).toContain('useVMManagedIdentity: "false"');
  });

  it('leads to no plan for the account that all pods without their own have (Q-09)', () => {
    const objects = [classOnNode, pod('shop/web-1', { class: 'kv' })];
    const answer = asked(`secrets-store: ${notFound}`, { objects, azure: nodes });
    expect([answer.cause, plansOf(answer)]).toEqual(['IDENTITY_NOT_ON_NODES', []]);
  });

  it('leads to the switch first where workload identity is off, and to no credential that is there already (Q-09)', () => {
    const objects = [classOnNode, account('shop/web'), pod('shop/web-1', { as: 'web', class: 'kv' })];
    const off = { resources: [cluster(systemAssigned, {}), idShop, scaleSet()] };
    expect(plansOf(asked(`secrets-store: ${notFound}`, { objects, azure: off }))).toEqual([
      { kind: 'setWorkloadIdentity', clusterId: theCluster, enabled: true, oidcIssuer: true },
      connect('shop', 'web'),
    ]);
    const trusted = { ...nodes, credentials: [credential({ subject: 'system:serviceaccount:shop:web' })] };
    expect(plansOf(asked(`secrets-store: ${notFound}`, { objects, azure: trusted }))).toEqual([]);
  });
});

describe('pod identity that answers', () => {
  const objects = [account('shop/web'), pod('shop/web-1', { as: 'web', labels: { aadpodidbinding: 'web' } })];

  it('leads to the plan and the YAML that move the pod to workload identity (Q-09)', () => {
    const answer = asked(nmi, { objects });
    expect([answer.cause, plansOf(answer)]).toEqual(['POD_IDENTITY_IN_THE_WAY', [connect('shop', 'web')]]);
    expect(wordsOf(answer)).toContain('azure.workload.identity/use: "true"');
  });

  it('is the fault of the program where the pod was moved already (Q-10)', () => {
    const moved = [account('shop/web'), pod('shop/web-1', { as: 'web', label: true, token: true })];
    const answer = asked(nmi, { objects: moved });
    expect([answer.possible, plansOf(answer)]).toEqual([['CREDENTIAL_KIND_WRONG', 'LIBRARY_TOO_OLD'], []]);
  });

  it('offers no plan where the identity is not known (Q-10)', () => {
    expect(plansOf(asked(nmi.replace(client, guid(4242)), { objects }))).toEqual([]);
  });

  it('finds the identity in the settings of the add-on (Q-09)', () => {
    const profile = {
      enabled: true,
      userAssignedIdentities: [{ name: 'web', namespace: 'shop', identity: { resourceId: shop } }],
    };
    const azure = { resources: [cluster(systemAssigned, { podIdentityProfile: profile }), idShop] };
    const answer = asked(nmi.replace(/, clientID.*/, ''), { objects, azure });
    expect(plansOf(answer)).toContainEqual(connect('shop', 'web'));
  });
});

describe('nodes without any identity', () => {
  const unnamed = notFound.replace(/&?client_id=\S+/, '').replace(/ pod: .*/, '');

  it.each([
    [
      'a service principal',
      cluster(undefined, {}),
      'service principal',
      /give the cluster a managed identity/,
      /again/,
    ],
    [
      'a managed identity',
      basic[0] as JsonObject,
      'kubelet identity',
      /attaches the kubelet identity again/,
      /principal/,
    ],
  ])('of a cluster with %s get back only what it has (Q-10)', (_, of, text, fix, never) => {
    const answer = asked(unnamed, { azure: { resources: [of, idShop, scaleSet()] } });
    expect([answer.cause, textOf(answer.text)]).toEqual(['IDENTITY_NOT_ON_NODES', expect.stringContaining(text)]);
    expect(wordsOf(answer)).toMatch(fix);
    expect(wordsOf(answer)).not.toMatch(never);
  });
});

describe('a binding without a token', () => {
  const bound = [
    account('shop/web', { 'azure.workload.identity/client-id': client }),
    pod('shop/web-1', {
      as: 'web',
      label: true,
      env: { AZURE_CLIENT_ID: client },
      annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
    }),
  ];
  const message = 'the identity binding could not get a token: failed';
  /** Every kind was read. */
  const rolesOf = (of: string, rule = {}) => [...bound, ...(mayUse(of, client, rule) as readonly JsonObject[])];

  it.each([
    ['lets another account use it', rolesOf('shop/other'), 'KUBE_RBAC'],
    ['names another identity', rolesOf('shop/web', { resources: [guid(1)] }), 'KUBE_RBAC'],
    ['is limited to names', rolesOf('shop/web', { resourceNames: ['x'] }), 'KUBE_RBAC'],
    ['lets the account use it', rolesOf('shop/web'), 'BINDING_NOT_OPTED_IN'],
    [
      'lets it use everything',
      rolesOf('shop/web', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
      'BINDING_NOT_OPTED_IN',
    ],
    ['was not read', bound, 'BINDING_NOT_OPTED_IN'],
  ] as const)('is explained by the roles of the cluster: the role %s (Q-10)', (_, objects, cause) => {
    expect(asked(message, { objects }).cause).toBe(cause);
  });
});

describe('a driver that uses the key of an account', () => {
  const volume = (driver: string, attributes: JsonObject, name = 'pv'): JsonObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { csi: { driver, volumeAttributes: attributes } },
  });
  const noKey = 'no key for storage account(stshop) under resource group(rg)';
  const keysOff = 'KeyBasedAuthenticationNotPermitted https://stshop.blob.core.windows.net/';

  it.each([
    [
      'a share with settings of blobfuse',
      noKey,
      'file.csi.azure.com',
      { AzureStorageAuthType: 'MSI', AzureStorageIdentityClientID: client },
      'DRIVER_WITHOUT_IDENTITY',
    ],
    [
      'NFS with an identity',
      keysOff,
      'blob.csi.azure.com',
      { protocol: 'nfs', clientID: client },
      'DRIVER_WITHOUT_IDENTITY',
    ],
    ['a disk with an identity', noKey, 'disk.csi.azure.com', { clientID: client }, 'DRIVER_WITHOUT_IDENTITY'],
    [
      'an identity without MSI',
      noKey,
      'blob.csi.azure.com',
      { AzureStorageIdentityClientID: client },
      'OPERATOR_FIELD_WRONG',
    ],
    ['an identity that reads the key', keysOff, 'blob.csi.azure.com', { clientID: client }, 'OPERATOR_FIELD_WRONG'],
    [
      'an identity for the mount itself',
      keysOff,
      'blob.csi.azure.com',
      { clientID: client, mountWithWorkloadIdentityToken: 'true' },
      'UNKNOWN',
    ],
    ['another account', noKey, 'blob.csi.azure.com', { clientID: client, storageAccount: 'other' }, 'UNKNOWN'],
  ] as const)('is judged by its volume: %s (Q-10)', (_, message, driver, settings, cause) => {
    const answer = asked(message, { objects: [volume(driver, { storageAccount: 'stshop', ...settings })] });
    expect(answer.cause).toBe(cause);
  });

  it('is not judged by one of several volumes where the message names no account (Q-10)', () => {
    const settings = { AzureStorageIdentityClientID: client };
    const objects = ['a', 'b'].map((name) => volume('blob.csi.azure.com', settings, name));
    expect(asked('KeyBasedAuthenticationNotPermitted', { objects }).cause).toBe('UNKNOWN');
    expect(asked('KeyBasedAuthenticationNotPermitted', { objects: objects.slice(1) }).cause).toBe(
      'OPERATOR_FIELD_WRONG',
    );
  });
});
