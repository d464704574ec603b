import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { readFile } from 'node:fs/promises';
import { roleAssignmentName, templateNamespace, uuidV5 } from '../../../src/domain/arm/stableId.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { azurermVersions } from '../../../src/domain/export/terraformVersions.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { addonNames, everyPlan, grantToAddon } from './everyPlan.ts';
import { commented, parsed, problemsOf } from './terraformSyntax.ts';

const toAddons = (['existing', 'created'] as const).flatMap((of) =>
  addonNames.map((addon) => [`a grant to ${addon} of a cluster ${of}`, grantToAddon(addon, of)] as const),
);
const plans = [...everyPlan, ...toAddons];
const inVersions = azurermVersions.flatMap((version) => plans.map(([name, plan]) => [name, version, plan] as const));

/** The names that the extension would give the late grants of a plan if every principal were this one. */
const principal = guid(77);
const lateNames = ({ steps }: Plan): readonly string[] =>
  steps.flatMap((step) =>
    step.kind === 'assignRole' && step.request.path.endsWith('{roleAssignmentName}')
      ? [roleAssignmentName(step.scope, lastSegment(step.roleDefinitionId), principal)]
      : [],
  );
/** What `guid` of a template gives, its last argument being the principal. */
const byGuid = (text: string): readonly string[] =>
  [...text.matchAll(/guid\('([^']+)', '([^']+)', toLower\((?:principalId|parameters\('principalId'\))\)\)/g)].map(
    ([, scope, role]) => uuidV5(`${scope}-${role}-${principal}`, templateNamespace),
  );

it('plans of every kind of change are written', () => {
  expect(plans.filter(([, { steps }]) => steps.length === 0)).toEqual([]);
  expect(plans.flatMap(([, plan]) => lateNames(plan)).length).toBeGreaterThan(15);
});

describe('Terraform', () => {
  it.each(inVersions)('is read, and names what azurerm has: %s, %i (T-26)', async (_, azurerm, plan) => {
    const text = planAs(plan, 'terraform', { azurerm });
    expect(problemsOf(await parsed(text), azurerm)).toEqual([]);
    expect(problemsOf(await parsed(commented(text)), azurerm, false)).toEqual([]);
  });

  it('comes with blocks to change as comments that a parser reads, too', () => {
    const texts = everyPlan.map(([, plan]) => commented(planAs(plan, 'terraform')));
    expect(texts.filter((text) => text.includes('identity {')).length).toBeGreaterThan(5);
  });

  it.each(addonNames)('reads the principal of %s where the cluster shows it', (addon) => {
    const [existing, created] = [
      planAs(grantToAddon(addon, 'existing'), 'terraform'),
      planAs(grantToAddon(addon, 'created'), 'terraform'),
    ];
    const shown = ['omsagent', 'ingressapplicationgateway', 'azurekeyvaultsecretsprovider'];
    const ofResource = [...shown, 'aciconnectorlinux', 'webapprouting'];
    const name = addon.toLowerCase();
    expect(existing.includes('data "azapi_resource"')).toBe(!shown.includes(name));
    expect(created.includes('data "azapi_resource"')).toBe(!ofResource.includes(name));
    const path = name === 'webapprouting' ? 'ingressProfile.webAppRouting' : `addonProfiles.${addon}`;
    if (!shown.includes(name)) expect(existing).toContain(`"principal_id" = "properties.${path}.identity.objectId"`);
  });

  it.each(plans)('names assignments as the extension does: %s', (_, plan) => {
    const names = [
      ...planAs(plan, 'terraform').matchAll(/name = uuidv5\("([^"]+)", "([^"$]+)\$\{lower\([^)]+\)\}"\)/g),
    ];
    expect(names.map(([, space = '', before = '']) => uuidV5(`${before}${principal}`, space))).toEqual(lateNames(plan));
  });

  it.each([
    ['resource "azurerm_resource_group" "a" {\n  name = "a"\n', 'refuses'],
    ['resource "azurerm_resource_group" "a" {\n  name = "a"\n}\n', 'azurerm_resource_group.location is missing'],
    [
      'data "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n  resource_group_name = "b"\n  sku = "c"\n}\n',
      "data.azurerm_kubernetes_cluster.sku can't be set",
    ],
    [
      'data "azurerm_kubernetes_cluster" "a" {\n  name = "a"\n  resource_group_name = data.azurerm_kubernetes_cluster.a.web_app_routing[0].x\n}\n',
      'data.azurerm_kubernetes_cluster.a.web_app_routing[0].x is not shown',
    ],
    ['resource "azurerm_resource_group" "a" {\n  name = var.b\n  location = "c"\n}\n', 'var.b is not declared'],
  ])('that is wrong is found: row %#', async (text, problem) => {
    const found = await parsed(text).then(
      (file) => problemsOf(file, 5),
      () => ['refuses'],
    );
    expect(found).toContain(problem);
  });
});

describe('Bicep', () => {
  let parser: Parser;
  beforeAll(async () => {
    await Parser.init();
    const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
    parser = new Parser().setLanguage(await Language.load(await readFile(grammar)));
  });
  /** Where a text is no Bicep; the trees live outside of JavaScript and have to be freed. */
  const firstError = (text: string): string | undefined => {
    const tree = parser.parse(text)!;
    const wrong = tree.rootNode.descendantsOfType('ERROR')[0] ?? (tree.rootNode.hasError ? tree.rootNode : undefined);
    const where = wrong?.text;
    tree.delete();
    return where;
  };
  const filesOf = (text: string): ReadonlyMap<string, string> =>
    new Map(
      text
        .split(/^(?=\/\/ File )/m)
        .slice(1)
        .map((file) => [/^\/\/ File (\S+\.bicep)/.exec(file)![1]!, file]),
    );

  it.each(plans)('is read by a parser, file by file, for %s', (_, plan) => {
    const text = planAs(plan, 'bicep');
    expect(firstError(text.replace(/^targetScope.*$/gm, ''))).toBeUndefined();
    for (const [, file] of filesOf(text)) expect(firstError(file)).toBeUndefined();
  });

  it.each(plans)('has its modules, and gives them what they ask for: %s', (_, plan) => {
    const files = filesOf(planAs(plan, 'bicep'));
    const named = [...files.values()].flatMap((file) =>
      [...file.matchAll(/^module \w+ '(.+)' = /gm)].map(([, name]) => name!),
    );
    const withParameters = [...files]
      .filter(([, file]) => file.includes('\nparam principalId string\n'))
      .map(([name]) => name);
    expect(named.toSorted()).toEqual(withParameters.toSorted());
    expect(new Set(named).size).toBe(named.length);
  });

  it.each(plans)('names assignments as the extension does: %s', (_, plan) => {
    expect(byGuid(planAs(plan, 'bicep')).toSorted()).toEqual(subscriptionScoped(plan));
  });

  it('that is wrong is found', () => {
    expect(firstError("resource a 'b@c' = {\n  name 'd'\n}\n")).toBeDefined();
    expect(firstError("resource a 'b@c' = {\n  name: 'it's'\n}\n")).toBeDefined();
  });
});

describe('an ARM template', () => {
  it.each(plans)('names assignments as the extension does: %s (T-33)', (_, plan) => {
    expect(byGuid(planAs(plan, 'arm')).toSorted()).toEqual(subscriptionScoped(plan));
  });
});

/** Templates leave out grants above all subscriptions. */
function subscriptionScoped(plan: Plan): readonly string[] {
  return lateNames(plan).toSorted();
}
