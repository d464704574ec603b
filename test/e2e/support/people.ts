import { readFile, rename, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';

/** Somebody with a Microsoft account, as the test's authentication provider knows them. */
export interface Person {
  readonly id: string;
  readonly oid: string;
  readonly label: string;
  readonly home: string;
  readonly signedIn: boolean;
  /** The directories other than home where they have signed in. */
  readonly tenants: readonly string[];
  /** How long their tokens are good for. */
  readonly seconds?: number;
}

/** The file from which the provider takes its people. */
export interface People {
  readonly file: string;
  /** Who signs in next, where no account is asked for. */
  readonly next: (id: string) => Promise<void>;
  readonly change: (id: string, changes: Partial<Person>) => Promise<void>;
  /** What the provider did: tokens and sign-ins, oldest first. */
  readonly log: () => Promise<
    readonly { what: string; person: string; provider: string; tenant?: string; claims?: string }[]
  >;
}

/** Writes the people to a file. */
export async function createPeople(file: string, people: readonly Person[]): Promise<People> {
  type State = { next: string; people: readonly Person[] };
  const update = async (change: (state: State) => State): Promise<void> => {
    const state = JSON.parse(await readFile(file, 'utf8')) as State;
    await writeFile(`${file}.test`, JSON.stringify(change(state)));
    await rename(`${file}.test`, file);
  };
  await writeFile(file, JSON.stringify({ next: people[0]?.id ?? '', people }));
  return {
    file,
    next: (id) => update((state) => ({ ...state, next: id })),
    change: (id, changes) =>
      update((state) => ({
        ...state,
        people: state.people.map((person) => (person.id === id ? { ...person, ...changes } : person)),
      })),
    async log() {
      if (!existsSync(`${file}.log`)) return [];
      const lines = (await readFile(`${file}.log`, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as { what: string; person: string; provider: string });
    },
  };
}
