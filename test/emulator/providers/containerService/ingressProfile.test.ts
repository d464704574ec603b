/**
 * Application routing and Gateway API in the JSON of a cluster, as recorded in
 * test_aks_approuting_gateway_istio_enable_disable.yaml of Azure/azure-cli (2026-04-24).
 */
import { describe, expect, it } from 'vitest';
import { clusterBody, clusterPath, emulate, identity, said, userAssigned, type Emulated } from '../../emulated.ts';

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
