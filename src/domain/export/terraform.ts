import { conditionVersion } from '../plan/azCommand.ts';
import { shellQuoted } from '../arm/shellText.ts';
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Plan, Step } from '../plan/plan.ts';
import type { PrincipalRef } from '../plan/stepActions.ts';
import { templateNamespace } from '../arm/stableId.ts';
import { inertJson, inLine } from '../arm/inert.ts';
import { groupOf, idKey, lastSegment, resourceType, subscriptionOf } from '../arm/resourceId.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { tokenAudience } from '../workloads/credential.ts';
import { addonPath, holderOf, knownName, nameParts, type AssignRole } from './assignmentNames.ts';
import { heldBack, isBefore } from './cautions.ts';
import { apiVersionOf } from '../plan/stepKinds.ts';
import { addonAttribute } from './terraformAddons.ts';
import { Variables, clusterArguments, identityBlocks, tagsOf, type KubeletValues } from './terraformCluster.ts';
import { Block, Reference, hclBlock, hclLabel, hclString, type HclBody, type HclValue } from './terraformText.ts';
import { textOf } from '../../sentences/textOf.ts';

const readLate = '# Apply this after the cluster was changed: its identities are read.\n';

const azapiNeeded = [
  "# azurerm does not show the principals of all add-ons: azapi, 2.0 or newer, reads those of the cluster's JSON. If your",
  '# configuration already has a required_providers block, add azapi there.',
  '# Source: https://registry.terraform.io/providers/Azure/azapi/latest/docs/data-sources/resource',
].join('\n');

const kubeletWarning = [
  '# Warning: changing kubelet_identity in azurerm REPLACES the cluster: it is destroyed and recreated.',
  '# Source: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster',
];

/**
 * Returns the plan as configuration for the azurerm provider (4.0 or newer), in order; what may exist already has its
 * import beside it. A cluster that exists is in the user's configuration or in none, so only the blocks to change are
 * written for it, as a comment. What Terraform does by removing a resource, or not at all, becomes a comment with its
 * command.
 */
export function planAsTerraform(plan: Plan): string {
  const subscriptionId = plan.steps.map((step) => subscriptionOf(step.request.path)).find((id) => id !== undefined);
  const writer = new TerraformWriter(subscriptionId ?? '');
  for (const step of plan.steps) writer.write(step, isBefore(step, plan));
  const provider = hclBlock('provider "azurerm"', { features: new Block({}), subscription_id: subscriptionId });
  const left = heldBack(plan)
    .map((line) => `\n# ${inLine(line)}`)
    .join('');
  return [`# ${inLine(textOf(plan.title))}\n# For azurerm 4.0 or newer.${left}`, '', provider, ...writer.texts()].join(
    '\n',
  );
}

/** Where a resource stands in the configuration: `azurerm_kubernetes_cluster.shop` or `data.azurerm_...`. */
class TerraformWriter {
  readonly #subscriptionId: string;
  readonly #addresses = new Map<string, string>();
  readonly #labels = new Set<string>();
  readonly #providers = new Map<string, string>();
  readonly #variables = new Variables();
  readonly #data: string[] = [];
  readonly #resources: string[] = [];
  #previous: string | undefined;
  #usesAzapi = false;

  constructor(subscriptionId: string) {
    this.#subscriptionId = subscriptionId;
  }

  texts(): readonly string[] {
    const aliases = [...this.#providers].map(([subscription_id, alias]) =>
      hclBlock('provider "azurerm"', { alias, features: new Block({}), subscription_id }),
    );
    const azapi = new Block({ azapi: { source: 'Azure/azapi', version: '>= 2.0' } });
    const needed = this.#usesAzapi ? [`${azapiNeeded}\n${hclBlock('terraform', { required_providers: azapi })}`] : [];
    return [...needed, ...aliases, ...this.#variables.blocks(), ...this.#data, ...this.#resources];
  }

  write(step: Step, isFirst: boolean): void {
    this.#resources.push(this.#written(step, isFirst));
  }

  #written(step: Step, isFirst: boolean): string {
    switch (step.kind) {
      case 'createResourceGroup':
        return this.#resource(step, 'azurerm_resource_group', step.groupId, {
          name: lastSegment(step.groupId),
          location: textAt(step.body, 'location'),
          tags: tagsOf(step.body),
        });
      case 'createIdentity':
        return this.#resource(step, 'azurerm_user_assigned_identity', step.identityId, {
          name: lastSegment(step.identityId),
          resource_group_name: groupOf(step.identityId),
          location: textAt(step.body, 'location'),
          tags: tagsOf(step.body),
        });
      case 'assignRole': {
        const principal = this.#principal(step.principal);
        return this.#resource(step, 'azurerm_role_assignment', undefined, {
          name: knownName(step) ?? laterName(step, principal),
          scope: this.#idOf(step.scope),
          role_definition_id: step.roleDefinitionId,
          principal_id: principal,
          principal_type: 'ServicePrincipal',
          condition: step.condition,
          condition_version: step.condition === undefined ? undefined : conditionVersion,
          ...(step.delegated ? { delegated_managed_identity_resource_id: this.#holder(step) } : {}),
          skip_service_principal_aad_check: true,
        });
      }
      case 'createCluster':
        return this.#resource(
          step,
          'azurerm_kubernetes_cluster',
          step.clusterId,
          clusterArguments(step, this.#kubelet(step.body), this.#variables),
        );
      case 'createCredential': {
        const identityId = ownerOf(step.credentialId);
        return this.#resource(step, 'azurerm_federated_identity_credential', step.credentialId, {
          name: lastSegment(step.credentialId),
          resource_group_name: groupOf(identityId),
          parent_id: this.#idOf(identityId),
          issuer: step.issuer ?? this.#of('azurerm_kubernetes_cluster', step.clusterId, 'oidc_issuer_url'),
          subject: step.subject,
          audience: [tokenAudience],
        });
      }
      case 'putCluster':
        return this.#existingCluster(step);
      case 'addAccessPolicy':
      case 'removeAccessPolicy':
      case 'deleteIdentity':
      case 'removeRole':
      case 'upgradeNodeImage':
      case 'deleteCredential':
      case 'createBinding':
      case 'deleteBinding':
      case 'rejoinFleet':
      case 'deleteTrustedBinding':
        return `# ${isFirst ? 'Before the deployment' : 'Not in Terraform'}: ${inLine(textOf(step.title))}\n#   ${inLine(step.az)}\n`;
    }
  }

  #resource(step: Step, type: string, id: string | undefined, body: HclBody): string {
    const address = `${type}.${this.#label(type, id ? lastSegment(id) : `${step.kind}_${this.#resources.length + 1}`)}`;
    if (id) this.#addresses.set(idKey(id), address);
    const dependsOn = this.#previous ? [new Reference(this.#previous)] : undefined;
    const header = `resource "${type}" "${address.slice(type.length + 1)}"`;
    const { path } = step.request;
    const imported = path.includes('{') ? '' : `# Does it already exist? ${importOf(address, path)}\n`;
    const whole = { ...(id ? { provider: this.#providerOf(id) } : {}), ...body, depends_on: dependsOn };
    this.#previous = address;
    return `# ${inLine(textOf(step.title))}\n${imported}${hclBlock(header, whole)}`;
  }

  #existingCluster(step: Extract<Step, { kind: 'putCluster' }>): string {
    const { identity, kubelet_identity } = identityBlocks(
      step.request.body ?? {},
      this.#kubelet(step.request.body ?? {}),
    );
    const { controlPlane, kubeletIdentityId, values = {} } = step.edit;
    const changed = {
      ...(controlPlane ? { identity } : {}),
      ...(kubeletIdentityId ? { kubelet_identity } : {}),
      ...switchesOf(values),
    };
    const label = hclLabel(lastSegment(step.clusterId));
    const block = hclBlock(`resource "azurerm_kubernetes_cluster" "${label}"`, changed);
    const lines = [
      `# ${inLine(textOf(step.title))}: change these blocks of ${step.clusterId}`,
      `# Is it not in your state yet? ${importOf(`azurerm_kubernetes_cluster.${label}`, step.clusterId)}`,
      ...(kubeletIdentityId ? kubeletWarning : []),
      ...Object.entries(values)
        .filter(([path]) => !(path in switches))
        .map(([path, value]) => `# Set the argument for ${path} to ${inertJson(value)}.`),
      ...block
        .trimEnd()
        .split('\n')
        .map((line) => `# ${line}`),
    ];
    return `${lines.join('\n')}\n`;
  }

  #label(type: string, name: string): string {
    const wanted = hclLabel(name);
    let label = wanted;
    for (let count = 2; this.#labels.has(`${type}.${label}`); count++) label = `${wanted}_${count}`;
    this.#labels.add(`${type}.${label}`);
    return label;
  }

  #idOf(scope: string): HclValue {
    const address = this.#addresses.get(idKey(scope));
    return address ? new Reference(`${address}.id`) : scope;
  }

  #principal(principal: PrincipalRef): HclValue {
    switch (principal.kind) {
      case 'principal':
        return principal.principalId;
      case 'identity':
        return this.#of('azurerm_user_assigned_identity', principal.identityId, 'principal_id');
      case 'controlPlane':
        return this.#of('azurerm_kubernetes_cluster', principal.clusterId, 'identity[0].principal_id');
      case 'kubelet':
        return this.#of('azurerm_kubernetes_cluster', principal.clusterId, 'kubelet_identity[0].object_id');
      case 'addon':
        return this.#addon(principal.clusterId, principal.addon);
    }
  }

  #holder(step: AssignRole): HclValue {
    const holder = holderOf(step);
    if ('id' in holder) return this.#idOf(holder.id);
    if (step.principal.kind === 'addon') return this.#addon(holder.clusterId, step.principal.addon, holder.path);
    return this.#of('azurerm_kubernetes_cluster', holder.clusterId, 'kubelet_identity[0].user_assigned_identity_id');
  }

  /** The principal of an add-on, or the resource that has it: from azurerm where it shows it, otherwise from the cluster's JSON by azapi. */
  #addon(clusterId: string, addon: string, holder?: string): Reference {
    const isHolder = holder !== undefined;
    const address = this.#addresses.get(idKey(clusterId));
    const attribute = addonAttribute(addon, address !== undefined && !address.startsWith('data.'));
    const shown = isHolder ? attribute?.replace(/object_id$/, 'user_assigned_identity_id') : attribute;
    if (shown) return this.#of('azurerm_kubernetes_cluster', clusterId, shown);
    const name = `${lastSegment(clusterId)}_${addon}${isHolder ? '_identity' : ''}`;
    const label = this.#label('data.azapi_resource', name);
    const body = {
      type: `${resourceType.cluster}@${apiVersionOf.putCluster}`,
      resource_id: this.#idOf(clusterId),
      response_export_values: {
        [isHolder ? 'identity_id' : 'principal_id']: `properties.${holder ?? addonPath(addon)}`,
      },
    };
    this.#data.push(`${readLate}${hclBlock(`data "azapi_resource" "${label}"`, body)}`);
    this.#usesAzapi = true;
    return new Reference(`data.azapi_resource.${label}.output.${isHolder ? 'identity_id' : 'principal_id'}`);
  }

  /** The client and principal id of a kubelet identity, read from the identity where the body has none. */
  #kubelet(body: JsonObject): KubeletValues {
    const profile = objectAt(body, 'properties.identityProfile.kubeletidentity');
    const id = textAt(profile, 'resourceId');
    if (!id || textAt(profile, 'clientId')) return {};
    return {
      clientId: this.#of('azurerm_user_assigned_identity', id, 'client_id'),
      principalId: this.#of('azurerm_user_assigned_identity', id, 'principal_id'),
    };
  }

  /** The provider of another subscription than the plan's first; none for that. */
  #providerOf(id: string): Reference | undefined {
    const subscription = subscriptionOf(id)?.toLowerCase() ?? '';
    if (subscription === this.#subscriptionId.toLowerCase()) return undefined;
    const alias = this.#providers.get(subscription) ?? `subscription_${this.#providers.size + 2}`;
    this.#providers.set(subscription, alias);
    return new Reference(`azurerm.${alias}`);
  }

  #of(type: string, id: string, attribute: string): Reference {
    const known = this.#addresses.get(idKey(id));
    if (known) return new Reference(`${known}.${attribute}`);
    const label = this.#label(`data.${type}`, lastSegment(id));
    const comment = type === 'azurerm_kubernetes_cluster' ? readLate : '';
    const body = { provider: this.#providerOf(id), name: lastSegment(id), resource_group_name: groupOf(id) };
    this.#data.push(`${comment}${hclBlock(`data "${type}" "${label}"`, body)}`);
    this.#addresses.set(idKey(id), `data.${type}.${label}`);
    return new Reference(`data.${type}.${label}.${attribute}`);
  }
}

/** What azurerm calls the switches of a cluster, by their paths in its JSON. */
const switches: Readonly<Record<string, string>> = {
  'properties.oidcIssuerProfile.enabled': 'oidc_issuer_enabled',
  'properties.securityProfile.workloadIdentity.enabled': 'workload_identity_enabled',
};

function switchesOf(values: JsonObject): HclBody {
  return Object.fromEntries(
    Object.entries(switches).flatMap(([path, name]) => {
      const value = values[path];
      return typeof value === 'boolean' ? [[name, value] as const] : [];
    }),
  );
}

/** The command that takes what exists into the state. */
function importOf(address: string, id: string): string {
  return `terraform import ${address} ${shellQuoted(id)}`;
}

/** The name that the extension would give an assignment, made when the principal is known. */
function laterName(step: AssignRole, principal: HclValue): HclValue {
  const before = hclString(`${nameParts(step).join('-')}-`).slice(1, -1);
  const id = principal instanceof Reference ? principal.text : '';
  return new Reference(`uuidv5("${templateNamespace}", "${before}\${lower(${id})}")`);
}
