/** Trusted Access: Azure services that may act in the cluster through the identity of one of their resources. */
import { textAt, textsAt, type JsonObject } from '../../arm/json.ts';
import { aksPage } from '../../arm/docs.ts';
import { shortHash } from '../../arm/stableId.ts';
import { idKey, lastSegment, parseResourceId, type ArmId } from '../../arm/resourceId.ts';
import type { Answer } from '../../arm/answer.ts';
import { unknownText, withTitle, type Unknown } from '../../arm/unknown.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import {
  itemsBelow,
  factLines,
  stateFromProvisioning,
  type AroundThings,
  type AroundThing,
  type Lacking,
} from './thing.ts';
import { identitiesOfResource } from './fleets.ts';
import { say, type Words, type Phrase, joinWords } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { ownValue } from '../../../shape/ownValue.ts';

/** The list of a cluster's role bindings of Trusted Access. */
export const trustedAccessList = 'trustedAccessRoleBindings';

/** The page that explains Trusted Access. */
export const trustedAccessPage = aksPage('trusted-access-feature');

/** A binding of Trusted Access, with the resource that it gives access to. */
export interface TrustedBinding {
  readonly id: ArmId;
  readonly name: string;
  readonly raw: JsonObject;
  readonly roles: readonly string[];
  readonly sourceId: string;
  /** Left out if the source is not a resource that can be read. */
  readonly source?: Answer<JsonObject>;
}

/** The bindings of a cluster, and what could not be checked. */
export interface TrustedBindings extends Lacking {
  readonly all: readonly TrustedBinding[];
}

/** Returns the bindings of a cluster with their sources, and what could not be checked. */
export function trustedBindingsOf({ id }: Pick<Cluster, 'id'>, facts: Facts): TrustedBindings {
  const { items, ...rest } = itemsBelow(say`Trusted Access`, { id, list: trustedAccessList }, facts);
  const bindings = items.map((raw): TrustedBinding => {
    const sourceId = textAt(raw, 'properties.sourceResourceId') ?? '';
    const name = textAt(raw, 'name') ?? '';
    const source = isReadable(sourceId) ? facts.get({ kind: 'resource', id: sourceId as ArmId }) : undefined;
    return {
      id: (textAt(raw, 'id') ?? `${id}/${trustedAccessList}/${name}`) as ArmId,
      name,
      raw,
      sourceId,
      roles: textsAt(raw, 'properties.roles'),
      ...defined({ source }),
    };
  });
  return { all: bindings, ...rest };
}

/** Returns a text that changes if a binding gives access to something else, or gives more access. */
export function contentOfTrustedBinding(raw: JsonObject): string {
  const roles = textsAt(raw, 'properties.roles').map((role) => role.toLowerCase());
  return shortHash([idKey(textAt(raw, 'properties.sourceResourceId') ?? ''), ...roles.toSorted()].join('|'));
}

/** The source that Defender names belongs to a subscription's plan and is not a resource with an identity. */
function isReadable(sourceId: string): boolean {
  const parts = parseResourceId(sourceId);
  return parts !== undefined && !isDefender(sourceId);
}

/** Returns true for a binding that Microsoft Defender for Cloud made. */
export function isDefender(sourceId: string): boolean {
  return /\/providers\/Microsoft\.Security\//i.test(sourceId);
}

/** Returns true if Azure says that the source does not exist. */
export function isSourceGone({ source }: Pick<TrustedBinding, 'source'>): boolean {
  return source?.kind === 'missing';
}

/** Returns why nothing is known about the source, if so. */
export function whySourceUnknown({ source }: Pick<TrustedBinding, 'source'>): Unknown | undefined {
  return source?.kind === 'unreadable' ? source : undefined;
}

/** Looks at what may act in the cluster through Trusted Access. */
export function lookAtTrustedAccess(cluster: Cluster, facts: Facts): AroundThings {
  const { all, ...rest } = trustedBindingsOf(cluster, facts);
  return { things: all.map(trustedSourceThing), ...rest };
}

/** What the roles of Trusted Access allow, in words; other roles are called by their names. */
const roleWords: Readonly<Record<string, Phrase>> = {
  'microsoft.dataprotection/backupvaults/backup-operator': say`may back up and restore everything`,
  'microsoft.machinelearningservices/workspaces/mlworkload': say`may run machine learning jobs`,
  'microsoft.machinelearningservices/workspaces/inference-v1': say`may run models`,
  'microsoft.security/pricings/microsoft-defender-operator': say`may scan for Microsoft Defender`,
};

/** Says what a role of Trusted Access allows. */
export function trustedRoleWords(role: string): Phrase {
  return ownValue(roleWords, role.toLowerCase()) ?? role;
}

function trustedSourceThing(binding: TrustedBinding): AroundThing {
  const { id, name, roles, sourceId, source } = binding;
  const from = lastSegment(sourceId) || sourceId;
  const ownIdentities = source?.kind === 'found' ? identitiesOfResource(source.value, from) : [];
  // A service signs in with the resource's system-assigned identity, whatever other identities the resource has.
  const identities = ownIdentities.filter(({ resourceId }) => resourceId === undefined);
  return {
    id,
    name,
    what: say`${from} ${joinWords(roles.map(trustedRoleWords), ', ')}`,
    state: bindingState(binding),
    identities,
    noIdentity: whyNone(binding),
    facts: factLines({ Source: sourceId, Roles: roles.join(', ') }),
    source: trustedAccessPage,
  };
}

function bindingState(binding: TrustedBinding): AroundThing['state'] {
  const state = stateFromProvisioning(textAt(binding.raw, 'properties.provisioningState'));
  if (state.tone !== 'ok' || isDefender(binding.sourceId)) return state;
  if (isSourceGone(binding)) return { tone: 'warning', words: say`its source is gone` };
  return whySourceUnknown(binding) === undefined ? state : { tone: 'unknown', words: say`its source can't be read` };
}

function whyNone(binding: TrustedBinding): Words {
  if (isDefender(binding.sourceId)) return say`Microsoft Defender for Cloud signs in with an identity of its own.`;
  if (isSourceGone(binding)) return say`The source no longer exists.`;
  const sourceUnknown = whySourceUnknown(binding);
  return sourceUnknown === undefined
    ? say`The source has no system-assigned identity.`
    : unknownText(withTitle(say`The source can't be read`, sourceUnknown));
}
