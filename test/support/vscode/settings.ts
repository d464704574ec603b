import { isRecord } from '../../../src/shape/shape.ts';

/**
 * Settings by their full names, as in the user's file, in that of a remote machine, in the workspace's and in that of
 * each folder.
 */
export interface SettingsDouble {
  readonly user?: Readonly<Record<string, unknown>>;
  /** Of the machine that a remote window works on. */
  readonly remote?: Readonly<Record<string, unknown>>;
  readonly workspace?: Readonly<Record<string, unknown>>;
  /** By the path of the folder. */
  readonly folders?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly defaults?: Readonly<Record<string, unknown>>;
}
interface ConfigurationDouble {
  get(name: string): unknown;
  inspect(name: string): Readonly<Record<string, unknown>>;
  /** Writes to the user's own settings. */
  update(name: string, value: unknown): Promise<void>;
}

/** `workspace.getConfiguration` over these settings, which are read again at each call; `get` gives the narrowest value, as VS Code does. */
export function configurationOf(
  read: () => SettingsDouble,
  write: (settings: SettingsDouble) => void = () => undefined,
): (section?: string, scope?: { readonly path: string }) => ConfigurationDouble {
  return (section, scope) => {
    const inspect = (name: string): Readonly<Record<string, unknown>> => {
      const key = section === undefined ? name : `${section}.${name}`;
      const { user, remote, workspace, folders, defaults } = read();
      return {
        key,
        defaultValue: defaults?.[key],
        globalLocalValue: user?.[key],
        globalRemoteValue: remote?.[key],
        globalValue: bothOf(user?.[key], remote?.[key]),
        workspaceValue: workspace?.[key],
        workspaceFolderValue: scope && folders?.[scope.path]?.[key],
      };
    };
    return {
      inspect,
      async update(name, value) {
        write({ ...read(), user: { ...read().user, [name]: value } });
      },
      get(name) {
        const { workspaceFolderValue, workspaceValue, globalValue, defaultValue } = inspect(name);
        return workspaceFolderValue ?? workspaceValue ?? globalValue ?? defaultValue;
      },
    };
  };
}

/** VS Code lays objects over each other, key by key. */
function bothOf(local: unknown, remote: unknown): unknown {
  return isRecord(local) && isRecord(remote) ? { ...local, ...remote } : (remote ?? local);
}
