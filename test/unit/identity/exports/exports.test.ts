import { describe, expect, it } from 'vitest';
import { bicepString } from '../../../../src/identity/exports/bicepText.ts';
import { planAs } from '../../../../src/identity/exports/planAs.ts';
import { hclString } from '../../../../src/identity/exports/terraformText.ts';
import { clusterId, subnet, subscriptionId } from '../clusterFixture.ts';
import { bothIdentities, deletion, existing, fromNothing, leavingPrincipal, newIdentity } from './planFixture.ts';

const plans = { fromNothing: fromNothing(), leavingPrincipal: leavingPrincipal(), bothIdentities: bothIdentities() };

describe('the plans that are written down', () => {
  it('have steps to write', () => {
    expect(plans.fromNothing.steps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['createResourceGroup', 'createIdentity', 'assignRole', 'createCluster']) as string[],
    );
    expect(plans.leavingPrincipal.steps.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['putCluster', 'assignRole']) as string[],
    );
    expect(plans.bothIdentities.steps.at(-1)!.kind).toBe('putCluster');
  });
});

describe('a plan as REST requests', () => {
  const requests = (text: string) => text.split('\n### ').slice(1);

  it.each(Object.entries(plans))('has one request for each step of %s, in order, with its body', (_, plan) => {
    const all = requests(planAs(plan, 'rest'));
    expect(all).toHaveLength(plan.steps.length);
    plan.steps.forEach((step, index) => {
      const [head, body] = all[index]!.trim().split('\n\n');
      expect(head).toContain(
        `\n${step.request.method} https://management.azure.com${step.request.path}?api-version=20`,
      );
      expect(body === undefined ? undefined : JSON.parse(body)).toEqual(step.request.body);
    });
  });

  it('overwrites nothing: it sends the eTag of the plan, or that nothing may be there', () => {
    expect(planAs(plans.bothIdentities, 'rest')).toContain('\nIf-Match: etag-1\n');
    expect(planAs(plans.fromNothing, 'rest')).toContain('\nIf-None-Match: *\n');
  });
});

interface Resource {
  type: string;
  name: string;
  scope?: string;
  identity?: unknown;
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
}
interface Deployment {
  name: string;
  subscriptionId: string;
  resourceGroup?: string;
  location?: string;
  dependsOn?: string[];
  properties: { template: { resources: Resource[] } };
}
interface Template {
  $schema: string;
  metadata: { notIncluded?: { az: string }[] };
  resources: Deployment[];
}

describe('a plan as an ARM template', () => {
  const template = (plan: (typeof plans)['fromNothing']) => JSON.parse(planAs(plan, 'arm')) as Template;
  const resources = (plan: (typeof plans)['fromNothing']) =>
    template(plan).resources.flatMap((each) => each.properties.template.resources);

  it.each(Object.entries(plans))('parses, one deployment a step for %s, each after the one before', (_, plan) => {
    const deployments = template(plan).resources;
    expect(deployments).toHaveLength(plan.steps.length);
    deployments.slice(1).forEach((each, index) => expect(each.dependsOn).toEqual([deployments[index]!.name]));
    expect(new Set(deployments.map((each) => each.subscriptionId))).toEqual(new Set([subscriptionId]));
  });

  it('A-47: has the role assignments of the add-ons after leaving a service principal', () => {
    const grants = resources(plans.leavingPrincipal).filter(
      ({ type }) => type === 'Microsoft.Authorization/roleAssignments',
    );
    expect(grants.length).toBeGreaterThan(0);
    for (const grant of grants) expect(grant.properties['principalType']).toBe('ServicePrincipal');
    const monitoring = grants.find(({ properties }) =>
      String(properties['roleDefinitionId']).endsWith('3913510d-42f4-4e42-8a64-420c390055eb'),
    );
    expect(monitoring!.properties['principalId']).toBe(
      `[reference('${clusterId}', '2026-04-01').addonProfiles.omsagent.identity.objectId]`,
    );
    expect(monitoring!.scope).toBe('Microsoft.ContainerService/managedClusters/shop');
  });

  it('A-84: has the identity of a new cluster as it is sent', () => {
    const created = resources(plans.fromNothing).find(
      ({ type }) => type === 'Microsoft.ContainerService/managedClusters',
    );
    expect(created).toMatchObject({
      name: 'new',
      identity: { type: 'UserAssigned', userAssignedIdentities: { [newIdentity('id-new')]: {} } },
    });
  });

  it('reads the principal of an identity that it creates itself', () => {
    const grant = resources(plans.fromNothing).find(({ scope }) => scope === subnet.split('/providers/')[1]);
    expect(grant!.properties['principalId']).toBe(`[reference('${newIdentity('id-new')}', '2024-11-30').principalId]`);
    expect(grant!.name).toMatch(/^\[guid\(/);
  });

  it('takes no text of a body for an expression', () => {
    const [group] = resources(plans.fromNothing);
    expect(group!.tags).toEqual({ "it's": '${x} [y]' });
    const plan = fromNothing();
    const [first] = plan.steps;
    const bracket = { ...plan, steps: [{ ...first!, request: { ...first!.request, body: { tags: { a: '[x]' } } } }] };
    expect(resources(bracket)[0]!.tags).toEqual({ a: '[[x]' });
  });

  it('lists with its command what a template cannot do', () => {
    const { resources: none, metadata } = template(deletion());
    expect(none).toEqual([]);
    expect(metadata.notIncluded!.map(({ az }) => az)).toEqual([deletion().steps[0]!.az]);
  });
});

/** The text without its comments, each string literal replaced by an empty one. */
function skeleton(text: string, comment: RegExp, string: RegExp): string {
  return text.replace(string, "''").replace(comment, '');
}

function isBalanced(text: string): boolean {
  const open: string[] = [];
  const pairs: Record<string, string> = { '}': '{', ']': '[', ')': '(' };
  for (const character of text) {
    if ('{[('.includes(character)) open.push(character);
    else if (character in pairs && open.pop() !== pairs[character]) return false;
  }
  return open.length === 0;
}

describe('a plan as Bicep', () => {
  const code = (plan: (typeof plans)['fromNothing']) =>
    skeleton(planAs(plan, 'bicep'), /\/\/.*$/gm, /'(?:\\.|[^'\\\n])*'/g);

  it.each(Object.entries(plans))('closes what it opens and declares what it names for %s', (_, plan) => {
    const files = code(plan)
      .split(/^targetScope/m)
      .slice(1);
    for (const file of files) {
      expect(isBalanced(file)).toBe(true);
      const declared = [...file.matchAll(/^resource (\w+) /gm)].map((match) => match[1]);
      const named = [...file.matchAll(/\b(?:step|existing)\d+\b/g)].map((match) => match[0]);
      expect(named.filter((name) => !declared.includes(name))).toEqual([]);
      expect(new Set(declared).size).toBe(declared.length);
    }
  });

  it('is one file for each resource group that steps go to in a row, with its command', () => {
    const text = planAs(plans.fromNothing, 'bicep');
    const commands = [...text.matchAll(/--template-file (\S+)/g)].map((match) => match[1]);
    expect(commands[0]).toBe('1-subscription.bicep');
    expect(commands.length).toBe((text.match(/^targetScope = /gm) ?? []).length);
    expect(text).toContain(`az deployment group create --subscription ${subscriptionId} --resource-group rg-net`);
  });

  it('grants on an existing resource to an identity of another file', () => {
    const text = planAs(plans.fromNothing, 'bicep');
    expect(text).toContain(
      "resource existing1 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' existing = {\n  name: 'vnet-shop/snet-aks'\n}",
    );
    expect(text).toContain(`scope: resourceGroup('${subscriptionId}', 'rg-new')`);
    expect(text).toMatch(/principalId: existing\d+\.properties\.principalId/);
  });

  it('puts the whole body of an existing cluster back', () => {
    const text = planAs(plans.bothIdentities, 'bicep');
    expect(text).toContain("'Microsoft.ContainerService/managedClusters@2026-04-01' = {");
    expect(text).toContain("nodeResourceGroup: 'MC_shop'");
    expect(text).toContain(`'${existing}': {}`);
  });

  it('writes any text as a literal', () => {
    expect(bicepString("it's ${x}\\\n")).toBe("'it\\'s \\${x}\\\\\\n'");
  });

  it('says with its command what Bicep cannot do', () => {
    expect(planAs(deletion(), 'bicep')).toContain(
      `// Not in Bicep: Delete identity id-next\n//   ${deletion().steps[0]!.az}`,
    );
  });
});

describe('a plan as Terraform', () => {
  const code = (plan: (typeof plans)['fromNothing']) =>
    skeleton(planAs(plan, 'terraform'), /#.*$/gm, /"(?:\\.|[^"\\\n])*"/g);

  it.each(Object.entries(plans))('closes what it opens for %s', (_, plan) => {
    expect(isBalanced(code(plan))).toBe(true);
  });

  it.each(Object.entries(plans))('declares what it refers to for %s', (_, plan) => {
    const text = planAs(plan, 'terraform').replace(/^#.*$/gm, '');
    const declared = [...text.matchAll(/^(resource|data) "(\w+)" "(\w+)"/gm)].map(
      ([, kind, type, label]) => `${kind === 'data' ? 'data.' : ''}${type}.${label}`,
    );
    const named = [...text.matchAll(/(?:data\.)?azurerm_\w+\.\w+/g)].map((match) => match[0]);
    expect(named.filter((name) => !declared.includes(name))).toEqual([]);
    expect(new Set(declared).size).toBe(declared.length);
  });

  it('creates the cluster with its identities and network', () => {
    const text = planAs(plans.fromNothing, 'terraform');
    for (const line of [
      'resource "azurerm_kubernetes_cluster" "new" {',
      `    identity_ids = ["${newIdentity('id-new')}"]`,
      `    user_assigned_identity_id = "${newIdentity('id-new-kubelet')}"`,
      '    dns_service_ip = "10.2.0.10"',
      `    vnet_subnet_id = "${subnet}"`,
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toContain('principal_id = azurerm_user_assigned_identity.id_new.principal_id');
  });

  it('warns that changing the kubelet identity replaces the cluster, only where it is changed', () => {
    expect(planAs(plans.bothIdentities, 'terraform')).toContain('REPLACES the cluster');
    expect(planAs(plans.leavingPrincipal, 'terraform')).not.toContain('REPLACES the cluster');
  });

  it('writes an existing cluster as a comment, because its configuration is elsewhere', () => {
    const text = planAs(plans.leavingPrincipal, 'terraform');
    expect(text).toContain(
      '# resource "azurerm_kubernetes_cluster" "shop" {\n#   identity {\n#     type = "SystemAssigned"',
    );
    expect(text).toContain('data.azurerm_kubernetes_cluster.shop.oms_agent[0].oms_agent_identity[0].object_id');
  });

  it('writes any text as a literal', () => {
    expect(hclString('a "b" ${c} %{d} \\')).toBe('"a \\"b\\" $${c} %%{d} \\\\"');
  });

  it('says with its command what Terraform cannot do', () => {
    expect(planAs(deletion(), 'terraform')).toContain('# Not in Terraform: Delete identity id-next');
  });
});
