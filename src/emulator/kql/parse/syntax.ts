import type { Json } from '../../arm/worldFile.ts';

/** A scalar expression as it was written. Chains are flat lists, so only parentheses and calls nest. */
export type Expression =
  | {
      readonly kind: 'literal';
      readonly value: Json;
      readonly type: 'string' | 'long' | 'real' | 'bool' | 'datetime' | 'timespan';
    }
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'path'; readonly root: Expression; readonly segments: readonly PathSegment[] }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[] }
  | { readonly kind: 'all'; readonly operands: readonly Expression[] }
  | { readonly kind: 'any'; readonly operands: readonly Expression[] }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'membership';
      readonly operator: string;
      readonly left: Expression;
      readonly list: readonly Expression[];
    }
  | {
      readonly kind: 'between';
      readonly negated: boolean;
      readonly value: Expression;
      readonly from: Expression;
      readonly to: Expression;
    }
  | { readonly kind: 'arithmetic'; readonly first: Expression; readonly rest: readonly ArithmeticStep[] };

/** One step of a path: a name, or an index from a bracket. */
export type PathSegment =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number };

/** An arithmetic operator and its right-hand side. */
export interface ArithmeticStep {
  readonly operator: '+' | '-';
  readonly operand: Expression;
}

/** An expression with the name that it was given, if any. */
export interface NamedExpression {
  readonly name?: string;
  readonly expression: Expression;
}

/** An expression to sort by, and its direction. */
export interface SortKey {
  readonly expression: Expression;
  readonly descending: boolean;
}

/** One step of a query. */
export type Operator =
  | { readonly kind: 'where'; readonly predicate: Expression }
  | { readonly kind: 'extend' | 'project'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'count' }
  | {
      readonly kind: 'summarize';
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    };

/** A table with the operators applied to it. */
export interface Query {
  readonly table: string;
  readonly operators: readonly Operator[];
}
