/** What a change does, in words for before, during and after it. */
import { say, type Words, type Phrase, templated } from '../../sentences/words.ts';

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

/** Each verb as a title says it, and as one says what it does, is doing and has done. */
const forms = {
  activate: ['Activate', 'Activates', 'Activating', 'Activated'],
  assign: ['Assign', 'Assigns', 'Assigning', 'Assigned'],
  attach: ['Attach', 'Attaches', 'Attaching', 'Attached'],
  bind: ['Bind', 'Binds', 'Binding', 'Bound'],
  change: ['Change', 'Changes', 'Changing', 'Changed'],
  connect: ['Connect', 'Connects', 'Connecting', 'Connected'],
  create: ['Create', 'Creates', 'Creating', 'Created'],
  delete: ['Delete', 'Deletes', 'Deleting', 'Deleted'],
  disable: ['Disable', 'Disables', 'Disabling', 'Disabled'],
  detach: ['Detach', 'Detaches', 'Detaching', 'Detached'],
  enable: ['Enable', 'Enables', 'Enabling', 'Enabled'],
  fix: ['Fix', 'Fixes', 'Fixing', 'Fixed'],
  migrate: ['Migrate', 'Migrates', 'Migrating', 'Migrated'],
  move: ['Move', 'Moves', 'Moving', 'Moved'],
  prepare: ['Prepare', 'Prepares', 'Preparing', 'Prepared'],
  remove: ['Remove', 'Removes', 'Removing', 'Removed'],
  undo: ['Undo', 'Undoes', 'Undoing', 'Undid'],
  upgrade: ['Upgrade', 'Upgrades', 'Upgrading', 'Upgraded'],
} as const;
type Verb = keyof typeof forms;

function ofEachVerb<T>(make: (verb: Verb) => (target: Phrase) => T): Readonly<Record<Verb, (target: Phrase) => T>> {
  const entries = (Object.keys(forms) as Verb[]).map((verb) => [verb, make(verb)] as const);
  return Object.fromEntries(entries) as Record<Verb, (target: Phrase) => T>;
}

/** The words for each verb and its object. */
export const verbs = ofEachVerb((verb) => (target): Tenses => {
  const [title, , doing, done] = forms[verb];
  return {
    title: templated(`${title} {0}`, target),
    doing: templated(`${doing} {0}`, target),
    done: templated(`${done} {0}`, target),
  };
});

/** The same, with what a plan says. */
export const plannedVerbs = ofEachVerb((verb) => (target): PlannedTenses => ({
  ...verbs[verb](target),
  does: templated(`${forms[verb][1]} {0}`, target),
}));

/** Says that a service account of a cluster is connected to an identity. */
export function tensesOfConnecting(account: string, cluster: string, identity: string): Tenses {
  return verbs.connect(say`${account} on ${cluster} to ${identity}`);
}

/** Applies a function to a title and to the other tenses that it has. */
export function mapTenses<T, As>({ title, doing, done }: TitleAs<T>, rule: (text: T) => As): TitleAs<As> {
  return {
    title: rule(title),
    ...(doing === undefined ? {} : { doing: rule(doing) }),
    ...(done === undefined ? {} : { done: rule(done) }),
  };
}
