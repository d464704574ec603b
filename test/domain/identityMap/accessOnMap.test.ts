import { describe, expect, it } from 'vitest';
import type { RoleAssignment } from '../../../src/domain/cluster/model.ts';
import { role } from '../../../src/domain/access/roles.ts';
import { clusterMap } from '../../../src/domain/identityMap/clusterMap.ts';
import type { IdentityMap, SketchThing } from '../../../src/domain/identityMap/sketch.ts';
import { foldPicture } from '../../../src/domain/picture/fold.ts';
import { unknownWith } from '../../../src/domain/arm/unknown.ts';
import { clusterAccess } from '../../../src/domain/whoCanAct/clusterAccess.ts';
import type { ClusterAccess } from '../../../src/domain/whoCanAct/model.ts';
import { say } from '../../../src/sentences/words.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  controlPlanePrincipal,
  group,
  subscription,
} from '../../support/domain/clusterFixture.ts';

const person = (number: number): string => `22222222-0000-4000-8000-0000000000${String(number).padStart(2, '0')}`;
const [ana, team, ben, named] = [person(1), person(3), person(2), person(7)];
const asking = cluster({
  aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [named] },
  disableLocalAccounts: true,
});
const writer = { name: 'Azure Kubernetes Service RBAC Writer', id: 'a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb' };
const clusterAdmin = {
  name: 'Azure Kubernetes Service RBAC Cluster Admin',
  id: 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
};
const given = (
  held: Pick<typeof writer, 'name' | 'id'>,
  scope: string,
  principalId: string,
  principalType: string,
): RoleAssignment => ({ ...assignment(held, scope, principalId), principalType });

const company = [
  given(role.contributor, group, ben, 'ServicePrincipal'),
  given(writer, `${clusterId}/namespaces/shop`, ana, 'User'),
  given(clusterAdmin, subscription, team, 'Group'),
  given(role.contributor, group, controlPlanePrincipal, 'ServicePrincipal'),
  given(role.reader, group, person(5), 'User'),
];
const accessBy = (held: readonly RoleAssignment[], more: Partial<ClusterAccess> = {}): ClusterAccess => ({
  ...clusterAccess(asking, azure(held)),
  ...more,
});
const mapWith = (access?: ClusterAccess): IdentityMap =>
  clusterMap({ cluster: asking, findings: [], roles: [], ...(access ? { access } : {}) });
const layer = ({ things }: IdentityMap): readonly SketchThing[] => things.filter((one) => one.group === 'access');
const linesOf = ({ lines, things }: IdentityMap, from: string): readonly (readonly string[])[] =>
  lines
    .filter((line) => line.from === from)
    .map(({ label, kind, to }) => [label, kind, things.find(({ id }) => id === to)!.label]);

describe('who can act, on the map of a cluster', () => {
  it('is there only where it is asked for (H-02)', () => {
    expect(layer(mapWith())).toEqual([]);
    expect(layer(mapWith(accessBy(company))).length).toBeGreaterThan(0);
  });

  it('is each principal with how far it gets, and its roles as lines to where they are assigned (H-02)', () => {
    const map = mapWith(accessBy(company));
    expect(layer(map).map(({ id, label, caption, icon }) => [label, caption, icon, linesOf(map, id)])).toEqual([
      ['Group 2222...03', 'administrator', 'people', [[clusterAdmin.name, 'granted', expect.any(String)]]],
      ['Application 2222...02', 'can become an administrator', 'workload', [['Contributor', 'granted', 'rg-shop']]],
      [
        'User 2222...01',
        'can act in namespace shop',
        'person',
        [[writer.name, 'granted', 'namespace shop of cluster shop']],
      ],
      ['Group 2222...07', 'administrator', 'people', [['Group of administrators', 'granted', 'shop']]],
      ['1 other', 'with roles that do not let them act on it', 'people', []],
    ]);
  });

  it('calls a namespace what it is to the cluster (H-02)', () => {
    const atManaged = given(writer, `${clusterId}/managedNamespaces/web`, ana, 'User');
    const { things } = mapWith(accessBy([...company, atManaged]));
    const captions = things.filter(({ label }) => label.includes('namespace')).map(({ caption }) => caption);
    expect(captions.toSorted()).toEqual(['managed namespace of the cluster', 'namespace of the cluster']);
  });

  it('does not repeat as whom AKS manages the cluster (H-02)', () => {
    const { things } = mapWith(accessBy(company));
    const own = things.filter(({ facts }) => facts.some(({ value }) => value === controlPlanePrincipal));
    expect(own.map((box) => box.group)).toEqual(['controlPlane']);
    expect(own[0]!.caption).not.toContain('administrator');
  });

  it('says what a role gives, since when and through which role assignment (H-02)', () => {
    const since = { ...company[1]!, createdOn: '2026-10-01T08:00:00Z' };
    const { lines } = mapWith(accessBy([since]));
    const { facts } = lines.find(({ label }) => label === writer.name)!;
    expect(facts.map(({ label }) => label)).toEqual(['Gives', 'Since', 'Role assignment', 'Role definition']);
    expect(facts[0]!.value).toBe(
      'Can create and change workloads, read Secrets, run commands in pods, and see workloads in shop',
    );
  });

  const own = (cells: ClusterAccess['cells'], id = person(9)): Pick<ClusterAccess, 'own'> => {
    const principal = { id, name: say`You`, type: 'User' };
    return { own: { principalId: id, principal, cells: cells.map((cell) => ({ ...cell, principal })), unknown: [] } };
  };
  const permitted = (held: typeof writer): ClusterAccess['cells'] =>
    accessBy([given(held, clusterId, ben, 'User')]).cells.map((cell) => ({ ...cell, verdict: { kind: 'permitted' } }));

  it.each([
    ['administrator', permitted(clusterAdmin), person(9), ['administrator']],
    ['one who can become that', permitted(role.contributor), person(9), ['can become an administrator']],
    ['no one who can act', permitted(role.reader), person(9), []],
    ['one who has a box of their own', permitted(clusterAdmin), ana, []],
  ])('has the signed-in person, also without a role assignment that says so: %s (H-02)', (_, cells, id, captions) => {
    const map = mapWith(accessBy(company, own(cells, id)));
    const isYou = ({ label }: SketchThing): boolean => label === 'You';
    expect(
      layer(map)
        .filter(isYou)
        .map(({ caption }) => caption),
    ).toEqual(captions);
    const said = layer(map).filter(
      ({ caption, label }) => isYou({ label } as SketchThing) || caption.startsWith('you '),
    );
    expect(said).toHaveLength(cells.length > 0 && id === ana ? 1 : captions.length);
  });

  it('marks what can be activated as that, and never as held (H-06)', () => {
    const cells = clusterAccess(asking, azure([given(clusterAdmin, clusterId, ana, 'User')])).cells;
    const eligible = { cells: cells.map((cell) => ({ ...cell, isEligible: true as const })), unknown: [] };
    const map = mapWith(accessBy([], { eligible }));
    const box = layer(map).find(({ label }) => label.startsWith('User'))!;
    expect(box.caption).toBe('can activate a role');
    const kinds = map.lines.filter(({ from, to }) => from === box.id || to === box.id).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['eligible']));
  });

  it('folds many into one box with their number (H-02)', () => {
    const many = Array.from({ length: 60 }, (_, index) => given(clusterAdmin, clusterId, person(20 + index), 'User'));
    const folded = foldPicture(mapWith(accessBy(many))).things.filter((one) => one.group === 'access');
    expect(folded.length).toBeLessThan(12);
    expect(folded.at(-1)!.label).toBe('53 more');
  });

  it('says what could not be read in a box of its own (H-02)', () => {
    const unread = unknownWith('refused', 'assignments', say`Role assignments can't be read.`);
    const map = mapWith(accessBy([], { unknown: [unread] }));
    const box = layer(map).find(({ label }) => label === 'Partly unknown')!;
    expect(box.problems.map((index) => map.problems[index]!.tone)).toEqual(['unknown']);
  });
});
