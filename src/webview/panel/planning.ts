/** Makes the plans of a panel one after the other; an answer is dropped if another question has been asked. */
import type { IdentityService } from '../../app/identityService.ts';
import { titleOf } from '../../domain/change/change.ts';
import { failureOf, saidMessage, type Failure } from '../../errors.ts';
import { drawChangeForm } from '../forms/forms.ts';
import type { KeptChoices } from '../forms/parts/lists.ts';
import { formContextOf, requestFrom, withWantedTitle, type FlowModel, type PlanRequest } from './view/state.ts';
import type { ModelStore } from './store.ts';
import { t, shownText } from '../../sentences/language.ts';

/** What a change in a panel needs. */
export interface FlowDependencies {
  readonly service: () => Promise<IdentityService>;
  readonly now: () => Date;
  readonly choices: KeptChoices;
  readonly store: ModelStore;
  /** Resolves when the cluster has been read. */
  readonly known: () => Promise<void>;
  /** Reads the cluster again. */
  readonly reread: () => Promise<void>;
  /** Resolves when the views show what there is to read now; left out where there are none. */
  readonly viewsDrawn?: (() => Promise<void>) | undefined;
  /** Asks whether the user's input may be discarded. */
  readonly mayDiscard: (because: DiscardedBy) => Promise<boolean>;
  /** Aborted when the panel is closed. */
  readonly closing: AbortSignal;
}

/** What would throw away what was typed: another change, or Escape. */
export type DiscardedBy = 'another' | 'closing';

/** Makes plans for the change that a panel shows, and knows whether it still shows it. */
export class PanelPlanning {
  readonly #dependencies: FlowDependencies;
  /** Increases with every change that is started or ended. */
  #turn = 0;
  #reading = new AbortController();
  #planCount = 0;

  constructor(dependencies: FlowDependencies) {
    this.#dependencies = dependencies;
  }

  /** Aborted when the panel is closed or the change is left; nothing new starts after that. */
  get leaving(): AbortSignal {
    return this.#reading.signal;
  }

  /** Leaves the change: reads for its plan are no longer needed. */
  nextTurn(): void {
    this.#turn += 1;
    this.#reading.abort();
    this.#reading = new AbortController();
  }

  /** Returns a function that says whether the current change is still the current one. */
  currentTurn(): () => boolean {
    const ownTurn = this.#turn;
    return () => ownTurn === this.#turn;
  }

  /** Returns a new id for a plan. */
  nextPlanId(): string {
    this.#planCount += 1;
    return String(this.#planCount);
  }

  /** Makes the plan and shows it, or why there is none. */
  async makePlan(request: PlanRequest): Promise<void> {
    const { service, store, closing } = this.#dependencies;
    if (closing.aborted) return;
    const isCurrent = this.currentTurn();
    const signal = this.leaving;
    store.changeFlow({ stage: 'plan', wanted: request, working: t`Reading Azure and making the plan ...` }, [
      'failure',
      'planned',
      'run',
    ]);
    try {
      const plan = withWantedTitle(await (await service()).plan(request.changes, signal), request);
      if (isCurrent()) store.changeFlow({ planned: { id: this.nextPlanId(), plan } }, ['working']);
    } catch (error) {
      if (!isCurrent()) return;
      const failure = failureOf(error);
      const reduced = this.#leaveOutRefused(request, failure);
      if (reduced) return this.makePlan(reduced);
      store.changeFlow({ failure }, ['working']);
    }
  }

  /** Returns the rest of a list without the refused change, which is unticked and reported, because the others need not wait for it. */
  #leaveOutRefused({ changes }: PlanRequest, failure: Failure): PlanRequest | undefined {
    const { store, choices } = this.#dependencies;
    const flow = store.flow();
    const refused = changes[failure.refusedAt ?? -1];
    if (flow?.kind !== 'changes' || !flow.list || !refused || changes.length < 2) return undefined;
    const chosen = flow.list.changes.flatMap((change, index) =>
      change !== refused && changes.includes(change) ? [String(index)] : [],
    );
    const { banner } = store.get();
    const warningText = banner?.tone === 'warning' ? `${banner.text} ` : '';
    store.change({
      banner: {
        tone: 'warning',
        text: t`${warningText}Left out: ${shownText(titleOf(refused))}. ${saidMessage(failure)}`,
      },
    });
    store.changeFlow({ values: { ...flow.values, chosen } });
    return requestFrom(drawChangeForm(flow.kind, formContextOf(store.get(), { ...flow, values: { chosen } }, choices)));
  }
}

/** Returns true if a request to apply may be followed: it is for the plan that is shown, confirmed where that is asked, and the plan has something to do that no check forbids. */
export function mayApply(
  { planned, working, stage }: FlowModel,
  planId: string,
  confirmName: string | undefined,
): boolean {
  if (planned?.id !== planId || working !== undefined || stage !== 'plan') return false;
  const { confirmName: wantedName, nothingToDo, checks } = planned.plan;
  const isConfirmed = wantedName === undefined || confirmName === shownText(wantedName);
  return isConfirmed && !nothingToDo && checks.every(({ verdict }) => verdict !== 'fail');
}
