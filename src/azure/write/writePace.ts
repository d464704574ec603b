/** Paces writes of federated credentials so that Azure does not have to refuse them. */
import type { Step } from '../../domain/plan/plan.ts';
import { idKey, subscriptionOf } from '../../domain/arm/resourceId.ts';
import { ownerOf } from '../../domain/workloads/workloadIds.ts';
import type { SaysWait, StepContext } from './stepContext.ts';
import { say } from '../../sentences/words.ts';

/**
 * Milliseconds between two writes of a kind, creations and removals counted separately. Azure accepts one in 4 s for an
 * identity and two a second in a subscription; these leave some room, because the checks between turn and request vary
 * in time. https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
const gaps = { identity: 4500, subscription: 600 };
/** Waits of at least this many milliseconds are reported. */
const worthTelling = 2000;

/** The turns for the writes of a connection, whichever run they belong to. */
export interface WritePace {
  /**
   * Waits until the step's request may be sent; rejects if the signal is aborted first. Call it before the look that
   * precedes the request, because a pause makes a look old.
   */
  turnFor(step: Step, waiting: Pick<StepContext, 'signal' | 'onDetail'>): Promise<void>;
}

/** Creates the pace of a connection, without any writes yet. */
export function createWritePace({ sleep, now: date }: Pick<StepContext, 'sleep' | 'now'>): WritePace {
  const now = (): number => date().getTime();
  /** When each limit accepts the next write. */
  const due = new Map<string, number>();

  return {
    async turnFor(step, { signal, onDetail }) {
      const limits = limitsOf(step);
      // If the clock was set back, no one waits for longer than the gap.
      const remaining = (): number =>
        Math.max(0, ...limits.map(({ of, gap }) => Math.min((due.get(of) ?? 0) - now(), gap)));
      // Waiting uses up no limit, so waiting for one identity does not delay the others of the subscription.
      for (let wait = remaining(); wait > 0; wait = remaining()) {
        if (wait >= worthTelling) onDetail(limited(Math.ceil(wait / 1000)));
        await sleep(wait, signal);
      }
      for (const { of, gap } of limits) due.set(of, now() + gap);
    },
  };
}

const limited: SaysWait = (seconds) =>
  say`Azure limits how fast credentials are written; the next one is sent in ${seconds} s`;

function limitsOf(step: Step): readonly { readonly of: string; readonly gap: number }[] {
  if (step.kind !== 'createCredential' && step.kind !== 'deleteCredential') return [];
  const { kind, credentialId } = step;
  const subscription = subscriptionOf(credentialId)?.toLowerCase() ?? '';
  return [
    { of: `${kind} ${idKey(ownerOf(credentialId))}`, gap: gaps.identity },
    { of: `${kind} ${subscription}`, gap: gaps.subscription },
  ];
}
