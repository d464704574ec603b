import { distinctBy } from '../../shape/distinct.ts';
import { resourceType, sameText } from '../arm/resourceId.ts';
import type { RoleDefinition } from '../cluster/model.ts';

/** What such a role is usually given on, if it may do everything in a provider. */
const mainTypes = ['Microsoft.Network/virtualNetworks', 'Microsoft.KeyVault/vaults', resourceType.registry];

/** Providers whose actions are about any resource, and segments that are not its types. */
const general =
  /^microsoft\.(?:authorization|resources|resourcehealth|insights|support|features|management|eventgrid)\/|\/(?:locations|register|\w*operation\w*)(?:\/|$)/i;

/**
 * Returns the top-level types of resources that a role is for, such as `Microsoft.KeyVault/vaults`: those whose data it may use, else
 * those that it may do everything to, else those that it may change, else those that it may read. Empty for a role of resources in general,
 * and of more than three types.
 */
export function typesOfRole({ permissions }: RoleDefinition): readonly string[] {
  const actions = permissions.flatMap((permission) => permission.actions);
  const candidates = [
    permissions.flatMap((permission) => permission.dataActions),
    actions.filter((action) => /^[^/]+(?:\/[^/]+)?\/\*$/.test(action)),
    actions.filter((action) => !/\/read$/i.test(action)),
    actions,
  ].map(typesIn);
  const types = candidates.find((each) => each.length > 0) ?? [];
  return types.length > 3 ? [] : types;
}

function typesIn(actions: readonly string[]): readonly string[] {
  const types = actions.flatMap((action) => {
    const [provider = '', type = ''] = action.split('/');
    if (general.test(action) || provider.includes('*')) return [];
    if (type !== '*') return [`${provider}/${type}`];
    return mainTypes.filter((main) => sameText(main.split('/')[0], provider));
  });
  return distinctBy(types, (type) => type.toLowerCase());
}
