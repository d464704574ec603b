import { isGuid } from '../domain/arm/resourceId.ts';
import { emulatorUrlSetting } from '../host/settings.ts';
import { ask, confirm } from '../host/window/quickPick.ts';
import { showWait } from '../host/window/progress.ts';
import type { Target } from '../manifest.ts';
import type { CommandContext } from './context.ts';

type Slice = Pick<CommandContext, 'connections'>;

/** Signs in to Azure, to the directory and with the account of the row if it has them. */
export function signIn({ connections }: Slice, { tenantId, accountId }: Target): Promise<void> {
  const wish = {
    ...(tenantId !== undefined && isGuid(tenantId) ? { tenantId } : {}),
    ...(accountId === undefined ? {} : { accountId }),
  };
  return showWait('Signing in to Azure', () => connections.signIn(wish));
}

/** Starts the demo in the state in which it was left. */
export function startDemo({ connections }: Slice): Promise<void> {
  return showWait('Starting the demo', () => connections.startDemo());
}

/** Resets the demo to its first state, once the user agrees. */
export async function resetDemo({ connections }: Slice): Promise<void> {
  const detail = 'Everything that was changed in the demo is lost. Azure is not touched.';
  await confirm('Start the demo over?', detail, 'Reset Demo');
  await connections.resetDemo();
}

/** Connects to an emulator that runs outside VS Code on this machine. */
export async function connectEmulator({ connections }: Slice, given: { readonly url?: unknown }): Promise<void> {
  const url =
    typeof given.url === 'string'
      ? given.url
      : await ask({
          title: 'Connect to Emulator',
          prompt: 'The address of an emulator on this machine, as "npm run emulator" prints it',
          value: emulatorUrlSetting(),
          placeholder: 'http://127.0.0.1:8765',
          rule: (text) => (/^https?:\/\/\S+$/.test(text) ? undefined : 'An address looks like http://127.0.0.1:8765.'),
        });
  await showWait('Connecting to the emulator', () => connections.connectEmulator(url));
}
