/** The form of a new cluster: one of the article's four recipes, and everything that can be different from it. */
import type { Change, CreateCluster } from '../../domain/change/change.ts';
import { assertCreatable } from '../../domain/planners/createClusterRules.ts';
import * as rules from '../../domain/arm/namingRules.ts';
import { Refusal } from '../../domain/arm/refusal.ts';
import { resourceType } from '../../domain/arm/resourceId.ts';
import { preCreatedKubeletBlockers, userAssignedBlockers } from '../../domain/cluster/identityLimits.ts';
import { accessFields, networkFields } from './createClusterNetwork.ts';
import { nodeFields } from './createClusterNodes.ts';
import { recipeOf, recipes } from './createClusterRecipes.ts';
import { kindTexts } from './identities.ts';
import { pickGroup, pickIdentity, pickLocation, pickSubscription, regionalCluster } from './pickers.ts';
import type { Picked } from './pickers.ts';
import { choiceValues, listValue, radioInput, textInput, textValue } from './parts.ts';
import type { ChangeForm, DrawnForm, FormContext } from './parts.ts';
import type { Field, Section } from '../protocol/form.ts';
import type { ClusterPlace } from './clusterPlace.ts';

/** The form of a new cluster. */
export const createCluster: ChangeForm<'createCluster'> = {
  draw: drawCluster,
  valuesOf: ({ subscriptionId, resourceGroup, name, location, controlPlane, kubelet, network, registries }) => ({
    ...{ subscription: subscriptionId, group: resourceGroup, name, location },
    ...choiceValues(controlPlane, 'identity'),
    kubeletIdentity: kubelet?.identityId,
    kubelet: kubelet && 'preCreated',
    subnet: network?.subnetId,
    registries,
  }),
};

function drawCluster(context: FormContext): DrawnForm {
  const recipe = recipeOf(context);
  const basics = pickBasics(context);
  const { place } = basics;
  const controlPlane = pickControlPlane(context, place, recipe.controlPlane);
  const kubelet = pickKubelet(context, place, recipe.kubelet, controlPlane.kind);
  const registries = pickRegistries(context, place);
  const network = networkFields(context, place, recipe);
  const access = accessFields(context, place, recipe, controlPlane.kind === 'userAssigned');
  const nodes = nodeFields(context);
  const create: CreateCluster = {
    kind: 'createCluster',
    subscriptionId: place.subscriptionId,
    resourceGroup: place.group,
    name: place.name,
    location: place.location,
    controlPlane:
      controlPlane.kind === 'userAssigned'
        ? { kind: 'userAssigned', identityId: controlPlane.value }
        : { kind: 'systemAssigned' },
    ...(kubelet.value === '' ? {} : { kubelet: { identityId: kubelet.value } }),
    ...network.part,
    ...access.part,
    ...(registries.value.length > 0 ? { registries: registries.value } : {}),
    ...nodes.part,
  };
  const sections: readonly Section[] = [
    recipes.section(context),
    { title: 'Cluster', fields: basics.fields },
    { title: 'Identities', fields: [...controlPlane.fields, ...kubelet.fields, registries.field] },
    { title: 'Network', fields: network.fields },
    { title: 'Access to the API server', fields: access.fields },
    { title: 'Nodes and more', folded: true, fields: nodes.fields },
  ];
  const changes = distinct([...basics.before, ...controlPlane.before, ...kubelet.before, create]);
  const error = problemOf(create, sections);
  return { sections, changes, ...(error === undefined ? {} : { error }) };
}

function pickBasics(context: FormContext): Pick<Picked, 'fields' | 'before'> & { readonly place: ClusterPlace } {
  const subscription = pickSubscription(context);
  const subscriptionId = subscription.value;
  const name = textValue(context, 'name').trim();
  const group = pickGroup(context, {
    name: 'group',
    subscriptionId,
    location: textValue(context, 'location', 'westeurope'),
    fallback: '',
  });
  const location = pickLocation(context, {
    name: 'location',
    subscriptionId,
    fallback: group.location ?? 'westeurope',
    of: regionalCluster,
  });
  return {
    fields: [
      textInput({ name: 'name', label: 'Cluster name', value: name, rule: rules.clusterName, placeholder: 'shop-weu' }),
      ...subscription.fields,
      ...group.fields,
      ...location.fields,
    ],
    before: group.before,
    place: {
      subscriptionId,
      location: location.value,
      group: group.value,
      pendingGroup: group.before.length > 0 ? group.value : undefined,
      name,
    },
  };
}

type Kind = 'systemAssigned' | 'userAssigned';

/** The kind, and of a user-assigned one the identity's id, empty as long as none was chosen. */
function pickControlPlane(
  context: FormContext,
  place: ClusterPlace,
  recommended: Kind,
): Picked & { readonly kind: Kind } {
  const [blocker] = userAssignedBlockers(place.location);
  const kind = textValue(context, 'controlPlane', recommended) === 'systemAssigned' ? 'systemAssigned' : 'userAssigned';
  const radio = radioInput({
    name: 'controlPlane',
    label: 'Control plane',
    value: kind,
    options: [
      { value: 'systemAssigned', label: 'System-assigned identity', description: kindTexts.systemAssigned },
      {
        value: 'userAssigned',
        label: 'User-assigned identity',
        description: kindTexts.userAssigned,
        ...(blocker ? { disabled: blocker.text } : {}),
      },
    ],
  });
  if (kind === 'systemAssigned') return { fields: [radio], value: '', before: [], kind };
  const picked = pickIdentity(context, {
    name: 'identity',
    label: 'Control plane identity',
    subscriptionId: place.subscriptionId,
    location: place.location,
    group: place.group,
    pendingGroup: place.pendingGroup,
    suggestion: `id-${place.name || 'cluster'}`,
  });
  return { ...picked, fields: [radio, ...picked.fields], kind };
}

/** The identity's id, or an empty text for the one that AKS makes. */
function pickKubelet(context: FormContext, place: ClusterPlace, recommended: string, controlPlane: Kind): Picked {
  const [blocker] = preCreatedKubeletBlockers(place.location, controlPlane);
  const kind = textValue(context, 'kubelet', recommended);
  const radio = radioInput({
    name: 'kubelet',
    label: 'Kubelet',
    value: kind,
    options: [
      {
        value: 'default',
        label: 'Made by AKS',
        description: 'An identity in the node resource group, made with the cluster.',
      },
      {
        value: 'preCreated',
        label: 'Pre-created kubelet identity',
        description: kindTexts.preCreated,
        ...(blocker ? { disabled: blocker.text } : {}),
      },
    ],
  });
  if (kind === 'default') return { fields: [radio], value: '', before: [] };
  const picked = pickIdentity(context, {
    name: 'kubeletIdentity',
    label: 'Kubelet identity',
    subscriptionId: place.subscriptionId,
    location: place.location,
    group: place.group,
    pendingGroup: place.pendingGroup,
    suggestion: `id-${place.name || 'cluster'}-kubelet`,
    except: [{ id: textValue(context, 'identity'), reason: 'It is the control plane identity; keep the two apart.' }],
  });
  return { ...picked, fields: [radio, ...picked.fields] };
}

function pickRegistries(
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
      label: 'Registries that the nodes may pull from',
      value,
      optional: true,
      options: list.items.map(({ id, name, resourceGroup }) => ({
        value: id,
        label: name,
        description: resourceGroup,
      })),
      ...(list.loading ? { loading: true } : {}),
      ...(list.problem === undefined ? {} : { hint: list.problem }),
    },
  };
}

/** Each change once: the cluster's new group may be that of its new identities too. */
function distinct(changes: readonly Change[]): readonly Change[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change).toLowerCase(), change])).values()];
}

function problemOf(create: CreateCluster, sections: readonly Section[]): string | undefined {
  if (sections.some(({ fields }) => fields.some(({ error }) => error !== undefined))) return undefined;
  try {
    assertCreatable(create);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
