/** What our clients have to find in Azure itself, as in the emulator, whatever the subscription contains. */
import { expect } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import type { LivePlace } from './place.ts';

/** One check. Those that write make only what they delete again, in the group that was named for it. */
export interface LiveCheck {
  readonly title: string;
  readonly run: (place: LivePlace) => Promise<void>;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Checks that only read. */
export const readChecks: readonly LiveCheck[] = [
  {
    title: 'the subscription is among those that are seen',
    run: async ({ service, subscriptionId }) => {
      const { items } = await service.subscriptions();
      expect(items.map(({ id }) => id.toLowerCase())).toContain(subscriptionId.toLowerCase());
    },
  },
  {
    title: 'clusters of the list are the same as when read one by one, and can be looked through for findings',
    run: async ({ service, subscriptionId }) => {
      const { items, failures } = await service.clusters({ subscriptionIds: [subscriptionId] });
      expect(failures).toEqual([]);
      for (const listed of items.slice(0, 5)) {
        const { cluster } = await service.cluster(listed.id);
        expect([cluster.controlPlane, cluster.kubelet.kind]).toEqual([listed.controlPlane, listed.kubelet.kind]);
        expect(Array.isArray(await service.diagnose(listed.id))).toBe(true);
      }
    },
  },
  {
    title: 'identities have a client id and a principal id',
    run: async ({ service, subscriptionId }) => {
      const { items, failures } = await service.identities({ subscriptionIds: [subscriptionId] });
      expect(failures).toEqual([]);
      for (const { clientId, principalId } of items) {
        expect(clientId).toMatch(guid);
        expect(principalId).toMatch(guid);
      }
    },
  },
  {
    title: 'the roles that flows assign exist under their names, and the subscription has regions',
    run: async ({ service, subscriptionId }) => {
      const roles = await service.roleDefinitions(`/subscriptions/${subscriptionId}`);
      const names = roles.map(({ name }) => name);
      const needed = ['Network Contributor', 'Managed Identity Operator', 'Private DNS Zone Contributor', 'AcrPull'];
      expect(names).toEqual(expect.arrayContaining(needed));
      expect((await service.locations(subscriptionId)).length).toBeGreaterThan(5);
    },
  },
  {
    title: 'a change of a settled cluster can be planned, without sending it',
    run: async ({ service, subscriptionId }) => {
      const { items } = await service.clusters({ subscriptionIds: [subscriptionId] });
      const settled = items.find(
        ({ controlPlane, provisioningState }) =>
          controlPlane.kind === 'userAssigned' && provisioningState === 'Succeeded',
      );
      if (!settled) return;
      const change: Change = { kind: 'upgradeNodeImages', clusterId: settled.id };
      const planned = await service.plan([change]).catch((error: unknown) => error);
      expect(planned).toMatchObject(
        planned instanceof Error ? { failure: { code: 'refused' } } : { steps: expect.anything() as unknown },
      );
    },
  },
];

/** Checks that write, in the named group only; what they make they delete, also when they fail. */
export const writeChecks: readonly LiveCheck[] = [
  {
    title: 'an identity is made, gets a role once, loses it once, and is deleted',
    run: async ({ service, subscriptionId, group = '' }) => {
      const scope = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
      const { location } = (await service.json(scope)) as { location: string };
      const name = `id-aks-identity-live-${Date.now().toString(36)}`;
      const identityId = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
      const apply = async (change: Change): Promise<readonly string[]> => {
        const outcome = await service.apply([change]);
        expect(outcome.status, JSON.stringify(outcome)).toBe('succeeded');
        return outcome.steps.map(({ status }) => status);
      };
      const make: Change = { kind: 'createIdentity', subscriptionId, resourceGroup: group, name, location };
      try {
        expect(await apply(make)).toEqual(['done']);
        expect(await apply(make)).toEqual(['alreadyDone']);
        const { properties } = (await service.json(identityId)) as { properties: { principalId: string } };
        const assign: Change = {
          kind: 'assignRole',
          principalId: properties.principalId,
          role: { name: 'Reader' },
          scope,
        };
        expect(await apply(assign)).toEqual(['done']);
        expect(await apply(assign)).toEqual(['alreadyDone']);
        const [held] = await service.roleAssignmentsOf(properties.principalId, subscriptionId);
        expect(held).toMatchObject({ roleName: 'Reader' });
        expect(await apply({ kind: 'removeRole', roleAssignmentId: held?.id ?? '' })).toEqual(['done']);
      } finally {
        await service.apply([{ kind: 'deleteIdentity', identityId }]);
      }
      await expect(service.json(identityId)).rejects.toMatchObject({ failure: { code: 'notFound' } });
    },
  },
];
