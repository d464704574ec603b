/** Writes the resources and data of a plan as Terraform. */
import { conditionVersion } from '../plan/stepCommands.ts';
import { objectAt, textAt, type JsonObject } from '../arm/json.ts';
import type { Step } from '../plan/plan.ts';
import { principalTypeOf, type PrincipalRef } from '../plan/stepActions.ts';
import { templateNamespace } from '../arm/stableId.ts';
import { inLine } from '../arm/inert.ts';
import { groupOf, idKey, lastSegment, resourceType, subscriptionOf } from '../arm/resourceId.ts';
import { ownerOf } from '../workloads/workloadIds.ts';
import { tokenAudience } from '../workloads/credential.ts';
import { textOf } from '../../sentences/textOf.ts';
import { apiVersionOf } from '../plan/stepKinds.ts';
import { addonPath, assignmentHolder, knownName, nameParts, type AssignRole } from './assignmentNames.ts';
import { isOptional } from './cautions.ts';
import {
  Variables,
  clusterArguments,
  identityBlocks,
  tagsOf,
  type KubeletValues,
  addonAttribute,
} from './terraformCluster.ts';
import {
  asComments,
  existingCluster,
  importOf,
  isWritten,
  notWritten,
  optionalGrant,
  readLate,
  type Turn,
} from './terraformNotes.ts';
import { Reference, hclBlock, hclLabel, hclString, type HclBody, type HclValue } from './terraformText.ts';
import type { Dialect } from './terraformVersions.ts';

const azapiNeeded = [
  "# azurerm does not show the principals of all add-ons: azapi reads those of the cluster's JSON.",
  '# Source: https://registry.terraform.io/providers/Azure/azapi/latest/docs/data-sources/resource\n',
].join('\n');

/** Writes steps one after the other; an address is how Terraform refers to a resource, such as `data.azurerm_kubernetes_cluster.shop`. */
export class TerraformWriter {
  readonly #subscriptionId: string;
  readonly #dialect: Dialect;
  readonly #addresses = new Map<string, string>();
  readonly #labels = new Set<string>();
  readonly #providers = new Map<string, string>();
  readonly #variables = new Variables();
  readonly #data: string[] = [];
  readonly #resources: string[] = [];
  #previous: string | undefined;
  #usesAzapi = false;

  constructor(subscriptionId: string, dialect: Dialect) {
    this.#subscriptionId = subscriptionId;
    this.#dialect = dialect;
  }

  /** True if something is read or written with azapi, which is another provider. */
  get usesAzapi(): boolean {
    return this.#usesAzapi;
  }

  /** The aliases of the providers for further subscriptions, each with its subscription. */
  get aliases(): readonly (readonly [alias: string, subscriptionId: string])[] {
    return [...this.#providers].map(([subscription, alias]) => [alias, subscription]);
  }

  /** Everything that was written: variables, data, resources. */
  texts(): readonly string[] {
    return [...this.#variables.blocks(), ...this.#data, ...this.#resources];
  }

  /** Writes a step, which waits for the last one before it that must succeed; `turn` matters only for a removal. */
  write(step: Step, turn: Turn): void {
    this.#resources.push(this.#written(step, turn));
  }

  #written(step: Step, turn: Turn): string {
    if (!isWritten(step)) return notWritten(step, turn);
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
          count: isOptional(step) && principal instanceof Reference ? ifThere(principal) : undefined,
          name: knownName(step) ?? laterName(step, principal),
          scope: this.#idOf(step.scope),
          role_definition_id: step.roleDefinitionId,
          principal_id: principal,
          principal_type: principalTypeOf(step.principal),
          condition: step.condition,
          condition_version: step.condition === undefined ? undefined : conditionVersion,
          ...(step.delegated ? { delegated_managed_identity_resource_id: this.#holder(step) } : {}),
          skip_service_principal_aad_check: principalTypeOf(step.principal) === 'ServicePrincipal' ? true : undefined,
        });
      }
      case 'createCluster':
        return this.#resource(
          step,
          'azurerm_kubernetes_cluster',
          step.clusterId,
          clusterArguments(step, this.#kubelet(step.body), { dialect: this.#dialect, variables: this.#variables }),
        );
      case 'createCredential': {
        const identityId = ownerOf(step.credentialId);
        return this.#resource(step, 'azurerm_federated_identity_credential', step.credentialId, {
          name: lastSegment(step.credentialId),
          ...this.#dialect.ownerOfCredential(identityId, this.#idOf(identityId)),
          issuer: step.issuer ?? this.#of('azurerm_kubernetes_cluster', step.clusterId, 'oidc_issuer_url'),
          subject: step.subject,
          audience: [tokenAudience],
        });
      }
      case 'createBinding':
        this.#usesAzapi = true;
        return this.#resource(step, 'azapi_resource', step.bindingId, {
          type: `${resourceType.binding}@${apiVersionOf.createBinding}`,
          name: lastSegment(step.bindingId),
          parent_id: this.#idOf(ownerOf(step.bindingId)),
          body: { properties: { managedIdentity: { resourceId: this.#idOf(step.identityId) } } },
        });
      case 'putCluster':
        return this.#existingCluster(step);
    }
  }

  #resource(step: Step, type: string, id: string | undefined, body: HclBody): string {
    const address = `${type}.${this.#label(type, id ? lastSegment(id) : `${step.kind}_${this.#resources.length + 1}`)}`;
    if (id) this.#addresses.set(idKey(id), address);
    const dependsOn = this.#previous ? [new Reference(this.#previous)] : undefined;
    const header = `resource "${type}" "${address.slice(type.length + 1)}"`;
    const members = {
      ...(id && type !== 'azapi_resource' ? { provider: this.#providerOf(id) } : {}),
      ...body,
      depends_on: dependsOn,
    };
    if (!isOptional(step)) this.#previous = address;
    const note = isOptional(step) ? `# ${optionalGrant}\n` : '';
    return `# ${inLine(textOf(step.title))}\n${note}${importBlockOf(step, address)}${hclBlock(header, members)}`;
  }

  #existingCluster(step: Extract<Step, { kind: 'putCluster' }>): string {
    const body = step.request.body ?? {};
    const label = hclLabel(lastSegment(step.clusterId));
    const blocks = identityBlocks(body, this.#kubelet(body));
    return existingCluster(step, `azurerm_kubernetes_cluster.${label}`, blocks);
  }

  #label(type: string, name: string): string {
    const wantedLabel = hclLabel(name);
    let label = wantedLabel;
    for (let count = 2; this.#labels.has(`${type}.${label}`); count++) label = `${wantedLabel}_${count}`;
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
    const holder = assignmentHolder(step);
    if ('id' in holder) return this.#idOf(holder.id);
    if (step.principal.kind === 'addon') return this.#addon(holder.clusterId, step.principal.addon, holder.path);
    return this.#of('azurerm_kubernetes_cluster', holder.clusterId, 'kubelet_identity[0].user_assigned_identity_id');
  }

  /**
   * The principal of an add-on, or the resource that has it: from azurerm if it shows it, otherwise from the cluster's
   * JSON through azapi.
   */
  #addon(clusterId: string, addon: string, holder?: string): Reference {
    const isHolder = holder !== undefined;
    const address = this.#addresses.get(idKey(clusterId));
    const attribute = addonAttribute(addon, address !== undefined && !address.startsWith('data.'));
    const reference = isHolder ? attribute?.replace(/object_id$/, 'user_assigned_identity_id') : attribute;
    if (reference) return this.#of('azurerm_kubernetes_cluster', clusterId, reference);
    const name = `${lastSegment(clusterId)}_${addon}${isHolder ? '_identity' : ''}`;
    const label = this.#label('data.azapi_resource', name);
    const body = {
      type: `${resourceType.cluster}@${apiVersionOf.putCluster}`,
      resource_id: this.#idOf(clusterId),
      response_export_values: {
        [isHolder ? 'identity_id' : 'principal_id']: `properties.${holder ?? addonPath(addon)}`,
      },
    };
    this.#data.push(`${azapiNeeded}${readLate}${hclBlock(`data "azapi_resource" "${label}"`, body)}`);
    this.#usesAzapi = true;
    return new Reference(`data.azapi_resource.${label}.output.${isHolder ? 'identity_id' : 'principal_id'}`);
  }

  /** The client and principal id of a kubelet identity, read from the identity if they are not in the body. */
  #kubelet(body: JsonObject): KubeletValues {
    const profile = objectAt(body, 'properties.identityProfile.kubeletidentity');
    const id = textAt(profile, 'resourceId');
    if (!id || textAt(profile, 'clientId')) return {};
    return {
      clientId: this.#of('azurerm_user_assigned_identity', id, 'client_id'),
      principalId: this.#of('azurerm_user_assigned_identity', id, 'principal_id'),
    };
  }

  /** The provider for a subscription other than the plan's first; none for that one. */
  #providerOf(id: string): Reference | undefined {
    const subscription = subscriptionOf(id)?.toLowerCase() ?? '';
    if (subscription === this.#subscriptionId.toLowerCase()) return undefined;
    const alias = this.#providers.get(subscription) ?? `subscription_${this.#providers.size + 2}`;
    this.#providers.set(subscription, alias);
    return new Reference(`azurerm.${alias}`);
  }

  #of(type: string, id: string, attribute: string): Reference {
    const address = this.#addresses.get(idKey(id));
    if (address) return new Reference(`${address}.${attribute}`);
    const label = this.#label(`data.${type}`, lastSegment(id));
    const comment = type === 'azurerm_kubernetes_cluster' ? readLate : '';
    const body = { provider: this.#providerOf(id), name: lastSegment(id), resource_group_name: groupOf(id) };
    this.#data.push(`${comment}${hclBlock(`data "${type}" "${label}"`, body)}`);
    this.#addresses.set(idKey(id), `data.${type}.${label}`);
    return new Reference(`data.${type}.${label}.${attribute}`);
  }
}

/** The import of something that exists; in a comment if it did not exist when the plan was made. */
function importBlockOf(step: Step, address: string): string {
  const { path } = step.request;
  if (path.includes('{')) return '';
  const block = importOf(address, path);
  if (step.kind === 'createCredential' && step.isThere) return block;
  return ['# Does it exist by now? Then take it over:', ...asComments(block), ''].join('\n');
}

/**
 * Makes a count that is 0 if the principal does not exist, because an expression without a value would end the whole
 * plan.
 * Source: https://developer.hashicorp.com/terraform/language/functions/try
 */
function ifThere(principal: Reference): Reference {
  return new Reference(`try(length(${principal.text}), 0) > 0 ? 1 : 0`);
}

/** The name that the extension would give an assignment, computed once the principal is known. */
function laterName(step: AssignRole, principal: HclValue): HclValue {
  const before = hclString(`${nameParts(step).join('-')}-`).slice(1, -1);
  const id = principal instanceof Reference ? principal.text : '';
  return new Reference(`uuidv5("${templateNamespace}", "${before}\${lower(${id})}")`);
}
