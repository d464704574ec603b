import { homedir } from 'node:os';

/** Returns the folder of the user who runs VS Code, or its server. */
export function homeFolder(): string {
  return homedir();
}
