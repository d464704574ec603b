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

/** A title with its other tenses, if they are known: earlier versions stored a title alone. */
export type Title = Pick<Tenses, 'title'> & Partial<Omit<Tenses, 'title'>>;

/** The same, also as stored texts. */
interface TitleAs<T> {
  readonly title: T;
  readonly doing?: T;
  readonly done?: T;
}

function tensesOfVerb(title: string, doing: string, done: string): (target: string) => Tenses {
  return (target) => ({ title: say`${title} ${target}`, doing: say`${doing} ${target}`, done: say`${done} ${target}` });
}

/** The words for each verb and its object. */
export const verbs = {
  assign: tensesOfVerb('Assign', 'Assigning', 'Assigned'),
  attach: tensesOfVerb('Attach', 'Attaching', 'Attached'),
  bind: tensesOfVerb('Bind', 'Binding', 'Bound'),
  change: tensesOfVerb('Change', 'Changing', 'Changed'),
  connect: tensesOfVerb('Connect', 'Connecting', 'Connected'),
  create: tensesOfVerb('Create', 'Creating', 'Created'),
  delete: tensesOfVerb('Delete', 'Deleting', 'Deleted'),
  disable: tensesOfVerb('Disable', 'Disabling', 'Disabled'),
  detach: tensesOfVerb('Detach', 'Detaching', 'Detached'),
  enable: tensesOfVerb('Enable', 'Enabling', 'Enabled'),
  fix: tensesOfVerb('Fix', 'Fixing', 'Fixed'),
  migrate: tensesOfVerb('Migrate', 'Migrating', 'Migrated'),
  move: tensesOfVerb('Move', 'Moving', 'Moved'),
  remove: tensesOfVerb('Remove', 'Removing', 'Removed'),
  upgrade: tensesOfVerb('Upgrade', 'Upgrading', 'Upgraded'),
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
