/** The building blocks of forms: values with defaults, and fields that know their rule. */
import { Refusal } from '../../../domain/arm/refusal.ts';
import { sameId, asArmId } from '../../../domain/arm/resourceId.ts';
import type { Change, ChangeKind, ControlPlaneChoice, Draft } from '../../../domain/change/change.ts';
import type { Cluster, RoleAssignment } from '../../../domain/cluster/model.ts';
import type { Title } from '../../../domain/change/tenses.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { ChangeList } from '../../../manifest.ts';
import type { Field, FieldValue, Link, Option, Section } from '../../protocol/form.ts';
import type { Choices, ChoiceList } from './lists.ts';
import { asClause, verbatim, type Phrase } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import { t, shownText } from '../../../sentences/language.ts';

/** The values of a form: from the draft and from the user; missing ones have a default. */
export type Values = Readonly<Record<string, FieldValue>>;

/** The input of a form. */
export interface FormContext {
  readonly values: Values;
  readonly choices: Choices;
  /** The cluster to change, if there is one. */
  readonly cluster?: Cluster;
  /** The roles of the cluster's identities, if they are known. */
  readonly roleAssignments?: readonly (RoleAssignment & { readonly roleName: string })[];
  /** The changes that were requested together. */
  readonly list?: ChangeList;
}

/** What a form has its plan say. */
export type WantedWords = Title & Partial<Pick<Plan, 'verb' | 'summary'>>;

/** A form with its current values, and the changes that it asks for; these count only while nothing in it is wrong. */
export interface DrawnForm {
  readonly sections: readonly Section[];
  readonly changes: readonly Change[];
  /** The title of their plan, and its headline and button, if the last of them does not name it. */
  readonly says?: WantedWords;
  /** What is wrong with the form as a whole, if no single field is. */
  readonly error?: string;
  /** There is nothing to choose, so no plan is offered. */
  readonly isEmpty?: boolean;
}

/** The form of one kind of change. */
export type ChangeForm<K extends ChangeKind = ChangeKind> = FormOf<Extract<Draft, { kind: K }>>;

interface FormOf<D extends Draft> {
  /** Draws the form with its current values. */
  draw(context: FormContext): DrawnForm;
  /** Returns the values in a draft; what it leaves open is `undefined`. */
  valuesOf(draft: D): Readonly<Record<string, FieldValue | undefined>>;
}

/** Draws a form that needs a cluster; it is empty until the cluster has been read. */
export function drawnForCluster(draw: (context: FormContext, cluster: Cluster) => DrawnForm): ChangeForm['draw'] {
  return (context) => (context.cluster ? draw(context, context.cluster) : { sections: [], changes: [] });
}

/** Returns the values of a control plane choice; `name` is the field for its identity. */
export function choiceValues(choice: ControlPlaneChoice | undefined, name: string): Values {
  if (!choice) return {};
  return { controlPlane: choice.kind, ...(choice.kind === 'userAssigned' ? { [name]: choice.identityId } : {}) };
}

/** Returns a text value, or the default if none was given. */
export function textValue({ values }: FormContext, name: string, fallback = ''): string {
  const value = values[name];
  return typeof value === 'string' ? value : fallback;
}

/** Returns a yes-or-no value, or the default if none was given. */
export function flagValue({ values }: FormContext, name: string, fallback: boolean): boolean {
  const value = values[name];
  return typeof value === 'boolean' ? value : fallback;
}

/** Returns a list value, or the default if none was given. */
export function listValue({ values }: FormContext, name: string, fallback: readonly string[] = []): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? (value as readonly string[]) : fallback;
}

/** Returns the values that record the directory of an id or scope, or none if it is not known. */
export function directoryValues(id: string | undefined, tenantId: string | undefined): Values {
  return id === undefined || tenantId === undefined ? {} : { directory: tenantId, directoryHas: id };
}

/** Returns the directory that was recorded for this id or scope; nothing if it was recorded for another. */
export function directoryFor(context: FormContext, id: string): { readonly tenantId?: string } {
  const tenantId = textValue(context, 'directory');
  return tenantId !== '' && sameId(textValue(context, 'directoryHas'), id) ? { tenantId } : {};
}

interface Common {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly rule?: FieldRule;
  readonly optional?: boolean;
  readonly hint?: string;
  readonly help?: Link;
}

/** Makes a field for text. An empty one is an error unless it is optional; the rule judges anything else. */
export function textInput(
  field: Common & { readonly placeholder?: string; readonly multiline?: boolean; readonly numeric?: boolean },
): Field {
  const { rule: _rule, ...rest } = field;
  return { kind: 'text', ...rest, ...errorOf(field, t`Enter a value.`) };
}

/**
 * Makes a field with a list, in which what can't be chosen comes last. A disabled option can't be the value, and a text that is
 * not in the list only if it may be pasted.
 */
export function choiceInput(
  field: Common & {
    readonly options: readonly Option[];
    readonly list?: ChoiceList<unknown>;
    readonly pasteable?: string;
    readonly takesId?: boolean;
    /** Why nothing is proposed, which is also said if a choice is required. */
    readonly whyEmpty?: string;
    /** Returns the message for a value that is not in the list. */
    readonly unlisted?: (value: string) => string;
  },
): Field {
  const { rule: _rule, list, options: unordered, unlisted, whyEmpty, ...rest } = field;
  const isOff = ({ disabled }: Option): boolean => disabled !== undefined;
  const options = [...unordered.filter((option) => !isOff(option)), ...unordered.filter(isOff)];
  const chosen = options.find(({ value }) => value === field.value);
  const problem = list?.problem;
  const isAnswerable =
    chosen !== undefined || field.value === '' || list?.loading === true || field.pasteable !== undefined;
  const error = isAnswerable
    ? (chosen?.disabled ?? (chosen ? undefined : errorOf(field, whyEmpty ?? t`Choose one.`).error))
    : (unlisted?.(field.value) ?? t`${field.value} isn't in the list. Choose another.`);
  const hint = problem ?? (field.value === '' ? whyEmpty : undefined) ?? field.hint;
  return {
    kind: 'choice',
    ...rest,
    options,
    ...(list?.loading ? { loading: true } : {}),
    ...defined({ hint, error }),
  };
}

/** Makes a field for a resource of a type, whose ID may be pasted, in any case. */
export function resourceInput({
  type,
  ...field
}: Omit<Parameters<typeof choiceInput>[0], 'rule'> & { readonly type: string }): Field {
  return choiceInput({
    pasteable: t`Choose, search, or paste a resource ID`,
    takesId: true,
    ...field,
    rule: ruleOf((text) => asArmId(text, type)),
    value: field.options.find((option) => sameId(option.value, field.value))?.value ?? field.value,
  });
}

/** Returns a note with a link to the page that says more. */
export function noteWithPage(text: string, href: string): NonNullable<Section['notes']>[number] {
  return { text, link: { text: t`Learn more`, href } };
}

/** Makes a field of a few choices that are all visible. */
export function radioInput(field: Common & { readonly options: readonly Option[] }): Field {
  const { rule: _rule, ...rest } = field;
  const chosen = field.options.find(({ value }) => value === field.value);
  const error = chosen ? chosen.disabled : t`Choose one.`;
  return { kind: 'radio', ...rest, ...defined({ error }) };
}

function errorOf({ value, rule, optional }: Common, needed: string): { readonly error?: string } {
  if (value.trim() === '') return optional ? {} : { error: needed };
  const error = rule?.(value.trim());
  return error === undefined ? {} : { error: shownText(error) };
}

/** A label for the middle of a sentence, which in English begins with a small letter. */
export function inSentence(label: string): string {
  return shownText(asClause(verbatim(label)));
}

/** Says what is wrong with a text; `undefined` if nothing is. */
export type FieldRule = (text: string) => Phrase | undefined;

/** Makes a rule from a function that throws a refusal. */
export function ruleOf(check: (text: string) => unknown): FieldRule {
  return (text) => {
    try {
      check(text);
      return undefined;
    } catch (error) {
      if (error instanceof Refusal) return shownText(error.said);
      throw error;
    }
  };
}

/** Returns all fields of a form. */
export function fieldsOf(sections: readonly Section[]): readonly Field[] {
  return sections.flatMap(({ fields }) => fields);
}
