import { describe, expect, it } from 'vitest';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { adminCredentialFetchers, fetcherText } from '../../../src/domain/history/text/fetchers.ts';
import { activityEvent, shop, shopView } from '../../support/domain/historyCases.ts';

const clusters = 'Microsoft.ContainerService/managedClusters';

describe('those who fetched the admin credential', () => {
  it('stand once each with program and number, the last one first; others and refused ones do not (H-25)', () => {
    const admin = `${clusters}/listClusterAdminCredential/action`;
    const by = (caller: string) => ({ more: { caller, claims: {} } });
    const events = [
      { action: admin, id: shop, at: '2026-11-20T00:00:00Z' },
      { action: admin, id: shop, at: '2026-11-21T00:00:00Z' },
      { action: admin, id: shop, at: '2026-11-27T00:00:00Z', status: 'Failed' },
      { action: `${clusters}/listClusterUserCredential/action`, id: shop, at: '2026-11-26T00:00:00Z' },
      {
        action: `${clusters}/accessProfiles/listCredential/action`,
        id: `${shop}/accessProfiles/clusterAdmin`,
        at: '2026-11-22T00:00:00Z',
        ...by('ben@contoso.com'),
      },
      {
        action: `${clusters}/accessProfiles/listCredential/action`,
        id: `${shop}/accessProfiles/clusterUser`,
        at: '2026-11-23T00:00:00Z',
        ...by('eve@contoso.com'),
      },
    ].flatMap((event, index) => loggedEvent(activityEvent({ operation: `op-${index}`, ...event })) ?? []);
    const { entries } = historyEntries(shopView, { events, rows: [], requests: [], now: new Date('2026-11-28') });
    expect(adminCredentialFetchers(entries).map((one) => fetcherText(one, one.last.slice(0, 10)))).toEqual([
      'ben@contoso.com: once, on 2026-11-22',
      'ana@contoso.com, with Azure CLI: 2 times, last on 2026-11-21',
    ]);
  });
});
