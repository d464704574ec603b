/** The connection that is remembered between sessions, and the subscriptions that were selected on each. */
import type { Memento } from 'vscode';
import { isRecord } from '../shape/shape.ts';

/** Describes a connection that can be opened again. */
export type RememberedConnection =
  | { readonly kind: 'azure' | 'demo' }
  | { readonly kind: 'emulator'; readonly url: string };

/** Remembers choices in the extension's storage; those about subscriptions belong to the key of their connection. */
export interface Remembered {
  connection(): RememberedConnection | undefined;
  setConnection(connection: RememberedConnection | undefined): Promise<void>;
  /** The subscription that all actions use, if one was chosen. */
  active(key: string): string | undefined;
  setActive(key: string, id: string | undefined): Promise<void>;
  /** Returns the subscriptions to show, `'all'` if that was chosen, and `undefined` if nothing was. */
  selected(key: string): readonly string[] | 'all' | undefined;
  setSelected(key: string, ids: readonly string[] | 'all'): Promise<void>;
}

const connectionKey = 'connection';
const activeKey = 'activeSubscriptions';
const selectedKey = 'selectedSubscriptions';

/** Reads choices from `state`, and writes every change to it. */
export function rememberConnectionIn(state: Memento): Remembered {
  const activeOf = (): StoredObject => objectIn(state.get<unknown>(activeKey));
  const selectedOf = (): StoredObject => objectIn(state.get<unknown>(selectedKey));
  return {
    connection: () => connectionIn(objectIn(state.get<unknown>(connectionKey))),
    setConnection: async (connection) => state.update(connectionKey, connection),
    active(key) {
      const id = activeOf()[key];
      return typeof id === 'string' ? id : undefined;
    },
    async setActive(key, id) {
      const { [key]: _, ...others } = activeOf();
      await state.update(activeKey, id === undefined ? others : { ...others, [key]: id });
    },
    selected(key) {
      const chosen = selectedOf()[key];
      if (chosen === null) return 'all';
      return Array.isArray(chosen) ? chosen.filter((id) => typeof id === 'string') : undefined;
    },
    // JSON has no `undefined`; `null` means all subscriptions, although others are selected elsewhere.
    setSelected: async (key, ids) => state.update(selectedKey, { ...selectedOf(), [key]: ids === 'all' ? null : ids }),
  };
}

/** What was stored under a key: by this version, by another one, or damaged. */
type StoredObject = Readonly<Record<string, unknown>>;

function objectIn(value: unknown): StoredObject {
  return isRecord(value) ? value : {};
}

function connectionIn({ kind, url }: StoredObject): RememberedConnection | undefined {
  if (kind === 'azure' || kind === 'demo') return { kind };
  return kind === 'emulator' && typeof url === 'string' ? { kind, url } : undefined;
}
