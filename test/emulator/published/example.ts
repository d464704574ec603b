/** The form in which facts of published examples are written down. */
import type { WorldResource } from '../../../src/emulator/arm/worldFile.ts';

/** A JSON type as an example shows it; with `|null` where another example has nothing there. */
export type Shown = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'string|null';

/** A request to the emulator that corresponds to that of an example. */
export interface Sent {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

/** What one published example says, and where the emulator says something else on purpose. */
export interface PublishedExample extends Sent {
  /** The end of the file's path in Azure/azure-rest-api-specs, which names the operation. */
  readonly source: string;
  readonly version: string;
  /** What is there before: resources of the world, and requests that are sent and have ended. */
  readonly world?: readonly WorldResource[];
  readonly before?: readonly Sent[];
  /** The status that the emulator answers, which is one of those of the example. */
  readonly status: number;
  readonly published: readonly number[];
  /** The headers that the example has with this status. */
  readonly headers?: readonly string[];
  /**
   * The type at each path of the answer: `a.b`, `a[]` for each item of a list, `a.*` for each value of an object whose names are
   * data.
   */
  readonly shows?: Readonly<Record<string, Shown>>;
  /** Headers and paths of these that the emulator leaves out on purpose, with the reason. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

/** All that is published of who made something and when, which AKS leaves out of its answers. */
export const systemData: Readonly<Record<string, Shown>> = Object.fromEntries(
  ['createdBy', 'createdByType', 'createdAt', 'lastModifiedBy', 'lastModifiedByType', 'lastModifiedAt'].map((name) => [
    `systemData.${name}`,
    'string' as const,
  ]),
);

/** Why `systemData` is not there: Azure/AKS#4364. */
export const withoutSystemData: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(systemData).map((path) => [path, 'AKS leaves it out (Azure/AKS#4364)']),
);

/** The same facts of each item of a list. */
export function ofItems<T>(facts: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(facts).map(([path, fact]) => [`value[].${path}`, fact]));
}

/** What every resource shows. */
export const resource: Readonly<Record<string, Shown>> = { id: 'string', name: 'string', type: 'string' };

/** Why lists have no link where they end. */
export const noNextLink = { nextLink: 'a list that ends has none' } as const;
