/** Who may do something: the boxes of identities, each once however often it is named. */
import { idKey } from '../arm/resourceId.ts';
import { conditionOf } from '../access/limits.ts';
import { dateAndTime } from '../words/dateTime.ts';
import { scopeWithKind, shortGuid } from '../arm/scopeWords.ts';
import { needKind, type NeedKind } from '../needs/needKinds.ts';
import type { Requirement } from '../needs/need.ts';
import type { RoleAssignment } from '../cluster/model.ts';
import type { IconName } from '../picture/icons.ts';
import type { LineKind } from '../picture/picture.ts';
import { copyFacts, type MapFact, type MapSketch } from './sketch.ts';
import { defined } from '../../shape/defined.ts';
import { textOf, toText } from '../../sentences/textOf.ts';
import { say } from '../../sentences/words.ts';

/** An identity by its names, as far as they are known. */
export interface Names {
  readonly principalId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly identityId?: string | undefined;
}

/** An identity that is to be on the map. */
export interface NewHolder extends Names {
  /** What distinguishes it where it has none of these names. */
  readonly key: string;
  readonly group: string;
  readonly icon?: IconName;
  readonly label: string;
  readonly caption: string;
  readonly why?: string | undefined;
  readonly facts?: readonly MapFact[];
}

/** The identities of a map, found by any of their names. */
export interface Holders {
  /** Returns the id of its box; an identity that is there stays where it is, and is called by this caption, too. */
  readonly add: (holder: NewHolder) => string;
  readonly find: (names: Names) => string | undefined;
  /** Lets a box be found by more names. */
  readonly name: (id: string, ...names: readonly (string | undefined)[]) => void;
  readonly named: (name: string) => string | undefined;
}

/** Begins the identities of a map. */
export function newHolders(sketch: MapSketch): Holders {
  const byName = new Map<string, string>();
  const keys = ({ identityId, principalId, clientId }: Names): readonly string[] =>
    [identityId && idKey(identityId), principalId?.toLowerCase(), clientId?.toLowerCase()].filter(
      (id): id is string => id !== undefined && id !== '',
    );
  const find = (names: Names): string | undefined =>
    keys(names)
      .map((key) => byName.get(key))
      .find((id) => id !== undefined);
  return {
    find,
    named: (name) => byName.get(name.toLowerCase()),
    name(id, ...names) {
      for (const name of names)
        if (name !== undefined) byName.set(name.toLowerCase(), byName.get(name.toLowerCase()) ?? id);
    },
    add({ key, group, icon = 'identity', label, caption, why, facts = [], ...names }) {
      const holder = find(names);
      const id = holder ?? `identity ${keys(names)[0] ?? key}`;
      sketch.add({
        id,
        column: 1,
        group,
        icon,
        label,
        caption,
        ...defined({ why, identityId: names.identityId }),
        facts: [
          ...facts,
          ...copyFacts({
            'Principal ID': names.principalId,
            'Client ID': names.clientId,
            'Resource ID': names.identityId,
          }),
        ],
      });
      if (holder !== undefined) sketch.alsoCalled(id, caption);
      for (const name of keys(names)) if (!byName.has(name)) byName.set(name, id);
      return id;
    },
  };
}

/** A role that something holds, with what it is called. */
export interface MapRole extends RoleAssignment {
  readonly roleName: string;
  readonly roleId: string;
  readonly subscriptionName?: string;
}

/** Draws the roles of a thing as lines to where they hold. */
export function drawRoles(
  sketch: MapSketch,
  from: string,
  roles: readonly MapRole[],
  requirements: readonly Pick<Requirement, 'id' | 'scope' | 'grantedBy'>[] = [],
): void {
  for (const role of roles) {
    const needs = requirements.filter(
      ({ grantedBy }) => grantedBy !== undefined && idKey(grantedBy) === idKey(role.id),
    );
    const purposes = new Set(needs.map(neededFor));
    drawRole(sketch, from, role, { facts: [...purposes].map((value) => ({ label: toText`Needed`, value })) });
  }
}

/** Draws a role as a line to where it holds, with those facts before what is known of the role assignment. */
export function drawRole(
  sketch: MapSketch,
  from: string,
  role: MapRole,
  { kind = 'granted', facts }: { readonly kind?: LineKind; readonly facts: readonly MapFact[] },
): void {
  const { id, roleId, scope, roleName, subscriptionName, createdOn, description } = role;
  const condition = conditionOf(role);
  const since = createdOn === undefined ? undefined : new Date(createdOn);
  sketch.connect({
    from,
    to: sketch.addScope(scope, subscriptionName),
    label: roleName,
    kind,
    facts: [
      ...facts,
      ...(since === undefined || Number.isNaN(since.getTime())
        ? []
        : [{ label: toText`Since`, value: textOf(dateAndTime(since)) }]),
      ...(condition === undefined ? [] : [{ label: toText`Condition`, value: textOf(condition) }]),
      ...(description === undefined || description === '' ? [] : [{ label: toText`Description`, value: description }]),
      ...copyFacts({ 'Role assignment': id, 'Role definition': roleId }),
    ],
  });
}

/** Says what a role is needed for. */
export function neededFor({ id, scope }: Pick<Requirement, 'id' | 'scope'>): string {
  const kinds: readonly NeedKind[] = Object.values(needKind);
  const verb = kinds.find((kind) => kind.id === id)?.verb ?? say`change`;
  return toText`To ${verb} ${scopeWithKind(scope)}`;
}

/** Names a principal that has no other name. */
export function principalLabel(principalId: string | undefined): string {
  return principalId === undefined ? toText`principal not known` : toText`principal ${shortGuid(principalId)}`;
}
