/** A form as the page shows it, and the changes that it asks for. */
import type { Change } from '../../domain/change/change.ts';
import type { Form, Section } from '../protocol/form.ts';
import { fieldsOf, type DrawnForm } from './parts/parts.ts';

/** What decides which errors are shown. */
interface ShownForm {
  /** The fields that the user has changed. */
  readonly touched: ReadonlySet<string>;
  /** How often the user has asked to continue. */
  readonly asked: number;
}

/** Returns the form with only those errors that help now: of changed fields, and of all once the user has asked to continue. */
export function formView(drawn: DrawnForm, { touched, asked }: ShownForm): Form {
  const shows = (name: string): boolean => asked > 0 || touched.has(name);
  const first = fieldsOf(drawn.sections).find(({ error }) => error !== undefined);
  const sections = drawn.sections.map((section): Section => ({
    ...section,
    fields: section.fields.map((field) => {
      const { error, ...rest } = field;
      return error !== undefined && shows(field.name) ? { ...rest, error } : rest;
    }),
  }));
  return {
    sections,
    ...(drawn.error && !drawn.isEmpty && (asked > 0 || touched.size > 0) ? { error: drawn.error } : {}),
    ...(drawn.isEmpty ? { isEmpty: true } : {}),
    ...(asked > 0 && first ? { focus: first.name } : {}),
    asked,
  };
}

/** Returns the changes that the form asks for, or none while something in it is wrong. */
export function changesOf(drawn: DrawnForm): readonly Change[] | undefined {
  const isWrong = drawn.error !== undefined || fieldsOf(drawn.sections).some(({ error }) => error !== undefined);
  return isWrong || drawn.changes.length === 0 ? undefined : drawn.changes;
}
