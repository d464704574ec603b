/** The form for a new cluster: one of the documentation's four recipes, and everything that can differ from it. */
import { distinctBy } from '../../../shape/distinct.ts';
import type { CreateCluster } from '../../../domain/change/change.ts';
import { assertCreatable } from '../../../domain/plan/cluster/createClusterRules.ts';
import * as rules from '../../../domain/arm/namingRules.ts';
import { Refusal } from '../../../domain/arm/refusal.ts';
import { lastSegment, resourceIdOf, resourceType, sameId } from '../../../domain/arm/resourceId.ts';
import { preCreatedKubeletBlockers, userAssignedBlockers } from '../../../domain/cluster/identityLimits.ts';
import { callerAction } from '../../../domain/plan/callerChecks.ts';
import { accessFields } from './access.ts';
import { networkFields, pickSubnet, regionOfSubnet } from './network.ts';
import { moreFields, nodeFields } from './nodes.ts';
import { recipeOf, recipes } from './recipes.ts';
import { kindTexts, pickIdentity } from '../parts/pickIdentity.ts';
import {
  pickGroup,
  pickLocation,
  pickSubscription,
  regionalCluster,
  subscriptionName,
  type ClusterPlace,
  type PickedPlace,
} from '../parts/placePickers.ts';
import {
  choiceValues,
  radioInput,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from '../parts/parts.ts';
import type { Section } from '../../protocol/form.ts';
import { defined } from '../../../shape/defined.ts';
import { t, shownText } from '../../../sentences/language.ts';
import { say } from '../../../sentences/words.ts';

/** The form of a new cluster. */
export const createCluster: ChangeForm<'createCluster'> = {
  draw: drawCluster,
  valuesOf: ({
    subscriptionId,
    resourceGroup,
    name,
    location,
    controlPlane,
    kubelet,
    network,
    registries,
    signIn,
  }) => ({
    subscription: subscriptionId,
    group: resourceGroup,
    name,
    location,
    ...choiceValues(controlPlane, 'identity'),
    kubeletIdentity: kubelet?.identityId,
    kubelet: kubelet && 'preCreated',
    subnet: network?.subnetId,
    registries,
    signIn,
  }),
};

function drawCluster(context: FormContext): DrawnForm {
  const recipe = recipeOf(context);
  const basics = pickBasics(context);
  const { place } = basics;
  const controlPlane = pickControlPlane(context, place, recipe.controlPlane);
  const kubelet = pickKubelet(context, place, recipe.kubelet, controlPlane.kind);
  const subnet = pickSubnet(context, place, recipe);
  const network = networkFields(context, recipe, subnet, recipe.ownSubnet);
  const access = accessFields(context, place, recipe, controlPlane.kind === 'userAssigned');
  const nodes = nodeFields(context, place);
  const moreParts = moreFields(context, place);
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
    ...nodes.part,
    ...moreParts.part,
  };
  const { subscription } = basics;
  const sections: readonly Section[] = [
    recipes.section(context),
    {
      title: t`Cluster`,
      fields: [...basics.fields, ...(recipe.ownSubnet ? [subnet.field] : []), ...access.first],
    },
    {
      title: t`Identities`,
      folded: true,
      summary: t`Control plane: ${whichIdentity(controlPlane, t`system-assigned`)}. Kubelet: ${whichIdentity(kubelet, t`created by AKS`)}.`,
      fields: [...controlPlane.fields, ...kubelet.fields],
    },
    { title: t`Network`, folded: true, summary: network.summary, fields: network.fields },
    { title: t`Nodes`, folded: true, summary: nodes.summary, fields: nodes.fields },
    { title: t`Access and registries`, folded: true, summary: access.summary, fields: access.fields },
    {
      title: t`More`,
      folded: true,
      summary: [subscriptionName(context, place.subscriptionId), moreParts.summary].filter(Boolean).join(', '),
      fields: [...subscription.fields, ...moreParts.fields],
    },
  ];
  const changes = distinctBy([...basics.before, ...controlPlane.before, ...kubelet.before, create], (change) =>
    JSON.stringify(change).toLowerCase(),
  );
  const error = createProblem(create, sections);
  return { sections, changes, ...defined({ error }) };
}

/** An identity in a few words: AKS's, a new one, or an existing one. */
function whichIdentity({ value, before }: PickedPlace, otherwise: string): string {
  if (value === '') return otherwise;
  const isNew = before.some(({ kind }) => kind === 'createIdentity');
  return isNew ? t`new ${lastSegment(value)}` : lastSegment(value);
}

/** The right to create a cluster in a resource group. */
const clusterInGroup = { action: callerAction.writeCluster, name: say`clusters` } as const;
/** The default region if nothing else suggests one. */
const usualRegion = 'westeurope';

function pickBasics(context: FormContext): Pick<PickedPlace, 'fields' | 'before'> & {
  readonly place: ClusterPlace;
  readonly subscription: PickedPlace;
} {
  const subscription = pickSubscription(context);
  const subscriptionId = subscription.value;
  const name = textValue(context, 'name').trim();
  const region = textValue(context, 'location');
  const ofSubnet = regionOfSubnet(context, subscriptionId);
  const group = pickGroup(context, {
    name: 'group',
    subscriptionId,
    location: region || ofSubnet || usualRegion,
    fallback: '',
    newName: name === '' ? '' : `rg-${name}`,
    of: clusterInGroup,
  });
  const location = pickLocation(context, {
    name: 'location',
    subscriptionId,
    fallback: ofSubnet ?? group.location ?? usualRegion,
    of: regionalCluster,
  });
  return {
    fields: [
      textInput({
        name: 'name',
        label: t`Cluster name`,
        value: name,
        rule: (text) => rules.clusterName(text) ?? clusterTaken(context, { subscriptionId, group: group.value, name }),
        placeholder: 'my-cluster',
      }),
      ...group.fields,
      ...location.fields,
    ],
    subscription,
    before: group.before,
    place: {
      subscriptionId,
      location: location.value,
      isLocationChosen: region !== '',
      group: group.value,
      pendingGroup: group.before.length > 0 ? group.value : undefined,
      name,
    },
  };
}

/** Says that the resource group already has a cluster of that name. */
function clusterTaken(
  { choices }: FormContext,
  { subscriptionId, group, name }: Pick<ClusterPlace, 'subscriptionId' | 'group' | 'name'>,
): string | undefined {
  const id = resourceIdOf(subscriptionId, group, resourceType.cluster, name);
  const sameNamedCluster = choices.get({ kind: 'clusters' }).items.find((summary) => sameId(summary.id, id));
  return (
    sameNamedCluster &&
    t`A cluster named ${sameNamedCluster.name} already exists in ${sameNamedCluster.resourceGroup}. Enter another name.`
  );
}

type IdentityChoice = 'systemAssigned' | 'userAssigned';

/** Returns the kind, and for a user-assigned identity its id: a new one unless another was chosen. */
function pickControlPlane(
  context: FormContext,
  place: ClusterPlace,
  recommended: IdentityChoice,
): PickedPlace & { readonly kind: IdentityChoice } {
  const [blocker] = userAssignedBlockers(place.location);
  const kind = textValue(context, 'controlPlane', recommended) === 'systemAssigned' ? 'systemAssigned' : 'userAssigned';
  const radio = radioInput({
    name: 'controlPlane',
    label: t`Control plane`,
    value: kind,
    options: [
      { value: 'systemAssigned', label: t`System-assigned identity`, description: shownText(kindTexts.systemAssigned) },
      {
        value: 'userAssigned',
        label: t`User-assigned identity`,
        description: shownText(kindTexts.userAssigned),
        ...(blocker ? { disabled: shownText(blocker.text) } : {}),
      },
    ],
  });
  if (kind === 'systemAssigned') return { fields: [radio], value: '', before: [], kind };
  const picked = pickIdentity(context, {
    name: 'identity',
    as: 'controlPlane',
    label: t`Control plane identity`,
    subscriptionId: place.subscriptionId,
    location: place.location,
    group: place.group,
    pendingGroup: place.pendingGroup,
    whose: 'controlPlane',
    suggestion: `id-${place.name || 'cluster'}`,
    isNew: true,
  });
  return { ...picked, fields: [radio, ...picked.fields], kind };
}

/** Returns the identity's id, or an empty text for the one that AKS makes. */
function pickKubelet(
  context: FormContext,
  place: ClusterPlace,
  recommended: string,
  controlPlane: IdentityChoice,
): PickedPlace {
  const [blocker] = preCreatedKubeletBlockers(place.location, controlPlane);
  const kind = textValue(context, 'kubelet', recommended);
  const radio = radioInput({
    name: 'kubelet',
    label: t`Kubelet`,
    value: kind,
    options: [
      {
        value: 'default',
        label: t`Created by AKS`,
        description: t`An identity in the node resource group, created with the cluster.`,
      },
      {
        value: 'preCreated',
        label: t`Pre-created kubelet identity`,
        description: shownText(kindTexts.preCreated),
        ...(blocker ? { disabled: shownText(blocker.text) } : {}),
      },
    ],
  });
  if (kind === 'default') return { fields: [radio], value: '', before: [] };
  const picked = pickIdentity(context, {
    name: 'kubeletIdentity',
    as: 'kubelet',
    label: t`Kubelet identity`,
    subscriptionId: place.subscriptionId,
    location: place.location,
    group: place.group,
    pendingGroup: place.pendingGroup,
    whose: 'kubelet',
    suggestion: `id-${place.name || 'cluster'}-kubelet`,
    isNew: true,
    except: [{ id: textValue(context, 'identity'), reason: t`The control plane uses it; keep the two apart.` }],
  });
  return { ...picked, fields: [radio, ...picked.fields] };
}

function createProblem(create: CreateCluster, sections: readonly Section[]): string | undefined {
  if (sections.some(({ fields }) => fields.some(({ error }) => error !== undefined))) return undefined;
  try {
    assertCreatable(create);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return shownText(error.said);
    throw error;
  }
}
