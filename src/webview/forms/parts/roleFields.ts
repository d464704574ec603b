/** The fields that pick a role and its scope. */
import { roleById, roleByName } from '../../../domain/access/roles.ts';
import { isGuid, lastSegment, subscriptionOf, sameText } from '../../../domain/arm/resourceId.ts';
import { asScope } from '../../../domain/arm/roleScope.ts';
import type { ChangeOf } from '../../../domain/change/change.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import type { Field } from '../../protocol/form.ts';
import { choiceInput, ruleOf, type FormContext } from './parts.ts';
import { scopeChoices } from './scopes.ts';
import { defined } from '../../../shape/defined.ts';
import { t } from '../../../sentences/language.ts';

/** How to ask for a role. */
interface RolePick {
  readonly subscriptionId: string;
  readonly cluster?: Cluster | undefined;
  /** Who gets the role, if that is known. */
  readonly principal?: string;
  readonly role: string;
  readonly scope: string;
  /** No role can be chosen as well; then no scope is asked for. */
  readonly optional?: boolean;
}

/** Returns the fields `role` and `scope`. */
export function roleFields(context: FormContext, pick: RolePick): readonly Field[] {
  const { subscriptionId, cluster, principal, role, scope, optional } = pick;
  const roles = context.choices.get({
    kind: 'roles',
    scope: `/subscriptions/${(isScope(scope) ? subscriptionOf(scope) : undefined) ?? subscriptionId}`,
  });
  const roleField = choiceInput({
    name: 'role',
    label: t`Role`,
    value: roles.items.find(({ name }) => sameText(name, role))?.guid ?? lastSegment(role),
    list: roles,
    pasteable: t`Choose, search, or paste the ID of a role definition`,
    ...defined({ optional: optional || undefined }),
    options: [
      ...(optional ? [{ value: '', label: t`No role`, description: t`You can assign one later.` }] : []),
      ...roles.items.map(({ guid, name, description, custom }) => ({
        value: guid,
        label: custom ? t`${name} (custom)` : name,
        ...defined({ description: description || undefined }),
      })),
    ],
  });
  if (optional && role === '') return [roleField];
  return [
    roleField,
    choiceInput({
      name: 'scope',
      label: t`Scope`,
      value: scope,
      pasteable: t`Choose, search, or paste a resource ID`,
      takesId: true,
      rule: ruleOf(asScope),
      hint: t`Choose the narrowest scope that works.`,
      ...scopeChoices(context.choices, {
        subscriptionId,
        cluster,
        principal,
        role: roles.items.find(({ guid }) => sameText(guid, lastSegment(role))) ?? roleByName(role) ?? roleById(role),
      }),
    }),
  ];
}

/** Returns the role in the form of a change. */
export function roleFromField(role: string): { readonly id: string } | { readonly name: string } {
  return isGuid(lastSegment(role)) ? { id: role } : { name: role };
}

/** Returns the change that gives the role to an identity that was picked; none where no role was, or no scope yet. */
export function roleOfPicked(principalId: string, role: string, scope: string): readonly ChangeOf<'assignRole'>[] {
  if (role === '' || !isScope(scope)) return [];
  return [{ kind: 'assignRole', principalId, principalType: 'ServicePrincipal', role: roleFromField(role), scope }];
}

function isScope(text: string): boolean {
  return ruleOf(asScope)(text) === undefined;
}
