import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../src/domain/findings/catalogue.ts';
import { findingOf, unreadFinding, type Finding } from '../../../src/domain/findings/finding.ts';
import { clusterMap } from '../../../src/domain/identityMap/clusterMap.ts';
import type { MapAroundThing, MapWorkload } from '../../../src/domain/identityMap/clusterFacts.ts';
import type { MapRole } from '../../../src/domain/identityMap/holders.ts';
import type { IdentityMap, SketchLine, SketchThing } from '../../../src/domain/identityMap/sketch.ts';
import { sumsOf } from '../../../src/domain/picture/boxes.ts';
import { markTones, worstOf } from '../../../src/domain/picture/picture.ts';
import { asArmId, resourceType, sameGuid, sameId, subscriptionOf } from '../../../src/domain/arm/resourceId.ts';
import { unknownToAll } from '../../../src/domain/arm/unknown.ts';
import { judgedNeeds } from '../../../src/domain/needs/needs.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { unknown } from '../../support/domain/unknowns.ts';
import {
  azure,
  cluster,
  clusterId,
  group,
  kubeletPrincipal,
  otherPrincipal,
  registryId,
} from '../../support/domain/clusterFixture.ts';
import { codes, find, type Case } from '../../support/domain/cases/findingCases.ts';
import { fc } from '../../support/property.ts';

const healthy = cluster();
const identityOf = (name: string): MapWorkload['identityId'] =>
  asArmId(`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`, resourceType.identity);

function workload(name: string, more: Partial<MapWorkload> = {}): MapWorkload {
  const who = { namespace: 'shop', serviceAccount: name, issuer: 'https://a.example/', identityId: identityOf(name) };
  return { ...who, state: 'works', roles: [], ...more };
}

function role(scope: string, principalId: string, roleName = 'AcrPull'): MapRole {
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${roleName}-${principalId}`;
  return { id, scope, principalId, roleName, roleId: 'r', roleDefinitionId: 'd' };
}

function thing(name: string, more: Partial<MapAroundThing> = {}): MapAroundThing {
  return {
    id: `/x/${name}`,
    name,
    what: 'Flux',
    state: { tone: 'ok', words: 'ready' },
    facts: [],
    source: 'https://a.example',
    identities: [],
    ...more,
  };
}

const labelled = ({ things }: IdentityMap, label: string): SketchThing => things.find((one) => one.label === label)!;
const placesOf = ({ things, lines }: IdentityMap, index: number): readonly (SketchThing | SketchLine)[] =>
  [...things, ...lines].filter(({ problems }) => problems.includes(index));

describe('a thing on the map of a cluster', () => {
  it('without an identity in sight says so, and not its name once more', () => {
    const captionIn = (provisioningState: string): string => {
      const waiting = cluster({ addonProfiles: { azurepolicy: { enabled: true } }, provisioningState });
      return labelled(clusterMap({ cluster: waiting, findings: [], roles: [] }), 'Azure Policy').caption;
    };
    expect([captionIn('Updating'), captionIn('Succeeded')]).toEqual(['identity not known yet', 'identity unknown']);
    const map = clusterMap({ cluster: cluster({ addonProfiles: { azurepolicy: { enabled: true } } }), findings: [] });
    expect(map.things.filter(({ label, caption }) => label === caption)).toEqual([]);
  });

  it.each(['azureKeyvaultSecretsProvider', 'azurepolicy', 'notKnownYet'])(
    'stands for add-on %s with an identity, and its roles start there and not at its nodes',
    (addon) => {
      const identity = { resourceId: identityOf(addon), clientId: 'c', objectId: otherPrincipal };
      const held = [role(registryId, otherPrincipal)];
      const nodes = thing('vmss', { identities: [{ name: addon, principalId: otherPrincipal, roles: held }] });
      const around = { kinds: [{ kind: 'nodes' as const, things: [nodes], unknown: [], findings: [] }], unknown: [] };
      const own = cluster({ addonProfiles: { [addon]: { enabled: true, identity } } });
      const map = clusterMap({ cluster: own, findings: [], roles: held, around });
      const box = labelled(map, addon);
      expect(box.group).toBe('addons');
      expect(map.lines.filter(({ label }) => label === 'AcrPull').map(({ from }) => from)).toEqual([box.id]);
    },
  );

  it('stands once, with a line for each identity that reaches it', () => {
    const roles = [role(registryId, kubeletPrincipal), role(registryId, otherPrincipal)];
    const own = workload('web', { principalId: otherPrincipal, roles: roles.slice(1) });
    const map = clusterMap({ cluster: healthy, findings: [], roles: roles.slice(0, 1), workloads: [own] });
    const registries = map.things.filter(({ icon }) => icon === 'registry');
    expect(registries).toHaveLength(1);
    expect(map.lines.filter(({ to }) => to === registries[0]!.id).map(({ label }) => label)).toEqual([
      'AcrPull',
      'AcrPull',
    ]);
  });

  it('stands once where pods sign in as an identity of the cluster itself, and says both', () => {
    const shared = workload('web', { principalId: kubeletPrincipal });
    const { things } = clusterMap({ cluster: healthy, findings: [], workloads: [shared] });
    const kubelets = things.filter(({ facts }) => facts.some(({ value }) => sameGuid(value, kubeletPrincipal)));
    expect(kubelets).toMatchObject([{ group: 'kubelet', caption: 'Kubelet \u00b7 shop/web' }]);
  });

  it('around the cluster says as whom it signs in, and has roles of its own where that is no one on the map', () => {
    const as = (principalId: string, roles: readonly MapRole[] = []): MapAroundThing['identities'] => [
      { name: 'identity', principalId, roles },
    ];
    const held = [role(registryId, otherPrincipal)];
    const things = [
      thing('flux', { identities: as(kubeletPrincipal) }),
      thing('other', { identities: as(otherPrincipal, held) }),
    ];
    const around = { kinds: [{ kind: 'extensions' as const, things, unknown: [], findings: [] }], unknown: [] };
    const map = clusterMap({ cluster: healthy, findings: [], around });
    const flux = labelled(map, 'flux');
    const other = labelled(map, 'other');
    expect(flux.same).toHaveLength(1);
    expect(flux.caption).toMatch(/ \u00b7 as /);
    expect(map.lines.filter(({ from }) => from === other.id).map(({ label }) => label)).toEqual(['AcrPull']);
    expect(map.lines.filter(({ from }) => from === flux.id)).toEqual([]);
  });

  it('that does not work or is not known says so, with a line from the cluster that says it, too', () => {
    const reason = say`No issuer.`;
    const workloads = [workload('a'), workload('b', { state: 'broken', reason }), workload('c', { state: 'unknown' })];
    const map = clusterMap({ cluster: healthy, findings: [], workloads });
    const said = ['a', 'b', 'c'].map((name) => {
      const box = labelled(map, name);
      return [box.marks.map(({ word }) => word).join(), map.lines.find(({ to }) => to === box.id)!.kind];
    });
    expect(said).toEqual([
      ['', 'granted'],
      ["doesn't work", 'noEffect'],
      ['unknown', 'unknown'],
    ]);
  });
});

describe('the map of a cluster made of nothing but its findings', () => {
  const maps = codes.map(([, , has]) => {
    const findings = find(has);
    return { findings, map: clusterMap({ cluster: has.cluster, findings }) };
  });

  it('names whoever lacks a role as the findings do', () => {
    const named = maps.flatMap(({ map, findings }) =>
      findings.flatMap(({ missing }, index) => {
        const line = missing?.holder === undefined ? undefined : placesOf(map, index)[0];
        const from = map.things.find(({ id }) => line !== undefined && 'from' in line && id === line.from);
        return missing?.holder === undefined ? [] : [[from?.label, missing.holder]];
      }),
    );
    expect(named).not.toEqual([]);
    expect(named.filter(([label, holder]) => !holder!.includes(label!))).toEqual([]);
  });

  it('says of an identity, and never of the cluster, that it was deleted', () => {
    const rootMarks = maps
      .flatMap(({ map }) => map.things.filter(({ column }) => column === 0))
      .flatMap(({ marks }) => marks);
    expect(rootMarks).not.toEqual([]);
    expect(rootMarks.filter(({ word }) => word === 'deleted')).toEqual([]);
  });

  it('has under Workloads the deleted identity that a binding names', () => {
    const places = maps.flatMap(({ map, findings }) =>
      findings.flatMap(({ code }, index) => (code === 'bindingIdentityDeleted' ? placesOf(map, index) : [])),
    );
    expect(places).toMatchObject([{ group: 'workloads', marks: [{ word: 'deleted' }] }]);
  });

  it.each([
    ['loadBalancer', 'workloads'],
    ['flux', 'workloads'],
    ['backupExtension', 'around'],
    ['backupVault', 'around'],
  ])(
    'has whoever lacks a role and signs in as a workload under Workloads, others around it (%s)',
    (identity, where) => {
      const role = { id: 'r', name: 'Reader' };
      const missing = { identity, holder: 'Someone', principalId: otherPrincipal, role, scope: registryId };
      const lacking = findingOf('missingGrant:P-64', { text: say`Missing.`, evidence: [], missing });
      const map = clusterMap({ cluster: healthy, findings: [lacking] });
      expect(labelled(map, 'Someone').group).toBe(where);
    },
  );

  it('names a subscription in which a role is held as the findings do', () => {
    const scope = `/subscriptions/${subscriptionOf(clusterId)}`;
    const grant = { role: 'Owner', scope, principalId: kubeletPrincipal, where: 'Contoso Platform' };
    const wide = findingOf('tooWideGrant', { text: say`Wide.`, evidence: [], grant });
    const boxOf = (findings: readonly Finding[]) =>
      clusterMap({ cluster: healthy, findings }).things.find(({ column }) => column === 2);
    expect(boxOf([wide])).toMatchObject({ label: 'Contoso Platform', caption: 'subscription' });
  });
});

describe('an error on the map of a cluster', () => {
  const bindingId = asArmId(`${clusterId}/identityBindings/reports`, resourceType.binding);
  const bound = { bindingId, namespace: '*', serviceAccount: '*', state: 'broken' } as const;

  it('is counted once where a finding says why the accounts of a binding get no token', () => {
    const text = say`It was deleted.`;
    const places = [identityOf('a')];
    const deleted = findingOf('bindingIdentityDeleted', { text, evidence: [], subject: bindingId, places });
    const { things, problems } = clusterMap({
      cluster: healthy,
      findings: [deleted],
      workloads: [workload('a', bound)],
    });
    expect(problems.map(({ finding, tone }) => [finding?.code, tone])).toEqual([['bindingIdentityDeleted', 'error']]);
    expect(things.find(({ column, group }) => column === 0 && group === undefined)!.sums).toEqual([
      { tone: 'error', word: '1' },
    ]);
  });

  it('without a finding says in good English which accounts get no token', () => {
    const workloads = [workload('a', bound), workload('b', { state: 'broken' })];
    const { problems } = clusterMap({ cluster: healthy, findings: [], workloads });
    expect(problems.map(({ title }) => textOf(title!))).toEqual([
      'Service accounts chosen in the cluster get no token',
      'shop/b gets no token',
    ]);
  });
});

describe('the line to an identity on the map of a cluster', () => {
  const kindOfLine = ({ things, lines }: IdentityMap, name: string): string | undefined =>
    lines.find(({ to }) => to === things.find(({ label }) => label === name)!.id)?.kind;

  it('is that of something granted where a binding is in order, though Azure does not say for which accounts', () => {
    const bindingId = asArmId(`${clusterId}/identityBindings/reports`, resourceType.binding);
    const bound = { bindingId, namespace: '*', serviceAccount: '*', state: 'unknown' } as const;
    const kinds = [unknownToAll('bindingAccounts', bindingId, say`Decided there.`), unknown('Busy')].map((why) => {
      const workloads = [workload('a', { ...bound, unknown: why })];
      return clusterMap({ cluster: healthy, findings: [], workloads }).lines.at(-1)!.kind;
    });
    expect(kinds).toEqual(['granted', 'unknown']);
  });

  it('says that nothing uses it where only its credential for bindings is left over', () => {
    const left = findingOf('bindingCredentialLeft', { text: say`Left.`, evidence: [], subject: identityOf('id-left') });
    const map = clusterMap({ cluster: healthy, findings: [left] });
    expect(kindOfLine(map, 'id-left')).toBe('notUsed');
  });
});

function mapOf({ cluster: model, grants = [], entries = [] }: Case, findings: readonly Finding[]): IdentityMap {
  const facts = azure(grants, entries);
  const requirements = judgedNeeds(model, facts).map(({ requirement }) => requirement);
  return clusterMap({ cluster: model, findings, requirements });
}

/** Whether the place is one that the data of the finding names. */
function isWhereItBelongs(map: IdentityMap, finding: Finding, places: readonly (SketchThing | SketchLine)[]): boolean {
  const { missing, grant, about = [], former } = finding;
  const scope = missing?.scope ?? grant?.scope;
  if (scope !== undefined) {
    const name = missing?.role.name ?? grant?.role;
    // A role without effect stands beside the one that is missing.
    const own = places.filter(({ marks }) => marks.every(({ word }) => word !== 'has no effect'));
    return own.every((one) => {
      const to = 'to' in one ? map.things.find(({ id }) => id === one.to) : undefined;
      return one.label === name && to?.facts.some(({ value }) => sameId(value, scope)) === true;
    });
  }
  if (former)
    return places.every((one) => 'group' in one && one.facts.some(({ value }) => value === former.principalId));
  if (about.length > 0) return places.every((one) => 'column' in one && one.column === 1);
  return places.every((one) => 'column' in one);
}

describe('the map of a cluster never looks better than its details', () => {
  it('has for each kind of finding its sign at what the finding is about', () => {
    const kinds = new Set<string>();
    for (const [code, , has] of codes) {
      const findings = find(has);
      const map = mapOf(has, findings);
      for (const finding of findings) {
        kinds.add(finding.code.split(':', 1)[0]!);
        const index = map.problems.findIndex((problem) => problem.finding === finding);
        const places = placesOf(map, index);
        expect(places.length, `${code}: ${finding.code} is nowhere`).toBeGreaterThan(0);
        expect(isWhereItBelongs(map, finding, places), `${code}: ${finding.code} is elsewhere`).toBe(true);
        for (const { marks } of places) expect(marks.map(({ tone }) => tone)).toContain(finding.severity);
      }
    }
    expect([...kinds].toSorted()).toEqual(Object.keys(catalogue).toSorted());
  });

  it('has all signs of any findings together, and the number of each tone at the cluster', () => {
    const all = codes.flatMap(([, , has]) => find(has));
    fc.assert(
      fc.property(fc.subarray(all, { maxLength: 40 }), (findings) => {
        const map = clusterMap({ cluster: healthy, findings });
        const marked = new Set([...map.things, ...map.lines].flatMap(({ problems }) => problems));
        const shown = new Set([...marked].map((index) => map.problems[index]!.finding));
        expect(findings.filter((finding) => !shown.has(finding))).toEqual([]);
        const root = map.things.find(({ column }) => column === 0)!;
        const worst = markTones.find((tone) => findings.some(({ severity }) => severity === tone));
        const tone = worstOf(map.problems);
        const withTone = (each: string): (typeof map)['problems'] =>
          map.problems.filter((problem) => problem.tone === each);
        const [error, warning, unknown, info] = [
          withTone('error'),
          withTone('warning'),
          withTone('unknown'),
          withTone('info'),
        ];
        const counted = Object.entries({ error, warning, unknown, info }).filter(([, each]) => each.length > 0);
        const sums = counted.map(([each, of]) => ({ tone: each, word: String(of.length) }));
        expect(root.sums ?? []).toEqual(sums);
        if (worst !== undefined) expect(markTones.indexOf(tone!)).toBeLessThanOrEqual(markTones.indexOf(worst));
      }),
    );
  });

  it('has at an identity the number of each tone at itself and its roles, as at the cluster', () => {
    const about = ['controlPlane'];
    const findings = [
      findingOf('kubeletSameAsControlPlane', { text: say`Shared.`, evidence: [], about }),
      findingOf('identityMadeByAks', { text: say`Made.`, evidence: [], about, severity: 'error' }),
      findingOf('identityMadeByAks', { text: say`So.`, evidence: [], about, severity: 'info' }),
    ];
    const map = clusterMap({ cluster: healthy, findings });
    const [identity] = map.things.filter(({ marks }) => marks.length > 0);
    expect(sumsOf(map).get(identity!.id)).toEqual([
      { tone: 'error', word: '1' },
      { tone: 'warning', word: '1' },
      { tone: 'info', word: '1' },
    ]);
  });

  it('counts a problem of others nowhere but with them', () => {
    const [lost, spared] = [identityOf('lost'), identityOf('spared')];
    const gone = findingOf('credentialOfGoneIssuer', {
      ...{ text: say`Gone.`, evidence: [], places: [lost, spared], spared: [spared] },
    });
    const map = clusterMap({ cluster: healthy, findings: [gone] });
    const sums = sumsOf(map);
    const at = (label: string) => map.things.find((thing) => thing.label === label && thing.column === 1)!;
    expect(at('spared').marks).toMatchObject([{ tone: 'info', word: 'old credential' }]);
    expect(sums.get(at('spared').id) ?? []).toEqual([]);
    expect(sums.get(at('lost').id)).toEqual([{ tone: 'error', word: '1' }]);
  });

  it('draws an identity that a finding names beside a part of the cluster, without a sign', () => {
    const several = findingOf('nodesCarrySeveral', {
      ...{ text: say`Two.`, evidence: [], about: ['kubelet'], places: [identityOf('guest')] },
    });
    const { things } = clusterMap({ cluster: healthy, findings: [several] });
    expect(things.find(({ label }) => label === 'guest')).toMatchObject({ group: 'former', marks: [] });
  });

  it('draws a role of which it is not known whether it is held as unknown, with the reason', () => {
    const facts = azure([]);
    const [need] = judgedNeeds(healthy, facts);
    const requirement = { ...need!.requirement, verdict: 'unknown' as const, reason: say`You may not look there.` };
    const { lines, problems } = clusterMap({ cluster: healthy, findings: [], requirements: [requirement] });
    const [open] = lines.filter(({ kind }) => kind === 'unknown');
    expect(open).toMatchObject({ label: requirement.role.name, marks: [{ tone: 'unknown', word: 'unknown' }] });
    const problem = problems[open!.problems[0]!]!;
    expect(textOf(problem.text)).toContain('You may not look there.');
    expect(textOf(problem.reason!)).toBe('You may not look there.');
  });

  it.each([
    ['oldIdentityInUse', 'unknown'],
    ['leftoverGrant', 'notUsed'],
  ])('does not say of a former identity that it is unused where it may be in use (%s)', (code, kind) => {
    const [, , has] = codes.find(([each]) => each === code)!;
    const findings = find(has).filter((finding) => finding.code === code);
    const { things, lines } = clusterMap({ cluster: healthy, findings });
    const former = things.find(({ group: of }) => of === 'former')!;
    expect(former.caption).toBe('not an identity of this cluster');
    expect(lines.find(({ to }) => to === former.id)!.kind).toBe(kind);
  });

  it('names the identity of a workload whose role is too wide before workloads have been read', () => {
    const finding = findingOf('workloadTooWide', {
      text: say`Wide.`,
      evidence: [],
      places: [identityOf('id-deployer')],
      grant: { role: 'Contributor', scope: '/subscriptions/s', principalId: otherPrincipal, where: 's' },
    });
    const { things } = clusterMap({ cluster: healthy, findings: [finding] });
    expect(labelled({ things } as IdentityMap, 'id-deployer')).toMatchObject({
      group: 'workloads',
      caption: 'workload',
    });
  });

  it('shows nothing of what is not known as in order: a finding that could not be checked is unknown', () => {
    const finding = findingOf('kubeletSameAsControlPlane', {
      text: say`?`,
      evidence: [],
      severity: 'unknown',
      about: ['kubelet'],
    });
    const { things } = clusterMap({ cluster: healthy, findings: [finding] });
    expect(things.find(({ group: of }) => of === 'kubelet')!.marks).toEqual([{ tone: 'unknown', word: 'unknown' }]);
  });

  it('says of a cluster that it was not fully read, not that it is unknown, however that shows', () => {
    const unread = unreadFinding(say`it has pod identity`, clusterId, [unknown('roles')]);
    const marks = [{ tone: 'unknown', word: 'not fully read' }];
    for (const facts of [{ findings: [unread] }, { findings: [], unknown: [unknown('roles')] }])
      expect(clusterMap({ cluster: healthy, ...facts }).things[0]!.marks).toEqual(marks);
  });
});
