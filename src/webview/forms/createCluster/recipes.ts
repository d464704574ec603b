/** The documentation's four ways to create a cluster; each sets defaults, and everything stays editable. */
import type { OutboundType } from '../../../domain/change/change.ts';
import type { Section } from '../../protocol/form.ts';
import { radioInput, textValue, type FormContext } from '../parts/parts.ts';

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
const allRecipes: Readonly<Record<string, Recipe & { readonly label: string; readonly description: string }>> = {
  simplest: {
    ...simplest,
    label: 'System-assigned identity',
    description: 'Quickest: AKS creates all identities. Nothing to prepare.',
  },
  ownNetwork: {
    ...ownNetwork,
    label: 'User-assigned identity and your own network',
    description: 'Access to your subnet is granted before the cluster exists.',
  },
  preCreated: {
    ...ownNetwork,
    kubelet: 'preCreated',
    label: 'Both identities user-assigned',
    description: 'You bring both identities, so registries can be attached first.',
  },
  private: {
    ...ownNetwork,
    outboundType: 'userDefinedRouting',
    isPrivate: true,
    label: 'Private cluster, custom DNS zone, user-defined routing',
    description: 'The API server has a private address only, and traffic leaves through your route table.',
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
        label: 'Start from',
        value: textValue(context, 'recipe', 'simplest'),
        options: Object.entries(allRecipes).map(([value, { label, description }]) => ({ value, label, description })),
      }),
    ],
  }),
};
