import { describe, expect, it } from 'vitest';
import { whyNoKubeconfig } from '../../../src/domain/access/localAccounts.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';

const page = 'https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad';
const entra = { aadProfile: { managed: true } };
const on = { disableLocalAccounts: null };
const off = { disableLocalAccounts: true };

describe('the kubeconfig of a cluster', () => {
  it.each<[string, Parameters<typeof whyNoKubeconfig>[0], 'user' | 'admin', RegExp | undefined]>([
    ['that is not known is asked for', undefined, 'admin', undefined],
    ['with local accounts is given to administrators', cluster({ ...entra, ...on }), 'admin', undefined],
    ['that says they are on is given to administrators', cluster({ disableLocalAccounts: false }), 'admin', undefined],
    ['without local accounts is given to those that sign in', cluster({ ...entra, ...off }), 'user', undefined],
    [
      'without local accounts is not given to administrators',
      cluster({ ...entra, ...off }),
      'admin',
      /^Local accounts are off on shop, so it has no admin credentials\. Use Get Credentials/,
    ],
    ...(['user', 'admin'] as const).map(
      (who) =>
        [
          `without local accounts and without Entra is given to nobody: ${who}`,
          cluster({ ...off, aadProfile: null }),
          who,
          /^Local accounts are off on shop, which doesn't use Microsoft Entra either, .* until local accounts are enabled\.$/,
        ] as [string, ReturnType<typeof cluster>, 'user' | 'admin', RegExp],
    ),
  ])('%s', (_, of, who, words) => {
    const told = whyNoKubeconfig(of, who);
    if (words === undefined) return expect(told).toBeUndefined();
    expect(told?.text).toMatch(words);
    expect(told?.source).toBe(page);
  });
});
