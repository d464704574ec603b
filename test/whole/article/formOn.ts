import type { ChangeKind } from '../../../src/domain/change/change.ts';
import { drawChangeForm } from '../../../src/webview/forms/forms.ts';
import { createChoices, type SshKey } from '../../../src/webview/forms/parts/lists.ts';
import { fieldsOf, type DrawnForm, type FormContext, type Values } from '../../../src/webview/forms/parts/parts.ts';
import type { Field, Option } from '../../../src/webview/protocol/form.ts';
import type { Bench } from '../../support/azure/azureBench.ts';

/** What a form is asked to show. */
export interface FormQuestion {
  readonly kind: ChangeKind;
  readonly values?: Values;
  readonly clusterId?: string;
  readonly sshKeys?: readonly SshKey[];
}

/** The panel's form as it stands once every list that it asks for has been read from the emulator. */
export async function formOn(
  bench: Bench,
  { kind, values = {}, clusterId, sshKeys = [] }: FormQuestion,
): Promise<DrawnForm & { readonly error?: string }> {
  let isLoading = false;
  let arrived: () => void = () => undefined;
  const choices = createChoices(
    () => Promise.resolve(bench.service),
    () => Promise.resolve(sshKeys),
    () => arrived(),
  );
  const watched: FormContext['choices'] = {
    get(request) {
      const list = choices.get(request);
      isLoading ||= list.loading;
      return list;
    },
  };
  const read = clusterId === undefined ? undefined : await bench.service.cluster(clusterId);
  const context = { values, choices: watched, ...(read ? { ...read } : {}) };
  for (;;) {
    isLoading = false;
    const form = drawChangeForm(kind, context);
    if (!isLoading) return form;
    await new Promise<void>((resolve) => (arrived = resolve));
  }
}

/** The field of that name; throws where the form has none. */
export function fieldOf(form: DrawnForm, name: string): Field {
  const field = fieldsOf(form.sections).find((each) => each.name === name);
  if (!field) throw new Error(`The form has no field '${name}'.`);
  return field;
}

/** The option of a field of the form; throws where there is none. */
export function optionOf(form: DrawnForm, name: string, value: string): Option {
  const field = fieldOf(form, name);
  const option =
    'options' in field ? field.options.find((each) => each.value.toLowerCase() === value.toLowerCase()) : undefined;
  if (!option) throw new Error(`The field '${name}' has no option '${value}'.`);
  return option;
}

/** Everything that the form says beside its fields. */
export function notesOf(form: DrawnForm): string {
  return form.sections.flatMap(({ notes = [] }) => notes.map(({ text }) => text)).join('\n');
}
