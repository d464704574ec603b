/** Forms about access: role assignments and registries. */
import { scopeName, scopeOfAssignment } from '../../domain/arm/scopeWords.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import {
  asArmId,
  asScope,
  groupId,
  isGuid,
  lastSegment,
  resourceType,
  sameId,
  subscriptionOf,
} from '../../domain/arm/resourceId.ts';
import type { ChoiceList } from './lists.ts';
import type { Option } from '../protocol/form.ts';
import { pickSubscription } from './pickers.ts';
import { choiceInput, directoryFor, directoryValues, ofCluster, ruleOf, textInput, textValue } from './parts.ts';
import type { ChangeForm, DrawnForm, FormContext } from './parts.ts';
import { principalOf } from '../../domain/cluster/principals.ts';

/** The form of a role assignment: who, what, where. */
export const assignRole: ChangeForm<'assignRole'> = {
  draw: drawAssignment,
  valuesOf: ({ principalId, role, scope, tenantId }) => ({
    principal: principalId,
    role: role && ('name' in role ? role.name : role.id),
    scope,
    ...directoryValues(scope, tenantId),
  }),
};

function drawAssignment(context: FormContext): DrawnForm {
  const { cluster } = context;
  const subscription = cluster ? undefined : pickSubscription(context);
  const subscriptionId = cluster?.subscriptionId ?? subscription?.value ?? '';
  const principal = textValue(context, 'principal').trim();
  const scope = textValue(context, 'scope').trim();
  const role = textValue(context, 'role').trim();
  const roles = context.choices.get({
    kind: 'roles',
    scope: `/subscriptions/${(isScope(scope) ? subscriptionOf(scope) : undefined) ?? subscriptionId}`,
  });
  const identities = context.choices.get({ kind: 'identities', subscriptionId });
  return {
    sections: [
      {
        fields: [
          ...(subscription?.fields ?? []),
          choiceInput({
            name: 'principal',
            label: 'Identity',
            value: principal,
            list: identities,
            pasteable: 'Choose, search, or paste a principal ID',
            rule: (text) => (isGuid(text) ? undefined : 'A principal ID is a GUID.'),
            options: [
              ...(cluster ? clusterPrincipals(cluster) : []),
              ...identities.items.map(({ principalId, name, resourceGroup }) => ({
                value: principalId,
                label: name,
                description: `${resourceGroup}, principal ID ${principalId}`,
              })),
            ].filter(once()),
          }),
          choiceInput({
            name: 'role',
            label: 'Role',
            value: roles.items.find(({ name }) => name.toLowerCase() === role.toLowerCase())?.guid ?? lastSegment(role),
            list: roles,
            pasteable: 'Choose, search, or paste the ID of a role definition',
            options: roles.items.map(({ guid, name, description, custom }) => ({
              value: guid,
              label: custom ? `${name} (custom)` : name,
              ...(description ? { description } : {}),
            })),
          }),
          choiceInput({
            name: 'scope',
            label: 'Scope',
            value: scope,
            list: context.choices.get({ kind: 'groups', subscriptionId }),
            pasteable: 'Choose, search, or paste a resource ID',
            rule: ruleOf(asScope),
            hint: 'The narrowest scope that works is the best.',
            options: scopeOptions(context, subscriptionId),
          }),
        ],
        notes: [
          {
            text: 'A role of a cluster identity can take up to 60 minutes to take effect.',
            link: { text: 'Learn more', href: 'https://learn.microsoft.com/azure/aks/managed-identity-overview' },
          },
        ],
      },
    ],
    changes: [
      {
        kind: 'assignRole',
        principalId: principal,
        principalType: 'ServicePrincipal',
        role: roleOf(role),
        scope,
        ...directoryFor(context, scope),
      },
    ],
  };
}

function roleOf(role: string): { readonly id: string } | { readonly name: string } {
  return isGuid(lastSegment(role)) ? { id: role } : { name: role };
}

function isScope(text: string): boolean {
  return ruleOf(asScope)(text) === undefined;
}

function once(): (option: Option) => boolean {
  const seen = new Set<string>();
  return ({ value }) => {
    const key = value.toLowerCase();
    return !seen.has(key) && seen.add(key) !== undefined;
  };
}

function clusterPrincipals(cluster: Cluster): readonly Option[] {
  const roles = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  const names: Readonly<Record<string, string>> = { controlPlane: 'Control plane', kubelet: 'Kubelet' };
  return roles.flatMap((role) => {
    const principalId = principalOf(cluster, role);
    return principalId
      ? [
          {
            value: principalId,
            label: `${names[role] ?? `Add-on ${role}`} of ${cluster.name}`,
            description: `principal ID ${principalId}`,
          },
        ]
      : [];
  });
}

function scopeOptions({ choices }: FormContext, subscriptionId: string): readonly Option[] {
  const groups = choices.get({ kind: 'groups', subscriptionId });
  const subnets = choices.get({ kind: 'subnets', subscriptionId });
  const registries = choices.get({ kind: 'resources', subscriptionId, type: resourceType.registry });
  const zones = choices.get({ kind: 'resources', subscriptionId, type: resourceType.privateDnsZone });
  const identities = choices.get({ kind: 'identities', subscriptionId });
  const named = (kind: string, list: ChoiceList<{ id: string; name: string; resourceGroup: string }>): Option[] =>
    list.items.map(({ id, name, resourceGroup }) => ({
      value: id,
      label: name,
      description: `${kind} in ${resourceGroup}`,
    }));
  return [
    { value: `/subscriptions/${subscriptionId}`, label: 'The whole subscription', description: subscriptionId },
    ...groups.items.map(({ name }) => ({
      value: groupId(subscriptionId, name),
      label: name,
      description: 'resource group',
    })),
    ...subnets.items.map(({ id, name, network, resourceGroup }) => ({
      value: id,
      label: `${network}/${name}`,
      description: `subnet in ${resourceGroup}`,
    })),
    ...named('registry', registries),
    ...named('private DNS zone', zones),
    ...named('managed identity', identities),
  ];
}

/** The form of taking a role away: which assignment. */
export const removeRole: ChangeForm<'removeRole'> = {
  draw: drawRemoval,
  valuesOf: ({ roleAssignmentId, tenantId }) => ({
    assignment: roleAssignmentId,
    ...directoryValues(roleAssignmentId, tenantId),
  }),
};

function drawRemoval(context: FormContext): DrawnForm {
  const value = textValue(context, 'assignment').trim();
  const known = context.roleAssignments ?? [];
  const tenantId = known.find(({ id }) => sameId(id, value))?.tenantId;
  const directory = tenantId === undefined ? directoryFor(context, value) : { tenantId };
  const rule = ruleOf((text) => asArmId(text, resourceType.roleAssignment));
  const field =
    known.length > 0
      ? choiceInput({
          name: 'assignment',
          label: 'Role assignment',
          value,
          rule: (text) => (/\/roleAssignments\/[^/]+$/i.test(text) ? undefined : rule(text)),
          pasteable: 'Choose, or paste the ID of a role assignment',
          options: known.map(({ id, roleName, scope, principalId }) => ({
            value: id,
            label: `${roleName} on ${scopeName(scope)}`,
            description: `principal ID ${principalId}`,
          })),
        })
      : textInput({
          name: 'assignment',
          label: 'ID of the role assignment',
          value,
          rule: (text) => (/\/roleAssignments\/[^/]+$/i.test(text) ? undefined : rule(text)),
        });
  return {
    sections: [
      {
        ...(value ? { facts: [{ label: 'Scope', value: scopeOfAssignment(value) }] } : {}),
        fields: [field],
        notes: [{ text: 'It is removed at the scope where it was made, nowhere else.' }],
      },
    ],
    changes: [{ kind: 'removeRole', roleAssignmentId: value, ...directory }],
  };
}

/** The form of attaching a registry. */
export const attachRegistry: ChangeForm<'attachRegistry'> = {
  draw: ofCluster((context, cluster) => drawRegistry(context, cluster, 'attachRegistry')),
  valuesOf: ({ registryId }) => ({ registry: registryId }),
};

/** The form of detaching a registry. */
export const detachRegistry: ChangeForm<'detachRegistry'> = {
  draw: ofCluster((context, cluster) => drawRegistry(context, cluster, 'detachRegistry')),
  valuesOf: ({ registryId }) => ({ registry: registryId }),
};

function drawRegistry(context: FormContext, cluster: Cluster, kind: 'attachRegistry' | 'detachRegistry'): DrawnForm {
  const { subscriptionId } = cluster;
  const list = context.choices.get({ kind: 'resources', subscriptionId, type: resourceType.registry });
  const value = textValue(context, 'registry').trim();
  const attaches = kind === 'attachRegistry';
  return {
    sections: [
      {
        fields: [
          choiceInput({
            name: 'registry',
            label: attaches ? 'Registry to attach' : 'Registry to detach',
            value,
            list,
            pasteable: 'Choose, search, or paste a resource ID',
            rule: ruleOf((text) => asArmId(text, resourceType.registry)),
            options: list.items.map(({ id, name, resourceGroup, location }) => ({
              value: id,
              label: name,
              description: `${resourceGroup}, ${location}`,
            })),
          }),
        ],
        notes: [
          attaches
            ? {
                text: "The kubelet identity gets a pull role on this registry: AcrPull, or Container Registry Repository Reader where the registry's mode asks for it.",
                link: {
                  text: 'Learn more',
                  href: 'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
                },
              }
            : {
                text: 'The pull roles of the kubelet identity at exactly this registry are removed; inherited ones stay.',
              },
        ],
      },
    ],
    changes: [{ kind, clusterId: cluster.id, registryId: value }],
  };
}
