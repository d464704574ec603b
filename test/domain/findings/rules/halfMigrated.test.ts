import { describe, expect, it } from 'vitest';
import { resourceType } from '../../../../src/domain/arm/resourceId.ts';
import { role } from '../../../../src/domain/access/roles.ts';
import type { Facts, Read } from '../../../../src/domain/cluster/facts.ts';
import { findingsOf } from '../../../../src/domain/findings/findings.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  kubeletPrincipal,
  pool,
  registryId,
  subscriptionId,
} from '../../../support/domain/clusterFixture.ts';
import { found, type Entry } from '../../../support/domain/factsOf.ts';
import { find, kubeletRead, type Case } from '../../../support/domain/cases/findingCases.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';

describe('a half-migrated cluster', () => {
  const times = (type: string, id: string, time: string): Entry => [
    { kind: 'creationTimes', subscriptionId, type },
    found(new Map([[id.toLowerCase(), time]])),
  ];
  const made = (time: string): readonly Entry[] => [
    times(resourceType.cluster, clusterId, '2021-03-01T00:00:00Z'),
    times(resourceType.identity, kubeletRead.id, time),
  ];
  const image = (version: string, more: JsonObject = {}) =>
    cluster({ agentPoolProfiles: [pool({ nodeImageVersion: version, ...more })] });
  const old = image('AKSUbuntu-2204gen2containerd-202507.21.0');
  const isHalf = (having: Case) => find(having).filter(({ code }) => code === 'halfMigrated');

  it('is found by a kubelet identity younger than the cluster and node images older than that identity', () => {
    const [finding] = isHalf({ cluster: old, entries: made('2025-09-10T00:00:00Z') });
    expect(finding).toMatchObject({ fix: { kind: 'upgradeNodeImages', pools: ['nodepool1'] } });
    expect(finding!.evidence).toContainEqual({ what: 'kubeletMade', value: '2025-09-10' });
  });

  it('is not found if the image is younger, or the identity is as old as the cluster', () => {
    const young = image('AKSUbuntu-2204gen2containerd-202510.01.0');
    expect(isHalf({ cluster: young, entries: made('2025-09-10T00:00:00Z') })).toEqual([]);
    expect(isHalf({ cluster: old, entries: made('2021-03-01T00:10:00Z') })).toEqual([]);
  });

  it('does not need the creation time of its kubelet identity if a role shows that it is older than the images', () => {
    const given = (createdOn: string): Facts =>
      azure([{ ...assignment(role.acrPull, registryId, kubeletPrincipal), createdOn }]);
    const asked = (facts: Facts): readonly string[] => {
      const kinds: string[] = [];
      const get = ((read: Read) => {
        kinds.push(read.kind);
        return facts.get(read as never);
      }) as Facts['get'];
      findingsOf(old, { ...facts, get });
      return kinds;
    };
    expect(asked(given('2025-07-01T00:00:00Z'))).not.toContain('creationTimes');
    expect(asked(given('2025-07-22T00:00:00Z'))).toContain('creationTimes');
    expect(asked(azure([]))).toContain('creationTimes');
    const unread = ({ kind }: Read): boolean => kind === 'assignmentsEverywhere' || kind === 'assignmentsOf';
    const { get } = azure([]);
    const notYet = ((read: Read) => (unread(read) ? undefined : get(read as never))) as Facts['get'];
    expect(asked({ ...azure([]), get: notYet })).not.toContain('creationTimes');
  });

  it('is found whatever role its kubelet identity got after the images were made', () => {
    const late = { ...assignment(role.acrPull, registryId, kubeletPrincipal), createdOn: '2025-09-11T00:00:00Z' };
    expect(isHalf({ cluster: old, grants: [late], entries: made('2025-09-10T00:00:00Z') })).toHaveLength(1);
  });

  it('is not found if the pools have the newest image there is', () => {
    const newest = (version: string): Entry => [
      { kind: 'upgradeProfile', poolId: old.agentPools[0]!.id },
      found({ latestNodeImageVersion: version }),
    ];
    const half = (version: string) =>
      isHalf({ cluster: old, entries: [...made('2025-09-10T00:00:00Z'), newest(version)] });
    expect(half('AKSUbuntu-2204gen2containerd-202507.21.0')).toEqual([]);
    expect(half('AKSUbuntu-2204gen2containerd-202508.20.0')).toHaveLength(1);
  });
});

describe('the nodes of availability sets', () => {
  it('are offered no upgrade, which is impossible, but the way off the service principal', () => {
    const half = find({
      cluster: cluster({ identityProfile: null, agentPoolProfiles: [pool({ type: 'AvailabilitySet' })] }),
    }).find(({ code }) => code === 'halfMigrated')!;
    expect(half.fix).toBeUndefined();
    expect(half.text).toContain('nodepool1 is an availability set, which takes no newer node image');
  });
});
