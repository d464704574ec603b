import { describe, expect, it } from 'vitest';
import { loggedEvent } from '../../../src/domain/history/activityEvents.ts';
import { historyEntries } from '../../../src/domain/history/entries.ts';
import { fetchedCredential } from '../../../src/domain/history/fetchedCredentials.ts';
import type { FetchedCredential } from '../../../src/domain/cluster/askedOnly.ts';
import { activityEvent, shop, shopView } from '../../support/domain/historyCases.ts';

const clusters = 'Microsoft.ContainerService/managedClusters';
const fetch = `${clusters}/listClusterAdminCredential/action`;
const rotate = `${clusters}/rotateClusterCertificates/action`;

interface Logged {
  readonly action?: string;
  readonly day: number;
  readonly status?: string;
  readonly who?: string;
  readonly id?: string;
}

function after(...events: readonly Logged[]): FetchedCredential | undefined {
  const logged = events.map(
    ({ action = fetch, day, status = 'Succeeded', who = 'ana@contoso.com', id = shop }, index) =>
      activityEvent({
        action,
        id,
        operation: `op-${index}`,
        status,
        at: `2026-11-0${day}T09:00:00.000Z`,
        more: { caller: who },
      }),
  );
  return fetchedCredential(
    historyEntries(shopView, {
      events: logged.flatMap((event) => loggedEvent(event) ?? []),
      rows: [],
      requests: [],
      now: new Date('2026-11-28'),
    }).entries,
  );
}

describe('admin credentials that were fetched', () => {
  it('are those since the last rotation of certificates, with whoever did it (H-25)', () => {
    const found = after(
      { day: 1 },
      { action: rotate, day: 2 },
      { day: 3, who: 'kim@contoso.com' },
      { day: 4 },
      { day: 5 },
    );
    expect(found).toEqual({
      lastAt: '2026-11-05T09:00:00.000Z',
      count: 3,
      by: ['ana@contoso.com', 'kim@contoso.com'],
    });
  });

  it.each<[string, readonly Logged[]]>([
    ['nothing was fetched', []],
    ['the certificates were rotated since', [{ day: 1 }, { action: rotate, day: 2 }]],
    ['Azure refused it', [{ day: 1, status: 'Failed' }]],
    ['only the user credential was fetched', [{ day: 1, action: `${clusters}/listClusterUserCredential/action` }]],
  ])('are none where %s (H-25)', (_, events) => {
    expect(after(...events)).toBeUndefined();
  });

  it('still count while a rotation has no end in the log, and after one that failed (H-25)', () => {
    expect(after({ day: 1 }, { action: rotate, day: 2, status: 'Started' })).toMatchObject({
      count: 1,
      rotatingSince: '2026-11-02T09:00:00.000Z',
    });
    expect(after({ day: 1 }, { action: rotate, day: 2, status: 'Failed' })).toEqual({
      lastAt: '2026-11-01T09:00:00.000Z',
      count: 1,
      by: ['ana@contoso.com'],
    });
  });

  it('are fetched by the older action on the access profile of administrators, too (H-25)', () => {
    const action = `${clusters}/accessProfiles/listCredential/action`;
    expect(after({ day: 1, action, id: `${shop}/accessProfiles/clusterAdmin` })?.count).toBe(1);
    expect(after({ day: 1, action, id: `${shop}/accessProfiles/clusterUser` })).toBeUndefined();
  });
});
