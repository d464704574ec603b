import { expect, it } from 'vitest';
import type { CommandContext } from '../../../src/commands/context.ts';
import { getCredentials } from '../../../src/commands/getCredentials.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { sami, smallWorld } from '../../support/azure/smallWorld.ts';
import { until } from '../../support/until.ts';
import { code, user } from '../../support/vscode/user.ts';

/** The small world; its first cluster also has these properties. */
function benchWith(properties: object) {
  const world = smallWorld();
  const resources = world.resources.map((one) =>
    one.id === sami.id ? { ...one, properties: { ...(one['properties'] as object), ...properties } } : one,
  );
  return createBench({ ...world, resources });
}

const entra = { aadProfile: { managed: true } };

it.each<[string, object, 'user' | 'admin', RegExp | undefined]>([
  ['local accounts are on', { disableLocalAccounts: false }, 'admin', undefined],
  ['nobody has set local accounts', { disableLocalAccounts: null, ...entra }, 'admin', undefined],
  [
    'local accounts are off',
    { disableLocalAccounts: true, ...entra },
    'admin',
    /^Local accounts are off on sami-weu, so it has no admin credentials\. Use Get Credentials/,
  ],
  ['local accounts are off, for the user', { disableLocalAccounts: true, ...entra }, 'user', undefined],
  [
    'local accounts are off without Entra',
    { disableLocalAccounts: true, aadProfile: null },
    'admin',
    /doesn't use Microsoft Entra either.*until local accounts are enabled\.$/,
  ],
  [
    'local accounts are off without Entra, for the user',
    { disableLocalAccounts: true, aadProfile: null },
    'user',
    /doesn't use Microsoft Entra either/,
  ],
])('credentials are asked for only where there are any: %s (T-73)', async (_, properties, who, why) => {
  const bench = benchWith(properties);
  const credentials = bench.service.kubeconfig(sami.id, who);
  if (why === undefined) await expect(credentials).resolves.toContain('kind: Config');
  else
    await expect(credentials).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(why) as string });
  const asked = (await bench.requests()).filter(({ method }) => method === 'POST');
  expect(asked).toHaveLength(why === undefined ? 1 : 0);
});

it('credentials of a cluster that can’t be read are asked for anyway, and Azure decides', async () => {
  const bench = benchWith({ disableLocalAccounts: true, ...entra });
  const match = { method: 'GET', pathContains: '/managedClusters/sami-weu' };
  await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'No.', times: 9 });
  await expect(bench.service.kubeconfig(sami.id, 'admin')).rejects.toMatchObject({
    message: expect.stringContaining('set to disable local accounts') as string,
  });
});

it.each<[string, object, 'user' | 'admin', readonly string[], string, string]>([
  [
    'admin credentials',
    { ...entra },
    'admin',
    ['Get Credentials', 'Enable Local Accounts...'],
    'Get Credentials',
    'getCredentials',
  ],
  [
    'admin credentials',
    { ...entra },
    'admin',
    ['Get Credentials', 'Enable Local Accounts...'],
    'Enable',
    'setLocalAccounts',
  ],
  [
    'credentials without Entra',
    { aadProfile: null },
    'user',
    ['Enable Local Accounts...'],
    'Enable',
    'setLocalAccounts',
  ],
])(
  '%s are not asked for where there are none, and what would help is one press away, %# (H-10)',
  async (_, more, who, buttons, press, command) => {
    const bench = benchWith({ disableLocalAccounts: true, ...more });
    const context = { connections: { service: () => Promise.resolve(bench.service) } as CommandContext['connections'] };
    user.presses = [buttons.find((button) => button.startsWith(press))!];
    await getCredentials(context, { clusterId: sami.id }, who);
    expect(user.notifications.at(-1)).toMatchObject({
      text: expect.stringMatching(/^Local accounts are off on sami-weu/) as string,
      buttons,
    });
    await until(() => expect(code.executed.at(-1)).toBe(`aksIdentity.${command}`));
    expect((await bench.requests()).filter(({ method }) => method === 'POST')).toEqual([]);
  },
);
