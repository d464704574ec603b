import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the folder of the path in which a command is; it is not started, so that it writes nothing into anyone's home. */
export function folderOnPath(command: string): string | undefined {
  return (process.env['PATH'] ?? '').split(delimiter).find((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** True if a command is on the path. */
export function isOnPath(command: string): boolean {
  return folderOnPath(command) !== undefined;
}
