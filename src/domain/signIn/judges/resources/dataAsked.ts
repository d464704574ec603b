/** What a refused request for data was about: who asked, which resource, which kind of data. */
import { textAt, type JsonObject } from '../../../arm/json.ts';
import { parseResourceId, sameText } from '../../../arm/resourceId.ts';
import type { RoleName } from '../../../access/roles.ts';
import type { Unknown } from '../../../arm/unknown.ts';
import { kubeletPrincipal } from '../../../cluster/principals.ts';
import { say, type Words } from '../../../../sentences/words.ts';
import { defined } from '../../../../shape/defined.ts';
import type { Hit } from '../../message/readMessage.ts';
import { clusterInQuestion, resourceOfType } from '../../situation/azureHalf.ts';
import { askersMeant, meantPods } from '../../situation/clusterHalf.ts';
import { meantIdentity } from '../../situation/meantIdentity.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';
import { storageData, type DataAccess, type DataService } from './dataServices.ts';

/** Returns the kinds of data that the address, or nothing, tells apart. */
export function kindsMeant({ access, name }: DataService, hit: Hit, situation: Situation): readonly DataAccess[] {
  const service = plainValue(fieldAt('service', hit, situation))?.toLowerCase();
  if (name === 'claimMissing' && service !== undefined) {
    const isHub = /:9093|consumergroups|event/.test(service);
    return access.filter(({ type }) => isHub === type.startsWith('Microsoft.EventHub/'));
  }
  if (name !== 'storagePermissionMismatch') return access;
  if (service === undefined) return access;
  return [storageData[service === 'dfs' ? 'blob' : (service as keyof typeof storageData)]];
}

/** Returns the principal that asks: the identity that is meant, or that of the nodes if only these ask. */
export function principalThatAsks(
  hit: Hit,
  situation: Situation,
): {
  readonly principalId?: string;
  readonly unknown: readonly Unknown[];
  readonly why?: Words;
  /** Says how the principal was found where nothing in the message leads to it. */
  readonly guess?: Words;
} {
  const meant = meantIdentity(hit, situation);
  const own = meant.identity?.principalId;
  if (own !== undefined && meant.identity !== undefined && isGuessed(hit, situation))
    return {
      principalId: own,
      unknown: [],
      guess: say`What was read in the cluster asks for ${meant.identity.name}; the message does not say that this is what asks.`,
    };
  if (own !== undefined) return { principalId: own, unknown: [] };
  if (meant.isOther === true) return { unknown: meant.unknown, ...defined({ why: meant.why }) };
  const askers = askersMeant(hit, situation);
  const isNode = askers.length > 0 && askers.every(({ mode }) => mode === 'nodeIdentity');
  const cluster = isNode ? clusterInQuestion(hit, situation).value : undefined;
  const kubelet = cluster && kubeletPrincipal(cluster.kubelet);
  return kubelet === undefined ? { unknown: meant.unknown } : { principalId: kubelet, unknown: [] };
}

/** Nothing in the message, and no choice of the user, leads to what was read in the cluster. */
function isGuessed(hit: Hit, situation: Situation): boolean {
  const isTold = (['clientId', 'objectId'] as const).some(
    (name) => plainValue(fieldAt(name, hit, situation)) !== undefined,
  );
  return situation.identityId === undefined && !isTold && meantPods(hit, situation).by === 'guessed';
}

/** Returns what the message says that it wants: to read, to write, or nothing. */
export function wanted({ fields }: Hit): 'read' | 'write' | undefined {
  const action = fields.find(({ name }) => name === 'action')?.value.toLowerCase();
  if (action === 'listen') return 'read';
  return ['send', 'put', 'patch', 'delete'].includes(action ?? '') ? 'write' : undefined;
}

/** Returns the roles for what the message says that it wants, the narrowest first. */
export function rolesFor({ reader, writer, manager }: DataAccess, hit: Hit): readonly RoleName[] {
  const wants = wanted(hit);
  if (manager !== undefined && hit.fields.some(({ name, value }) => name === 'action' && value === 'Manage'))
    return [manager];
  return wants === 'read' ? [reader] : wants === 'write' ? [writer] : [reader, writer];
}

interface PlaceOfData {
  readonly id?: string;
  readonly access?: DataAccess;
  readonly unknown: readonly Unknown[];
}

/** Finds the resource by its name, which is the only one of its name in a cloud. */
export function resourceNamed(
  name: string | undefined,
  kinds: readonly DataAccess[],
  { facts }: Situation,
): PlaceOfData {
  if (name === undefined) return { unknown: [] };
  const types = [...new Set(kinds.map(({ type }) => type))];
  const isNamed = (each: JsonObject): boolean => sameText(parseResourceId(textAt(each, 'id') ?? '')?.name, name);
  const places = types.map((type) => ({ type, ...resourceOfType(type, isNamed, facts) }));
  for (const { type, value } of places) {
    const id = textAt(value, 'id');
    const access = kinds.find((each) => each.type === type);
    if (id !== undefined && access !== undefined) return { id, access, unknown: [] };
  }
  return { unknown: places.flatMap(({ unknown }) => unknown) };
}
