/** The record of a run with everything that one can have: what may be left out, and that nothing odd is taken for it. */
import { describe, expect, it } from 'vitest';
import { stepKinds } from '../../domain/export/everyPlan.ts';
import { isRunRecord } from '../../../src/app/runs/runRecord.ts';

const subscription = '/subscriptions/00000000-0000-4000-8000-000000000001';
const group = `${subscription}/resourceGroups/g`;
const managementGroup = '/providers/Microsoft.Management/managementGroups/contoso';
const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/c`;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`;
const guid = '00000000-0000-4000-8000-000000000002';
const poolId = `${clusterId}/agentPools/np1`;
const bindingId = `${clusterId}/identityBindings/b`;
const credentialId = `${identityId}/federatedIdentityCredentials/f`;
const at = '2026-05-04T08:00:00Z';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

const ofEvery = (id: string): { readonly [key: string]: Json } => ({
  id,
  title: 'x',
  az: 'az',
  effect: 'x',
  tenantId: 't',
  account: { id: '1', name: 'o' },
  request: { method: 'PUT', path: clusterId, body: {} },
});
const policy = { tenantId: 't', applicationId: 'a', permissions: { secrets: ['get'] } };
const actions: readonly { readonly [key: string]: Json }[] = [
  { kind: 'createResourceGroup', groupId: group, body: {} },
  { kind: 'createIdentity', identityId, body: {} },
  { kind: 'deleteIdentity', identityId, basis: 'b' },
  { kind: 'createCluster', clusterId, body: {} },
  {
    kind: 'putCluster',
    clusterId,
    eTag: '1',
    basis: 'b',
    sentContent: 'c',
    pools: ['np1'],
    edit: { controlPlane: { kind: 'userAssigned', identityId }, kubeletIdentityId: identityId, values: {} },
  },
  { kind: 'putCluster', clusterId, edit: { controlPlane: { kind: 'systemAssigned' } } },
  { kind: 'upgradeNodeImage', poolId, from: 'a', to: 'b' },
  ...[
    { kind: 'principal', principalId: 'p', principalType: 'ServicePrincipal' },
    { kind: 'identity', identityId },
    { kind: 'controlPlane', clusterId },
    { kind: 'kubelet', clusterId },
    { kind: 'addon', clusterId, addon: 'a' },
  ].map((principal) => ({
    kind: 'assignRole',
    scope: group,
    principal,
    roleName: 'Reader',
    basis: 'b',
    optional: true,
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
  })),
  {
    kind: 'removeRole',
    basis: 'b',
    roleAssignmentId: `${clusterId}/providers/Microsoft.Authorization/roleAssignments/${guid}`,
  },
  { kind: 'createCredential', credentialId, clusterId, issuer: 'https://x', subject: 's', isThere: true },
  { kind: 'deleteCredential', credentialId, subject: 's', basis: 'b' },
  { kind: 'createBinding', bindingId, identityId },
  { kind: 'deleteBinding', bindingId, basis: 'b' },
  ...['addAccessPolicy', 'removeAccessPolicy'].map((kind) => ({
    kind,
    vaultId: `${group}/providers/Microsoft.KeyVault/vaults/v`,
    policy,
    principal: { kind: 'kubelet', clusterId },
  })),
  {
    kind: 'rejoinFleet',
    clusterId,
    eTag: '1',
    memberId: `${group}/providers/Microsoft.ContainerService/fleets/f/members/m`,
  },
  {
    kind: 'activateRole',
    scope: group,
    requestId: `${group}/providers/Microsoft.Authorization/roleAssignmentScheduleRequests/${guid}`,
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    roleName: 'Owner',
    principalId: 'p',
    needsApproval: true,
  },
  { kind: 'deleteTrustedBinding', bindingId: `${clusterId}/trustedAccessRoleBindings/t`, basis: 'b' },
  ...[{}, { resourceId: identityId }].map((delegated) => ({
    kind: 'assignRole',
    scope: group,
    principal: { kind: 'principal', principalId: 'p' },
    roleName: 'Reader',
    delegated,
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    condition: 'x',
  })),
];
const upgrade = { kind: 'upgradeNodeImages', clusterId };
const need = {
  id: 'P-1',
  identity: 'kubelet',
  role: { id: guid, name: 'AcrPull' },
  scope: group,
  actions: ['a/b'],
  dataActions: ['c/d'],
  orAt: { scopes: [group], actions: ['e/f'], doubt: 'x' },
  whyUnknown: 'x',
  why: 'x',
  source: 'x',
};
const full: Json = {
  activityId: 'a.b-1',
  connection: 'here',
  status: 'failed',
  startedAt: at,
  endedAt: at,
  wasClosed: false,
  revision: 1,
  position: 2,
  plan: {
    title: 'x',
    summary: 'x',
    verb: 'x',
    wayBack: 'x',
    nothingToDo: true,
    changes: [upgrade],
    steps: actions.map((action, index) => ({ ...ofEvery(`s${index}`), ...action })),
    warnings: [{ severity: 'disruption', text: 'x', source: 'x', clusterId }],
    checks: [{ title: 'x', verdict: 'pass', detail: 'x', fix: upgrade }],
    before: {},
    after: {},
    reversible: true,
    next: ['x'],
    confirmName: 'c',
    restarts: ['np1'],
    lost: [{ clusterId, text: 'x', fix: upgrade, need, principalId: 'p' }],
    held: (['needed', 'stays', 'offered', 'named'] as const).map((fate, index) => ({
      of: index % 2 === 0 ? 'controlPlane' : 'kubelet',
      holder: 'x',
      principalId: 'p',
      id: 'i',
      what: 'x',
      scope: group,
      condition: 'x',
      policy,
      fate,
      why: 'x',
    })),
    former: [{ principalId: 'p', name: 'x', as: 'kubelet', kind: 'userAssigned', clusterId }],
  },
  steps: actions.map((_, index) => ({
    id: `s${index}`,
    status: 'failed',
    sentAt: at,
    isLost: true,
    endedAt: at,
    operation: '{}',
    error: {
      code: 'forbidden',
      message: 'x',
      armCode: 'X',
      source: 'x',
      target: 'x',
      status: 403,
      correlationId: 'x',
      retryAfter: 5,
      details: [{ code: 'x', message: 'x', target: 'x' }],
    },
  })),
};

/** What may be missing from a step, by the name of the member and of its container. */
const optionalOfSteps = ['account', 'az', 'effect', 'tenantId'];
const optional = [
  ...['run.endedAt', 'run.position', 'run.revision', 'run.wasClosed'],
  ...['plan.confirmName', 'plan.former', 'plan.lost', 'plan.nothingToDo', 'plan.summary', 'plan.verb', 'plan.wayBack'],
  ...['warnings.clusterId', 'checks.fix', 'former.kind', 'need.dataActions', 'need.orAt', 'need.whyUnknown'],
  ...['steps.endedAt', 'steps.error', 'steps.isLost', 'steps.operation', 'steps.sentAt', 'request.body'],
  ...['error.armCode', 'error.correlationId', 'error.details', 'error.retryAfter', 'error.source', 'error.status'],
  ...['error.target', 'details.code', 'details.message', 'details.target'],
  ...['edit.controlPlane', 'edit.kubeletIdentityId', 'edit.values', 'putCluster.basis', 'putCluster.eTag'],
  ...['putCluster.pools', 'putCluster.sentContent', 'deleteIdentity.basis', 'removeRole.basis', 'rejoinFleet.eTag'],
  'principal.principalType',
  ...['upgradeNodeImage.from', 'upgradeNodeImage.to', 'assignRole.basis', 'assignRole.optional'],
  ...['createCredential.isThere', 'createCredential.issuer', 'deleteCredential.basis', 'deleteCredential.subject'],
  'activateRole.needsApproval',
  ...['deleteBinding.basis', 'deleteTrustedBinding.basis', 'assignRole.condition', 'assignRole.delegated'],
  ...[
    'delegated.resourceId',
    'plan.held',
    'held.condition',
    'held.policy',
    'policy.applicationId',
    'permissions.secrets',
  ],
  ...new Set(actions.flatMap(({ kind }) => optionalOfSteps.map((name) => `${kind as string}.${name}`))),
];

/** Every path to a value, but not into what is anybody's: changes and bodies. */
function pathsIn(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || ['changes', 'fix'].includes(String(path.at(-1)))) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}
function at_(value: Json, path: Path): Json {
  return path.reduce((inner, key) => (inner as Record<string | number, Json>)[key] as Json, value);
}
/** The value with another one at the path, or none. */
function changed(value: Json, [key, ...rest]: Path, to: Json | undefined): Json {
  if (key === undefined) return to ?? null;
  const copy = (Array.isArray(value) ? [...(value as Json[])] : { ...(value as object) }) as Record<
    string | number,
    Json
  >;
  if (rest.length > 0) copy[key] = changed(copy[key]!, rest, to);
  else if (to === undefined) delete copy[key];
  else copy[key] = to;
  return copy;
}
/** The last name in a path with its container: the kind of a step of the plan, otherwise a name. */
function placeOf(path: Path): string {
  const names = path.filter((key) => typeof key === 'string');
  const isStep = path[0] === 'plan' && names.at(-2) === 'steps';
  const inside = isStep ? (at_(full, path.slice(0, -1)) as Record<string, Json>)['kind'] : (names.at(-2) ?? 'run');
  return `${inside as string}.${names.at(-1)!}`;
}
const paths = pathsIn(full).filter((path) => path.length > 0);
const named = (path: Path): string => path.join('.');

describe('the record of a run', () => {
  it('with everything is one', () => {
    expect(isRunRecord(full)).toBe(true);
    expect(paths.length).toBeGreaterThan(400);
  });

  it('with everything has a step of each kind', () => {
    const kinds = new Set<unknown>(actions.map(({ kind }) => kind));
    expect(stepKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it('may lack what is optional, and nothing else', () => {
    const members = paths.filter((path) => typeof path.at(-1) === 'string');
    const accepted = members.filter((path) => isRunRecord(changed(full, path, undefined)));
    const places = new Set(accepted.map(placeOf));
    expect([...places].sort()).toEqual([...optional].sort());
    expect(members.filter((path) => places.has(placeOf(path)))).toEqual(accepted);
  });

  it('has nothing odd in any place', () => {
    const taken = paths.flatMap((path) => {
      const value = at_(full, path);
      const odd: readonly Json[] = [null, typeof value === 'number' ? 'x' : 5, Array.isArray(value) ? {} : []];
      return odd
        .filter((each) => isRunRecord(changed(full, path, each)))
        .map((each) => `${named(path)} = ${JSON.stringify(each)}`);
    });
    expect(taken).toEqual([]);
  });

  it.each<[string, Path, readonly Json[], readonly Json[]]>([
    ['status', ['status'], ['running', 'succeeded', 'failed', 'stopped'], ['pending', '', 'Failed']],
    [
      'state of a step',
      ['steps', 0, 'status'],
      ['pending', 'running', 'done', 'alreadyDone', 'failed'],
      ['', 'stopped'],
    ],
    ['method', ['plan', 'steps', 0, 'request', 'method'], ['PUT', 'POST', 'DELETE'], ['GET', '', 'put']],
    ['severity', ['plan', 'warnings', 0, 'severity'], ['info', 'warning', 'disruption'], ['', 'error']],
    ['verdict', ['plan', 'checks', 0, 'verdict'], ['pass', 'fail', 'unknown'], ['', 'met']],
    ['place', ['plan', 'former', 0, 'as'], ['controlPlane', 'kubelet'], ['', 'addon']],
    [
      'kind of identity',
      ['plan', 'former', 0, 'kind'],
      ['systemAssigned', 'userAssigned', 'servicePrincipal'],
      ['', 'x'],
    ],
    [
      'code',
      ['steps', 0, 'error', 'code'],
      ['refused', 'forbidden', 'notFound', 'conflict', 'throttled', 'signedOut', 'cancelled', 'unexpected'],
      ['', 'other'],
    ],
    ['kind of step', ['plan', 'steps', 2, 'kind'], ['deleteIdentity'], ['', 'fly', 'constructor']],
    ['name', ['activityId'], ['a', '_', 'a'.repeat(100)], ['', '.', '-a', 'a/b', 'a b', 'a'.repeat(101)]],
    ['revision', ['revision'], [0, 1], [-1, 1.5]],
  ])('knows each %s that there is, and no other', (_, path, good, bad) => {
    expect(good.filter((value) => !isRunRecord(changed(full, path, value)))).toEqual([]);
    expect(bad.filter((value) => isRunRecord(changed(full, path, value)))).toEqual([]);
  });

  it('names Azure resources by full id and type, and contains no other names', () => {
    // Both a cluster and an identity have the principal of a grant.
    const ids: readonly Path[] = paths.filter(
      (path) =>
        path.at(-1) !== 'resourceId' && /Id$/.test(String(path.at(-1))) && (at_(full, path) as string).startsWith('/'),
    );
    const odd = (id: string): readonly string[] => [
      '',
      'x',
      ` ${id}`,
      `${id} `,
      `${id}/more`,
      `${id}/../x`,
      `x${id}`,
      `${id}?x`,
      id.replace(/[^/]+$/, ''),
      ...[group, clusterId, identityId, poolId, credentialId, bindingId].filter((other) => other !== id),
    ];
    const taken = ids.flatMap((path) =>
      odd(at_(full, path) as string)
        .filter((id) => isRunRecord(changed(full, path, id)))
        .map((id) => `${named(path)} = ${id}`),
    );
    expect(taken).toEqual([]);
  });

  it.each([
    {
      path: 'roleDefinitionId',
      index: 7,
      good: ['', managementGroup, subscription, group],
      name: 'reader',
    },
    { path: 'roleAssignmentId', index: 12, good: ['', managementGroup, group, clusterId], name: guid },
  ])('has a $path at a scope, or above all', ({ path, index, good, name }) => {
    const type = path === 'roleDefinitionId' ? 'roleDefinitions' : 'roleAssignments';
    const idAt = (scope: string, last = name): string => `${scope}/providers/microsoft.authorization/${type}/${last}`;
    const fits = (id: string): boolean => isRunRecord(changed(full, ['plan', 'steps', index, path], id));
    expect(good.filter((scope) => !fits(idAt(scope)))).toEqual([]);
    expect(['x', '/x', `${group}/x`].filter((scope) => fits(idAt(scope)))).toEqual([]);
    expect(['', 'a b', 'a/b', 'a?b', 'a#b', 'a%b', 'a\\b'].filter((last) => fits(idAt(group, last)))).toEqual([]);
    expect([`x${idAt(idAt(''))}`, subscription, `${subscription}x`].filter(fits)).toEqual([]);
  });

  it('has a cluster or an identity as the holder of a delegated grant, and nothing else', () => {
    const path = paths.find((each) => each.at(-1) === 'resourceId')!;
    const fits = (id: string): boolean => isRunRecord(changed(full, path, id));
    expect([clusterId, identityId].every(fits)).toBe(true);
    expect([group, poolId, `${clusterId}/x`, 'x'].filter(fits)).toEqual([]);
  });

  it('has a record for each of its steps', () => {
    const { steps } = full as { steps: readonly Json[] };
    expect(isRunRecord(changed(full, ['steps'], steps.slice(1)))).toBe(false);
    expect(isRunRecord(changed(full, ['steps'], [...steps, { id: 'more', status: 'done' }]))).toBe(true);
  });

  it('may have more than is known', () => {
    const tables = ['permissions'];
    for (const path of paths.filter(
      (each) =>
        !tables.includes(String(each.at(-1))) && typeof at_(full, each) === 'object' && !Array.isArray(at_(full, each)),
    ))
      expect(isRunRecord(changed(full, [...path, 'later'], { x: 1 })), named(path)).toBe(true);
  });
});
