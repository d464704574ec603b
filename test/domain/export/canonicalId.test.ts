import { describe, expect, it } from 'vitest';
import { resourceType } from '../../../src/domain/arm/resourceId.ts';
import { canonicalId } from '../../../src/domain/export/canonicalId.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { azurermVersions } from '../../../src/domain/export/terraformVersions.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { everyPlan } from './everyPlan.ts';

const group = '/subscriptions/S/resourceGroups/Rg-Shop';

describe('the ID of a resource', () => {
  it.each([
    ['/SUBSCRIPTIONS/S/resourcegroups/Rg-Shop', group],
    ['/subscriptions/S', '/subscriptions/S'],
    [
      `${group}/PROVIDERS/microsoft.network/virtualnetworks/VNet/SUBNETS/snet`,
      `${group}/providers/Microsoft.Network/virtualNetworks/VNet/subnets/snet`,
    ],
    [
      `${group}/providers/microsoft.managedidentity/USERassignedidentities/ID`,
      `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ID`,
    ],
    [`${group}/providers/Contoso.Things/someThings/X`, `${group}/providers/Contoso.Things/someThings/X`],
    [`${group}/providers/microsoft.network/newThings/X`, `${group}/providers/Microsoft.Network/newThings/X`],
    ['/providers/microsoft.management/managementgroups/Mg', '/providers/Microsoft.Management/managementGroups/Mg'],
    ['/', '/'],
    ['', ''],
    [`${group}/`, `${group}/`],
  ])('has its fixed segments in the spelling of ARM: row %#', (id, canonical) => {
    expect(canonicalId(id)).toBe(canonical);
  });

  it('keeps names that read like segments', () => {
    const odd =
      '/subscriptions/SUBSCRIPTIONS/resourceGroups/PROVIDERS/providers/Microsoft.Network/virtualNetworks/SubNets';
    expect(canonicalId(odd)).toBe(odd);
  });

  it.each(Object.values(resourceType))('of type %s is spelt as changes spell it', (type) => {
    const idOf = (segments: readonly string[]): string =>
      `${group}/providers/${segments.map((each, index) => (index === 0 ? each : `${each}/N`)).join('/')}`;
    expect(canonicalId(idOf(type.toLowerCase().split('/')))).toBe(idOf(type.split('/')));
  });
});

describe('a plan whose IDs are spelt as Azure answers', () => {
  /** What some of its services answer. */
  const asAzure = (plan: Plan): Plan =>
    JSON.parse(
      JSON.stringify(plan)
        .replaceAll('/resourceGroups/', '/resourcegroups/')
        .replaceAll(
          '/Microsoft.ManagedIdentity/userAssignedIdentities/',
          '/microsoft.managedidentity/userassignedidentities/',
        )
        .replaceAll('/Microsoft.Network/virtualNetworks/', '/microsoft.network/virtualnetworks/')
        .replaceAll('/Microsoft.ContainerService/managedClusters/', '/microsoft.containerservice/managedclusters/'),
    ) as Plan;
  /** Without names, which are made of IDs in lower case, and without commands of az, which takes any spelling. */
  const ids = (text: string): readonly string[] =>
    text
      .split('\n')
      .filter((line) => !/^#\s+az |^\s*name = uuidv5/.test(line))
      .flatMap((line) => line.match(/\/(?:subscriptions|providers)\/[^\s"'\])]*/gi) ?? []);

  it.each(azurermVersions.flatMap((version) => everyPlan.map(([name, plan]) => [name, version, plan] as const)))(
    'has them as azurerm takes them in Terraform: %s, version %i (C-05, T-76)',
    (_, azurerm, plan) => {
      const found = ids(planAs(asAzure(plan), 'terraform', { azurerm }));
      expect(found.filter((id) => id !== canonicalId(id))).toEqual([]);
    },
  );

  it('has some in Terraform to be looked at', () => {
    const all = everyPlan.flatMap(([, plan]) => ids(planAs(plan, 'terraform')));
    expect(all.length).toBeGreaterThan(100);
  });
});
