/** Which subscriptions are shown on the open connection. */
import { azureResourcesSelection } from '../host/settings.ts';
import type { Open } from './openConnection.ts';
import type { Remembered } from './rememberedConnection.ts';

/** Gives the choice of subscriptions on the open connection, and changes it. */
export interface SubscriptionChoice {
  activeSubscription(): string | undefined;
  setActiveSubscription(id: string | undefined): Promise<void>;
  /** Returns the subscriptions to show: the active one, otherwise the selected ones; `undefined` stands for all. */
  shownSubscriptions(): readonly string[] | undefined;
  selectSubscriptions(ids: readonly string[] | undefined): Promise<void>;
}

/** Creates the choice, which is remembered for each connection. */
export function createSubscriptionChoice(
  remembered: Remembered,
  current: () => Open | undefined,
  onChange: () => void,
): SubscriptionChoice {
  const key = (): string | undefined => current()?.service.connection.key;

  function activeSubscription(): string | undefined {
    const of = key();
    return of === undefined ? undefined : remembered.active(of);
  }

  /** Returns what was selected here; before anything was, what is selected in the extension Azure Resources. */
  function selected(): readonly string[] | undefined {
    const open = current();
    if (!open) return undefined;
    const chosen = remembered.selected(open.service.connection.key);
    if (chosen !== undefined) return chosen === 'all' ? undefined : chosen;
    return open.accounts ? azureResourcesSelection() : undefined;
  }

  return {
    activeSubscription,
    async setActiveSubscription(id) {
      const of = key();
      if (of !== undefined) await remembered.setActive(of, id);
      onChange();
    },
    shownSubscriptions() {
      const active = activeSubscription();
      return active === undefined ? selected() : [active];
    },
    async selectSubscriptions(ids) {
      const of = key();
      if (of === undefined) return;
      await remembered.setSelected(of, ids ?? 'all');
      onChange();
    },
  };
}
