/** What all parts of a map are drawn with. */
import { idKey, parseResourceId } from '../../domain/arm/resourceId.ts';
import { scopeKind, scopeName } from '../../domain/arm/scopeWords.ts';
import type { MapEdge, MapNode, MapView } from '../protocol/panel.ts';

/** What is on a map so far: each thing once, even if it was added several times. */
export interface Drawing {
  /** Returns the thing's id; of two with one id the first stays. */
  readonly add: (node: MapNode) => string;
  readonly addScope: (scope: string, subscriptionName?: string) => string;
  readonly connect: (from: string, to: string, kind: MapEdge['kind']) => void;
  readonly view: () => MapView;
}

/** Makes an empty drawing; `lacking` are the scopes on which roles are missing, by `idKey`. */
export function newDrawing(lacking: ReadonlyMap<string, MapNode>): Drawing {
  const nodes = new Map<string, MapNode>();
  const edges = new Map<string, MapEdge>();
  const add = (node: MapNode): string => {
    if (!nodes.has(node.id)) nodes.set(node.id, node);
    return node.id;
  };
  return {
    add,
    addScope: (scope, subscriptionName) => add(lacking.get(idKey(scope)) ?? scopeNode(scope, subscriptionName)),
    connect(from, to, kind) {
      edges.set(`${from} ${to}`, { from, to, kind });
    },
    view: () => ({ nodes: [...nodes.values()], edges: [...edges.values()] }),
  };
}

/**
 * Draws a role that something on the map holds at a scope. Where that signs in as someone else, `from` is its box, and the
 * role is drawn once for all who sign in so.
 */
export function drawRole(
  drawing: Drawing,
  holder: Pick<MapNode, 'id' | 'label'>,
  role: ScopedRole,
  from: string = holder.id,
): void {
  const node = drawing.add({
    id: `${holder.id} ${role.roleName}`,
    kind: 'role',
    label: role.roleName,
    caption: `held by ${holder.label}`,
    tone: 'ok',
    facts: [{ label: 'Role definition', value: role.roleId, copy: role.roleId }],
  });
  drawing.connect(from, node, 'granted');
  drawing.connect(node, drawing.addScope(role.scope, role.subscriptionName), 'granted');
}

/** A role with the scope at which it is held. */
export interface ScopedRole {
  readonly roleName: string;
  readonly roleId: string;
  readonly scope: string;
  readonly subscriptionName?: string;
}

/** Makes the node of a scope. */
export function scopeNode(scope: string, subscriptionName?: string): MapNode {
  return {
    id: `scope ${idKey(scope)}`,
    kind: 'scope',
    label: scopeName(scope, () => subscriptionName),
    caption: kindOf(scope),
    tone: 'ok',
    facts: [{ label: 'Scope', value: scope, copy: scope }],
  };
}

const wideKinds: Readonly<Record<string, string>> = {
  'microsoft.resources/subscriptions': 'subscription',
  'microsoft.management/managementgroups': 'management group',
};

function kindOf(scope: string): string {
  const kind = scopeKind(scope);
  if (kind !== undefined) return kind;
  const type = parseResourceId(scope)?.type ?? 'tenant';
  return wideKinds[type.toLowerCase()] ?? type;
}
