/** The most subscriptions in which something is listed one by one. */
import { say, type Words } from '../../sentences/words.ts';

/** The most subscriptions in which clusters or identities are listed one by one before something is permanently removed. */
export const mostClusterLists = 100;
/** The most subscriptions in which clusters are listed in newer API versions before something is called unused. */
export const mostNewerLists = 500;
/** The most subscriptions in which all resources are listed. */
export const mostResourceLists = 25;

/** Returns why an index decides, instead of asking ARM one by one. */
export function tooManyToAsk(list: string): Words {
  return say`${list} are too many to ask one by one; Azure Resource Graph, which was asked instead, can be a few minutes behind.`;
}
