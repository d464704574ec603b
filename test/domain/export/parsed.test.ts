import { describe, expect, it } from 'vitest';
import { roleAssignmentName, templateNamespace, uuidV5 } from '../../../src/domain/arm/stableId.ts';
import { planAs, planFiles } from '../../../src/domain/export/planAs.ts';
import { isInTemplate } from '../../../src/domain/plan/stepKinds.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { lastSegment } from '../../../src/domain/arm/resourceId.ts';
import { guid } from '../../support/domain/worldFacts.ts';
import { addonNames, everyPlan, grantToAddon } from './everyPlan.ts';
import { problemsOfTemplate } from './armSyntax.ts';
import { firstBicepError } from './bicepSyntax.ts';
import { refusedOf } from './readByAll.ts';
import { problemsOfRequests } from './restSyntax.ts';
import { commented, parsed, problemsOf, useOf } from './terraformSyntax.ts';
import schema5 from './azurerm5.json' with { type: 'json' };

const toAddons = (['existing', 'created'] as const).flatMap((of) =>
  addonNames.map((addon) => [`a grant to ${addon} of a cluster ${of}`, grantToAddon(addon, of)] as const),
);
const plans = [...everyPlan, ...toAddons];

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

it.each(plans)('texts are parsed and fit schemas: %s (G-32, T-26, T-75)', async (_, plan) => {
  expect(await refusedOf(plan)).toEqual([]);
});

describe('Terraform', () => {
  it('comes with blocks to change as comments that a parser reads, too', () => {
    const texts = everyPlan.map(([, plan]) => commented(planAs(plan, 'terraform')));
    expect(texts.filter((text) => text.includes('identity {')).length).toBeGreaterThan(5);
  });

  it.each(schema5.changes.map(({ type, at, is }) => [at, is, type] as const))(
    'is held against azurerm 5: %s is %s (T-75)',
    (at, is, type) => {
      expect(useOf(type, at, 5)).toBe(is === 'gone' ? undefined : is);
      expect(useOf(type, at, 4) === undefined).toBe(is !== 'gone');
    },
  );

  it('for azurerm 4 is refused by 5 where they differ, and the other way round (T-75)', async () => {
    const [from4, from5] = await Promise.all(
      ([4, 5] as const).map(async (azurerm) => {
        const texts = everyPlan.map(([, plan]) => parsed(planAs(plan, 'terraform', { azurerm })));
        return (await Promise.all(texts)).flatMap((file) => problemsOf(file, azurerm === 4 ? 5 : 4));
      }),
    );
    expect(from4).toContain("azurerm_federated_identity_credential.parent_id can't be set");
    expect(from4).toContain('azurerm_kubernetes_cluster.node_provisioning_profile is missing');
    expect(from5).toContain("azurerm_federated_identity_credential.user_assigned_identity_id can't be set");
    expect(from5).toContain("azurerm_kubernetes_cluster.node_provisioning_profile can't be set");
  });

  it.each(addonNames)('reads the principal of %s where the cluster shows it', (addon) => {
    const existing = planAs(grantToAddon(addon, 'existing'), 'terraform');
    const created = planAs(grantToAddon(addon, 'created'), 'terraform');
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
  /** The modules that a file names, each with the parameters that it gives it. */
  const modulesIn = (text: string) =>
    [...text.matchAll(/^module \w+ '(.+)' = (\{[^]*?\n\}\n|\{\}\n)/gm)].map(([, name, body = '']) => ({
      name: name!,
      given: /^ {2}params: \{\n([^]*?)^ {2}\}/m.exec(body)?.[1]?.match(/^ {4}\w+(?=:)/gm) ?? [],
      deployment: /^ {2}name: '(.*)'$/m.exec(body)?.[1] ?? '',
    }));
  const inFiles = plans.map(([name, plan]) => [name, plan, planFiles(plan, 'bicep')] as const);

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
    expect(steps).toHaveLength(plan.steps.filter(isInTemplate).length);
    expect(planAs(plan, 'bicep').match(/az deployment /g) ?? []).toHaveLength(parts.length > 0 ? 1 : 0);
    const waits = main!.text.match(/(?<=dependsOn: \[\n {4})part\d+(?=\n)/g) ?? [];
    expect(waits).toHaveLength(Math.max(0, parts.length - 1));
  });

  it.each(plans)('names assignments as the extension does: %s', (_, plan) => {
    expect(byGuid(planAs(plan, 'bicep')).toSorted()).toEqual(subscriptionScoped(plan));
  });

  it('that is wrong is found', async () => {
    expect(await firstBicepError("resource a 'b@c' = {\n  name 'd'\n}\n")).toBeDefined();
    expect(await firstBicepError("resource a 'b@c' = {\n  name: 'it's'\n}\n")).toBeDefined();
  });
});

describe('an ARM template', () => {
  const [, plan] = everyPlan.find(([name]) => name === 'setControlPlane 4')!;
  const right = planAs(plan, 'arm');

  it.each<[string, string, string]>([
    ['"contentVersion": "1.0.0.0"', '"version": "1.0.0.0"', 'template has no member version'],
    ['2018-05-01/subscriptionDeploymentTemplate', '2019-04-01/deploymentTemplate', 'of another schema'],
    ['"mode": "Incremental"', '"mode": "Complete"', 'would remove what it does not name'],
    ['"scope": "inner"', '"scope": "outer"', 'has no scope for its parameters'],
    ['"name": "shop-weu"', '"name": "shop-weu/x"', 'as many names as types are expected'],
    [`"${plan.steps[0]!.id}"\n`, '"nothing"\n', 'waits for nothing'],
    ['"resourceGroup": "rg-shop",', '"resourceGroup": "rg-shop", "location": "x",', 'only one for a subscription'],
    ["[parameters('principalId')]", "[parameters('other')]", 'reads other, which is no parameter'],
    ["toLower(parameters('principalId'))", "toLower(parameters('principalId')", 'the end'],
    ["[guid('", "[guide('", 'guide is no function'],
    ['"type": "string"', '"type": "text"', 'parameter principalId has no type'],
    [
      '"parameters": {\n          "principalId": {\n            "value"',
      '"parameters": {\n          "x": {\n            "value"',
      'is given x',
    ],
  ])('that is wrong is found: row %#', (from, to, problem) => {
    expect(problemsOfTemplate(right)).toEqual([]);
    expect(right).toContain(from);
    expect(problemsOfTemplate(right.replaceAll(from, to)).join('\n')).toContain(problem);
  });

  it.each(plans)('names assignments as the extension does: %s (T-33)', (_, plan) => {
    expect(byGuid(planAs(plan, 'arm')).toSorted()).toEqual(subscriptionScoped(plan));
  });
});

/** Templates leave out grants above all subscriptions. */
function subscriptionScoped(plan: Plan): readonly string[] {
  return lateNames(plan).toSorted();
}

describe('REST requests', () => {
  const [, plan] = everyPlan.find(([name]) => name === 'setControlPlane 4')!;
  const right = planAs(plan, 'rest');

  it.each<[RegExp, string, string]>([
    [/^### 2/m, '## 2', 'requests of'],
    [/^PUT /m, 'PUTS ', 'no request: PUTS'],
    [/\?api-version=/, '?version=', 'no API version'],
    [/^Authorization: /m, 'Authorisation: ', 'no header: Authorisation'],
    [/^Content-Type.*\n/m, '', 'a body and its type come together'],
    [/^\{$/m, '{,', 'no JSON'],
    [/^# In a cloud/m, 'In a cloud', 'something stands before the first'],
  ])('that are wrong are found: row %#', (from, to, problem) => {
    expect(problemsOfRequests(right, plan.steps.length)).toEqual([]);
    expect(right).toMatch(from);
    expect(problemsOfRequests(right.replace(from, to), plan.steps.length).join('\n')).toContain(problem);
  });
});
