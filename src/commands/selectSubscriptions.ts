import { chooseSome } from '../host/window/quickPick.ts';
import type { CommandContext } from './context.ts';
import { subscriptionChoices } from './pickTarget.ts';

/** Lets the user choose the subscriptions that the view shows; choosing all or none shows all, including later ones. */
export async function selectSubscriptions({ connections }: Pick<CommandContext, 'connections'>): Promise<void> {
  const service = await connections.service();
  const shown = connections.shownSubscriptions()?.map((id) => id.toLowerCase());
  const choices = (await subscriptionChoices(service)).map((choice) => ({
    ...choice,
    picked: shown?.includes(choice.value.toLowerCase()) ?? true,
  }));
  const chosen = await chooseSome(choices, {
    title: 'Select Subscriptions',
    placeholder: 'Which subscriptions are shown?',
  });
  const all = new Set(choices.map(({ value }) => value).filter((id) => id !== ''));
  if (connections.activeSubscription() !== undefined) await connections.setActiveSubscription(undefined);
  await connections.selectSubscriptions(chosen.length === 0 || chosen.length === all.size ? undefined : chosen);
}
