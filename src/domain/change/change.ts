/** What the user may ask for, as data. The public API, the panel and the planner use the same union. */
import { lastSegment } from '../arm/resourceId.ts';
import { kinds } from './kinds.ts';
import type { controlPlaneChoice, outboundType } from './fields.ts';
import type { ClusterCondition, Kind } from './kind.ts';
import type { PlannedTenses, Tenses, Title } from './tenses.ts';
import { oneOf, open, variants, type Of, type VariantOf } from '../../shape/shape.ts';
import { say, type Words } from '../../sentences/words.ts';

type FieldsOfKinds = { readonly [K in keyof typeof kinds]: (typeof kinds)[K]['fields'] };

/** Everything that the user may ask for. */
export type Change = VariantOf<FieldsOfKinds>;

/** The kinds of change, for tables and exhaustive tests. */
export type ChangeKind = keyof typeof kinds;

/** A change of one kind. */
export type ChangeOf<K extends ChangeKind> = Extract<Change, { readonly kind: K }>;

/** A change that is still being put together: its kind, and the fields that are already known. */
export type Draft<C extends Change = Change> = C extends Change ? Pick<C, 'kind'> & Partial<Omit<C, 'kind'>> : never;

/** The control plane identity that is wanted. */
export type ControlPlaneChoice = Of<typeof controlPlaneChoice>;

/** How traffic leaves the cluster. */
export type OutboundType = Of<typeof outboundType>;

/** The tags of a resource. */
export type Tags = Readonly<Record<string, string>>;

/** A new cluster. */
export type CreateCluster = ChangeOf<'createCluster'>;

const changeKinds = Object.keys(kinds) as ChangeKind[];
/** The check of a kind of change. */
export const changeKind = oneOf(...changeKinds);

const fieldsOfKinds = Object.fromEntries(
  Object.entries(kinds).map(([kind, { fields }]) => [kind, fields]),
) as FieldsOfKinds;

/** The check of a change in which nothing is unknown. */
export const changeShape = variants(fieldsOfKinds);
/** The check of a change that a newer version may have written: unknown members stay. */
export const openChangeShape = variants(fieldsOfKinds, { make: open });

/** Says what a change does, as a title: `Change control plane of shop-weu to id-shop-weu`. */
export function titleOf(change: Change): Words {
  return tensesOfChange(change).title;
}

/** Says what a change does, in each tense. */
export function tensesOfChange(change: Change): Tenses {
  const kind: Kind = kinds[change.kind];
  return kind.says(change);
}

/** Returns the change that the others lead to: the last one, or the credential whose identity the last ones give roles. */
export function mainOf(changes: readonly Change[]): Change | undefined {
  const last = changes.at(-1);
  if (last?.kind !== 'assignRole') return last;
  return changes.findLast(({ kind }) => kind === 'createCredential') ?? last;
}

/** Returns the text of the button that applies changes, named after the one that the others lead to. */
export function verbOf(changes: readonly Change[]): Words {
  const last = mainOf(changes);
  if (!last) return say`Apply`;
  const kind: Kind = kinds[last.kind];
  return tensesOfSeveral(changes)?.title ?? kind.verb(last);
}

/**
 * Returns the name of the only cluster that changes are made to, and what is done there: sentences that begin with it say whose
 * change it is where the end is cut off. `undefined` if there is none, or more than one change.
 */
export function atOneCluster(changes: readonly Change[]): { readonly name: string; readonly what: Words } | undefined {
  const [change, ...others] = changes.filter(({ kind }) => kind !== 'createIdentity' && kind !== 'createResourceGroup');
  if (change === undefined || others.length > 0 || !('clusterId' in change)) return undefined;
  const kind: Kind = kinds[change.kind];
  return { name: lastSegment(change.clusterId), what: kind.atCluster?.(change) ?? kind.verb(change) };
}

/** Says what is true once a change is done; `undefined` if its title says it. */
export function doneTextOf(change: Change): Words | undefined {
  const kind: Kind = kinds[change.kind];
  return kind.doneText?.(change);
}

/** Says what changes do in each tense, named after the one that the others lead to; several of one kind are counted. */
export function tensesOfChanges(changes: readonly Change[]): Tenses | undefined {
  const last = mainOf(changes);
  const several = tensesOfSeveral(changes);
  if (several === undefined) return last && tensesOfChange(last);
  const { does: _, ...tenses } = several;
  return tenses;
}

/** Counts several changes of one kind; `undefined` if there is one, or if the kind never comes in numbers. */
export function tensesOfSeveral(changes: readonly Change[]): PlannedTenses | undefined {
  const last = mainOf(changes);
  if (!last) return undefined;
  const kind: Kind = kinds[last.kind];
  const count = changes.filter((change) => change.kind === last.kind).length;
  return count > 1 ? kind.many?.(count) : undefined;
}

/** Returns a title in each tense; missing tenses are those of the changes. */
export function tensesOf({ title, doing, done }: Title, changes: readonly Change[]): Tenses {
  const tenses = tensesOfChanges(changes);
  return { title, doing: doing ?? tenses?.doing ?? title, done: done ?? tenses?.done ?? title };
}

/** Returns the names of the fields that a change needs before it is planned. */
export function neededFields(kind: ChangeKind): readonly string[] {
  const { fields, asked = [] }: Kind = kinds[kind];
  return [...Object.keys(fields).filter((name) => !('isOptional' in (fields[name] ?? {}))), ...asked];
}

/** The kinds of change that programs, agents and the command line may ask for. */
export const givenKinds: readonly ChangeKind[] = changeKinds.filter((kind) => {
  const { isPersonal }: Kind = kinds[kind];
  return isPersonal !== true;
});

/** The kinds of change to an existing cluster. */
export const clusterKinds: readonly ChangeKind[] = changeKinds.filter((kind) => 'clusterId' in kinds[kind].fields);

/** Says what a cluster must be like for the change. */
export function conditionsFor(kind: ChangeKind): readonly ClusterCondition[] {
  const { conditions: needs = [] }: Kind = kinds[kind];
  return needs;
}

/** The kinds of change that the panel of a cluster offers, each with the text next to its button. */
export const starts: readonly (readonly [ChangeKind, Words])[] = changeKinds.flatMap((kind) => {
  const { start }: Kind = kinds[kind];
  return start === undefined ? [] : [[kind, start] as const];
});
