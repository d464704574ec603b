/**
 * What people and groups may do by role bindings inside a cluster, in the same terms as what Azure's roles give them.
 * Sources: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ and
 * https://learn.microsoft.com/azure/aks/azure-ad-rbac
 */
import { objectsAt, textAt, textsAt, valueAt, type JsonObject } from '../arm/json.ts';
import { isGuid, sameGuid } from '../arm/resourceId.ts';
import { unknownToAll, unknownWith, type Unknown } from '../arm/unknown.ts';
import { defined } from '../../shape/defined.ts';
import { say } from '../../sentences/words.ts';
import type { AbilityVerdict, InsideBinding } from './accessDecider.ts';
import { kubernetesAbilities, kubernetesAbilityIds, type KubernetesAbility } from './abilities.ts';
import type { AccessPosture } from './accessMode.ts';
import type { AccessCell, AccessPrincipal, ClusterAccess, InsideAccess } from './model.ts';

/** The objects of a cluster that decide, as `kubectl get` prints them. */
export interface RoleObjects {
  readonly objects: readonly InsideObject[];
  /** The kinds that were read. */
  readonly kinds: ReadonlySet<string>;
  /** True if every namespace was read. */
  readonly isWhole: boolean;
  /** Why kinds that decide could not be read. */
  readonly unknownOfBindings: readonly Unknown[];
}

interface InsideObject extends InsideBinding {
  readonly json: JsonObject;
}

const kindsNeeded = ['RoleBinding', 'ClusterRoleBinding', 'Role', 'ClusterRole'];

/** Returns what users and groups of Microsoft Entra may do by bindings; those that are named by anything but an object id are only counted. */
function insideAccess(seen: RoleObjects, posture: AccessPosture, known: readonly AccessPrincipal[] = []): InsideAccess {
  const bindings = seen.objects.filter(({ kind }) => kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
  const principals = new Map<string, AccessPrincipal>();
  const principalFor = (id: string, type: string): AccessPrincipal => {
    const key = id.toLowerCase();
    const principal =
      principals.get(key) ?? known.find((candidate) => sameGuid(candidate.id, id)) ?? ({ id, type } as const);
    principals.set(key, principal);
    return principal;
  };
  const subjects = bindings.flatMap((binding) =>
    objectsAt(binding.json, 'subjects')
      .filter((subject) => ['User', 'Group'].includes(textAt(subject, 'kind') ?? ''))
      .map((subject) => ({ binding, type: textAt(subject, 'kind') ?? '', name: textAt(subject, 'name') ?? '' })),
  );
  const cells = subjects
    .filter(({ name }) => isGuid(name))
    .flatMap(({ binding, type, name }) => cellsBy(binding, principalFor(name, type), seen, posture));
  const others = new Set(subjects.flatMap(({ name }) => (isGuid(name) || name.startsWith('system:') ? [] : [name])));
  return {
    cells: withoutRepeats(cells),
    unknown: [...unknownOf(seen), ...(others.size > 0 ? [named(others.size)] : [])],
  };
}

/** Adds what a check in the cluster has read to who can act on it. */
export function withInside(known: ClusterAccess, seen: RoleObjects): ClusterAccess {
  const principals = [...known.cells, ...known.eligible.cells].map(({ principal }) => principal);
  const inside = insideAccess(seen, known.posture, principals);
  const isAdmin = (id: string): boolean =>
    inside.cells.some(
      ({ ability, hasNoEffect, principal }) => ability === 'clusterAdmin' && !hasNoEffect && sameGuid(principal.id, id),
    );
  // Who is administrator already need not become one.
  return { ...known, inside, ways: known.ways.filter(({ principal }) => !isAdmin(principal.id)) };
}

function unknownOf({ kinds, isWhole, unknownOfBindings }: RoleObjects): readonly Unknown[] {
  const isMissing = kindsNeeded.some((kind) => !kinds.has(kind));
  const notThere = say`Not all roles and role bindings inside the cluster were read.`;
  const partly = say`Saved kubectl output may lack the role bindings of some namespaces.`;
  return [
    ...unknownOfBindings,
    ...(isMissing && unknownOfBindings.length === 0
      ? [unknownWith('notAsked', 'roleBindings', notThere, 'inside')]
      : []),
    ...(isWhole ? [] : [unknownToAll('roleBindings', 'namespaces', partly)]),
  ];
}

function named(count: number): Unknown {
  return unknownToAll(
    'roleBindings',
    'names',
    say`Users and groups that role bindings name without an object ID (for example by user name) are not shown: ${count}.`,
  );
}

function cellsBy(
  binding: InsideObject,
  principal: AccessPrincipal,
  seen: RoleObjects,
  { mode }: AccessPosture,
): readonly AccessCell[] {
  const isInNamespace = binding.kind === 'RoleBinding';
  const namespace = isInNamespace ? binding.namespace : undefined;
  // Without Microsoft Entra nobody signs in under an object id.
  const noEffect = mode === 'certificates' || mode === 'nobody' ? { hasNoEffect: true as const } : {};
  const cell = (ability: AccessCell['ability'], verdict: AbilityVerdict): AccessCell => ({
    ...{ principal, ability, verdict },
    ...defined({ namespace }),
    ...noEffect,
  });
  const roleKind = textAt(binding.json, 'roleRef.kind') ?? '';
  const roleName = textAt(binding.json, 'roleRef.name') ?? '';
  const by: AbilityVerdict = {
    kind: 'inside',
    binding: { kind: binding.kind, name: binding.name, ...defined({ namespace }) },
    role: `${roleKind} ${roleName}`,
  };
  const role = seen.objects.find(
    ({ kind, name, namespace: where }) =>
      kind === roleKind && name === roleName && (kind === 'ClusterRole' || where === binding.namespace),
  );
  if (role !== undefined) {
    const given = abilitiesOf(objectsAt(role.json, 'rules'), !isInNamespace);
    return given.map((ability) => cell(ability, by));
  }
  // A binding to a role that does not exist gives nothing.
  if (seen.isWhole && seen.kinds.has(roleKind)) return [];
  const reason = say`It depends on the rules of ${roleKind} ${roleName}, which were not read.`;
  return [cell('other', { kind: 'unknown', unknown: unknownWith('notAsked', 'roleBindings', reason, roleName) })];
}

/** Returns the abilities that rules give, in the whole cluster or in one namespace; `other` if they only give something else. */
export function abilitiesOf(
  rules: readonly JsonObject[],
  isWholeCluster: boolean,
): readonly (KubernetesAbility | 'other')[] {
  // What is limited to objects by name is none of the abilities.
  const open = rules.filter((rule) => textsAt(rule, 'resourceNames').length === 0);
  const given = kubernetesAbilityIds.filter(
    (ability) =>
      // Who may do everything in one namespace is administrator of that namespace only.
      (ability !== 'clusterAdmin' || isWholeCluster) &&
      kubernetesAbilities[ability].dataActions.some((dataAction) => open.some((rule) => allows(rule, dataAction))),
  );
  if (given.length > 0) return given;
  return rules.some((rule) => textsAt(rule, 'resources').length > 0) ? ['other'] : [];
}

const verbsOf: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'update', 'patch'],
  // A command in a pod is a request of either kind, by the version of kubectl.
  action: ['create', 'get'],
};

/** Whether a rule allows what a data action of Azure does, such as `apps/deployments/write`; `*` is everything. */
function allows(rule: JsonObject, dataAction: string): boolean {
  // The core group is an empty text.
  const listOf = (name: string): readonly unknown[] => {
    const list = valueAt(rule, name);
    return Array.isArray(list) ? list : [];
  };
  const [groups, resources, verbs] = [listOf('apiGroups'), listOf('resources'), listOf('verbs')];
  if (dataAction === '*') return [groups, resources, verbs].every((list) => list.includes('*'));
  const parts = dataAction.split('/');
  const verb = parts.pop() ?? '';
  const isExec = verb === 'action';
  const [group, resource] = parts.length === 2 && !isExec ? parts : ['', parts.join('/')];
  const [kind, below] = (resource ?? '').split('/');
  const names = ['*', resource, ...(below === undefined ? [] : [`${kind ?? ''}/*`, `*/${below}`])];
  return (
    groups.some((name) => name === '*' || name === group) &&
    names.some((name) => resources.includes(name)) &&
    ['*', ...(verbsOf[verb] ?? [])].some((name) => verbs.includes(name))
  );
}

/** Several bindings may give the same; what is given in the whole cluster needs no namespace. */
function withoutRepeats(cells: readonly AccessCell[]): readonly AccessCell[] {
  const everywhere = cells.filter(({ namespace }) => namespace === undefined);
  const isCovered = (cell: AccessCell): boolean =>
    cell.namespace !== undefined &&
    everywhere.some(({ principal, ability }) => principal === cell.principal && ability === cell.ability);
  const seen = new Set<string>();
  return cells.filter((cell) => {
    const { principal, ability, namespace = '', verdict } = cell;
    const key = [principal.id.toLowerCase(), ability, namespace, verdict.kind].join(' ');
    if (isCovered(cell) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
