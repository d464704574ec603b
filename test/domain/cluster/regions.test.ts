import { describe, expect, it } from 'vitest';
import { regionLimit, regionsWithout } from '../../../src/domain/cluster/regions.ts';

describe('regions', () => {
  it.each(['usdodcentral', 'USDoD East', 'usgoviowa'])('A-65: %s has no user-assigned control plane', (region) => {
    expect(regionLimit('userAssignedControlPlane', region)?.reason).toContain('not supported');
    expect(regionLimit('preCreatedKubelet', region)).toBeUndefined();
  });

  it.each(['chinaeast', 'China North'])('A-73: %s has no pre-created kubelet', (region) => {
    expect(regionLimit('preCreatedKubelet', region)?.reason).toContain('not supported');
    expect(regionLimit('userAssignedControlPlane', region)).toBeUndefined();
  });

  it.each(['usgovvirginia', 'chinaeast2', 'chinanorth3', 'westeurope'])('%s has both', (region) => {
    expect(regionLimit('userAssignedControlPlane', region)).toBeUndefined();
    expect(regionLimit('preCreatedKubelet', region)).toBeUndefined();
  });

  it('regions belong to one cloud', () => {
    expect(regionsWithout('preCreatedKubelet', 'china')).toEqual(['chinaeast', 'chinanorth']);
    expect(regionsWithout('preCreatedKubelet', 'public')).toEqual([]);
    expect(regionsWithout('userAssignedControlPlane', 'usGovernment')).toHaveLength(3);
  });
});
