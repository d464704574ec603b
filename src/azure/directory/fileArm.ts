import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { builtInRoles } from '../../domain/access/roles.ts';
import { memberOfGroup } from '../arm/roleAssignment.ts';
import { notInFile } from '../../domain/arm/unknown.ts';
import { objectAt, textAt, type JsonObject } from '../../domain/arm/json.ts';
import { idKey, isAtOrBelow, lastSegment, sameId, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { clusterOf } from '../../domain/cluster/fromArm.ts';
import type { OpenedJson } from '../../domain/cluster/fromFile.ts';

/**
 * Creates an ARM that only has files: it answers from the opened clusters and role assignments, knows the built-in
 * roles, and answers 403 to everything else, so that this counts as unknown. It refuses writes.
 */
export function createFileClient(opened: OpenedJson): HttpClient {
  const knowledge = knowledgeOf(opened);
  return {
    sendRequest(request) {
      const url = new URL(request.url);
      const answer =
        request.method === 'GET'
          ? answerFromFile(decodeURIComponent(url.pathname), url.searchParams, knowledge)
          : undefined;
      return Promise.resolve(
        answer === undefined ? respond(request, 403, { error: { code: notInFile } }) : respond(request, 200, answer),
      );
    },
  };
}

interface Knowledge {
  readonly clusters: readonly JsonObject[];
  /** `undefined`: no list of role assignments was opened. */
  readonly assignments: readonly JsonObject[] | undefined;
  readonly identities: readonly JsonObject[];
  readonly subscriptionIds: readonly string[];
}

function knowledgeOf({ clusters, assignments }: OpenedJson): Knowledge {
  const identities = clusters.flatMap(identitiesInCluster);
  return {
    clusters,
    assignments: assignments.length === 0 ? undefined : assignments,
    identities: [...new Map(identities.map((identity) => [idKey(textAt(identity, 'id') ?? ''), identity])).values()],
    subscriptionIds: [...new Set(clusters.flatMap(({ id }) => subscriptionOf(String(id as string)) ?? []))],
  };
}

/** The user-assigned identities that the cluster's own JSON names. */
function identitiesInCluster(raw: JsonObject): readonly JsonObject[] {
  const { controlPlane, kubelet, location } = clusterOf(raw);
  const identity = (id: string, principalId: string | undefined, clientId: string | undefined): JsonObject[] =>
    principalId === undefined
      ? []
      : [{ id, name: lastSegment(id), location, properties: { principalId, clientId: clientId ?? '' } }];
  return [
    ...(controlPlane.kind === 'userAssigned'
      ? identity(controlPlane.identityId, controlPlane.principalId, controlPlane.clientId)
      : []),
    ...('identityId' in kubelet ? identity(kubelet.identityId, kubelet.objectId, kubelet.clientId) : []),
  ];
}

function answerFromFile(path: string, query: URLSearchParams, knowledge: Knowledge): JsonObject | undefined {
  const { clusters, assignments, identities, subscriptionIds } = knowledge;
  const key = path.toLowerCase();
  const [scope = '', rest] = key.split(/\/providers\/microsoft\.authorization\//);
  if (rest === 'roleassignments') return assignments && { value: filterAssignments(assignments, scope, query) };
  if (rest?.startsWith('roledefinitions/')) return builtInRoleJson(lastSegment(rest), path);
  if (rest !== undefined) return undefined;
  if (key === '/subscriptions') return { value: subscriptionIds.map(subscriptionBody) };
  const [, , subscriptionId = '', ...below] = key.split('/');
  const isOwn = (thing: JsonObject): boolean =>
    subscriptionOf(textAt(thing, 'id') ?? '')?.toLowerCase() === subscriptionId;
  if (below.length === 0) return subscriptionBody(subscriptionId);
  if (below.join('/') === 'providers/microsoft.containerservice/managedclusters')
    return { value: clusters.filter(isOwn) };
  if (below.join('/') === 'providers/microsoft.managedidentity/userassignedidentities') {
    return { value: identities.filter(isOwn) };
  }
  return [...clusters, ...identities].find((thing) => sameId(textAt(thing, 'id'), path));
}

function subscriptionBody(subscriptionId: string): JsonObject {
  return { id: `/subscriptions/${subscriptionId}`, subscriptionId, displayName: subscriptionId, state: 'Enabled' };
}

/** Filters like ARM: `atScope()` leaves out what is below, `assignedTo` includes what is held through groups. */
function filterAssignments(
  assignments: readonly JsonObject[],
  scope: string,
  query: URLSearchParams,
): readonly JsonObject[] {
  const filter = query.get('$filter') ?? '';
  const principalId = /'([^']+)'/.exec(filter)?.[1]?.toLowerCase();
  const atScope = /atScope\(\)/i.test(filter);
  const withGroups = /assignedTo\(/i.test(filter);
  const place = scope === '' ? '/' : scope;
  return assignments.flatMap((assignment) => {
    const assignedScope = textAt(assignment, 'properties.scope') ?? '/';
    if (!isAtOrBelow(place, assignedScope) && (atScope || !isAtOrBelow(assignedScope, place))) return [];
    const holder = textAt(assignment, 'properties.principalId')?.toLowerCase();
    if (principalId === undefined || holder === principalId) return [assignment];
    return withGroups ? perhapsHeld(assignment) : [];
  });
}

/** The file does not list the members of groups, so what a group holds may be the principal's or not. */
function perhapsHeld(assignment: JsonObject): JsonObject[] {
  const properties = objectAt(assignment, 'properties');
  if (textAt(properties, 'principalType')?.toLowerCase() !== 'group') return [];
  const group = textAt(properties, 'principalName') ?? textAt(properties, 'principalId') ?? '';
  return [{ ...assignment, properties: { ...properties, condition: group, conditionVersion: memberOfGroup } }];
}

function builtInRoleJson(guid: string, id: string): JsonObject | undefined {
  const role = builtInRoles.find((candidate) => candidate.guid === guid);
  if (!role) return undefined;
  const permissions = role.permissions.map((permission) => ({ ...permission }));
  return { id, name: guid, properties: { roleName: role.name, type: 'BuiltInRole', permissions } };
}

function respond(request: PipelineRequest, status: number, body: JsonObject): PipelineResponse {
  const headers = createHttpHeaders({ 'content-type': 'application/json' });
  return { request, status, headers, bodyAsText: JSON.stringify(body) };
}
