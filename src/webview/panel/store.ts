/** The one place that keeps and changes a panel's model. */
import { errorWords } from '../../errors.ts';
import type { FlowModel, PanelModel } from './view/state.ts';
import { shownText } from '../../sentences/language.ts';

/** The names of the optional properties. */
type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** Keeps a model, and reports every change of it. */
export interface ModelStore {
  readonly get: () => PanelModel;
  /** Sets some properties and drops others. */
  readonly change: (by: Partial<PanelModel>, drop?: readonly OptionalKeys<PanelModel>[]) => void;
  readonly flow: () => FlowModel | undefined;
  /** Shows a failure that belongs to no step, above everything. */
  readonly fail: (error: unknown) => void;
  /** Does the same for the current change; does nothing if there is none. */
  readonly changeFlow: (by: Partial<FlowModel>, drop?: readonly OptionalKeys<FlowModel>[]) => void;
}

/** Creates a store with an initial model. */
export function createStore(first: PanelModel, onChange: () => void): ModelStore {
  let model = first;
  const change: ModelStore['change'] = (by, drop = []) => {
    model = { ...withoutMembers(model, drop), ...by };
    onChange();
  };
  return {
    get: () => model,
    change,
    flow: () => model.flow,
    fail: (error) => change({ banner: { tone: 'error', text: shownText(errorWords(error)) } }),
    changeFlow(by, drop = []) {
      if (model.flow) change({ flow: { ...withoutMembers(model.flow, drop), ...by } });
    },
  };
}

/** Only optional properties can be dropped, so the rest is still a `T`. */
function withoutMembers<T extends object>(value: T, drop: readonly (keyof T)[]): T {
  const remaining = { ...value };
  for (const name of drop) delete remaining[name];
  return remaining;
}
