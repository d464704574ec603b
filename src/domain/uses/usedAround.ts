/** Finds what around clusters names an identity: Fleets with their binding profiles, and cluster extensions. */
import { noListUnknown, unknownsOf, type Answer, isOwnerMissing } from '../arm/answer.ts';
import type { Subject, Unknown } from '../arm/unknown.ts';
import { textAt, type JsonObject } from '../arm/json.ts';
import { lastSegment, resourceType, type ArmId } from '../arm/resourceId.ts';
import { isNamedIn, type IdentityNames } from './namedUses.ts';
import { completedFromIndex } from './nowOrIndex.ts';
import { say, type Words, type Phrase } from '../../sentences/words.ts';

/** Something around clusters that names an identity, in words such as `extension flux of shop-weu`. */
export interface UserAround {
  readonly id: string;
  readonly words: Phrase;
}

type AroundAnswer = Answer<readonly JsonObject[]> | undefined;

/** How to check the resources around clusters. */
export interface AroundUseInput {
  readonly clusters: Answer<readonly { readonly id: ArmId; readonly name: string }[]> | undefined;
  /** True to ask each cluster for its extensions, instead of an index that may be some minutes old. */
  readonly isNow: boolean;
  readonly get: (
    read:
      | { readonly kind: 'everyResource'; readonly type: string; readonly fromArm?: true }
      | { readonly kind: 'listBelow'; readonly id: ArmId; readonly list: string },
  ) => AroundAnswer;
}

/** What uses the identity around clusters, and what could not be read; `undefined` until everything has been read. */
export interface UsedAround {
  readonly users: readonly UserAround[];
  readonly unknownFleets: readonly Unknown[];
  readonly unknownExtensions: readonly Unknown[];
}

/** The list of a Fleet's binding profiles, which make bindings on its members. */
export const bindingProfiles = 'identityBindingProfiles';

/** The list of a cluster's extensions. */
export const extensionsList = `providers/${resourceType.extension}`;

/** The most clusters that are asked one by one; for more, Resource Graph decides, which may be some minutes behind. */
const mostExtensionLists = 100;

/** Searches for the identity by its id, its principal and its client id, wherever it is named. */
export function usedAround(names: IdentityNames, sight: AroundUseInput): UsedAround | undefined {
  const { answer: fleets, incomplete } = fleetsIn(sight);
  const extensions = extensionsIn(sight);
  if (fleets === undefined || extensions === undefined) return undefined;
  const fleetItems = foundItems(fleets);
  const profiles = fleetItems.map((fleet) => {
    const id = (textAt(fleet, 'id') ?? '') as ArmId;
    const title = say`Identity binding profiles of Fleet ${lastSegment(id)}`;
    return {
      fleet: lastSegment(id),
      id,
      what: title,
      answer: sight.get({ kind: 'listBelow', id, list: bindingProfiles }),
    };
  });
  if (profiles.some(({ answer }) => answer === undefined)) return undefined;
  const user = (raw: JsonObject, words: Phrase): readonly UserAround[] =>
    isNamedIn(raw, names) ? [{ id: textAt(raw, 'id') ?? '', words }] : [];
  return {
    users: [
      ...fleetItems.flatMap((raw) => user(raw, say`Fleet ${resourceName(raw)}`)),
      ...profiles.flatMap(({ fleet, answer }) =>
        foundItems(answer).flatMap((raw) => user(raw, say`binding profile ${resourceName(raw)} of Fleet ${fleet}`)),
      ),
      ...extensions.items.flatMap((raw) => user(raw, say`extension ${resourceName(raw)} of ${clusterNameOf(raw)}`)),
    ],
    unknownFleets: [
      ...[incomplete, fleets].flatMap((answer) =>
        listUnknowns(say`Fleets`, { what: 'everyResource', of: resourceType.fleet }, answer),
      ),
      ...profiles.flatMap(({ id, what, answer }) => listUnknowns(what, { what: bindingProfiles, of: id }, answer)),
    ],
    unknownExtensions: extensions.unknown,
  };
}

/** From ARM's current lists, or from an index, which is also used if ARM fails. */
function fleetsIn({ isNow, get }: AroundUseInput): {
  readonly answer: AroundAnswer;
  readonly incomplete?: AroundAnswer;
} {
  const everyFleet = { kind: 'everyResource', type: resourceType.fleet } as const;
  return isNow
    ? completedFromIndex(get({ ...everyFleet, fromArm: true }), () => get(everyFleet))
    : { answer: get(everyFleet) };
}

function extensionsIn({
  clusters,
  isNow,
  get,
}: AroundUseInput): { readonly items: readonly JsonObject[]; readonly unknown: readonly Unknown[] } | undefined {
  if (clusters === undefined) return undefined;
  const listedClusters = clusters.kind === 'found' ? clusters.value : [];
  if (!isNow || listedClusters.length > mostExtensionLists) {
    const index = get({ kind: 'everyResource', type: resourceType.extension });
    if (index === undefined) return undefined;
    return {
      items: foundItems(index),
      unknown: listUnknowns(say`Extensions`, { what: 'everyResource', of: resourceType.extension }, index),
    };
  }
  const lists = listedClusters.map(({ id, name }) => ({
    id,
    name,
    answer: get({ kind: 'listBelow', id, list: extensionsList }),
  }));
  if (lists.some(({ answer }) => answer === undefined)) return undefined;
  return {
    items: lists.flatMap(({ answer }) => foundItems(answer)),
    unknown: lists.flatMap(({ id, name, answer }) =>
      isOwnerMissing(answer) ? [] : listUnknowns(say`Extensions of ${name}`, { what: extensionsList, of: id }, answer),
    ),
  };
}

function listUnknowns(title: Words, subject: Subject, answer: AroundAnswer): readonly Unknown[] {
  return answer?.kind === 'missing' ? [noListUnknown(title, subject)] : unknownsOf(title, answer);
}

function foundItems(answer: AroundAnswer): readonly JsonObject[] {
  return answer?.kind === 'found' ? answer.value : [];
}

function resourceName(raw: JsonObject): string {
  return textAt(raw, 'name') ?? lastSegment(textAt(raw, 'id') ?? '');
}

function clusterNameOf(raw: JsonObject): string {
  return lastSegment(/^(.+)\/providers\//i.exec(textAt(raw, 'id') ?? '')?.[1] ?? '');
}
