import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sharedCredentialId } from '../../../src/domain/workloads/workloadIds.ts';
import type { IdentityService } from '../../../src/app/identityService.ts';
import type { CommandContext } from '../../../src/commands/context.ts';
import { commandHandlers, type Handlers } from '../../../src/commands/index.ts';
import type { PanelTarget } from '../../../src/manifest.ts';
import { demoService, type DemoService } from '../../support/demoService.ts';
import { user } from '../../support/vscode/user.ts';

let demo: DemoService;
let active: string | undefined;
let shown: PanelTarget[];
let handlers: Handlers;

beforeEach(() => {
  demo = demoService(1);
  active = undefined;
  shown = [];
  handlers = commandHandlers({
    connections: {
      service: () => Promise.resolve<IdentityService>(demo.service),
      activeSubscription: () => active,
      shownSubscriptions: () => (active === undefined ? undefined : [active]),
    },
    panels: { open: async (target: PanelTarget) => void shown.push(target) },
  } as unknown as CommandContext);
});
afterEach(() => demo.close());

const drafts = (): readonly unknown[] => shown.map((target) => ('draft' in target ? target.draft : target));
const offered = (): readonly string[] => (user.lists.at(-1)?.items ?? []).map(({ label }) => label);
async function setActive(name: string): Promise<void> {
  const { items } = await demo.service.subscriptions();
  active = items.find((each) => each.name === name)!.id;
}

describe('the commands for workloads', () => {
  it('start the change of a row without asking', async () => {
    const clusterId = await demo.idOf('store-weu');
    const identityId = await demo.idOf('id-basket');
    const bindingId = `${clusterId}/identityBindings/a`;
    const credentialId = `${identityId}/federatedIdentityCredentials/basket-api`;
    await handlers['aksIdentity.enableWorkloadIdentity']({ clusterId });
    await handlers['aksIdentity.disableWorkloadIdentity']({ clusterId });
    await handlers['aksIdentity.connectWorkload']({ clusterId });
    await handlers['aksIdentity.bindIdentity']({ clusterId });
    await handlers['aksIdentity.moveCredentials']({ clusterId });
    await handlers['aksIdentity.moveCredentials']({ clusterId, issuer: 'https://old/' });
    await handlers['aksIdentity.removeCredential']({ clusterId, credentialId });
    await handlers['aksIdentity.unbindIdentity']({ clusterId, bindingId });
    await handlers['aksIdentity.unbindIdentity']({ clusterId, bindingId, identityId });
    expect(drafts()).toEqual([
      { kind: 'setWorkloadIdentity', clusterId, enabled: true },
      { kind: 'setWorkloadIdentity', clusterId, enabled: false },
      { kind: 'createCredential', clusterId },
      { kind: 'bindIdentity', clusterId },
      { kind: 'moveCredentials', clusterId },
      { kind: 'moveCredentials', clusterId, fromIssuer: 'https://old/' },
      { kind: 'deleteCredential', credentialId },
      { kind: 'unbindIdentity', bindingId },
      { kind: 'unbindIdentity', bindingId, credentialId: sharedCredentialId(identityId) },
    ]);
    expect(user.lists).toEqual([]);
  });

  it('from an identity ask for the cluster, and keep the identity', async () => {
    const identityId = await demo.idOf('id-basket');
    const clusterId = await demo.idOf('reports-neu');
    user.picks = [/^reports-neu$/, /^reports-neu$/];
    await handlers['aksIdentity.connectWorkload']({ identityId });
    await handlers['aksIdentity.bindIdentity']({ identityId });
    expect(drafts()).toEqual([
      { kind: 'createCredential', clusterId, identityId },
      { kind: 'bindIdentity', clusterId, identityId },
    ]);
  });

  it('offer only the clusters for which turning workload identity on or off changes something', async () => {
    await setActive('Contoso Workloads');
    user.picks = [/^store-weu$/];
    await handlers['aksIdentity.disableWorkloadIdentity']();
    expect(offered()).toEqual(['partners-weu', 'reports-neu', 'store-weu']);
    await expect(handlers['aksIdentity.enableWorkloadIdentity']()).rejects.toMatchObject({
      code: 'notFound',
      message: 'Workload identity is on for every cluster here.',
    });
    active = undefined;
    user.picks = [/^shop-weu$/];
    await handlers['aksIdentity.enableWorkloadIdentity']();
    expect(offered()).not.toContain('store-weu');
  });

  it('offer only the clusters whose default ingress controller can be changed', async () => {
    const clusterId = await demo.idOf('search-weu');
    user.picks = [/^search-weu$/];
    await handlers['aksIdentity.setNginxRouting']();
    expect(drafts()).toEqual([{ kind: 'setNginxRouting', clusterId }]);
    expect(offered()).toEqual(['search-weu', 'web-weu']);
    await setActive('Contoso Workloads');
    await expect(handlers['aksIdentity.setNginxRouting']()).rejects.toMatchObject({
      code: 'notFound',
      message: 'Application routing is off on every cluster here.',
    });
  });

  it('from the palette ask for the cluster and then for the Trusted Access binding, with one list of the cluster', async () => {
    user.picks = [/^orders-weu$/, /^vault-backup$/];
    await handlers['aksIdentity.removeTrustedAccess']();
    const bindingId = `${await demo.idOf('orders-weu')}/trustedAccessRoleBindings/vault-backup`;
    expect(drafts()).toEqual([{ kind: 'removeTrustedAccess', bindingId }]);
    expect((await demo.requests()).filter((line) => /\/fleets|\/extensions/i.test(line))).toEqual([]);
    shown.length = 0;
    await handlers['aksIdentity.removeTrustedAccess']({ resourceId: bindingId });
    expect(drafts()).toEqual([{ kind: 'removeTrustedAccess', bindingId }]);
  });

  it('from the palette never say that there is no Trusted Access binding without why some may not be seen', async () => {
    await demo.fault({
      match: { pathContains: '/trustedAccessRoleBindings' },
      status: 403,
      code: 'AuthorizationFailed',
      message: 'Not for you.',
      times: 9999,
    });
    user.picks = [/^orders-weu$/];
    await expect(handlers['aksIdentity.removeTrustedAccess']()).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringMatching(/^orders-weu has no visible Trusted Access bindings\. .*Not for you/) as string,
    });
  });

  it('from the palette never say that an identity has no role without why some may not be seen', async () => {
    const match = { pathContains: '/roleAssignments' };
    await demo.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'Not for you.', times: 999 });
    await demo.fault({ match: { pathContains: '/Microsoft.ResourceGraph' }, status: 403, times: 999 });
    user.picks = [/^orders-weu$/];
    await expect(handlers['aksIdentity.removeRole']()).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringMatching(/have no visible roles\. .*Not for you/) as string,
    });
  });

  it('from the palette ask for the identity and then for the credential, by service account and cluster', async () => {
    user.picks = [/^id-storefront$/, /^storefront\/web$/];
    await handlers['aksIdentity.removeCredential']();
    expect(user.lists.at(-1)?.items).toEqual([
      expect.objectContaining({ label: 'storefront/web', description: 'cluster is gone' }),
      expect.objectContaining({ label: 'storefront/web', description: 'store-weu' }),
    ]);
    expect(drafts()).toEqual([
      {
        kind: 'deleteCredential',
        credentialId: `${await demo.idOf('id-storefront')}/federatedIdentityCredentials/storefront-web`,
      },
    ]);
    user.picks = [/^id-old$/];
    await expect(handlers['aksIdentity.removeCredential']()).rejects.toMatchObject({
      code: 'notFound',
      message: 'id-old has no visible federated credentials.',
    });
  });

  it('from the palette ask for the cluster and then for the binding', async () => {
    user.picks = [/^reports-neu$/, /^archive$/];
    await handlers['aksIdentity.unbindIdentity']();
    expect(drafts()).toMatchObject([{ kind: 'unbindIdentity' }]);
    expect(JSON.stringify(drafts())).toMatch(
      /identityBindings\/archive",.*id-archive\/federatedIdentityCredentials\/aks-identity-binding"/i,
    );
    user.picks = [/^store-weu$/];
    await expect(handlers['aksIdentity.unbindIdentity']()).rejects.toMatchObject({ code: 'notFound' });
  });

  it('copy the YAML of a row, of a binding with what its ClusterRole needs, and of a workload from the palette', async () => {
    const identityId = await demo.idOf('id-storefront');
    const who = { identityId, clientId: 'the-client', tenantId: 'the-tenant' };
    await handlers['aksIdentity.copyServiceAccountYaml']({ ...who, namespace: 'storefront', serviceAccount: 'web' });
    await handlers['aksIdentity.copyServiceAccountYaml']({ ...who, bindingId: '/b' });
    user.picks = [/^store-weu$/, /^mail\/sender$/];
    await handlers['aksIdentity.copyServiceAccountYaml']();
    const [plain, bound, picked] = user.copied;
    expect(plain).toContain('azure.workload.identity/client-id: "the-client"');
    expect(plain).toContain('namespace: "storefront"');
    expect(bound).toContain('verbs: ["use-managed-identity"]');
    expect(bound).toContain('azure.workload.identity/tenant-id: "the-tenant"');
    expect(bound).toContain('<service account>');
    expect(picked).toMatch(/name: "sender"[\s\S]*azure\.workload\.identity\/client-id: "[0-9a-f-]{36}"/);
  });
});
