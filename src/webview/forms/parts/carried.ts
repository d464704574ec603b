/** The fields for what else moves from a replaced identity. */
import { unknownTexts } from '../../../domain/arm/unknown.ts';
import type { ChangeOf } from '../../../domain/change/change.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import type { HeldAccess, IdentitySlot } from '../../../domain/plan/plan.ts';
import type { Section } from '../../protocol/form.ts';
import { listValue, type FormContext, type Values } from './parts.ts';
import { t, shownText } from '../../../sentences/language.ts';
import { capitaliseArticle } from '../../../sentences/words.ts';

type Carry = ChangeOf<'setControlPlane'>['carry'];

const fields: Readonly<Record<IdentitySlot, string>> = { controlPlane: 'carryControlPlane', kubelet: 'carryKubelet' };

/** Returns a section for each slot that changes hands, in which the user chooses what moves; folded if everything could be read. */
export function carrySections(
  context: FormContext,
  cluster: Cluster,
  slots: readonly IdentitySlot[],
): readonly Section[] {
  return slots.flatMap((slot) => sectionFor(context, cluster, slot));
}

function sectionFor(context: FormContext, cluster: Cluster, slot: IdentitySlot): readonly Section[] {
  const list = context.choices.get({ kind: 'heldInPlace', clusterId: cluster.id, of: slot });
  const [heldHere] = list.items;
  const title =
    slot === 'kubelet' ? t`Other roles of the kubelet identity` : t`Other roles of the control plane identity`;
  const field = { kind: 'checklist', name: fields[slot], label: t`Carry over` } as const;
  if (heldHere === undefined) {
    if (!list.loading) return [{ title, fields: [], notes: [{ text: list.problem ?? t`They could not be read.` }] }];
    return [
      { title, folded: true, summary: t`reading ...`, fields: [{ ...field, value: [], options: [], loading: true }] },
    ];
  }
  const { held, unknown } = heldHere;
  const offered = held.filter(({ fate }) => fate === 'offered');
  const namedAccess = held.filter(({ fate }) => fate === 'named');
  if (offered.length === 0 && namedAccess.length === 0 && unknown.length === 0) return [];
  const usual = offered.filter(({ isUsual }) => isUsual).map(({ id }) => id);
  const value = listValue(context, fields[slot], usual);
  const chosen = offered.filter(({ id }) => value.includes(id));
  return [
    {
      title,
      ...(unknown.length === 0
        ? { folded: true, summary: t`${chosen.length} of ${offered.length + namedAccess.length} carried over` }
        : {}),
      fields:
        offered.length === 0 ? [] : [{ ...field, value: chosen.map(({ id }) => id), options: offered.map(heldOption) }],
      notes: [
        ...namedAccess.map(({ what, why }) => ({ text: t`${capitaliseArticle(what)}: ${why}` })),
        ...(unknown.length === 0 ? [] : [{ text: t`Some of its access could not be read:` }]),
        ...unknownTexts(unknown).map((text) => ({ text: capitaliseArticle(shownText(text)) })),
      ],
    },
  ];
}

function heldOption({ id, what, why }: HeldAccess) {
  return { value: id, label: shownText(capitaliseArticle(what)), description: shownText(why) };
}

/** Returns the part of a change that says what is carried over. Untouched fields are left out, so that the plan chooses. */
export function carryIn({ values }: FormContext): { readonly carry?: NonNullable<Carry> } {
  const perSlot = (Object.keys(fields) as IdentitySlot[]).flatMap((slot) => {
    const value = values[fields[slot]];
    return Array.isArray(value) ? [[slot, value] as const] : [];
  });
  return perSlot.length === 0 ? {} : { carry: Object.fromEntries(perSlot) };
}

/** Returns the values in a draft. */
export function carryValues(carry: Carry): Values {
  return {
    ...(carry?.controlPlane ? { [fields.controlPlane]: carry.controlPlane } : {}),
    ...(carry?.kubelet ? { [fields.kubelet]: carry.kubelet } : {}),
  };
}
