/** Finds the identity that something asks for. */
import { sameGuid, sameText, type ArmId } from '../../arm/resourceId.ts';
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import { say, type Words } from '../../../sentences/words.ts';
import type { MessageField } from '../message/field.ts';
import type { Hit } from '../message/readMessage.ts';
import { identityOfAnyId, type FromAzure } from './azureHalf.ts';
import type { PodFact } from '../../askers/model.ts';
import { accountOf, askersMeant, hasVariable, meantPods } from './clusterHalf.ts';
import { inAzure, inCluster, inMessage, type AskedBy, type JudgedEvidence } from './judgement.ts';
import { fieldAt, type Situation } from './situation.ts';
import type { UserAssignedIdentity } from '../../cluster/model.ts';
import type { Facts } from '../../cluster/facts.ts';
import { factsForTopics } from '../../cluster/watching.ts';
import { variableOf } from '../../askers/running.ts';

/** The identity that is asked for, and how that is known. */
export interface MeantIdentity {
  readonly identity?: {
    readonly id: ArmId;
    readonly name: string;
    readonly clientId?: string;
    readonly principalId?: string;
  };
  readonly asker: AskedBy;
  readonly evidence: readonly JudgedEvidence[];
  readonly unknown: readonly Unknown[];
  /** True if an object of an operator names it. */
  readonly isFromObject?: boolean;
  /** True if the message names another identity than the one that the user has chosen. */
  readonly isOther?: boolean;
  /** The IDs that the things in the cluster which fit ask for, if these are several. */
  readonly several?: readonly AskedAs[];
  /** Why it is not known, in a sentence for the answer. */
  readonly why?: Words;
}

/** Something in the cluster, and the ID that it asks for. */
export interface AskedAs {
  readonly id: string;
  readonly isObject: boolean;
  readonly of: string;
  /** True for a pod without a token for Entra. */
  readonly lacksToken?: boolean;
}

/** Finds the identity by the client id of the message, of the pod, of the operator's object or of the account. */
export function meantIdentity(hit: Hit, situation: Situation): MeantIdentity {
  const { facts, objects, identityId } = situation;
  const inText = fieldAt('clientId', hit, situation) ?? fieldAt('objectId', hit, situation);
  if (identityId !== undefined) {
    const chosen = identityOfAnyId(identityId, facts);
    const other = chosen.value && otherNamed(hit, chosen.value, situation);
    return other ?? resultOf(chosen, identityId, [], false);
  }
  if (inText !== undefined) {
    const found = identityOfAnyId(inText.value, facts);
    if (found.value !== undefined || !inText.isMasked) return resultOf(found, inText.value, [], false);
  }
  const { pods, by } = meantPods(hit, situation);
  const askers = askersMeant(hit, situation);
  const fromObjects = askers.flatMap(({ component, identity, what }) => {
    const id = identity?.clientId ?? identity?.resourceId ?? identity?.objectId;
    return id === undefined ? [] : [{ id, isObject: component !== 'workload', of: what.name }];
  });
  const fromPods = pods.flatMap((pod) => {
    const id = variableOf(pod, 'AZURE_CLIENT_ID') ?? (objects && accountOf(pod, objects)?.clientId);
    const isOfAsker = askers.some((each) => each.pods?.includes(pod) === true && each.identity?.clientId === id);
    return id === undefined || isOfAsker ? [] : [{ id, isObject: false, of: pod.name, lacksToken: lacksToken(pod) }];
  });
  const all: readonly AskedAs[] = [...fromObjects, ...fromPods];
  const [first] = all;
  if (first === undefined)
    return {
      asker: {},
      evidence: [],
      unknown: [notTold],
      why: say`The message does not say which identity is asked for.`,
    };
  if (all.some(({ id }) => !sameGuid(id, first.id)))
    return {
      asker: {},
      evidence: all.map(({ id, of }) => inCluster(say`${of} asks for ${nameOfId(id, facts)}.`)),
      unknown: [],
      several: all,
      why: say`Several things in the cluster fit, and they ask for different identities.`,
    };
  if (first.id !== first.id.trim())
    return {
      asker: {},
      evidence: [],
      unknown: [],
      why: say`${first.of} asks for ${first.id.trim()} with a blank or a new line beside it, which Entra takes for a part of the client ID.`,
    };
  return resultOf(
    identityOfAnyId(first.id, facts),
    first.id,
    [
      inCluster(
        by === 'guessed' && askers.every(({ component }) => component === 'workload')
          ? say`${first.of} asks for ${nameOfId(first.id, facts)}; the message does not say that this is what asks.`
          : say`${first.of} asks for ${nameOfId(first.id, facts)}.`,
      ),
    ],
    first.isObject,
  );
}

function lacksToken(pod: PodFact): boolean {
  return pod.kind === 'Pod' && !pod.hasFederatedToken && !hasVariable(pod, 'AZURE_FEDERATED_TOKEN_FILE');
}

/** Returns the name of the identity with any of its ids, or the id; that it is not visible leaves nothing unknown. */
export function nameOfId(id: string, facts: Facts): string {
  return identityOfAnyId(id, factsForTopics(facts)).value?.name ?? id;
}

/** What to do if the message is about another identity than the chosen one. */
export const askWithoutChoice = say`Diagnose the message again without choosing an identity, or from the one that it names.`;

/** What the message names by itself outweighs what was chosen beside it: then it is about something else. */
function otherNamed(
  hit: Hit,
  chosen: UserAssignedIdentity,
  { message, identityId }: Situation,
): MeantIdentity | undefined {
  const own = hit.fields.filter(isId);
  const around = message.shared.flatMap(({ field, part }) => (part === hit.part && isId(field) ? [field] : []));
  const named = own.length > 0 ? own : around;
  const plain = named.filter(({ isMasked }) => !isMasked);
  const [first] = plain;
  if (first === undefined) return undefined;
  const ids = [identityId, chosen.clientId, chosen.principalId];
  if (plain.some(({ value }) => ids.some((id) => sameText(id, value)))) return undefined;
  return {
    asker: first.name === 'clientId' ? { clientId: first.value } : { objectId: first.value },
    evidence: [inMessage(say`The message names ${first.value}.`)],
    unknown: [],
    why: say`The message is about another identity than ${chosen.name}: it names ${first.value}.`,
    isOther: true,
  };
}

function isId({ name }: MessageField): boolean {
  return name === 'clientId' || name === 'objectId';
}

const notTold = unknownWith('untellable', 'identity', say`The message does not say which identity is asked for.`);

/** Returns the identity that was found for an ID, or why there is none. */
export function resultOf(
  { value, unknown }: FromAzure<UserAssignedIdentity>,
  id: string,
  evidence: readonly JudgedEvidence[],
  isFromObject: boolean,
): MeantIdentity {
  if (value === undefined) {
    const why = say`No visible managed identity has the ID ${id}: it was deleted, it is in another directory, or it belongs to an Entra application, whose credentials Azure Resource Manager does not have.`;
    return { asker: { clientId: id }, evidence, unknown, ...(unknown.length === 0 ? { why } : {}) };
  }
  const { id: resourceId, name, clientId, principalId } = value;
  return {
    identity: { id: resourceId, name, clientId, principalId },
    asker: { identityId: resourceId, clientId, objectId: principalId },
    // A resource ID has the name in it, and so has what was seen in the cluster.
    evidence: id.startsWith('/') || evidence.length > 0 ? evidence : [...evidence, inAzure(say`${id} is ${name}.`)],
    unknown: [],
    isFromObject,
  };
}
