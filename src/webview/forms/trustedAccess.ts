/** The form for removing an Azure service's access to a cluster. */
import { lastSegment, resourceType } from '../../domain/arm/resourceId.ts';
import { ownerOf } from '../../domain/workloads/workloadIds.ts';
import { textValue, type ChangeForm, type DrawnForm, type FormContext, resourceInput } from './parts/parts.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The form for removing a binding of Trusted Access. */
export const removeTrustedAccess: ChangeForm<'removeTrustedAccess'> = {
  draw: drawBindingRemoval,
  valuesOf: ({ bindingId }) => ({ binding: bindingId }),
};

function drawBindingRemoval(context: FormContext): DrawnForm {
  const value = textValue(context, 'binding').trim();
  const clusterId = context.cluster?.id ?? (value === '' ? '' : ownerOf(value));
  const list = context.choices.get({ kind: 'trustedAccess', clusterId });
  const options = list.items.map(({ id, name, what }) => ({
    value: id,
    label: shownText(name),
    description: shownText(what),
  }));
  const isNone = clusterId !== '' && !list.loading && options.length === 0;
  return {
    sections: [
      {
        fields: [
          resourceInput({
            name: 'binding',
            label: t`Binding`,
            value,
            list,
            pasteable: t`Choose, or paste the resource ID of a binding`,
            type: resourceType.trustedBinding,
            options,
            ...(isNone
              ? { hint: t`No Azure service may act in ${lastSegment(clusterId)} through Trusted Access.` }
              : {}),
          }),
        ],
      },
    ],
    changes: [{ kind: 'removeTrustedAccess', bindingId: value }],
  };
}
