import { bindingClients, bindingOptIn } from '../../../src/domain/workloads/bindingClients.ts';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { bindingManifest, credentialManifest } from '../../../src/domain/workloads/manifests.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { identityId } from '../../support/domain/worldFacts.ts';

const account = { namespace: 'shop', serviceAccount: 'cart' };
const identity = { identityId: identityId('id-cart'), clientId: 'c-1', tenantId: 't-1' };
const documents = (text: string): unknown[] => parseAllDocuments(text).map((each) => each.toJS() as unknown);

describe('what has to happen in the cluster', () => {
  it('is a ServiceAccount with the client ID, and the label of its pods', () => {
    const text = credentialManifest(account, identity);
    expect(documents(text)[0]).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'cart', namespace: 'shop', annotations: { 'azure.workload.identity/client-id': 'c-1' } },
    });
    expect(text).toContain('azure.workload.identity/use: "true"');
    expect(text).toContain('serviceAccountName: "cart"');
  });

  it('is a ClusterRole with the client ID and its binding, for a bound identity', () => {
    const [role, binding, serviceAccount] = documents(bindingManifest(account, identity));
    expect(role).toMatchObject({
      kind: 'ClusterRole',
      rules: [{ verbs: ['use-managed-identity'], apiGroups: ['cid.wi.aks.azure.com'], resources: ['c-1'] }],
    });
    expect(binding).toMatchObject({
      roleRef: { name: 'use-id-cart-c-1' },
      subjects: [{ kind: 'ServiceAccount', name: 'cart', namespace: 'shop' }],
    });
    expect(serviceAccount).toMatchObject({ metadata: { annotations: { 'azure.workload.identity/tenant-id': 't-1' } } });
  });

  it('lets each of several accounts use a binding, with one role and one pod template for all', () => {
    const text = bindingManifest(account, identity, [{ namespace: 'post', serviceAccount: 'mail' }]);
    const [, binding, first, second] = documents(text);
    expect(binding).toMatchObject({ subjects: [{ name: 'cart' }, { name: 'mail', namespace: 'post' }] });
    expect([first, second]).toMatchObject([{ metadata: { name: 'cart' } }, { metadata: { name: 'mail' } }]);
    expect(text).toMatch(/^# shop\/cart and 1 more act as id-cart through its binding\napiVersion:/);
    expect(
      text.split('\n').findIndex((line) => line.includes('"mail"')),
      'whom it lets in is near the top',
    ).toBeLessThan(25);
    expect(text).not.toContain('serviceAccountName');
  });

  it('names the libraries that can use a binding, and tests before anything is removed (R-29)', () => {
    const text = bindingManifest(account, identity);
    for (const { language, library, version, optIn } of bindingClients) {
      expect(text).toContain(`#   ${language}: ${library} ${version} `);
      expect(text).toContain(`, ${optIn}\n`);
    }
    expect(bindingClients.map(({ language }) => language)).toEqual(['.NET', 'Go', 'Java', 'JavaScript', 'Python']);
    expect(text).toMatch(/DefaultAzureCredential/);
    expect(text.replaceAll('\n# ', ' ')).toMatch(/check that it signs in, and only then remove its old credentials\./);
    expect(credentialManifest(account, identity)).not.toContain('opt in');
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('does not promise that a release has what its beta had (R-29)', () => {
    for (const { library, version, limit = 'or later' } of bindingClients) {
      expect(limit !== 'or later').toBe(/-beta|b\d/.test(version));
      expect(bindingOptIn()).toContain(textOf(say`${library} ${version} ${limit}, `));
    }
  });

  it('says what is to be filled in where the client ID is not known yet', () => {
    expect(credentialManifest(account, { identityId: identity.identityId })).toContain('<client ID of the identity>');
  });

  it('does not write over the ClusterRole of an identity that has the same name in another resource group', () => {
    const nameOf = (clientId: string): unknown =>
      (documents(bindingManifest(account, { ...identity, clientId }))[0] as { metadata: { name: string } }).metadata
        .name;
    expect(nameOf('11111111-1111-4111-8111-111111111111')).not.toBe(nameOf('22222222-2222-4222-8222-222222222222'));
  });

  it('contains nothing else, whatever a name has in it', () => {
    const evil = { namespace: 'a\nkind: Secret', serviceAccount: 'b\r---\rkind: Secret' };
    for (const manifest of [credentialManifest, bindingManifest]) {
      const kinds = (of: typeof account) =>
        documents(manifest(of, identity)).map((each) => (each as { kind?: string } | null)?.kind);
      expect(kinds(evil)).toEqual(kinds(account));
    }
  });

  it('is read back as it is meant, whatever a name looks like', () => {
    const odd = { namespace: '1e3', serviceAccount: 'on' };
    expect(documents(credentialManifest(odd, identity))[0]).toMatchObject({
      metadata: { name: 'on', namespace: '1e3' },
    });
  });
});
