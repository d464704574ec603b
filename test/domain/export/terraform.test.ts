import { describe, expect, it } from 'vitest';
import type { CreateCluster } from '../../../src/domain/change/change.ts';
import { canonicalId } from '../../../src/domain/export/canonicalId.ts';
import { planAs } from '../../../src/domain/export/planAs.ts';
import { Variables } from '../../../src/domain/export/terraformCluster.ts';
import { hclString } from '../../../src/domain/export/terraformText.ts';
import { clusterId, subnet, subscriptionId } from '../../support/domain/clusterFixture.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { shellQuoted } from '../../../src/domain/arm/shellText.ts';
import { planChanges as planOf } from '../../../src/domain/plan/whole/planChanges.ts';
import { all, create } from '../../support/domain/newCluster.ts';
import { cluster, clusterId as inWorld, systemAssigned, worldFacts } from '../../support/domain/worldFacts.ts';
import { bothIdentities, deletion, fromNothing, leavingPrincipal, newIdentity } from './planFixture.ts';
import { everyPlan } from './everyPlan.ts';
import { isBalanced, skeleton } from './skeleton.ts';
import { say } from '../../../src/sentences/words.ts';

const plans = { fromNothing: fromNothing(), leavingPrincipal: leavingPrincipal(), bothIdentities: bothIdentities() };

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

  it('names the argument for the default ingress controller (G-09)', () => {
    const resources = [cluster(systemAssigned, { ingressProfile: { webAppRouting: { enabled: true } } })];
    const change = { kind: 'setNginxRouting', clusterId: inWorld, controller: 'Internal' } as const;
    const text = planAs(planOf([change], worldFacts({ resources })), 'terraform');
    expect(text).toContain('#   web_app_routing {\n#     default_nginx_controller = "Internal"\n#   }\n');
    expect(text).not.toContain('ingressProfile');
  });

  it('writes any text as a literal', () => {
    expect(hclString('a "b" ${c} %{d} \\')).toBe('"a \\"b\\" $${c} %%{d} \\\\"');
    expect(hclString('\b\f\n\\b\u0001')).toBe('"\\u0008\\u000c\\n\\\\b\\u0001"');
  });

  it('takes what was there when it was planned into the state, and says how for what may be there by now', () => {
    const { steps } = plans.fromNothing;
    const group = `import {\n  to = azurerm_resource_group.rg_new\n  id = "${steps[0]!.request.path}"\n}\n`;
    const text = planAs(plans.fromNothing, 'terraform');
    expect(text).toContain(
      `# Does it exist by now? Then take it over:\n${group.trimEnd().replace(/^/gm, '# ')}\nresource`,
    );
    expect(text).not.toMatch(/^import/m);
    const [, { steps: serial, ...rest }] = everyPlan.find(([name]) => name === 'createCredential 2')!;
    const there = { ...rest, steps: serial.map((step) => ({ ...step, isThere: true })) } as Plan;
    expect(
      planAs(there, 'terraform').match(/^import \{\n {2}to = azurerm_federated_identity_credential\./gm),
    ).toHaveLength(serial.length);
    expect(planAs(plans.leavingPrincipal, 'terraform')).toContain(
      `# import {\n#   to = azurerm_kubernetes_cluster.shop\n#   id = "${clusterId}"\n# }\n`,
    );
  });

  it('says of the service principal that it has to go where the cluster gets an identity, and nowhere else', () => {
    const told = '# Take its service_principal block out, if it has one: azurerm takes that or identity.\n';
    expect(planAs(plans.leavingPrincipal, 'terraform')).toContain(told);
    const [, switched] = everyPlan.find(([name]) => name === 'setWorkloadIdentity 1')!;
    expect(planAs(switched, 'terraform')).not.toContain(told);
  });

  it.each<[string, string, string]>([
    ['deleteIdentity 2', 'azurerm_user_assigned_identity', ', and apply'],
    ['removeRole 1', 'azurerm_role_assignment', ', and apply'],
    ['deleteCredential 1', 'azurerm_federated_identity_credential', ', and apply'],
    ['moveCredentials 1', 'azurerm_federated_identity_credential', ' once the rest is applied, and apply again'],
    ['unbindIdentity 1', 'azapi_resource', ', and apply'],
    ['removeTrustedAccess 1', 'azurerm_kubernetes_cluster_trusted_access_role_binding', ', and apply'],
  ])('says what has to leave the configuration, so that nothing makes it again: %s', (name, type, order) => {
    const [, plan] = everyPlan.find(([each]) => each === name)!;
    const { path } = plan.steps.at(-1)!.request;
    const find = `terraform state list -id=${shellQuoted(canonicalId(path))}`;
    const text = planAs(plan, 'terraform');
    expect(text).toContain(
      `#   Is it in your configuration (${type})? Take its block out${order}: that removes it, too.`,
    );
    expect(text).toContain(`#   A block that stays makes it again.\n#   Where it is: ${find}\n`);
  });

  it('sends nobody to the state for an access policy, which is part of a vault', () => {
    const text = planAs(everyPlan.find(([name]) => name === 'removeAccessPolicy 1')![1], 'terraform');
    expect(text).toContain('(azurerm_key_vault_access_policy, or access_policy of azurerm_key_vault)? Take');
    expect(text).not.toContain('terraform state list');
  });

  it('asks for a size of the nodes where the plan leaves it to AKS only in version 4, parts of which want one', () => {
    const text = planAs(plans.fromNothing, 'terraform', { azurerm: 4 });
    expect(text).toContain('    vm_size = var.vm_size\n');
    expect(text).toMatch(/^variable "vm_size" \{\n {2}type = string\n/m);
    expect(planAs(plans.fromNothing, 'terraform')).not.toContain('vm_size');
    expect(planAs(plans.bothIdentities, 'terraform', { azurerm: 4 })).not.toContain('variable');
  });

  it('is for azurerm 5 unless 4 is asked for, and each asks for its own version (C-04)', () => {
    const wants = (text: string) => /"source" = "hashicorp\/azurerm"\n +"version" = "(.*)"/.exec(text)?.[1];
    expect(wants(planAs(plans.fromNothing, 'terraform'))).toBe('~> 5.0');
    expect(wants(planAs(plans.fromNothing, 'terraform', { azurerm: 4 }))).toBe('~> 4.0');
    expect(planAs(plans.fromNothing, 'terraform')).toContain('# azurerm 5 registers no resource providers by itself');
    expect(planAs(plans.fromNothing, 'terraform', { azurerm: 4 })).not.toContain('registers no resource providers');
  });

  it.each<[Partial<CreateCluster>, string, string]>([
    [{}, '-', '-'],
    [{ kubernetesVersion: '1.33.2' }, '-', 'false'],
    [{ kubernetesVersion: '1.34.0' }, '-', '-'],
    [{ kubernetesVersion: '1.33.2', oidcIssuer: true }, 'true', 'true'],
    [{ kubernetesVersion: '1.35.0', oidcIssuer: true }, 'true', 'true'],
  ])('turns on no OIDC issuer that AKS would not, as azurerm 5 does: %j (T-75)', (more, in4, in5) => {
    const plan = planOf([create(more)], worldFacts({ resources: all }));
    const issuer = (azurerm: 4 | 5) =>
      / oidc_issuer_enabled = (\w+)/.exec(planAs(plan, 'terraform', { azurerm }))?.[1] ?? '-';
    expect([issuer(4), issuer(5)]).toEqual([in4, in5]);
  });

  it('the variables of a configuration are those that were referred to while it was written, each once', () => {
    const variables = new Variables();
    expect(variables.blocks()).toEqual([]);
    expect([variables.use('vm_size').text, variables.use('vm_size').text]).toEqual(['var.vm_size', 'var.vm_size']);
    expect(variables.blocks()).toEqual([expect.stringMatching(/^variable "vm_size" \{\n/)]);
  });

  it('a text that reads like a variable of Terraform asks for none', () => {
    const [step] = plans.bothIdentities.steps;
    const odd = { ...plans.bothIdentities, steps: [{ ...step!, title: say`vm_size = var.vm_size\n` }] };
    expect(planAs(odd, 'terraform')).not.toContain('variable "');
  });

  it('has a provider for each further subscription, and names it where it is used', () => {
    const elsewhere = '99999999-1111-4111-8111-999999999999';
    const steps = plans.fromNothing.steps.map((step) =>
      step.kind === 'createIdentity'
        ? { ...step, identityId: step.identityId.replace(subscriptionId, elsewhere) as typeof step.identityId }
        : step,
    );
    const text = planAs({ ...plans.fromNothing, steps }, 'terraform');
    const alias = `provider "azurerm" {\n  alias = "subscription_2"\n  features {\n  }\n  subscription_id = "${elsewhere}"\n}`;
    expect(text.split(alias)).toHaveLength(2);
    expect(text.match(/ {2}provider = azurerm\.subscription_2\n {2}name = "id-new/g)).toHaveLength(2);
    expect(planAs(plans.fromNothing, 'terraform')).not.toContain('alias');
  });

  it.each<[string, Partial<CreateCluster>, string]>([
    ['none', {}, 'azure overlay - - -'],
    ['an outbound type', { network: { outboundType: 'managedNATGateway' } }, 'azure overlay - - -'],
    ['a pod range', { network: { podCidr: '10.244.0.0/16' } }, 'azure overlay - - 10.244.0.0/16'],
    ['a service range', { network: { serviceCidr: '10.0.0.0/20' } }, 'azure overlay 10.0.0.0/20 10.0.0.10 -'],
    ['a DNS address', { network: { plugin: 'azure', dnsServiceIP: '10.0.0.20' } }, 'azure - 10.0.0.0/16 10.0.0.20 -'],
    ['kubenet', { network: { plugin: 'kubenet', podCidr: '10.244.0.0/16' } }, 'kubenet - - - 10.244.0.0/16'],
    ['none before 1.30', { kubernetesVersion: '1.29.4' }, 'kubenet - - - -'],
  ])('names the network that AKS makes of %s, in parts that azurerm takes together', (_, more, expected) => {
    const text = planAs(planOf([create(more)], worldFacts({ resources: all })), 'terraform');
    const block = /network_profile \{[^}]*\}/.exec(text)?.[0] ?? '';
    const parts = ['network_plugin', 'network_plugin_mode', 'service_cidr', 'dns_service_ip', 'pod_cidr'];
    const value = (name: string) => new RegExp(` ${name} = "(.*)"`).exec(block)?.[1] ?? '-';
    expect(parts.map(value).join(' ')).toBe(expected);
  });

  it("says with its command what Terraform can't do", () => {
    expect(planAs(deletion(), 'terraform')).toContain('# Not in Terraform: Delete identity id-next');
  });
});
