import { describe, expect, it } from 'vitest';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { cluster, clusterId, subscriptionId } from '../../../support/domain/clusterFixture.ts';
import { find } from '../../../support/domain/cases/findingCases.ts';

describe('a cluster whose last operation failed', () => {
  it('is mended by a command that each shell takes, whatever its resource group is called', () => {
    const failed = cluster({ provisioningState: 'Failed' }, { id: clusterId.replace('rg-shop', 'rg(shop)') });
    const [finding] = find({ cluster: failed }).filter(({ code }) => code === 'clusterFailed');
    expect(textOf(finding!.text)).toContain(
      `az aks update --resource-group 'rg(shop)' --name shop --subscription ${subscriptionId} applies`,
    );
  });
});
