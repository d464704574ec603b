import type { Json } from '../../arm/worldFile.ts';

/** A scalar expression as it was written. Chains are flat lists, so only parentheses and calls nest. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Json; readonly type: 'string' | 'long' | 'real' | 'bool' | 'dynamic' }
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
  | { readonly kind: 'arithmetic'; readonly first: Expression; readonly rest: readonly ArithmeticStep[] }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | { readonly kind: 'star' };

/** One step of a path: a name, or an index from a bracket. */
export type PathSegment =
  { readonly kind: 'name'; readonly name: string } | { readonly kind: 'index'; readonly index: Expression };

/** An arithmetic operator and its right-hand side. */
export interface ArithmeticStep {
  readonly operator: '+' | '-' | '*' | '/' | '%';
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
  readonly nullsFirst: boolean;
}

/** Two columns, one of each table, whose values are equal in a joined row. */
export interface JoinKey {
  readonly left: string;
  readonly right: string;
}

/** The kinds of join that Resource Graph has. */
export type JoinKind = 'innerunique' | 'inner' | 'leftouter' | 'fullouter';

/** One column to expand, and the type that its items become. */
export interface ExpandColumn extends NamedExpression {
  readonly to?: string;
}

/** One step of a query. */
export type Operator =
  | { readonly kind: 'where'; readonly predicate: Expression }
  | { readonly kind: 'extend' | 'project' | 'distinct'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'project-away'; readonly patterns: readonly string[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'top'; readonly count: number; readonly key: SortKey }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'count' }
  | {
      readonly kind: 'summarize';
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    }
  | { readonly kind: 'join'; readonly flavor: JoinKind; readonly right: Query; readonly keys: readonly JoinKey[] }
  | { readonly kind: 'union'; readonly outer: boolean; readonly other: Query }
  | {
      readonly kind: 'mv-expand';
      readonly columns: readonly ExpandColumn[];
      readonly itemIndex?: string;
      readonly limit: number;
    };

/** A table with the operators applied to it. */
export interface Query {
  readonly table: string;
  readonly operators: readonly Operator[];
}
