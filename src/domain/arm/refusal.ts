import { aksPage } from './docs.ts';
import type { Unreadable } from './answer.ts';

/** Why a change is not possible, and the page that says so. */
export interface Blocker {
  readonly text: string;
  readonly source: string;
}

/** Can't be undone: AKS offers no way from a managed identity to a service principal. */
export const noWayBack: Blocker = {
  text: 'A cluster with a managed identity cannot go back to a service principal.',
  source: aksPage('managed-identity-overview'),
};

/** Why a change is not planned; the names are those of the failures that the app room makes of them. */
export type RefusalCode = 'refused' | 'conflict' | 'notFound' | 'forbidden' | 'unexpected';

/** Thrown by the planner: a rule forbids the change, a thing is missing or unreadable, or somebody else is at it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** The page that states the rule. */
  readonly source: string | undefined;
  /** ARM's own code, where ARM's answer is the reason. */
  readonly armCode: string | undefined;
  constructor(message: string, source?: string, code: RefusalCode = 'refused', armCode?: string) {
    super(message);
    this.name = 'Refusal';
    this.source = source;
    this.code = code;
    this.armCode = armCode;
  }
}

/** A refusal because another operation is running (`conflict`). */
export function busy(message: string): Refusal {
  return new Refusal(message, 'https://aka.ms/aks-pending-operation', 'conflict');
}

/** A refusal because something that the change needs does not exist (`notFound`). */
export function notThere(message: string, armCode?: string): Refusal {
  return new Refusal(message, 'https://aka.ms/ARMResourceNotFoundFix', 'notFound', armCode);
}

/** A refusal because something that the change cannot do without can't be read, with the code that says why. */
export function notReadable(what: string, { reason, code, armCode }: Unreadable): Refusal {
  return new Refusal(`${what} can't be read: ${reason}`, undefined, code ?? 'forbidden', armCode);
}
