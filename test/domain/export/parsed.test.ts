import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { readFile } from 'node:fs/promises';
import { roleAssignmentName, templateNamespace, uuidV5 } from '../../../src/domain/arm/stableId.ts';
import { planAs, planFiles } from '../../../src/domain/export/planAs.ts';
import { isIncluded } from '../../../src/domain/export/arm.ts';
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
  /** The modules that a file names, each with the parameters that it gives it. */
  const modulesIn = (text: string) =>
    [...text.matchAll(/^module \w+ '(.+)' = (\{[^]*?\n\}\n|\{\}\n)/gm)].map(([, name, body = '']) => ({
      name: name!,
      given: /^ {2}params: \{\n([^]*?)^ {2}\}/m.exec(body)?.[1]?.match(/^ {4}\w+(?=:)/gm) ?? [],
      deployment: /^ {2}name: '(.*)'$/m.exec(body)?.[1] ?? '',
    }));
  const inFiles = plans.map(([name, plan]) => [name, plan, planFiles(plan, 'bicep')] as const);

  it.each(inFiles)('is read by a parser, in files and as one text, for %s', (_, plan, files) => {
    expect(firstError(planAs(plan, 'bicep').replace(/^targetScope.*$/gm, ''))).toBeUndefined();
    expect(files.flatMap(({ text }) => firstError(text) ?? [])).toEqual([]);
  });

  it.each(inFiles)('has each module once, and gives it what it asks for: %s', (_, __, files) => {
    const named = files.flatMap(({ text }) => modulesIn(text));
    expect(named.map(({ name }) => name).toSorted()).toEqual(
      files
        .slice(1)
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const { name, given } of named) {
      const asked = files.find((file) => file.name === name)!.text.match(/(?<=^param )\w+/gm) ?? [];
      expect(given.map((each) => each.trim()).toSorted()).toEqual(asked.toSorted());
    }
    const deployments = named.map(({ deployment }) => deployment);
    expect(new Set(deployments).size).toBe(deployments.length);
    for (const deployment of deployments) expect(deployment).toMatch(/^[\w.()-]{1,64}$/);
  });

  it.each(inFiles)('is deployed with one command, part after part: %s', (_, plan, [main, ...rest]) => {
    expect(main!.name).toBe('main.bicep');
    const parts = modulesIn(main!.text).map(({ name }) => name);
    expect(parts).toEqual(rest.map(({ name }) => name).filter((name) => !/-grant\d+\.bicep$/.test(name)));
    const steps = parts.flatMap((part) => {
      const { text } = rest.find(({ name }) => name === part)!;
      return text.match(/^(?:resource|module) step\d+ /gm) ?? [];
    });
    expect(steps).toHaveLength(plan.steps.filter(isIncluded).length);
    expect(planAs(plan, 'bicep').match(/az deployment /g) ?? []).toHaveLength(parts.length > 0 ? 1 : 0);
    const waits = main!.text.match(/(?<=dependsOn: \[\n {4})part\d+(?=\n)/g) ?? [];
    expect(waits).toHaveLength(Math.max(0, parts.length - 1));
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
