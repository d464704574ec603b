/** Rows of what stands around a cluster. */
import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { ClusterAround, NamedAround, NamedThing } from '../../../src/app/facts/clusterAround.ts';
import { aroundChildren, aroundRow } from '../../../src/tree/clusters/aroundRows.ts';
import type { Unknown } from '../../../src/domain/arm/unknown.ts';
import type { Row } from '../../../src/tree/row/row.ts';
import { findingOf } from '../../../src/domain/findings/finding.ts';
import { cluster as clusterOf } from '../../support/domain/clusterFixture.ts';
import { say } from '../../../src/sentences/words.ts';

const cluster = clusterOf();
const thing: NamedThing = {
  id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/fleets/fleet-1/members/shop',
  name: 'fleet-1',
  what: 'member shop',
  state: { tone: 'ok', words: 'ready' },
  identities: [{ name: 'Fleet fleet-1', principalId: 'p1', roles: [] }],
  facts: [],
  source: 'https://learn.microsoft.com/azure/kubernetes-fleet/overview',
};
const look = (more: Partial<NamedAround> = {}): NamedAround => ({
  kind: 'fleet',
  things: [thing],
  unknown: [],
  findings: [],
  ...more,
});
const around = (kinds: readonly NamedAround[], unknown: readonly Unknown[] = []): ClusterAround => ({ kinds, unknown });
const inShort = ({ label, description, icon, children }: Row): unknown => [
  label,
  description,
  icon?.id,
  ...(Array.isArray(children) && children.length > 0 ? [(children as readonly Row[]).map(inShort)] : []),
];

describe('the row Around the cluster', () => {
  it('is read when it is unfolded, and then says which kinds there are', () => {
    expect(aroundRow(cluster, [])).toMatchObject({ label: 'Around the cluster', description: '', children: 'later' });
    expect(aroundRow(cluster, [], around([look(), look({ kind: 'extensions', things: [] })])).description).toBe(
      'Fleet',
    );
  });

  it('says in its tooltip whose surroundings these are', () => {
    expect(aroundRow(cluster, []).tooltip).toContainEqual({ label: 'Around', value: cluster.name });
  });

  it('has each kind with its things, whose rows open identity, roles and page', () => {
    const rows = aroundChildren(cluster, around([look(), look({ kind: 'extensions', things: [] })]));
    expect(rows.map(inShort)).toEqual([
      [
        'Fleet',
        '1',
        'ungroup-by-ref-type',
        [
          [
            'fleet-1',
            'member shop',
            'ungroup-by-ref-type',
            [
              ['Fleet fleet-1', 'no roles', 'key', [['No role assignments that you can see', undefined, undefined]]],
              ['Learn more', undefined, 'link-external'],
            ],
          ],
        ],
      ],
      ['Extensions', 'none', 'extensions'],
    ]);
  });

  it('names what could not be read, and never calls that none', () => {
    const rows = aroundChildren(
      cluster,
      around([look({ things: [], unknown: [unknown('Fleets: No.')] }), look()], [unknown('Roles: Not now.')]),
    );
    expect(rows.map(({ label, description }) => [label, description])).toEqual([
      ['Not checked', 'Roles: Not now.'],
      ['Fleet', '1 not checked'],
      ['Fleet', '1'],
    ]);
    const identity = JSON.stringify(rows[2]);
    expect(identity).toContain('Role assignments unknown');
    expect(aroundRow(cluster, [], around([look({ things: [], unknown: [unknown('Fleets: No.')] })]))).toMatchObject({
      icon: { id: 'compass' },
      state: { grade: 'unknown', words: '1 not checked' },
    });
  });

  it('offers to remove a thing only of kinds whose things can be removed', () => {
    const contextOf = (kind: NamedAround['kind']) =>
      (aroundChildren(cluster, around([look({ kind })]))[0]!.children as readonly Row[])[0]!.contextValue;
    expect(contextOf('trustedAccess')).toContain(':removable:');
    expect(contextOf('fleet')).not.toContain('removable');
  });

  it('says what a binding lets in, with the page that explains it', () => {
    const binding = { ...thing, facts: [{ label: 'Source', value: '/subscriptions/s/vault' }] };
    const [kind] = aroundChildren(cluster, around([look({ kind: 'trustedAccess', things: [binding] })]));
    const tooltip = JSON.stringify((kind!.children as readonly Row[])[0]!.tooltip);
    expect(tooltip).toContain('/subscriptions/s/vault');
    expect(tooltip).toContain(thing.source);
  });

  it.each(['notAllRead', 'nodesCarrySeveral'] as const)(
    'puts a finding at the thing that it is about, and unfolds that, also for mere information: %s',
    (code) => {
      const finding = findingOf(code, { text: say`Something.`, evidence: [], subject: thing.id });
      const [fleet] = aroundChildren(cluster, around([look({ findings: [finding] })]));
      const [row] = fleet!.children as readonly Row[];
      expect(row!.expanded).toBe(true);
      expect((row!.children as readonly Row[])[0]).toMatchObject({ kind: 'finding', finding: code });
    },
  );
});
