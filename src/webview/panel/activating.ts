/** Activating a role on the way to a plan: the change that needs it is set aside, and goes on once the role is active. */
import { doneTextOf } from '../../domain/change/change.ts';
import { activationOffer } from '../../domain/plan/activationOffer.ts';
import { defined } from '../../shape/defined.ts';
import { drawChangeForm, valuesOf } from '../forms/forms.ts';
import type { FlowDependencies, PanelPlanning } from './planning.ts';
import { formContextOf, requestFrom, type FlowModel } from './view/state.ts';
import { goneNotice } from './view/fixes.ts';
import { shownText } from '../../sentences/language.ts';

type Dependencies = Pick<FlowDependencies, 'store' | 'choices' | 'known'>;

/** Opens the form for the activation that the plan lacks, and sets the change aside. */
export function startActivation({ store, choices }: Dependencies, planning: PanelPlanning, planId: string): void {
  const flow = store.flow();
  const planned = flow?.planned;
  const offer = planned?.id === planId && flow?.stage === 'plan' ? activationOffer(planned.plan) : undefined;
  if (flow === undefined || offer === undefined) return store.change({ notice: goneNotice() });
  const { kind, values, touched, list, from, wanted } = flow;
  planning.nextTurn();
  choices.forget();
  const activation: FlowModel = {
    kind: 'activateRole',
    values: valuesOf(offer.draft),
    touched: new Set(),
    asked: 0,
    stage: 'choose',
    ...defined({ from }),
    setAside: { kind, values, touched, ...defined({ list, from, wanted }) },
  };
  store.change({ flow: activation }, ['banner']);
}

/** Goes on with the change that was set aside, and makes its plan again; returns false if there is none. */
export function goOnWithChange({ store, choices, known }: Dependencies, planning: PanelPlanning): boolean {
  const { setAside, run } = store.flow() ?? {};
  if (setAside === undefined) return false;
  planning.nextTurn();
  choices.forget();
  const [activation] = run?.status === 'succeeded' ? (run.changes ?? []) : [];
  const done = activation && doneTextOf(activation);
  store.change(
    {
      flow: { ...setAside, asked: 0, stage: 'choose' },
      ...(done ? { banner: { tone: 'info', text: shownText(done) } } : {}),
    },
    done ? [] : ['banner'],
  );
  void planAgain();
  return true;

  async function planAgain(): Promise<void> {
    const isCurrent = planning.currentTurn();
    if (setAside?.wanted) return planning.makePlan(setAside.wanted);
    await known();
    const flow = store.flow();
    if (!flow || !isCurrent()) return;
    const request = requestFrom(drawChangeForm(flow.kind, formContextOf(store.get(), flow, choices)));
    if (request) await planning.makePlan(request);
  }
}
