/** Access to the API server of a new cluster, and the registries that its nodes can pull from. */
import { asArmId, lastSegment, resourceType, sameId } from '../../../domain/arm/resourceId.ts';
import type { Field } from '../../protocol/form.ts';
import type { ClusterPlace } from '../parts/placePickers.ts';
import { optionLabel, type ClusterPart } from './network.ts';
import type { Recipe } from './recipes.ts';
import {
  choiceInput,
  inSentence,
  flagValue,
  listValue,
  radioInput,
  ruleOf,
  textValue,
  type FormContext,
} from '../parts/parts.ts';
import { zoneVerdict } from '../../../domain/cluster/privateDnsZone.ts';
import { defined } from '../../../shape/defined.ts';
import { t, shownText } from '../../../sentences/language.ts';
import { say } from '../../../sentences/words.ts';

/** The fields for access; the zone comes first if the recipe is about it. */
export interface AccessPart extends ClusterPart {
  readonly first: readonly Field[];
}

/** Returns the fields for a private API server, its DNS zone, and the registries of the nodes. */
export function accessFields(
  context: FormContext,
  place: ClusterPlace,
  recipe: Recipe,
  isUserAssigned: boolean,
): AccessPart {
  const server = serverFields(context, place, recipe, isUserAssigned);
  const registries = registryField(context, place);
  const names = registries.value.map(lastSegment);
  const signIn = textValue(context, 'signIn', 'entra') === 'localAccounts' ? 'localAccounts' : 'entra';
  const radio = radioInput({
    name: 'signIn',
    label: t`Sign-in`,
    value: signIn,
    options: [
      {
        value: 'entra',
        label: t`Microsoft Entra with Azure RBAC`,
        description: t`Azure role assignments decide what people may do. Local accounts are off.`,
      },
      {
        value: 'localAccounts',
        label: t`Local accounts`,
        description: t`Anyone with a credential is an administrator, and the audit log names no person.`,
      },
    ],
  });
  return {
    first: recipe.isPrivate ? server.zone : [],
    fields: [radio, ...server.fields, ...(recipe.isPrivate ? [] : server.zone), registries.field],
    summary: [
      optionLabel(radio, signIn),
      inSentence(server.summary),
      names.length === 0 ? t`no registries` : names.join(', '),
    ].join(', '),
    part: { signIn, ...server.part, ...(registries.value.length > 0 ? { registries: registries.value } : {}) },
  };
}

function serverFields(
  context: FormContext,
  { subscriptionId, location }: ClusterPlace,
  recipe: Recipe,
  isUserAssigned: boolean,
): ClusterPart & { readonly zone: readonly Field[] } {
  const isPrivate = flagValue(context, 'private', recipe.isPrivate);
  const box: Field = { kind: 'checkbox', name: 'private', label: t`Private cluster`, value: isPrivate };
  if (!isPrivate) return { fields: [box], zone: [], summary: t`Public API server`, part: {} };
  const list = context.choices.get({ kind: 'resources', subscriptionId, type: resourceType.privateDnsZone });
  const zoneKind = textValue(context, 'zoneKind', recipe.isPrivate ? 'own' : 'system');
  const zone = textValue(context, 'zone').trim();
  const radio = radioInput({
    name: 'zoneKind',
    label: t`Private DNS zone type`,
    value: zoneKind,
    options: [
      { value: 'system', label: t`Created by AKS`, description: t`In the node resource group.` },
      { value: 'none', label: t`None`, description: t`Public DNS resolves to the private address.` },
      {
        value: 'own',
        label: t`Custom zone`,
        description: t`Your own zone, such as privatelink.westeurope.azmk8s.io.`,
        ...(isUserAssigned ? {} : { disabled: t`A custom zone needs a user-assigned control plane identity.` }),
      },
    ],
  });
  const summary = t`Private API server, DNS zone: ${zoneKind === 'own' ? lastSegment(zone) || say`custom` : inSentence(optionLabel(radio, zoneKind))}`;
  if (zoneKind !== 'own') {
    return { fields: [box, radio], zone: [], summary, part: { privateCluster: { privateDnsZone: zoneKind } } };
  }
  const field = choiceInput({
    name: 'zone',
    label: t`Private DNS zone`,
    value: list.items.find(({ id }) => sameId(id, zone))?.id ?? zone,
    list,
    pasteable: t`Choose, search, or paste the ID of a private DNS zone`,
    rule: (text) => ruleOf((id) => asArmId(id, resourceType.privateDnsZone))(text) ?? zoneProblem(text, location),
    options: list.items
      .map(({ id, name, resourceGroup }) => ({
        value: id,
        label: name,
        description: resourceGroup,
        ...defined({ disabled: zoneProblem(id, location) }),
      }))
      .toSorted((a, b) => Number('disabled' in a) - Number('disabled' in b)),
  });
  return { fields: [box, radio], zone: [field], summary, part: { privateCluster: { privateDnsZone: zone } } };
}

/** Says why AKS would refuse a zone; where that isn't known, it can be tried. */
function zoneProblem(id: string, location: string): string | undefined {
  const verdict = zoneVerdict(id, location);
  return verdict.verdict === 'fail' ? shownText(verdict.why) : undefined;
}

function registryField(
  context: FormContext,
  { subscriptionId }: ClusterPlace,
): { readonly field: Field; readonly value: readonly string[] } {
  const list = context.choices.get({ kind: 'resources', subscriptionId, type: resourceType.registry });
  const value = listValue(context, 'registries');
  return {
    value,
    field: {
      kind: 'checklist',
      name: 'registries',
      label: t`Registries that the nodes can pull from`,
      value,
      optional: true,
      options: list.items.map(({ id, name, resourceGroup }) => ({
        value: id,
        label: name,
        description: resourceGroup,
      })),
      ...(list.loading ? { loading: true } : {}),
      ...defined({ hint: list.problem }),
    },
  };
}
