import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { compareInCluster, type InCluster } from '../../../src/domain/workloads/inCluster.ts';
import { identityId } from '../../support/domain/worldFacts.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { say } from '../../../src/sentences/words.ts';

const clientId = '11111111-0000-4000-8000-000000000001';
const account = (name: string, client?: string) => ({
  metadata: {
    name,
    namespace: 'shop',
    ...(client === undefined ? {} : { annotations: { 'azure.workload.identity/client-id': client } }),
  },
});
const pod = (name: string, of: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'shop', labels },
  spec: { serviceAccountName: of },
});
const labelled = { 'azure.workload.identity/use': 'true' };
const cart = {
  namespace: 'shop',
  serviceAccount: 'cart',
  identityId: identityId('id-cart') as ArmId,
  clientId,
  state: 'works',
} as const;
const fitting: InCluster = {
  workloads: [cart],
  identities: [{ id: cart.identityId, name: 'id-cart', clientId }],
  unknown: [],
  serviceAccounts: { items: [account('cart', clientId), account('default')] },
  pods: { items: [pod('cart-1', 'cart', labelled), pod('other', 'default')] },
  nodeSettings: [],
  cluster: {
    name: 'shop',
    kubelet: { kind: 'preCreated', identityId: identityId('id-new') as ArmId, clientId: 'NEW-kubelet' },
    addons: [{ name: 'azureKeyvaultSecretsProvider', enabled: true, clientId: 'secrets-addon' }],
  },
};
const found = (more: Partial<InCluster>) =>
  compareInCluster({ ...fitting, ...more }).map(({ kind, text }) => [kind, text]);

describe('a look into the cluster', () => {
  it('finds nothing where both sides fit', () => {
    expect(found({})).toEqual([]);
  });

  it('finds an account that is annotated and not trusted', () => {
    expect(found({ workloads: [] })).toEqual([
      ['annotatedNotTrusted', expect.stringMatching(/shop\/cart is annotated for id-cart/)],
    ]);
  });

  it('misses no account for the sake of trust that may be gone', () => {
    const serviceAccounts = { items: [] };
    expect(found({ serviceAccounts })).toHaveLength(1);
    expect(found({ serviceAccounts, unknown: [unknown('Federated credentials: not now')] })).toEqual([]);
  });

  it('says why an account gets no access whose credential is broken, and does not miss accounts for the sake of one', () => {
    const broken = {
      ...cart,
      state: 'broken',
      reason: say`Its issuer belongs to no cluster that you can see.`,
    } as const;
    expect(found({ workloads: [broken], unknown: [unknown('Roles: forbidden')] })).toEqual([
      [
        'annotatedNotTrusted',
        "shop/cart is annotated for id-cart, but that doesn't work. Its issuer belongs to no cluster that you can see.",
      ],
    ]);
    expect(found({ workloads: [cart, broken] })).toEqual([]);
    expect(found({ workloads: [broken], serviceAccounts: { items: [] } })).toEqual([]);
  });

  it('claims nothing about accounts that an expression may match', () => {
    const any = { ...cart, namespace: '*', serviceAccount: '*', state: 'unknown' } as const;
    expect(found({ workloads: [any] })).toEqual([]);
  });

  it('claims nothing of unread trust', () => {
    expect(found({ workloads: [], unknown: [unknown('Federated credentials: forbidden')] })).toEqual([]);
  });

  it('finds a trusted account that is not there', () => {
    expect(found({ serviceAccounts: { items: [] } })).toEqual([
      ['trustedNotThere', expect.stringMatching(/id-cart trusts shop\/cart/)],
    ]);
  });

  it('misses no account for the sake of a credential that may be of another cluster', () => {
    const elsewhere = {
      ...cart,
      state: 'unknown',
      reason: say`It may belong to a cluster that you can not see.`,
    } as const;
    expect(found({ workloads: [elsewhere], serviceAccounts: { items: [] } })).toEqual([]);
  });

  it('does not say that an app registration was deleted', () => {
    const serviceAccounts = { items: [account('cart', '99999999-0000-4000-8000-000000000001')] };
    expect(found({ serviceAccounts })[0]?.[1]).toMatch(/or it is an app registration/);
  });

  it('finds the client ID of an identity that was deleted, unless identities could not be listed', () => {
    const serviceAccounts = { items: [account('cart', '99999999-0000-4000-8000-000000000001')] };
    expect(found({ serviceAccounts })).toEqual([['deletedIdentity', expect.stringMatching(/no visible identity has/)]]);
    expect(found({ serviceAccounts, identities: undefined })).toEqual([]);
  });

  it('reports all pods of an account without the label once', () => {
    const pods = {
      items: [pod('cart-1', 'cart'), pod('cart-2', 'cart', { app: 'cart' }), pod('cart-3', 'cart', labelled)],
    };
    expect(found({ pods })).toEqual([
      ['labelMissing', expect.stringMatching(/^cart-1 and 1 more of shop\/cart lack the label/)],
    ]);
  });

  it('a single pod without the label gets no token', () => {
    expect(found({ pods: { items: [pod('cart-1', 'cart')] } })).toEqual([
      ['labelMissing', 'cart-1 of shop/cart lacks the label azure.workload.identity/use: "true" and gets no token.'],
    ]);
  });

  it('takes accounts of a bound identity for trusted, because the cluster itself decides', () => {
    expect(found({ workloads: [{ ...cart, namespace: '*', serviceAccount: '*', bindingId: 'b' as ArmId }] })).toEqual(
      [],
    );
  });

  const oldKubelet = { id: identityId('id-old') as ArmId, name: 'id-old', clientId: 'old-kubelet' };
  const files = (clientID: string, more: Record<string, string> = { mountWithManagedIdentity: 'true' }) => ({
    kind: 'StorageClass',
    metadata: { name: 'files' },
    parameters: { clientid: clientID, ...more },
  });
  const volume = (clientID: string) => ({
    kind: 'PersistentVolume',
    metadata: { name: 'blobs' },
    spec: { csi: { volumeAttributes: { azurestorageauthtype: 'MSI', AzureStorageIdentityClientID: clientID } } },
  });
  const secrets = (clientID: string, more: Record<string, string> = { useVMManagedIdentity: 'true' }) => ({
    kind: 'SecretProviderClass',
    metadata: { name: 'keys', namespace: 'shop' },
    spec: { parameters: { userAssignedIdentityID: clientID, ...more } },
  });
  it.each([
    [
      'the old kubelet identity in a storage class',
      files('old-kubelet'),
      /^Storage class files names the client ID of id-old, not that of the kubelet identity of shop/,
    ],
    [
      'an identity out of sight in a volume',
      volume('elses'),
      /^Persistent volume blobs names client ID elses, which no visible identity has/,
    ],
    [
      'the old kubelet identity for secrets',
      secrets('OLD-kubelet'),
      /^Secret provider class shop\/keys names the client ID of id-old/,
    ],
    ['the kubelet identity', files('new-KUBELET'), undefined],
    ["an add-on's identity", secrets('secrets-addon'), undefined],
    ['no identity, which is the kubelet identity', files(''), undefined],
    [
      'pods that sign in themselves to a share',
      files('old-kubelet', { mountWithWorkloadIdentityToken: 'true' }),
      undefined,
    ],
    ['pods that sign in themselves for secrets', secrets('old-kubelet', { clientID: 'own' }), undefined],
  ])('compares the identity that nodes are to sign in with: %s (R-21)', (_, item, words) => {
    const identities = [...(fitting.identities ?? []), oldKubelet];
    const told = found({ nodeSettings: [item], identities });
    expect(told).toEqual(words === undefined ? [] : [['otherNodeIdentity', expect.stringMatching(words)]]);
  });

  it('says of no identity of the nodes that it is gone where none could be listed, or the kubelet identity is not known', () => {
    const [[, text] = []] = found({ nodeSettings: [files('old-kubelet')], identities: undefined });
    expect(text).toMatch(/^Storage class files names client ID old-kubelet, not that/);
    const cluster = { ...fitting.cluster, kubelet: { kind: 'unknown' } } as const;
    expect(found({ nodeSettings: [files('old-kubelet')], cluster })).toEqual([]);
  });
});
