/** The IDs by which Azure's logs tell that things belong together. */
import { textAt, type JsonObject } from '../arm/json.ts';

/** Stands for no ID, in rows of changes that no request fits. */
const none = '00000000-0000-0000-0000-000000000000';

/** Returns the ID of this name; `undefined` if there is none. */
export function joiningId(of: JsonObject | undefined, name: string): string | undefined {
  const id = textAt(of, name);
  return id === none ? undefined : id;
}
