/** Forms that create or delete something on its own: a resource group, an identity. */
import * as rules from '../../domain/arm/namingRules.ts';
import { resourceType, subscriptionOf, sameText } from '../../domain/arm/resourceId.ts';
import { identityInGroup, identityExistsText, readUsers, usersText, kindTexts } from './parts/pickIdentity.ts';
import { groupTaken, pickGroup, pickLocation, pickSubscription, regionalIdentity } from './parts/placePickers.ts';
import {
  flagValue,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
  resourceInput,
} from './parts/parts.ts';
import { defined } from '../../shape/defined.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The default region if nothing else suggests one. */
const usualRegion = 'westeurope';

/** The form of a new resource group. */
export const createResourceGroup: ChangeForm<'createResourceGroup'> = {
  draw: drawResourceGroup,
  valuesOf: ({ subscriptionId, name, location }) => ({ subscription: subscriptionId, name, location }),
};

function drawResourceGroup(context: FormContext): DrawnForm {
  const subscription = pickSubscription(context);
  const subscriptionId = subscription.value;
  const groups = context.choices.get({ kind: 'groups', subscriptionId });
  const location = pickLocation(context, { name: 'location', subscriptionId, fallback: usualRegion });
  const name = textValue(context, 'name').trim();
  return {
    sections: [
      {
        fields: [
          ...subscription.fields,
          textInput({
            name: 'name',
            label: t`Name`,
            value: name,
            rule: (text) => rules.resourceGroupName(text) ?? groupTaken(groups, text),
            placeholder: 'rg-shop',
          }),
          ...location.fields,
        ],
      },
    ],
    changes: [{ kind: 'createResourceGroup', subscriptionId, name, location: location.value }],
  };
}

/** The form of a new user-assigned identity. */
export const createIdentity: ChangeForm<'createIdentity'> = {
  draw: drawIdentity,
  valuesOf: ({ subscriptionId, resourceGroup, name, location }) => ({
    subscription: subscriptionId,
    group: resourceGroup,
    name,
    location,
  }),
};

function drawIdentity(context: FormContext): DrawnForm {
  const subscription = pickSubscription(context);
  const subscriptionId = subscription.value;
  const name = textValue(context, 'name').trim();
  const region = textValue(context, 'location');
  const group = pickGroup(context, {
    name: 'group',
    subscriptionId,
    location: region || usualRegion,
    fallback: '',
    of: identityInGroup,
  });
  const location = pickLocation(context, {
    name: 'location',
    subscriptionId,
    fallback: group.location ?? usualRegion,
    of: regionalIdentity,
    hint: t`The group's region unless you choose another.`,
  });
  const identities = context.choices.get({ kind: 'identities', subscriptionId });
  const inGroup = identities.items.filter((identity) => sameText(identity.resourceGroup, group.value));
  return {
    sections: [
      {
        fields: [
          ...subscription.fields,
          ...group.fields,
          textInput({
            name: 'name',
            label: t`Name`,
            value: name,
            rule: (text) => rules.identityName(text) ?? identityExistsText(inGroup, text),
            placeholder: 'id-shop-weu',
          }),
          ...location.fields,
        ],
        notes: [{ text: shownText(kindTexts.userAssigned) }],
      },
    ],
    changes: [
      ...group.before,
      { kind: 'createIdentity', subscriptionId, resourceGroup: group.value, name, location: location.value },
    ],
  };
}

/** The form for deleting an identity; those in use can't be chosen. */
export const deleteIdentity: ChangeForm<'deleteIdentity'> = {
  draw: drawDeletion,
  valuesOf: ({ identityId, removeRoles = false }) => ({
    identity: identityId,
    ...(identityId === undefined ? {} : { removeRoles }),
  }),
};

function drawDeletion(context: FormContext): DrawnForm {
  const value = textValue(context, 'identity').trim();
  const subscription = pickSubscription({
    ...context,
    values: { ...(subscriptionOf(value) ? { subscription: subscriptionOf(value) ?? '' } : {}), ...context.values },
  });
  const list = context.choices.get({ kind: 'identities', subscriptionId: subscription.value });
  const users = readUsers(context, subscription.value);
  const removeRoles = flagValue(context, 'removeRoles', true);
  return {
    sections: [
      {
        fields: [
          ...subscription.fields,
          resourceInput({
            name: 'identity',
            label: t`Identity to delete`,
            value,
            list,
            type: resourceType.identity,
            options: list.items.map(({ id, name, resourceGroup }) => {
              const uses = usersText(id, users);
              return {
                value: id,
                label: name,
                description: resourceGroup,
                ...(uses.length > 0 ? { disabled: t`In use: ${uses.join(', ')}.` } : {}),
              };
            }),
          }),
          {
            kind: 'checkbox',
            name: 'removeRoles',
            label: t`Also remove its roles`,
            value: removeRoles,
            hint: t`Otherwise they stay behind as "Identity not found".`,
          },
        ],
        notes: [
          {
            text: t`Deleting an identity that a cluster uses breaks the cluster. A new identity with the same name is another principal: old role assignments do not apply to it.`,
          },
        ],
      },
    ],
    changes: [{ kind: 'deleteIdentity', identityId: value, ...defined({ removeRoles: removeRoles || undefined }) }],
  };
}
