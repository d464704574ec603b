/** What a change does, in words for before, during and after it. */
import { say, type Words } from '../../sentences/words.ts';

export interface Tenses {
  /** `Connect shop/cart on web-weu to id-cart`. */
  readonly title: Words;
  /** `Connecting shop/cart on web-weu to id-cart`. */
  readonly doing: Words;
  /** `Connected shop/cart on web-weu to id-cart`. */
  readonly done: Words;
}

/** The same, and what a plan says: `Connects shop/cart on web-weu to id-cart`. */
export interface PlannedTenses extends Tenses {
  readonly does: Words;
}

/** A title with its other tenses, if they are known: earlier versions stored a title alone. */
export type Title = Pick<Tenses, 'title'> & Partial<Omit<Tenses, 'title'>>;

/** The same, also as stored texts. */
interface TitleAs<T> {
  readonly title: T;
  readonly doing?: T;
  readonly done?: T;
}

function tensesOfVerb(title: string, does: string, doing: string, done: string): (target: string) => PlannedTenses {
  return (target) => ({
    title: say`${title} ${target}`,
    does: say`${does} ${target}`,
    doing: say`${doing} ${target}`,
    done: say`${done} ${target}`,
  });
}

/** The words for each verb and its object. */
export const verbs = {
  assign: tensesOfVerb('Assign', 'Assigns', 'Assigning', 'Assigned'),
  attach: tensesOfVerb('Attach', 'Attaches', 'Attaching', 'Attached'),
  bind: tensesOfVerb('Bind', 'Binds', 'Binding', 'Bound'),
  change: tensesOfVerb('Change', 'Changes', 'Changing', 'Changed'),
  connect: tensesOfVerb('Connect', 'Connects', 'Connecting', 'Connected'),
  create: tensesOfVerb('Create', 'Creates', 'Creating', 'Created'),
  delete: tensesOfVerb('Delete', 'Deletes', 'Deleting', 'Deleted'),
  disable: tensesOfVerb('Disable', 'Disables', 'Disabling', 'Disabled'),
  detach: tensesOfVerb('Detach', 'Detaches', 'Detaching', 'Detached'),
  enable: tensesOfVerb('Enable', 'Enables', 'Enabling', 'Enabled'),
  fix: tensesOfVerb('Fix', 'Fixes', 'Fixing', 'Fixed'),
  migrate: tensesOfVerb('Migrate', 'Migrates', 'Migrating', 'Migrated'),
  move: tensesOfVerb('Move', 'Moves', 'Moving', 'Moved'),
  remove: tensesOfVerb('Remove', 'Removes', 'Removing', 'Removed'),
  upgrade: tensesOfVerb('Upgrade', 'Upgrades', 'Upgrading', 'Upgraded'),
} as const;

/** Says that a service account of a cluster is connected to an identity. */
export function tensesOfConnecting(account: string, cluster: string, identity: string): Tenses {
  return verbs.connect(`${account} on ${cluster} to ${identity}`);
}

/** Applies a function to a title and to the other tenses that it has. */
export function mapTenses<T, As>({ title, doing, done }: TitleAs<T>, rule: (text: T) => As): TitleAs<As> {
  return {
    title: rule(title),
    ...(doing === undefined ? {} : { doing: rule(doing) }),
    ...(done === undefined ? {} : { done: rule(done) }),
  };
}
