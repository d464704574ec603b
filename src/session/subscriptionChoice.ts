/** Which subscriptions are shown on the open connection. */
import { azureResourcesSelection } from '../host/settings.ts';
import type { Open } from './openConnection.ts';
import type { Remembered } from './rememberedConnection.ts';

/** Gives the choice of subscriptions on the open connection, and changes it. */
export interface SubscriptionChoice {
  activeSubscription(): string | undefined;
  setActiveSubscription(id: string | undefined): Promise<void>;
  /** Returns the subscriptions to show: the active one, otherwise the selected ones; `undefined` means all. */
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

  return {
    activeSubscription() {
      const of = key();
      return of === undefined ? undefined : remembered.active(of);
    },
    async setActiveSubscription(id) {
      const of = key();
      if (of !== undefined) await remembered.setActive(of, id);
      onChange();
    },
    /** Before anything was selected here, what is selected in the extension Azure Resources counts. */
    shownSubscriptions() {
      const open = current();
      if (!open) return undefined;
      const of = open.service.connection.key;
      const active = remembered.active(of);
      if (active !== undefined) return [active];
      const chosen = remembered.selected(of);
      if (chosen !== undefined) return chosen === 'all' ? undefined : chosen;
      return open.accounts ? azureResourcesSelection() : undefined;
    },
    async selectSubscriptions(ids) {
      const of = key();
      if (of === undefined) return;
      await remembered.setSelected(of, ids ?? 'all');
      onChange();
    },
  };
}
