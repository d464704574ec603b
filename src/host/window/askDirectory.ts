/** Asking whether the directory may be asked about people and groups, which only the person decides. */
import { ConfigurationTarget, window, workspace } from 'vscode';
import type { settings } from '../../manifest.ts';
import { t } from '../../sentences/language.ts';

/** Asks the person; who always wants it has the setting turned on. */
export async function allowNames(): Promise<boolean> {
  const [once, always] = [t`Show Names`, t`Always Show Names`] as const;
  const detail = t`The object IDs that are shown are sent to Microsoft Graph of your cloud, with your sign-in. What it answers stays in memory and is written to no file.`;
  const question = t`Ask the directory for the names of people, groups and applications?`;
  const chosen = await window.showInformationMessage(question, { modal: true, detail }, once, always);
  if (chosen === always) {
    const name = 'aksIdentity.showNames' satisfies keyof typeof settings;
    await workspace.getConfiguration().update(name, true, ConfigurationTarget.Global);
  }
  return chosen !== undefined;
}
