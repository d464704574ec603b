/** The checks of fields that several kinds of change share, or whose types others need. */
import {
  defineShape,
  list,
  object,
  oneOf,
  optional,
  table,
  text as anyText,
  variants,
  type Of,
  type Shape,
} from '../../shape/shape.ts';
import type { Phrase } from '../../sentences/words.ts';
import { lastSegment } from '../arm/resourceId.ts';

const filled = defineShape<string>('a text that is not empty', (value) => typeof value === 'string' && value !== '');
/** The check of a text that is not empty; surrounding blanks are dropped. */
export const nonEmptyText: Shape<string> = {
  wanted: filled.wanted,
  schema: anyText.schema,
  read: (value, path) => filled.read(typeof value === 'string' ? value.trim() : value, path),
};
/** The check of such a text that may be left out. */
export const optionalText = optional(nonEmptyText);
/** The check of a switch that is `true` or left out, because it can't be turned off again. */
export const onlyTrue = defineShape<true>('true, or left out', (value) => value === true, {
  type: 'boolean',
  enum: [true],
});
/** The check of the tags of a resource, which may be left out. */
export const tagsShape = optional(table(anyText));

/** The check of the control plane identity that is wanted. */
export const controlPlaneChoice = variants({ systemAssigned: {}, userAssigned: { identityId: nonEmptyText } });
/** Names the wanted control plane identity; `systemAssigned` is the text for the cluster's own. */
export function choiceName(choice: Of<typeof controlPlaneChoice>, systemAssigned: Phrase): Phrase {
  return choice.kind === 'systemAssigned' ? systemAssigned : lastSegment(choice.identityId);
}

/** The check of how traffic leaves a cluster. Source: https://learn.microsoft.com/azure/aks/egress-outboundtype */
export const outboundType = oneOf(
  ...(['loadBalancer', 'userDefinedRouting', 'managedNATGateway', 'userAssignedNATGateway'] as const),
);

/**
 * The fields that say what else moves from a replaced identity: ids of its role assignments, and of key vaults whose
 * access policies name it. An identity without a list moves everything that is usually used; an empty list moves
 * nothing.
 */
export const carry = optional(
  object({ controlPlane: optional(list(nonEmptyText)), kubelet: optional(list(nonEmptyText)) }),
);

/** The fields of a resource to be created. */
export const newResource = {
  subscriptionId: nonEmptyText,
  resourceGroup: nonEmptyText,
  name: nonEmptyText,
  location: nonEmptyText,
};
/** The kinds of whoever can get a role, in Azure's own words. */
export const principalTypes = ['ServicePrincipal', 'User', 'Group'] as const;
/** The check of such a kind. */
export const principalType = oneOf(...principalTypes);
/** The kind of whoever gets a role. */
export type PrincipalType = Of<typeof principalType>;
/** The fields of a change of a cluster's access to a registry. */
export const ofRegistry = { clusterId: nonEmptyText, registryId: nonEmptyText };
