import { describe, expect, it } from 'vitest';
import { say } from '../../../../src/sentences/words.ts';
import { compareSketches } from '../../../../src/webview/panel/view/compareView.ts';

describe('what a plan changes, before and after', () => {
  it('has a row for each setting of the cluster that is turned on, in one order', () => {
    const [off, on] = [say`off`, say`on`];
    expect(
      compareSketches(
        { settings: { istioRouting: off, oidcIssuer: off, gatewayApi: off }, workloadIdentity: off },
        {
          settings: { istioRouting: on, oidcIssuer: say`on (can't be turned off)`, gatewayApi: on },
          workloadIdentity: on,
        },
      ),
    ).toEqual([
      { label: 'Workload identity', before: 'off', after: 'on' },
      { label: 'OIDC issuer', before: 'off', after: "on (can't be turned off)" },
      { label: 'Gateway API', before: 'off', after: 'on' },
      { label: 'Istio of application routing', before: 'off', after: 'on' },
    ]);
  });
});
