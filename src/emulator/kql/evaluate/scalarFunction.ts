import type { ScalarType, Value } from './values.ts';

/** A function of values: how many arguments it takes, what it gives. */
export interface ScalarFunction {
  readonly type: ScalarType;
  readonly arguments: readonly [least: number, most: number];
  readonly of: (...values: Value[]) => Value;
}
