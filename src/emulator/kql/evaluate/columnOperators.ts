import { compileExpression } from './compileExpression.ts';
import { freeName, type Column, type Compiled, type Relation } from './compiled.ts';
import { semanticError } from '../parse/failures.ts';
import type { NamedExpression } from '../parse/syntax.ts';

/** A compiled expression with the name of its column. */
export interface NamedColumn extends Column {
  readonly source: Compiled;
}

/** Compiles the expressions; those without a name get that of their source column, otherwise `Column1`. */
export function compileColumns(
  expressions: readonly NamedExpression[],
  columns: readonly Column[],
): readonly NamedColumn[] {
  const takenNames = new Set<string>();
  return expressions.map(({ name, expression }, index) => {
    const source = compileExpression(expression, columns);
    const chosen = name ?? freeName(source.name ?? `Column${String(index + 1)}`, takenNames);
    if (takenNames.has(chosen)) throw semanticError(`A column named '${chosen}' already exists.`);
    takenNames.add(chosen);
    return { name: chosen, type: source.type, source };
  });
}

/** Runs `projectColumns`: keeps these columns and no others. */
export function projectColumns({ columns, rows }: Relation, expressions: readonly NamedExpression[]): Relation {
  const compiledColumns = compileColumns(expressions, columns);
  return {
    columns: compiledColumns.map(({ name, type }) => ({ name, type })),
    rows: rows.map((row) => compiledColumns.map(({ source }) => source.of(row))),
  };
}

/** Runs `extendColumns`: adds these columns; one with an existing name replaces that column in its place. */
export function extendColumns({ columns, rows }: Relation, expressions: readonly NamedExpression[]): Relation {
  const compiledColumns = compileColumns(expressions, columns);
  const result = columns.map((column) => ({ ...column }));
  const positions = compiledColumns.map(({ name, type }) => {
    const index = result.findIndex((column) => column.name === name);
    const position = index < 0 ? result.length : index;
    result[position] = { name, type };
    return position;
  });
  return {
    columns: result,
    rows: rows.map((row) => {
      const values = row.slice();
      compiledColumns.forEach(({ source }, index) => {
        values[positions[index] ?? values.length] = source.of(row);
      });
      return values;
    }),
  };
}
