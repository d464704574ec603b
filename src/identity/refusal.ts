/** Why a change is not planned; the names are those of the failures that the app room makes of them. */
export type RefusalCode = 'refused' | 'conflict' | 'notFound' | 'forbidden';

/** Thrown by the planner: a rule forbids the change, a thing is missing or unreadable, or somebody else is at it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** The page that states the rule. */
  readonly source: string | undefined;
  constructor(message: string, source?: string, code: RefusalCode = 'refused') {
    super(message);
    this.name = 'Refusal';
    this.source = source;
    this.code = code;
  }
}

/** A refusal because another operation is running (`conflict`). */
export function busy(message: string): Refusal {
  return new Refusal(message, 'https://aka.ms/aks-pending-operation', 'conflict');
}

/** A refusal because something that the change needs does not exist (`notFound`). */
export function notThere(message: string): Refusal {
  return new Refusal(message, 'https://aka.ms/ARMResourceNotFoundFix', 'notFound');
}

/** A refusal because something that the change cannot do without may not be read (`forbidden`). */
export function notReadable(message: string): Refusal {
  return new Refusal(message, undefined, 'forbidden');
}
