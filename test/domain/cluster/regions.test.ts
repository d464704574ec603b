import { describe, expect, it } from 'vitest';
import { regionLimit } from '../../../src/domain/cluster/regions.ts';

describe('regions', () => {
  it.each(['usdodcentral', 'USDoD East', 'usgoviowa'])('%s has no user-assigned control plane (A-65)', (region) => {
    expect(regionLimit('userAssignedControlPlane', region)?.reason).toContain('not supported');
    expect(regionLimit('preCreatedKubelet', region)).toBeUndefined();
  });

  it.each(['chinaeast', 'China North'])('%s has no pre-created kubelet (A-73)', (region) => {
    expect(regionLimit('preCreatedKubelet', region)?.reason).toContain('not supported');
    expect(regionLimit('userAssignedControlPlane', region)).toBeUndefined();
  });

  it.each(['usgovvirginia', 'chinaeast2', 'chinanorth3', 'westeurope'])('%s has both', (region) => {
    expect(regionLimit('userAssignedControlPlane', region)).toBeUndefined();
    expect(regionLimit('preCreatedKubelet', region)).toBeUndefined();
  });
});
