/** The part of a form that gives a role to an identity which workloads are to use. */
import { lastSegment, sameId } from '../../../domain/arm/resourceId.ts';
import type { ChangeOf } from '../../../domain/change/change.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import type { Section } from '../../protocol/form.ts';
import { textValue, type FormContext } from '../parts/parts.ts';
import { roleFields, roleOfPicked } from '../parts/roleFields.ts';
import { t } from '../../../sentences/language.ts';

/** Returns the section that asks for a role, and says if the identity was seen to have none, with the change. */
export function roleOfWorkloads(
  context: FormContext,
  cluster: Cluster,
  identityId: string,
): { readonly section: Section; readonly changes: readonly ChangeOf<'assignRole'>[] } {
  const { id: clusterId, subscriptionId } = cluster;
  const role = textValue(context, 'role').trim();
  const scope = textValue(context, 'scope').trim();
  const { items } = context.choices.get({ kind: 'workloads', clusterId });
  const own = items.find((each) => sameId(each.identityId, identityId));
  const hasNone = own?.roles.length === 0 && own.rolesUnknown === undefined;
  return {
    section: {
      title: t`What the identity can do`,
      fields: roleFields(context, { subscriptionId, cluster, role, scope, optional: true }),
      notes:
        role === '' && hasNone
          ? [{ text: t`${lastSegment(identityId)} has no role assignments that you can see.` }]
          : [],
    },
    changes: roleOfPicked(identityId, role, scope),
  };
}
