/** The comments of a Terraform text: about what exists, what is removed, and what has to leave the old configuration. */
import { inertJson, inLine } from '../arm/inert.ts';
import type { JsonObject } from '../arm/json.ts';
import { shellQuoted } from '../arm/shellText.ts';
import type { Step, StepOf } from '../plan/plan.ts';
import type { StepKind } from '../plan/stepActions.ts';
import { textOf } from '../../sentences/textOf.ts';
import { Block, Reference, hclBlock, type HclBody } from './terraformText.ts';

/** The caution for data that a plan changes. */
export const readLate = '# Apply this after the cluster was changed: its identities are read.\n';

/** The note for a grant that may fail. */
export const optionalGrant =
  'Optional: nothing waits for it. If Azure refuses it, as where the same grant exists under another name, all else is applied and ' +
  'stays: take this block out.';

const kubeletWarning = [
  '# Warning: changing kubelet_identity in azurerm REPLACES the cluster: it is destroyed and recreated.',
  '# Source: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster',
];

/** Returns the block that imports an existing resource into the state. Source: https://developer.hashicorp.com/terraform/language/import */
export function importOf(address: string, id: string): string {
  return hclBlock('import', { to: new Reference(address), id });
}

/** Returns lines of code as lines of comment. */
export function asComments(code: string): readonly string[] {
  return code
    .trimEnd()
    .split('\n')
    .map((line) => `# ${line}`);
}

/** azurerm's names for the switches of a cluster, by their paths in its JSON. */
const switches: Readonly<Record<string, string>> = {
  'properties.oidcIssuerProfile.enabled': 'oidc_issuer_enabled',
  'properties.securityProfile.workloadIdentity.enabled': 'workload_identity_enabled',
  'properties.disableLocalAccounts': 'local_account_disabled',
};

const nginxPath = 'properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType';

function switchesOf(values: JsonObject): HclBody {
  return Object.fromEntries(
    Object.entries(switches).flatMap(([path, name]) => {
      const value = values[path];
      return typeof value === 'boolean' ? [[name, value] as const] : [];
    }),
  );
}

/**
 * Returns what to change in an existing cluster. It may or may not be in the user's configuration, so its blocks are in
 * a comment. azurerm accepts only one of `service_principal` and `identity`.
 * Source: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster
 */
export function existingCluster(
  step: Extract<Step, { kind: 'putCluster' }>,
  address: string,
  { identity, kubelet_identity }: HclBody,
): string {
  const { controlPlane, kubeletIdentityId, values = {} } = step.edit;
  const nginx = values[nginxPath];
  const changed = {
    ...(controlPlane ? { identity } : {}),
    ...(kubeletIdentityId ? { kubelet_identity } : {}),
    ...switchesOf(values),
    ...(typeof nginx === 'string' ? { web_app_routing: new Block({ default_nginx_controller: nginx }) } : {}),
  };
  const [type = '', label = ''] = address.split('.');
  const lines = [
    `# ${inLine(textOf(step.title))}: change these blocks of ${step.clusterId}`,
    ...(controlPlane ? ['# Take its service_principal block out, if it has one: azurerm takes that or identity.'] : []),
    ...(kubeletIdentityId ? kubeletWarning : []),
    ...(nginx === undefined ? [] : ['# Keep what else web_app_routing has, such as dns_zone_ids.']),
    ...Object.entries(values)
      .filter(([path]) => !(path in switches || path === nginxPath))
      .map(([path, value]) => `# Set the argument for ${path} to ${inertJson(value)}.`),
    ...asComments(hclBlock(`resource "${type}" "${label}"`, changed)),
    '#',
    '# Is it in no configuration yet? Then begin with this block alone: terraform plan -generate-config-out=cluster.tf writes all of',
    '# the cluster, and the blocks above are changed in that.',
    ...asComments(importOf(address, step.clusterId)),
  ];
  return `${lines.join('\n')}\n`;
}

/** The type in a configuration for what each kind of step removes. */
const removedTypes: Partial<Readonly<Record<StepKind, string>>> = {
  deleteIdentity: 'azurerm_user_assigned_identity',
  removeRole: 'azurerm_role_assignment',
  deleteCredential: 'azurerm_federated_identity_credential',
  removeAccessPolicy: 'azurerm_key_vault_access_policy, or access_policy of azurerm_key_vault',
  deleteBinding: 'azapi_resource',
  deleteTrustedBinding: 'azurerm_kubernetes_cluster_trusted_access_role_binding',
};

/** The kinds of step that Terraform can do: as a resource, or as blocks to change. */
const writtenKinds = [
  'createResourceGroup',
  'createIdentity',
  'assignRole',
  'createCluster',
  'createCredential',
  'putCluster',
  'createBinding',
] as const satisfies readonly StepKind[];

/** Returns true if Terraform can do the step, as a resource or as blocks to change. */
export function isWritten(step: Step): step is StepOf<(typeof writtenKinds)[number]> {
  return writtenKinds.some((kind) => kind === step.kind);
}

/** Steps whose path is not the id of a resource in the state. */
const hasNoId: readonly StepKind[] = ['removeAccessPolicy'];

/** When to remove something: before the rest is applied, after it, or there is no rest. */
export type Turn = 'before' | 'after' | 'alone';

const turns: Readonly<Record<Turn, string>> = {
  before: ' before you add the rest, and apply that',
  after: ' once the rest is applied, and apply again',
  alone: ', and apply',
};

/**
 * Returns what Terraform does by removing a resource, or can't do: the step's command, and what has to leave the
 * configuration so that the next apply doesn't create it again.
 * Source: https://developer.hashicorp.com/terraform/cli/commands/state/list
 */
export function notWritten(step: Step, turn: Turn): string {
  const type = removedTypes[step.kind];
  const lines = [
    `# ${turn === 'before' ? 'Before the deployment' : 'Not in Terraform'}: ${inLine(textOf(step.title))}`,
    `#   ${inLine(step.az)}`,
    ...(type === undefined ? [] : takenOut(step, type, turn).map((line) => `#   ${line}`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** The order matters, because Terraform chooses its own order of removals and creations. */
function takenOut(step: Step, type: string, turn: Turn): readonly string[] {
  const find = shellQuoted(step.request.path);
  return [
    `Is it in your configuration (${type})? Take its block out${turns[turn]}: that removes it, too.`,
    'A block that stays makes it again.',
    ...(hasNoId.includes(step.kind) ? [] : [`Where it is: terraform state list -id=${find}`]),
  ];
}
