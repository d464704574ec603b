/** The past in a world file: who wrote what, with the resource before and after. */
import {
  defineShape,
  isRecord,
  list,
  object,
  oneOf,
  open,
  optional,
  number,
  text,
  type Of,
} from '../../shape/shape.ts';
import { millisecondsOf } from './duration.ts';

const moment = defineShape<string>(
  'a time, or how long before the start, such as P6DT3H',
  (value) => typeof value === 'string' && !Number.isNaN(momentOf(value, 0)),
);

/** Any value of ARM's JSON. */
type Value = string | number | boolean | null | readonly Value[] | Values;
interface Values {
  readonly [name: string]: Value | undefined;
}

/** A resource, or only those of its members that differ; arrays are whole. */
const part = defineShape<Values>('an object', isRecord);

const writer = object({
  objectId: text,
  displayName: text,
  /** Left out: `User`; `Unspecified`: a person of whom the table of changes does not say who it was. */
  type: optional(oneOf('User', 'Application', 'Unspecified')),
  /** The application that it used, or that it is. */
  appId: optional(text),
});
/** Who sent a write. */
export type WorldWriter = Of<typeof writer>;

const effect = object({ id: text, time: optional(moment), before: optional(part), after: optional(part) });
/** Something else that a write changed, when the emulator did it: at the end of an operation, or with a deletion. */
export type WorldEffect = Of<typeof effect>;

const failure = open({ code: text, message: text });

/** The check of one entry of `history`. */
export const worldWrite = object({
  time: moment,
  /** When a long-running operation ended; with `operation` and without this it still runs. */
  ended: optional(moment),
  method: oneOf('PUT', 'PATCH', 'DELETE', 'POST'),
  /** The resource; for an action without the action's name. */
  id: text,
  /** What `POST` asked for. */
  action: optional(text),
  /** The right that was needed; left out: it follows from the rest. */
  right: optional(text),
  /** Left out: Azure itself. */
  caller: optional(writer),
  /** The user agent. */
  client: optional(text),
  address: optional(text),
  correlationId: optional(text),
  operationId: optional(text),
  clientRequestId: optional(text),
  requestBody: optional(text),
  responseBody: optional(text),
  /** Left out: 200, or 400 with a `failure`. */
  statusCode: optional(number),
  /** Why it was refused, or why its operation failed. */
  failure: optional(failure),
  /** The emulator's own name of a long-running operation. */
  operation: optional(text),
  /** The resource before and after; without `before` it was made, without `after` it was deleted. */
  before: optional(part),
  after: optional(part),
  effects: optional(list(effect)),
});
/** One write of the past. */
export type WorldWrite = Of<typeof worldWrite>;

/** Returns the milliseconds of a time, or of a span before the start. */
export function momentOf(text: string, startedAt: number): number {
  const before = millisecondsOf(text);
  return Number.isNaN(before) ? Date.parse(text) : startedAt - before;
}
