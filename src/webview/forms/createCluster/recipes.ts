/** The documentation's four ways to create a cluster; each sets defaults, and everything stays editable. */
import type { OutboundType } from '../../../domain/change/change.ts';
import type { Section } from '../../protocol/form.ts';
import { radioInput, textValue, type FormContext } from '../parts/parts.ts';
import { say, type Words } from '../../../sentences/words.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** What a recipe suggests. */
export interface Recipe {
  readonly controlPlane: 'systemAssigned' | 'userAssigned';
  readonly kubelet: 'default' | 'preCreated';
  readonly plugin: '' | 'azure';
  readonly ownSubnet: boolean;
  readonly serviceCidr: string;
  readonly outboundType: '' | OutboundType;
  readonly isPrivate: boolean;
}

const simplest: Recipe = {
  controlPlane: 'systemAssigned',
  kubelet: 'default',
  plugin: '',
  ownSubnet: false,
  serviceCidr: '',
  outboundType: '',
  isPrivate: false,
};
const ownNetwork: Recipe = {
  ...simplest,
  controlPlane: 'userAssigned',
  plugin: 'azure',
  ownSubnet: true,
  serviceCidr: '10.2.0.0/24',
  outboundType: 'loadBalancer',
};
const allRecipes: Readonly<Record<string, Recipe & { readonly label: Words; readonly description: Words }>> = {
  simplest: {
    ...simplest,
    label: say`System-assigned identity`,
    description: say`Quickest: AKS creates all identities. Nothing to prepare.`,
  },
  ownNetwork: {
    ...ownNetwork,
    label: say`User-assigned identity and your own network`,
    description: say`Access to your subnet is granted before the cluster exists.`,
  },
  preCreated: {
    ...ownNetwork,
    kubelet: 'preCreated',
    label: say`Both identities user-assigned`,
    description: say`Both identities and the network are your own, so registries can be attached before the cluster exists.`,
  },
  private: {
    ...ownNetwork,
    outboundType: 'userDefinedRouting',
    isPrivate: true,
    label: say`Private cluster, custom DNS zone, user-defined routing`,
    description: say`The API server has a private address only, and traffic leaves through your route table.`,
  },
};

/** Returns the chosen recipe, or the quickest. */
export function recipeOf(context: FormContext): Recipe {
  return allRecipes[textValue(context, 'recipe', 'simplest')] ?? simplest;
}

/** The choice of recipes. */
export const recipes = {
  section: (context: FormContext): Section => ({
    fields: [
      radioInput({
        name: 'recipe',
        label: t`Start from`,
        value: textValue(context, 'recipe', 'simplest'),
        options: Object.entries(allRecipes).map(([value, { label, description }]) => ({
          value,
          label: shownText(label),
          description: shownText(description),
        })),
      }),
    ],
  }),
};
