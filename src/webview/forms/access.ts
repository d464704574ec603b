/** Forms of role assignments: who, what, where. */
import { scopeName, scopeOfAssignment } from '../../domain/arm/scopeWords.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { describeControlPlane, describeKubelet } from '../../domain/words/describe.ts';
import { asArmId, isGuid, isRoleAssignmentId, resourceType, sameId, sameText } from '../../domain/arm/resourceId.ts';
import { principalTypes, type PrincipalType } from '../../domain/change/fields.ts';
import type { Option } from '../protocol/form.ts';
import { pickSubscription, knownSubscriptionNames } from './parts/placePickers.ts';
import { roleFields, roleFromField } from './parts/roleFields.ts';
import {
  choiceInput,
  directoryFor,
  directoryValues,
  ruleOf,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
  noteWithPage,
} from './parts/parts.ts';
import { principalOf } from '../../domain/cluster/principals.ts';
import { say, type Words } from '../../sentences/words.ts';
import { overviewPage } from '../../domain/arm/docs.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The form of a role assignment: who, what, where. */
export const assignRole: ChangeForm<'assignRole'> = {
  draw: drawAssignment,
  valuesOf: ({ principalId, principalType, role, scope, tenantId }) => ({
    principal: principalId,
    principalType,
    typeOf: principalId,
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
  const identities = context.choices.get({ kind: 'identities', subscriptionId });
  return {
    sections: [
      {
        fields: [
          ...(subscription?.fields ?? []),
          choiceInput({
            name: 'principal',
            label: t`Identity`,
            value: principal,
            list: identities,
            pasteable: t`Choose, search, or paste a principal ID`,
            rule: (text) => (isGuid(text) ? undefined : say`Enter a principal ID, which is a GUID.`),
            options: distinctBy(
              [
                ...(cluster ? clusterPrincipals(cluster) : []),
                ...identities.items.map(({ principalId, name, resourceGroup }) => ({
                  value: principalId,
                  label: name,
                  description: resourceGroup,
                })),
              ],
              ({ value }) => value.toLowerCase(),
            ),
          }),
          ...roleFields(context, { subscriptionId, cluster, principal, role, scope }),
        ],
        notes: [noteWithPage(t`A role of a cluster identity can take up to 60 minutes to take effect.`, overviewPage)],
      },
    ],
    changes: [
      {
        kind: 'assignRole',
        principalId: principal,
        principalType: typeOf(principal, context),
        role: roleFromField(role),
        scope,
        ...directoryFor(context, scope),
      },
    ],
  };
}

/** The kind that came with the principal, as for a person; whatever is chosen instead is an identity or application. */
function typeOf(principal: string, context: FormContext): PrincipalType {
  const isSame = sameText(principal, textValue(context, 'typeOf'));
  const type = principalTypes.find((known) => known === textValue(context, 'principalType'));
  return (isSame ? type : undefined) ?? 'ServicePrincipal';
}

function clusterPrincipals(cluster: Cluster): readonly Option[] {
  const roles = ['controlPlane', 'kubelet', ...cluster.addons.map(({ name }) => name)];
  return roles.flatMap((role) => {
    const principalId = principalOf(cluster, role);
    return principalId
      ? [
          {
            value: principalId,
            label: t`${roleNames[role] ?? say`Add-on ${role}`} of ${cluster.name}`,
            description: describedIdentity(cluster, role),
          },
        ]
      : [];
  });
}

const roleNames: Readonly<Record<string, Words>> = { controlPlane: say`Control plane`, kubelet: say`Kubelet` };

function describedIdentity(cluster: Cluster, role: string): string {
  if (role === 'controlPlane') return shownText(describeControlPlane(cluster.controlPlane));
  return role === 'kubelet' ? shownText(describeKubelet(cluster.kubelet)) : t`identity created by AKS`;
}

/** Who holds a role: by name if it is one of the cluster's identities. */
function ofWhom({ cluster }: FormContext, principalId: string): string {
  const ownPrincipals = cluster ? clusterPrincipals(cluster) : [];
  const ownPrincipal = ownPrincipals.find(({ value }) => sameText(value, principalId));
  return ownPrincipal?.label ?? t`principal ID ${principalId}`;
}

/** The form for removing a role assignment. */
export const removeRole: ChangeForm<'removeRole'> = {
  draw: drawRoleRemoval,
  valuesOf: ({ roleAssignmentId, tenantId }) => ({
    assignment: roleAssignmentId,
    ...directoryValues(roleAssignmentId, tenantId),
  }),
};

function drawRoleRemoval(context: FormContext): DrawnForm {
  const value = textValue(context, 'assignment').trim();
  const assignments = context.roleAssignments ?? [];
  const tenantId = assignments.find(({ id }) => sameId(id, value))?.tenantId;
  const directory = tenantId === undefined ? directoryFor(context, value) : { tenantId };
  const rule = ruleOf((text) => asArmId(text, resourceType.roleAssignment));
  const field =
    assignments.length > 0
      ? choiceInput({
          name: 'assignment',
          label: t`Role assignment`,
          value,
          rule: (text) => (isRoleAssignmentId(text) ? undefined : rule(text)),
          pasteable: t`Choose, or paste the ID of a role assignment`,
          options: assignments.map(({ id, roleName, scope, principalId }) => ({
            value: id,
            label: t`${roleName} on ${scopeName(scope, knownSubscriptionNames(context))}`,
            description: ofWhom(context, principalId),
          })),
        })
      : textInput({
          name: 'assignment',
          label: t`Role assignment ID`,
          value,
          rule: (text) => (isRoleAssignmentId(text) ? undefined : rule(text)),
        });
  return {
    sections: [
      {
        ...(value ? { facts: [{ label: t`Scope`, value: scopeOfAssignment(value) }] } : {}),
        fields: [field],
        notes: [{ text: t`Removes only this assignment; inherited ones stay.` }],
      },
    ],
    changes: [{ kind: 'removeRole', roleAssignmentId: value, ...directory }],
  };
}
