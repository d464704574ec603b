/** Settings that only the user may decide, whatever folder is open. */
import { isDeepStrictEqual } from 'node:util';
import type { WorkspaceFolder } from 'vscode';
import { workspace } from 'vscode';
import { refused } from '../errors.ts';

/** The settings that decide who signs in to Azure and where the token goes. */
export const decidingSettings = [
  'aksIdentity.authentication',
  'microsoft-sovereign-cloud.environment',
  'microsoft-sovereign-cloud.customEnvironment',
] as const;
type Deciding = (typeof decidingSettings)[number] | 'aksIdentity.emulatorUrl';

/**
 * Returns the user's own value of a setting, or its default; no folder that they open decides where a token goes. Throws
 * `refused` and names the file if a workspace or a folder has another value.
 */
export function ownSetting(name: Deciding): unknown {
  const own = inspected(name);
  const value = own?.globalValue ?? own?.defaultValue;
  for (const folder of [undefined, ...(workspace.workspaceFolders ?? [])]) {
    const found = inspected(name, folder);
    const others = [
      ...[found?.workspaceValue, found?.workspaceFolderValue],
      ...[found?.workspaceLanguageValue, found?.workspaceFolderLanguageValue],
    ];
    if (others.some((other) => other !== undefined && !isDeepStrictEqual(other, value)))
      throw refused(
        `The setting ${name} stands in ${fileOf(folder)}. Only you decide who signs in to Azure and where: take it out of there, and set what you want in your user settings. Until then nothing is sent to Azure.`,
      );
  }
  return value;
}

/** Throws `refused` if a workspace or a folder would decide who signs in to Azure, or where. */
export function assertOnlyUserDecides(): void {
  for (const name of decidingSettings) ownSetting(name);
}

type Inspected = ReturnType<ReturnType<typeof workspace.getConfiguration>['inspect']>;

function inspected(name: Deciding, folder?: WorkspaceFolder): Inspected {
  return workspace.getConfiguration(undefined, folder?.uri).inspect(name);
}

/** Names the place where the settings of a folder, or of the workspace, are kept. */
function fileOf(folder: WorkspaceFolder | undefined): string {
  const { workspaceFile, workspaceFolders } = workspace;
  if (!folder && workspaceFile)
    return workspaceFile.scheme === 'untitled'
      ? 'the settings of this workspace'
      : `the workspace file ${workspaceFile.path.split('/').at(-1) ?? ''}`;
  const name = (folder ?? workspaceFolders?.[0])?.name;
  return name === undefined ? '.vscode/settings.json' : `.vscode/settings.json of the folder ${name}`;
}
