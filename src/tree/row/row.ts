import type { Finding } from '../../domain/findings/finding.ts';
import { briefMessage, failureWords, saidMessage, type Failure } from '../../errors.ts';
import type { CommandId } from '../../contributions.ts';
import { contextValue, type PanelTarget, type RowKind, type Target } from '../../manifest.ts';
import { t, shownText } from '../../sentences/language.ts';

/** One line of a tooltip. */
export interface TooltipFact {
  readonly label: string;
  readonly value: string;
}

/** A codicon and its theme colour. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

/** How bad things are at a row, worst first; `ok` means that it was checked and there is nothing. */
export type RowGrade = 'error' | 'warning' | 'unknown' | 'ok';

/** The state of a row: a mark of one or two characters beside its name, and what that means in words. */
export interface RowState {
  readonly grade: RowGrade;
  readonly badge: string;
  readonly words: string;
}

/** A row as data, ready to be drawn. A command that is started from a row gets it as its target. */
export interface Row extends Target {
  /** Identifies the row, so that VS Code keeps it unfolded. */
  readonly key: string;
  readonly kind: RowKind;
  readonly label: string;
  readonly description?: string;
  /** What a screen reader says instead of the description. */
  readonly spoken?: string;
  /** What kind of thing it is. */
  readonly icon?: Icon;
  /** How things are at the row, besides the words of its description. */
  readonly state?: RowState;
  readonly tooltip?: readonly TooltipFact[];
  readonly contextValue: string;
  /** `later` means that they are read when the row is unfolded. */
  readonly children?: readonly Row[] | 'later';
  readonly expanded?: boolean;
  /** The command that a click runs. */
  readonly click?: CommandId;
  /** The argument of that command; left out: the row itself. */
  readonly opens?: PanelTarget;
}

const colors = { error: 'list.errorForeground', warning: 'list.warningForeground', info: 'charts.blue' } as const;

/** The icon for what could not be checked. */
export const unknownIcon: Icon = { id: 'question' };

/** Returns the icon of a severity. */
export function severityIcon(severity: Finding['severity']): Icon {
  if (severity === 'unknown') return unknownIcon;
  return { id: severity, color: colors[severity] };
}

/** Makes the row of a failure: it says what happened, and a click retries or signs in. */
export function failureRow(key: string, failure: Failure, label: string, target: Target = {}): Row {
  const signIn = failure.code === 'signedOut';
  return {
    ...target,
    key: `failure:${key}`,
    kind: 'failure',
    label,
    description: failure.isUnanswered
      ? t`check your connection, VPN or proxy`
      : shownText(briefMessage(failure) ?? saidMessage(failure)),
    icon: signIn ? { id: 'sign-in' } : severityIcon(failure.code === 'forbidden' ? 'unknown' : 'error'),
    tooltip: [
      { label: t`Failure`, value: shownText(failureWords(failure)) },
      { label: t`Click`, value: signIn ? t`sign in` : t`try again` },
    ],
    contextValue: contextValue('failure', { signIn }),
    click: signIn ? 'aksIdentity.signIn' : 'aksIdentity.refresh',
  };
}

/** Makes a row that is only text. */
export function noteRow(key: string, label: string): Row {
  return { key: `note:${key}`, kind: 'note', label, contextValue: contextValue('note') };
}

/** Says whether something is on. */
export function onOrOff(isOn: boolean): string {
  return isOn ? t`on` : t`off`;
}

/** Returns the lines of a tooltip, without unknown values. */
export function tooltipLines(values: Readonly<Record<string, string | undefined>>): readonly TooltipFact[] {
  return Object.entries(values).flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [{ label, value }],
  );
}

/** Returns the known texts of a row's target. */
export function knownTexts<K extends string>(
  values: Readonly<Record<K, string | undefined>>,
): { readonly [N in K]?: string } {
  const present = Object.entries<string | undefined>(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { readonly [N in K]?: string };
}

/** Sorts by name as people do. */
export function sortedByName<T extends { readonly name: string }>(things: Iterable<T>): readonly T[] {
  return [...things].sort(byName);
}

let collator: Intl.Collator | undefined;

/** Compares two things by name. The collator is made with the first comparison: at activation it would be a third of the time. */
export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return (collator ??= new Intl.Collator('en')).compare(a.name, b.name);
}
