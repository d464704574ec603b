import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/commands/context.ts';
import { chooseForConnection } from '../../src/commands/connect.ts';
import type { ConnectionKind } from '../../src/manifest.ts';
import { user } from '../support/vscode/user.ts';

/** What is done after the user picks something in the list that a click on the status bar opens. */
async function doneBy(kind: ConnectionKind, ...picks: readonly string[]): Promise<readonly string[]> {
  const done: string[] = [];
  const context = {
    connections: {
      kind,
      leave: async () => void done.push('left'),
      resetDemo: async () => void done.push('reset'),
    },
    reports: { show: () => void done.push('report') },
  } as unknown as CommandContext;
  user.picks.push(...picks);
  await chooseForConnection(context);
  return done;
}

describe('a click on the connection in the status bar', () => {
  it('of the demo opens a list, and leaves the demo only if the user picks that', async () => {
    expect(await doneBy('demo', 'Show Identity Report')).toEqual(['report']);
    expect(user.lists.at(-1)!.items.map(({ label }) => label)).toEqual([
      ...['Show Identity Report', 'Reset Demo', 'Leave Demo'],
    ]);
    expect(await doneBy('demo', 'Leave Demo')).toEqual(['left']);
    user.presses.push('Reset Demo');
    expect(await doneBy('demo', 'Reset Demo')).toEqual(['reset']);
    await expect(doneBy('demo')).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('of anything else offers to disconnect', async () => {
    expect(await doneBy('emulator', 'Disconnect')).toEqual(['left']);
    expect(user.lists.at(-1)!.items.map(({ label }) => label)).toEqual(['Show Identity Report', 'Disconnect']);
  });
});
