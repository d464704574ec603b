import { describe, expect, it } from 'vitest';
import { resourceType } from '../../../src/domain/arm/resourceId.ts';
import { canonicalId } from '../../../src/domain/export/canonicalId.ts';
import { planAs, planFiles, type PlanFormat, type PlanOptions } from '../../../src/domain/export/planAs.ts';
import { azurermVersions } from '../../../src/domain/export/terraformVersions.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import { groupResource, sub, worldFacts } from '../../support/domain/worldFacts.ts';
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
  const textsOnly = (plan: Plan): Plan => JSON.parse(JSON.stringify(plan)) as Plan;
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
  /** Without names, which are made of IDs in lower case. */
  const ids = (text: string): readonly string[] =>
    text
      .split('\n')
      .filter((line) => !/name:? ?=?.*(?:uuidv5|guid)\(|"name": "\[guid/.test(line))
      .flatMap((line) => line.match(/\/(?:subscriptions|providers)\/[^\s"'?\])]*/gi) ?? []);
  const formats: readonly (readonly [name: string, format: PlanFormat, options: PlanOptions])[] = [
    ...(['az', 'powershell', 'rest', 'arm', 'bicep'] as const).map((format) => [format, format, {}] as const),
    ...azurermVersions.map((azurerm) => [`azurerm ${azurerm}`, 'terraform', { azurerm }] as const),
  ];

  it.each(
    formats.flatMap(([name, ...format]) => everyPlan.map(([kind, plan]) => [kind, name, plan, ...format] as const)),
  )('has them as ARM and azurerm spell them in exports: %s, %s (C-05, T-76)', (_, __, plan, format, options) => {
    const textsOf = (one: Plan): readonly string[] => [
      ...planFiles(one, format, options).map(({ text }) => text),
      planAs(one, format, options),
    ];
    const texts = textsOf(asAzure(plan));
    expect(ids(texts.join('\n')).filter((id) => id !== canonicalId(id))).toEqual([]);
    expect(texts).toEqual(textsOf(textsOnly(plan)));
  });

  it.each(formats)('has some in exports to be looked at: %s', (_, format, options) => {
    expect(everyPlan.flatMap(([, plan]) => ids(planAs(plan, format, options))).length).toBeGreaterThan(50);
  });

  it.each(['az', 'rest', 'arm', 'bicep'] as const)('keeps a tag that reads like one: %s', (format) => {
    const odd = '/subscriptions/s/resourcegroups/g';
    const change = {
      kind: 'createIdentity',
      location: 'westeurope',
      name: 'id-owned',
      resourceGroup: 'rg-shop',
      subscriptionId: sub,
    } as const;
    for (const tags of [{ owner: odd }, { owner: odd, 'a b': '}' }]) {
      const text = planAs(planChanges([{ ...change, tags }], worldFacts({ resources: [groupResource] })), format);
      expect(text).toContain(odd);
    }
  });
});
