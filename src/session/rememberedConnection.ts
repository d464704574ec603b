/** What is remembered between sessions: the connection, and which subscriptions were chosen on each. */
import type { Memento } from 'vscode';
import { isRecord } from '../shape/shape.ts';

/** What is remembered about the connection. */
export type RememberedConnection =
  { readonly kind: 'azure' | 'demo' } | { readonly kind: 'emulator'; readonly url: string };

/** Choices kept in the extension's storage; subscriptions are kept by the key of the connection that they were chosen on. */
export interface Remembered {
  connection(): RememberedConnection | undefined;
  setConnection(connection: RememberedConnection | undefined): Promise<void>;
  /** The subscription that all actions use, where one was chosen. */
  active(key: string): string | undefined;
  setActive(key: string, id: string | undefined): Promise<void>;
  /** The subscriptions to show; `'all'` where that was chosen, `undefined` where nothing was. */
  selected(key: string): readonly string[] | 'all' | undefined;
  setSelected(key: string, ids: readonly string[] | 'all'): Promise<void>;
}

const connectionKey = 'connection';
const activeKey = 'activeSubscriptions';
const selectedKey = 'selectedSubscriptions';

/** What `state` holds; every change is written to it. */
export function rememberedIn(state: Memento): Remembered {
  const activeOf = (): Kept => keptIn(state.get<unknown>(activeKey));
  const selectedOf = (): Kept => keptIn(state.get<unknown>(selectedKey));
  return {
    connection: () => connectionIn(keptIn(state.get<unknown>(connectionKey))),
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
    // JSON keeps no `undefined`: all subscriptions, although others are selected elsewhere, is `null`.
    setSelected: async (key, ids) => state.update(selectedKey, { ...selectedOf(), [key]: ids === 'all' ? null : ids }),
  };
}

/** What was found under a key: of this version's making, of another's, or damaged. */
type Kept = Readonly<Record<string, unknown>>;

function keptIn(value: unknown): Kept {
  return isRecord(value) ? value : {};
}

function connectionIn({ kind, url }: Kept): RememberedConnection | undefined {
  if (kind === 'azure' || kind === 'demo') return { kind };
  return kind === 'emulator' && typeof url === 'string' ? { kind, url } : undefined;
}
