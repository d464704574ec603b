/** Settings that only the user may decide, whatever folder is open. */
import { isDeepStrictEqual } from 'node:util';
import { commands, Uri, window, workspace, type WorkspaceFolder } from 'vscode';
import { failureOf, failureWords, IdentityError } from '../errors.ts';
import { say, type Phrase, type Words } from '../sentences/words.ts';

/** The settings that decide who signs in to Azure and where the token is sent. */
export const decidingSettings = [
  'aksIdentity.authentication',
  'microsoft-sovereign-cloud.environment',
  'microsoft-sovereign-cloud.customEnvironment',
] as const;
type Deciding = (typeof decidingSettings)[number];

/**
 * Returns the user's own value of a setting, or its default, because neither an opened folder nor the machine may
 * decide where a token is sent. Throws `refused`, with the location of the value, if one of them sets another.
 */
export function usersOwnSetting(name: Deciding): unknown {
  const inspected = inspectSetting(name);
  const remote = inspected?.globalRemoteValue;
  if (remote === undefined) return unlessInFolder(name, inspected?.globalValue ?? inspected?.defaultValue);
  // VS Code merges both in `globalValue`, and addresses in an object even one by one.
  const ownValue = inspected?.globalLocalValue ?? inspected?.defaultValue;
  if (!isDeepStrictEqual(remote, ownValue)) throw new SetElsewhere(name, remoteSettings, settingsFile('Remote', name));
  return unlessInFolder(name, ownValue);
}

/**
 * Returns the user's own value of a setting that belongs to the machine where the extension runs, whose settings are
 * also the user's. Throws `refused` for folders, like `usersOwnSetting`.
 */
export function machineSetting(name: 'aksIdentity.emulatorUrl'): unknown {
  const inspected = inspectSetting(name);
  return unlessInFolder(name, inspected?.globalValue ?? inspected?.defaultValue);
}

/** Returns the user's own value of a setting that folders and the machine can't change; their values are passed over. */
export function ownValue(name: 'aksIdentity.showNames'): unknown {
  const inspected = inspectSetting(name);
  return inspected?.globalRemoteValue === undefined ? inspected?.globalValue : inspected.globalLocalValue;
}

function unlessInFolder(name: string, value: unknown): unknown {
  for (const folder of [undefined, ...(workspace.workspaceFolders ?? [])]) {
    const inspected = inspectSetting(name, folder);
    const otherValues = [
      inspected?.workspaceValue,
      inspected?.workspaceFolderValue,
      inspected?.workspaceLanguageValue,
      inspected?.workspaceFolderLanguageValue,
    ];
    if (otherValues.some((otherValue) => otherValue !== undefined && !isDeepStrictEqual(otherValue, value)))
      throw new SetElsewhere(name, fileOf(folder), () =>
        folder
          ? window.showTextDocument(Uri.joinPath(folder.uri, '.vscode', 'settings.json'))
          : settingsFile('Workspace', name)(),
      );
  }
  return value;
}

/** It is impossible to see whether a person wrote them or a devcontainer.json. */
const remoteSettings = say`the settings of the machine that this window runs on, perhaps by a devcontainer.json`;

/** Returns what opens one of VS Code's own settings files at a setting. */
function settingsFile(of: 'Remote' | 'Workspace', key: string): () => Thenable<unknown> {
  return () => commands.executeCommand(`workbench.action.open${of}SettingsFile`, { revealSetting: { key } });
}

/** The refusal of a setting that stands where nobody but the user should decide. */
export class SetElsewhere extends IdentityError {
  /** Opens the file in which it stands. */
  readonly open: () => Thenable<unknown>;
  constructor(name: string, place: Phrase, open: () => Thenable<unknown>) {
    super({
      code: 'refused',
      message: say`The setting ${name} is set in ${place}. Only your user settings may decide who signs in to Azure, and where. Remove it there, or set the same value in your user settings. Until then, nothing is sent to Azure.`,
    });
    this.open = open;
  }
}

/** Opens the file in which such a setting stands; does nothing if there is none any more. */
export async function openSettingsFile(): Promise<void> {
  try {
    assertOnlyUserDecides();
  } catch (error) {
    if (error instanceof SetElsewhere) await error.open();
  }
}

/** Throws `refused` if a workspace, a folder or a remote machine tries to decide who signs in to Azure, or where. */
export function assertOnlyUserDecides(): void {
  for (const name of decidingSettings) usersOwnSetting(name);
}

/** Says which setting stands where no one but the user should decide, and what to do about it; `undefined` if none does. */
export function whyNobodyCanSignIn(): Words | undefined {
  try {
    assertOnlyUserDecides();
    return undefined;
  } catch (error) {
    return failureWords(failureOf(error));
  }
}

/** In a remote window VS Code has both of the user's values separately, which its types leave out. */
interface Sides {
  readonly globalLocalValue?: unknown;
  readonly globalRemoteValue?: unknown;
}
type Inspected = (ReturnType<ReturnType<typeof workspace.getConfiguration>['inspect']> & Sides) | undefined;

function inspectSetting(name: string, folder?: WorkspaceFolder): Inspected {
  return workspace.getConfiguration(undefined, folder?.uri).inspect(name);
}

/** Names the file with the settings of a folder, or of the workspace. */
function fileOf(folder: WorkspaceFolder | undefined): Phrase {
  const { workspaceFile, workspaceFolders } = workspace;
  if (!folder && workspaceFile)
    return workspaceFile.scheme === 'untitled'
      ? say`the settings of this workspace`
      : say`the workspace file ${workspaceFile.path.split('/').at(-1) ?? ''}`;
  const name = (folder ?? workspaceFolders?.[0])?.name;
  return name === undefined ? '.vscode/settings.json' : say`.vscode/settings.json of the folder ${name}`;
}
