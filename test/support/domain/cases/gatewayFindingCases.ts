/** For each finding about Gateway API a case that has it and one, as near as can be, that does not. */
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import { cluster } from '../clusterFixture.ts';
import { ready } from '../workloadFixture.ts';
import type { FindingRow } from './findingCases.ts';

const definitions: JsonObject = { gatewayAPI: { installation: 'Standard' } };

/** Application routing without NGINX, whose Istio serves Gateways. */
export function gatewayRouting(routing: JsonObject = {}, more: JsonObject = {}): JsonObject {
  const webAppRouting = {
    enabled: true,
    nginx: { defaultIngressControllerType: 'None' },
    gatewayAPIImplementations: { appRoutingIstio: { mode: 'Enabled' } },
    ...routing,
  };
  return { ingressProfile: { webAppRouting, ...definitions, ...more } };
}

/** The rows, in the form of those of all findings. */
export const gatewayFindings: readonly FindingRow[] = [
  [
    'gatewayNotReady',
    'info',
    { cluster: cluster(gatewayRouting()) },
    { cluster: cluster({ ...ready, ...gatewayRouting() }) },
  ],
  [
    'gatewayOperatorOff',
    'warning',
    { cluster: cluster({ ...ready, ...gatewayRouting({ enabled: false }) }) },
    { cluster: cluster({ ...ready, ...gatewayRouting() }) },
  ],
];
