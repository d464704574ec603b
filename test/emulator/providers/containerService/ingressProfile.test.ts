/**
 * Application routing and Gateway API in the JSON of a cluster, as recorded by Azure/azure-cli in
 * src/azure-cli/azure/cli/command_modules/acs/tests/latest/recordings: test_aks_approuting_gateway_istio_enable_disable.yaml
 * (2026-04-24), test_aks_create_and_update_with_app_routing_istio.yaml (2026-04-24, commit c5773e78) and
 * test_aks_approuting_zone_add_delete_list.yaml (2024-02-27, commit 423e9366).
 */
import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  emulate,
  group,
  identity,
  said,
  userAssigned,
  type Answered,
  type Emulated,
} from '../../emulated.ts';

const routingOn = { webAppRouting: { enabled: true } };

function withIngress(ingressProfile: object, more: object = {}): Record<string, unknown> {
  return clusterBody(userAssigned('cpx'), { ingressProfile, ...more });
}

function start(): Emulated {
  return emulate({ resources: [identity('cpx')] });
}

/** Changes `ingressProfile` as `az` does: reads the cluster, sets a member, and sends all of it back. */
async function switched({ send }: Emulated, change: (profile: object) => object): Promise<Record<string, unknown>> {
  const { body } = await send('GET', clusterPath);
  const properties = body['properties']!;
  return { ...body, properties: { ...properties, ingressProfile: change(properties['ingressProfile'] ?? {}) } };
}

function withIstio(mode: string): (profile: object) => object {
  return (profile) => ({
    ...profile,
    webAppRouting: {
      ...(profile as { webAppRouting?: object }).webAppRouting,
      gatewayAPIImplementations: { appRoutingIstio: { mode } },
    },
  });
}

describe('application routing', () => {
  it('says all of its members when it is made, and its identity only at the end (G-20)', async () => {
    const emulated = start();
    const first = await emulated.done('PUT', clusterPath, withIngress(routingOn));
    expect([first.status, first.body['properties']!['ingressProfile']]).toEqual([
      201,
      {
        webAppRouting: {
          enabled: true,
          dnsZoneResourceIds: null,
          identity: null,
          nginx: { defaultIngressControllerType: 'AnnotationControlled' },
          gatewayAPIImplementations: { appRoutingIstio: { mode: 'Disabled' } },
        },
      },
    ]);
    expect(first.body['properties']!['serviceMeshProfile']).toBeUndefined();
    const { body } = await emulated.send('GET', clusterPath);
    const routing = body['properties']!['ingressProfile']!['webAppRouting']!;
    expect(said(routing['identity']!['resourceId'])).toMatch(/\/webapprouting-shop$/);
  });

  it('keeps its identity and NGINX when its Istio is turned on, which says that the add-on is off (G-20)', async () => {
    const emulated = start();
    await emulated.done('PUT', clusterPath, withIngress(routingOn));
    const before = (await emulated.send('GET', clusterPath)).body['properties']!['ingressProfile']!['webAppRouting']!;
    const answer = await emulated.done('PUT', clusterPath, await switched(emulated, withIstio('Enabled')));
    expect(answer.status).toBe(200);
    const { body } = await emulated.send('GET', clusterPath);
    expect(body['properties']!['ingressProfile']).toEqual({
      webAppRouting: { ...before, gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } } },
    });
    expect(body['properties']!['serviceMeshProfile']).toEqual({ mode: 'Disabled' });
    await emulated.done('PUT', clusterPath, await switched(emulated, withIstio('Disabled')));
    const after = (await emulated.send('GET', clusterPath)).body['properties']!;
    expect(after['ingressProfile']!['webAppRouting']).toEqual(before);
    expect(after['serviceMeshProfile']).toEqual({ mode: 'Disabled' });
  });

  it('keeps a choice for NGINX and members that are not known, and the CRDs of AKS beside it (G-20)', async () => {
    const emulated = start();
    const asked = {
      gatewayAPI: { installation: 'Standard' },
      webAppRouting: {
        enabled: true,
        nginx: { defaultIngressControllerType: 'None' },
        defaultDomain: { enabled: true },
      },
    };
    const { body } = await emulated.done('PUT', clusterPath, withIngress(asked));
    expect(body['properties']!['ingressProfile']).toMatchObject(asked);
  });

  it('is refused with its Istio beside the Istio add-on, and nothing changes (G-20)', async () => {
    const emulated = start();
    await emulated.done('PUT', clusterPath, withIngress(routingOn, { serviceMeshProfile: { mode: 'Istio' } }));
    const before = (await emulated.send('GET', clusterPath)).body;
    const { status, body } = await emulated.send('PUT', clusterPath, await switched(emulated, withIstio('Enabled')));
    expect([status, said(body['code'])]).toEqual([400, 'BadRequest']);
    expect((await emulated.send('GET', clusterPath)).body).toEqual(before);
  });
});

describe('a cluster that is made with the Istio of application routing', () => {
  it('is answered, turned off and on again as test_aks_create_and_update_with_app_routing_istio recorded it (G-31)', async () => {
    const emulated = emulate(
      { resources: [identity('cpx')] },
      { operationSeconds: 20, operationStatuses: ['ReconcilingAddons'] },
    );
    const { send, advance } = emulated;
    const shown = ({ status, body }: Answered): unknown => {
      const properties = body['properties']!;
      const { identity: routingIdentity, ...routing } = properties['ingressProfile']!['webAppRouting']!;
      const isNamed = routingIdentity === null ? null : said(routingIdentity!['resourceId']).split('/').at(-1);
      const { provisioningState: state, serviceMeshProfile: mesh } = properties;
      return [status, state, routing, isNamed, mesh, Object.keys(properties['ingressProfile']!)];
    };
    const recorded = (status: number, state: string, mode: string, routingIdentity: string | null): unknown => [
      status,
      state,
      {
        enabled: true,
        dnsZoneResourceIds: null,
        nginx: { defaultIngressControllerType: 'AnnotationControlled' },
        gatewayAPIImplementations: { appRoutingIstio: { mode } },
      },
      routingIdentity,
      { mode: 'Disabled' },
      ['webAppRouting'],
    ];
    const statusesOf = async ({ headers }: Answered): Promise<readonly string[]> => {
      const statuses: string[] = [];
      for (let polls = 0; polls < 3; polls++) {
        statuses.push(said((await send('GET', headers['Azure-AsyncOperation']!)).body['status']));
        advance(11);
      }
      return statuses;
    };

    const before = await send('GET', clusterPath);
    expect([before.status, said(before.body['error']!['code'])]).toEqual([404, 'ResourceNotFound']);
    const asked = {
      webAppRouting: { enabled: true, gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } } },
    };
    const created = await send('PUT', clusterPath, withIngress(asked));
    expect(shown(created)).toEqual(recorded(201, 'Creating', 'Enabled', null));
    expect(await statusesOf(created)).toEqual(['InProgress', 'ReconcilingAddons', 'Succeeded']);
    expect(shown(await send('GET', clusterPath))).toEqual(recorded(200, 'Succeeded', 'Enabled', 'webapprouting-shop'));
    for (const mode of ['Disabled', 'Enabled']) {
      const changed = await send('PUT', clusterPath, await switched(emulated, withIstio(mode)));
      expect(shown(changed)).toEqual(recorded(200, 'Updating', mode, 'webapprouting-shop'));
      expect((await statusesOf(changed)).at(-1)).toBe('Succeeded');
      expect(shown(await send('GET', clusterPath))).toEqual(recorded(200, 'Succeeded', mode, 'webapprouting-shop'));
    }
  });
});

describe('the zones of application routing', () => {
  it('are made, added and taken away as test_aks_approuting_zone_add_delete_list recorded it (G-21, G-31)', async () => {
    const emulated = start();
    const { send, done } = emulated;
    const zones: string[] = [];
    for (const name of ['one.com', 'two.com']) {
      const path = `${group}/providers/Microsoft.Network/dnsZones/${name}`;
      const zone = { location: 'global', properties: { zoneType: 'Public' } };
      const { status, body } = await send('PUT', path, zone);
      expect([status, body]).toEqual([201, expect.objectContaining({ name, location: 'global', tags: {} })]);
      expect([said(body['type']), said(body['properties']!['zoneType'])]).toEqual([
        'Microsoft.Network/dnszones',
        'Public',
      ]);
      // Its provider writes its own case, which is what az sends on.
      expect(said(body['id'])).toBe(path.replace('dnsZones', 'dnszones'));
      zones.push(said(body['id']));
    }
    await done('PUT', clusterPath, withIngress(routingOn));
    /** What az sends has no identity. */
    const withZones =
      (ids: readonly string[]) =>
      ({ webAppRouting }: { webAppRouting?: { identity?: object } }): object => {
        const { identity: _, ...sent } = webAppRouting ?? {};
        return { webAppRouting: { ...sent, dnsZoneResourceIds: ids } };
      };
    for (const ids of [zones, zones.slice(1)]) {
      const { status, body } = await send('PUT', clusterPath, await switched(emulated, withZones(ids)));
      const ended = async (): Promise<Answered['body']> => {
        emulated.advance(60);
        return (await send('GET', clusterPath)).body;
      };
      expect([status, said(body['properties']!['provisioningState'])]).toEqual([200, 'Updating']);
      for (const answer of [body, await ended()]) {
        const routing = answer['properties']!['ingressProfile']!['webAppRouting']!;
        expect(routing['dnsZoneResourceIds']).toEqual(ids);
        expect(said(routing['identity']!['resourceId'])).toMatch(/\/webapprouting-shop$/);
      }
    }
    expect((await send('DELETE', clusterPath)).status).toBe(202);
  });
});

describe('a poll of a running operation', () => {
  it('says InProgress, and then what the emulator was told (G-20)', async () => {
    const { send, advance } = emulate(
      { resources: [identity('cpx')] },
      { operationSeconds: 20, operationStatuses: ['ProvisioningControlPlane'] },
    );
    const { headers } = await send('PUT', clusterPath, withIngress(routingOn));
    const poll = async (): Promise<string> =>
      said((await send('GET', headers['Azure-AsyncOperation']!)).body['status']);
    const statuses = [await poll()];
    for (const seconds of [9, 2, 8, 2]) {
      advance(seconds);
      statuses.push(await poll());
    }
    const running = 'ProvisioningControlPlane';
    expect(statuses).toEqual(['InProgress', 'InProgress', running, running, 'Succeeded']);
  });
});
