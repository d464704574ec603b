/** What a change does, said of the time before it, meanwhile and afterwards. */
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

/** The same, also as texts that were stored. */
interface TitleAs<T> {
  readonly title: T;
  readonly doing?: T;
  readonly done?: T;
}

function verb(title: string, doing: string, done: string): (what: string) => Tenses {
  return (what) => ({ title: say`${title} ${what}`, doing: say`${doing} ${what}`, done: say`${done} ${what}` });
}

/** What is said of each verb with what it is about. */
export const verbs = {
  assign: verb('Assign', 'Assigning', 'Assigned'),
  attach: verb('Attach', 'Attaching', 'Attached'),
  bind: verb('Bind', 'Binding', 'Bound'),
  change: verb('Change', 'Changing', 'Changed'),
  connect: verb('Connect', 'Connecting', 'Connected'),
  create: verb('Create', 'Creating', 'Created'),
  delete: verb('Delete', 'Deleting', 'Deleted'),
  detach: verb('Detach', 'Detaching', 'Detached'),
  fix: verb('Fix', 'Fixing', 'Fixed'),
  give: verb('Give', 'Giving', 'Gave'),
  migrate: verb('Migrate', 'Migrating', 'Migrated'),
  move: verb('Move', 'Moving', 'Moved'),
  remove: verb('Remove', 'Removing', 'Removed'),
  upgrade: verb('Upgrade', 'Upgrading', 'Upgraded'),
} as const;

/** Says that a service account of a cluster is connected to an identity. */
export function tensesOfConnecting(account: string, cluster: string, identity: string): Tenses {
  return verbs.connect(`${account} on ${cluster} to ${identity}`);
}

/** Says that something is turned on or off for a cluster. */
export function tensesOfTurning(what: string, to: 'on' | 'off', cluster: string): Tenses {
  return {
    title: say`Turn ${what} ${to} for ${cluster}`,
    doing: say`Turning ${to} ${what} for ${cluster}`,
    done: say`Turned ${to} ${what} for ${cluster}`,
  };
}

/** Returns the title of something and whatever it has of the other tenses, each made by the rule. */
export function mapTenses<T, As>({ title, doing, done }: TitleAs<T>, rule: (text: T) => As): TitleAs<As> {
  return {
    title: rule(title),
    ...(doing === undefined ? {} : { doing: rule(doing) }),
    ...(done === undefined ? {} : { done: rule(done) }),
  };
}
