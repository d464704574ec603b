import { changedValues } from '../../arm/differences.ts';
import { armRefusal } from '../../arm/error.ts';
import { asText, type JsonObject } from '../../arm/json.ts';
import type { Json } from '../../arm/worldFile.ts';
import { idKey, lastSegment, parsePath, typeOf } from '../../arm/path.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { pageAnswer } from '../../request/paging.ts';
import { rightOf, type Effect, type Write } from '../../world/history.ts';
import { guidOf, type World } from '../../world/world.ts';

/** How long Resource Graph keeps changes. Source: https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes */
const keptMilliseconds = 14 * 24 * 3600 * 1000;

/** Longer values are cut; the length is the emulator's own. */
const longestValue = 8192;

/**
 * Returns the changes of resources in the last 14 days as Resource Graph has them, the oldest first: neither of their
 * children, nor of groups, nor of role assignments, nor of what is not yet `lag` old.
 */
export function changeRows(world: World, now: number, lag: number): readonly JsonObject[] {
  return world.history.writes.flatMap((write) => {
    const rows = changesOf(write).filter(
      ({ at, id }) => at > now - keptMilliseconds && at + lag <= now && isTopLevel(id),
    );
    return rows.map((effect, index) => changeRow(write, effect, index));
  });
}

interface Change extends Effect {
  readonly isBySystem: boolean;
}

function changesOf(write: Write): readonly Change[] {
  const { id, at, before, after, effects } = write;
  const isChanged = before !== undefined || after !== undefined;
  const own = isChanged ? [{ id, at, before, after, isBySystem: write.caller === undefined } as Change] : [];
  // A child is part of its parent, so who writes it changes the parent, too.
  const isParent = (effect: Effect): boolean =>
    effect.at === at && idKey(id).startsWith(`${idKey(effect.id)}/`) && write.caller !== undefined;
  return [...own, ...effects.map((effect) => ({ ...effect, isBySystem: !isParent(effect) }))];
}

function isTopLevel(id: string): boolean {
  const path = parsePath(id);
  return (
    path?.namespace !== undefined &&
    path.types.length === 1 &&
    !/\/providers\/.*\/providers\//i.test(id) &&
    path.namespace.toLowerCase() !== 'microsoft.authorization'
  );
}

function changeRow(write: Write, change: Change, index: number): JsonObject {
  const { id, at, before, after } = change;
  const path = parsePath(id);
  const type = path === undefined ? '' : typeOf(path);
  const name = guidOf('change', write.operationId, id, String(index));
  const changes = before === undefined || after === undefined ? undefined : valuesOf(before, after);
  return {
    id: `${id}/providers/Microsoft.Resources/changes/${name}`,
    name,
    type: 'Microsoft.Resources/changes',
    properties: {
      targetResourceId: id,
      targetResourceType: type,
      changeType: typeOfChange(change),
      changeAttributes: {
        timestamp: new Date(at).toISOString(),
        ...whoOf(write, change.isBySystem),
        changesCount: Object.keys(changes ?? {}).length,
        previousResourceSnapshotId: guidOf('snapshot before', name),
        newResourceSnapshotId: guidOf('snapshot after', name),
      },
      ...(changes === undefined ? {} : { changes }),
    },
  };
}

function typeOfChange({ before, after }: Effect): 'Create' | 'Update' | 'Delete' {
  if (before === undefined) return 'Create';
  return after === undefined ? 'Delete' : 'Update';
}

/** Who, with what and in which request; `System` where no request of a person fits. */
function whoOf(write: Write, isBySystem: boolean): JsonObject {
  const { caller, client = '', correlationId } = write;
  if (caller === undefined || isBySystem)
    return { ...unsaid, changedBy: 'System', changedByType: 'System', correlationId: noRequest };
  const { type = 'User', appId, displayName, objectId } = caller;
  if (type === 'Unspecified') return { ...unsaid, correlationId };
  const changedBy = type === 'User' ? displayName : (appId ?? objectId);
  const operation = rightOf(write).toLowerCase();
  return { changedBy, changedByType: type, clientType: clientOf(client, appId), operation, correlationId };
}

/** As in an answer for the table from December 20, 2024, which a page about changes of firewall policies shows. */
const unsaid = {
  changedBy: 'Unspecified',
  changedByType: 'Unspecified',
  clientType: 'Unspecified',
  operation: 'Unspecified',
};
/** As in an answer for the table from May 29, 2025, which a guide to streaming changes to a workspace shows: seven changes by `System`. */
const noRequest = '00000000-0000-0000-0000-000000000000';

function clientOf(client: string, appId: string | undefined): string {
  if (/\bAZURECLI\//i.test(client)) return 'Azure CLI';
  return (appId === undefined ? undefined : (clients[appId.toLowerCase()] ?? appId)) ?? 'Unknown';
}

/** Microsoft's own clients. Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/governance/verify-first-party-apps-sign-in */
const clients: Readonly<Record<string, string>> = {
  '04b07795-8ddb-461a-bbee-02f9e1bf7b46': 'Azure CLI',
  'c44b4083-3bb0-49c1-b47d-974e53cbdf3c': 'Azure Portal',
};

function valuesOf(before: JsonObject, after: JsonObject): JsonObject {
  const entries = changedValues({ before, after }).map(({ path, before: old, after: next }) => {
    const [previousValue, newValue] = [textOf(old), textOf(next)];
    const isCut = previousValue.length > longestValue || newValue.length > longestValue;
    const cut = (text: string): string => text.slice(0, longestValue);
    return [
      path,
      { previousValue: cut(previousValue), newValue: cut(newValue), ...(isCut ? { isTruncated: 'true' } : {}) },
    ] as const;
  });
  return Object.fromEntries(entries);
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

const list: Handler = (request, emulation) => {
  const { path, now } = request;
  const rows = changeRows(emulation.world, now, emulation.settings.indexSeconds * 1000);
  const own = rows.filter((row) => isOf(row, path.scope)).reverse();
  return pageAnswer(request, emulation, own);
};

const get: Handler = (request, emulation) => {
  const { path, now } = request;
  const name = lastSegment(path.id);
  const rows = changeRows(emulation.world, now, emulation.settings.indexSeconds * 1000);
  const row = rows.find((candidate) => isOf(candidate, path.scope) && candidate['name'] === name.toLowerCase());
  if (row === undefined) throw armRefusal(404, 'ResourceNotFound', `The change '${name}' is not found.`);
  return { status: 200, body: row };
};

function isOf(row: JsonObject, scope: string): boolean {
  return idKey(asText(row['id']) ?? '').startsWith(`${idKey(scope)}/providers/microsoft.resources/changes/`);
}

/** The changes of one resource in the last 14 days, the newest first. */
export const resourceChanges: ResourceKind = {
  type: 'Microsoft.Resources/changes',
  versions: ['2022-05-01', '2023-03-01-preview'],
  extension: true,
  list,
  get,
};
