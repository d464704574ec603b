import { ThemeIcon } from 'vscode';
import { refusedError } from '../errors.ts';
import { isGuid, sameText } from '../domain/arm/resourceId.ts';
import { askForText, chooseOne, chooseSome, type Choice } from '../host/window/quickPick.ts';
import { showLongWait, showWait } from '../host/window/progress.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';
import { subscriptionChoices } from './pickTarget.ts';
import { say } from '../sentences/words.ts';
import { t, shownText } from '../sentences/language.ts';

const title = say`Set Active Subscription`;

/** Lets the user choose the subscription that all actions use, from a list or by its id, or all of them again. */
export async function setActiveSubscription(
  { connections, views }: Pick<CommandContext, 'connections' | 'views'>,
  { subscriptionId }: Target,
): Promise<void> {
  const service = await connections.service();
  const chosen =
    subscriptionId ?? (await chooseOne(choices(), { title: shownText(title), placeholder: t`Which subscription?` }));
  const entered = chosen === 'paste' ? await pasted() : chosen;
  const id = entered === 'all' ? undefined : entered;
  if (id !== undefined && !isGuid(id)) throw refusedError(say`"${id}" is not a subscription ID, which is a GUID.`);
  await connections.setActiveSubscription(id);
  views.refresh();

  async function choices(): Promise<readonly Choice<string>[]> {
    const active = connections.activeSubscription();
    const choicesListed = (await subscriptionChoices(service)).map((choice) =>
      choice.value !== '' && sameText(choice.value, active) ? { ...choice, iconPath: new ThemeIcon('check') } : choice,
    );
    return [
      ...choicesListed,
      { label: t`Enter a Subscription ID...`, iconPath: new ThemeIcon('clippy'), value: 'paste', alwaysShow: true },
      ...(active === undefined
        ? []
        : [{ label: t`All Subscriptions`, iconPath: new ThemeIcon('list-flat'), value: 'all', alwaysShow: true }]),
    ];
  }

  /** Asks for an id and returns it after Azure has shown that subscription. */
  async function pasted(): Promise<string> {
    const text = await askForText({
      title: shownText(title),
      prompt: t`Subscription ID`,
      placeholder: '00000000-0000-0000-0000-000000000000',
      rule: (typed) => (isGuid(typed) ? undefined : t`A subscription ID is a GUID.`),
    });
    await showWait(t`Looking for the subscription`, () => service.json(`/subscriptions/${text}`));
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
    title: t`Select Subscriptions`,
    placeholder: t`Which subscriptions are shown?`,
  });
  const allIds = new Set(choices.map(({ value }) => value).filter((id) => id !== ''));
  if (connections.activeSubscription() !== undefined) await connections.setActiveSubscription(undefined);
  await connections.selectSubscriptions(chosen.length === 0 || chosen.length === allIds.size ? undefined : chosen);
}

/** Checks a subscription's clusters with everything that takes a request for each of them, which Cancel ends. */
export async function checkAll({ views }: Pick<CommandContext, 'views'>, { subscriptionId }: Target): Promise<void> {
  if (subscriptionId === undefined) return;
  await showLongWait(t`Checking all clusters`, (signal, tell) =>
    views.checkAll(subscriptionId, { signal, onAsking: ({ done, all }) => tell(t`${done} of ${all} requests`) }),
  );
}
