/** What tests of grants share: other people's effects on an assignment, and a step that runs alone. */
import { expect } from 'vitest';
import { runStep } from '../../../src/azure/write/runStep.ts';
import type { StepContext } from '../../../src/azure/write/stepContext.ts';
import { roleByName } from '../../../src/domain/access/roles.ts';
import { roleAssignmentName } from '../../../src/domain/arm/stableId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Step } from '../../../src/domain/plan/plan.ts';
import type { Emulator } from '../../../src/emulator/emulator.ts';
import { failureOf, type Failure } from '../../../src/errors.ts';
import type { Bench } from './azureBench.ts';
import { idB, ids, place } from './smallWorld.ts';

/** The API version of role assignments, as a query. */
export const version = '?api-version=2022-04-01';
/** A condition that takes away the right to grant roles. */
export const condition = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})))";
/** What an administrator puts on an assignment. */
export const narrowed = { condition, conditionVersion: '2.0', description: 'narrowed by security' };
/** A grant to an identity. */
export const change: Change = {
  kind: 'assignRole',
  principalId: idB.principalId,
  role: { name: 'Contributor' },
  scope: ids.group,
};
/** The name that this extension gives to the assignment. */
export const ourName = roleAssignmentName(ids.group, roleByName('Contributor')!.guid, idB.principalId);
/** Its path. */
export const ourPath = `${ids.group}/providers/Microsoft.Authorization/roleAssignments/${ourName}`;
/** What somebody else sends to make, or to change, the assignment of that name. */
export const theirs = (bench: Bench, more: object = {}, path = ourPath) => {
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${roleByName('Contributor')!.guid}`;
  const properties = { roleDefinitionId, principalId: idB.principalId, principalType: 'ServicePrincipal', ...more };
  return bench.arm('PUT', path + version, { properties });
};
/** ARM's answer to a second assignment of one scope, role and principal. */
export const exists = { status: 409, code: 'RoleAssignmentExists', message: 'The role assignment already exists.' };
/** What faults of grants match. */
export const grantPut = { method: 'PUT', pathContains: '/roleAssignments/' };

/** Properties of a role assignment as ARM shows them. */
export type Properties = Record<string, unknown>;

/** Returns true if an assignment has that scope, role and principal. */
export function isOf(each: Properties, of: { principalId: string; scope: string; roleName: string }): boolean {
  return (
    each['principalId'] === of.principalId &&
    each['scope'] === of.scope &&
    String(each['roleDefinitionId']).endsWith(roleByName(of.roleName)!.guid)
  );
}

/** Properties of every assignment in the subscription, by id. */
export async function allAssignments(bench: Bench): Promise<Map<string, Properties>> {
  const path = `/subscriptions/${place.subscriptionId}/providers/Microsoft.Authorization/roleAssignments${version}`;
  const { body } = await bench.arm('GET', path);
  const entries = body['value'] as { id: string; properties: Properties }[];
  return new Map(entries.map(({ id, properties }) => [id, properties]));
}

/** The failure with which it rejects. */
export async function failureFrom(asked: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Error);
  return failureOf(thrown);
}

/** The step of the change as it is planned while nothing is in the way. */
export async function stepOf(bench: Bench): Promise<Step> {
  return (await bench.service.plan([change])).steps[0]!;
}

/** Runs the step with nothing between it and ARM; waiting takes no time. */
export async function run(bench: Bench, step: Step): Promise<string> {
  const { items } = await bench.connection.tenants();
  const context: StepContext = {
    armFor: () => Promise.resolve(bench.connection.arm(items[0]!)),
    sleep: async (milliseconds) => {
      await bench.onWait?.();
      bench.waits.push(milliseconds);
    },
    now: () => new Date(bench.emulator.clock.now()),
    sent: false,
    fresh: [],
    noteLost: () => Promise.resolve(),
    noteRefused: () => Promise.resolve(),
    noteSending: () => Promise.resolve(() => Promise.resolve()),
    noteSender: () => Promise.resolve(),
    keepTarget: () => undefined,
    keepSent: () => undefined,
    lookAtPlan: () => Promise.resolve(),
    waitForTurn: () => Promise.resolve(),
    noteOperation: () => Promise.resolve(),
    onDetail: () => undefined,
  };
  return runStep(step, context);
}

type Handle = Emulator['handle'];
type Request = Parameters<Handle>[0];

/** Answers in the emulator's place where `answer` gives something. */
export function intercept(
  emulator: Emulator,
  answer: (
    request: Request,
    handle: Handle,
  ) => Awaited<ReturnType<Handle>> | undefined | Promise<Awaited<ReturnType<Handle>> | undefined>,
): void {
  const handle = emulator.handle.bind(emulator);
  Object.assign(emulator, { handle: async (request: Request) => (await answer(request, handle)) ?? handle(request) });
}

/** Whether the address is that of a list of role assignments. */
export function isList(url: string): boolean {
  return /\/roleAssignments$/i.test(new URL(url).pathname);
}

function isGrantUrl({ method, url }: Request): boolean {
  return method === 'PUT' && /\/roleAssignments\/[^/]+$/i.test(new URL(url).pathname);
}

/** Lists of role assignments are empty from now on; single ones can be read. */
export function hideFromLists(emulator: Emulator): void {
  intercept(emulator, ({ method, url }) =>
    method === 'GET' && isList(url) ? { status: 200, headers: {}, body: '{"value":[]}' } : undefined,
  );
}

/** Does something once, right before the first grant is taken. */
export function beforeGrant(emulator: Emulator, act: () => Promise<unknown>): void {
  let isFirst = true;
  intercept(emulator, async (request) => {
    if (isFirst && isGrantUrl(request)) {
      isFirst = false;
      await act();
    }
    return undefined;
  });
}

/** Does something once, right after the first grant was taken. */
export function afterGrant(emulator: Emulator, act: () => Promise<unknown>): void {
  let isFirst = true;
  intercept(emulator, async (request, handle) => {
    const answer = await handle(request);
    if (isFirst && isGrantUrl(request)) {
      isFirst = false;
      await act();
    }
    return answer;
  });
}
