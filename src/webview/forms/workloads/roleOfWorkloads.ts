/** The part of a form that gives a role to an identity which workloads are to use. */
import { lastSegment, parseResourceId, sameId } from '../../../domain/arm/resourceId.ts';
import type { ChangeOf } from '../../../domain/change/change.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import type { Section } from '../../protocol/form.ts';
import { textValue, type FormContext } from '../parts/parts.ts';
import type { PickedPlace } from '../parts/placePickers.ts';
import { roleFields, roleOfPicked } from '../parts/roleFields.ts';
import { t } from '../../../sentences/language.ts';
import { say } from '../../../sentences/words.ts';
import { scopeName } from '../../../domain/arm/scopeWords.ts';
import { sentenceList } from '../../../domain/words/describe.ts';
import type { NamedWorkload } from '../../../app/facts/clusterWorkloads.ts';

/** Returns the section that asks for a role, and says if the identity was seen to have none, with the change. */
export function roleOfWorkloads(
  context: FormContext,
  cluster: Cluster,
  { value: identityId, before }: PickedPlace,
): { readonly section: Section; readonly changes: readonly ChangeOf<'assignRole'>[] } {
  const { id: clusterId, subscriptionId } = cluster;
  const role = textValue(context, 'role').trim();
  const scope = textValue(context, 'scope').trim();
  const { items } = context.choices.get({ kind: 'workloads', clusterId });
  const own = items.find((each) => sameId(each.identityId, identityId));
  const exists = before.length === 0 && parseResourceId(identityId) !== undefined;
  const note = exists ? noteOf(identityId, own, role !== '') : undefined;
  return {
    section: {
      title: t`New role for the identity`,
      fields: roleFields(context, { subscriptionId, cluster, role, scope, optional: true }),
      notes: note === undefined ? [] : [{ text: note }],
    },
    changes: roleOfPicked(identityId, role, scope),
  };
}

/** Says which roles pods get with an identity that exists: all that it has; those of workloads of the cluster are known. */
function noteOf(identityId: string, known: NamedWorkload | undefined, hasNewRole: boolean): string | undefined {
  const name = lastSegment(identityId);
  if (known === undefined || known.rolesUnknown !== undefined)
    return t`Its pods get every role that ${name} already has.`;
  if (known.roles.length === 0) return hasNewRole ? undefined : t`${name} has no role assignments that you can see.`;
  const roles = known.roles.map(({ roleName, scope }) => say`${roleName} on ${scopeName(scope)}`);
  return t`Its pods get the roles that ${name} already has: ${sentenceList(roles)}.`;
}
