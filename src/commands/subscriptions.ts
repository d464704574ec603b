import { ThemeIcon } from 'vscode';
import { refusedError } from '../errors.ts';
import { isGuid, sameText } from '../domain/arm/resourceId.ts';
import { askForText, chooseOne, chooseSome, type Choice } from '../host/window/quickPick.ts';
import { showLongWait, showWait } from '../host/window/progress.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { subscriptionChoices } from './pickTarget.ts';

const title = 'Set Active Subscription';

/** Lets the user choose the subscription that all actions use, from a list or by its id, or all of them again. */
export async function setActiveSubscription(
  { connections, views }: Pick<CommandContext, 'connections' | 'views'>,
  { subscriptionId }: Target,
): Promise<void> {
  const service = await connections.service();
  const chosen = subscriptionId ?? (await chooseOne(choices(), { title, placeholder: 'Which subscription?' }));
  const entered = chosen === 'paste' ? await pasted() : chosen;
  const id = entered === 'all' ? undefined : entered;
  if (id !== undefined && !isGuid(id)) throw refusedError(`"${id}" is not a subscription ID, which is a GUID.`);
  await connections.setActiveSubscription(id);
  views.refresh();

  async function choices(): Promise<readonly Choice<string>[]> {
    const active = connections.activeSubscription();
    const choicesListed = (await subscriptionChoices(service)).map((choice) =>
      choice.value !== '' && sameText(choice.value, active) ? { ...choice, iconPath: new ThemeIcon('check') } : choice,
    );
    return [
      ...choicesListed,
      { label: 'Enter a Subscription ID...', iconPath: new ThemeIcon('clippy'), value: 'paste', alwaysShow: true },
      ...(active === undefined
        ? []
        : [{ label: 'All Subscriptions', iconPath: new ThemeIcon('list-flat'), value: 'all', alwaysShow: true }]),
    ];
  }

  /** Asks for an id and returns it after Azure has shown that subscription. */
  async function pasted(): Promise<string> {
    const text = await askForText({
      title,
      prompt: 'Subscription ID',
      placeholder: '00000000-0000-0000-0000-000000000000',
      rule: (typed) => (isGuid(typed) ? undefined : 'A subscription ID is a GUID.'),
    });
    await showWait('Looking for the subscription', () => service.json(`/subscriptions/${text}`));
    return text;
  }
}

/** Lets the user choose the subscriptions that the view shows; choosing all or none shows all, including later ones. */
export async function selectSubscriptions({ connections }: Pick<CommandContext, 'connections'>): Promise<void> {
  const service = await connections.service();
  const shownIds = connections.shownSubscriptions()?.map((id) => id.toLowerCase());
  const choices = (await subscriptionChoices(service)).map((choice) => ({
    ...choice,
    picked: shownIds?.includes(choice.value.toLowerCase()) ?? true,
  }));
  const chosen = await chooseSome(choices, {
    title: 'Select Subscriptions',
    placeholder: 'Which subscriptions are shown?',
  });
  const allIds = new Set(choices.map(({ value }) => value).filter((id) => id !== ''));
  if (connections.activeSubscription() !== undefined) await connections.setActiveSubscription(undefined);
  await connections.selectSubscriptions(chosen.length === 0 || chosen.length === allIds.size ? undefined : chosen);
}

/** Checks a subscription's clusters with everything that takes a request for each of them, which Cancel ends. */
export async function checkAll({ views }: Pick<CommandContext, 'views'>, { subscriptionId }: Target): Promise<void> {
  if (subscriptionId === undefined) return;
  await showLongWait('Checking all clusters', (signal, tell) =>
    views.checkAll(subscriptionId, { signal, onAsking: ({ done, all }) => tell(`${done} of ${all} requests`) }),
  );
}
