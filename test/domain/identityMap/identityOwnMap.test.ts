import { describe, expect, it } from 'vitest';
import { asArmId, resourceType } from '../../../src/domain/arm/resourceId.ts';
import { findingOf } from '../../../src/domain/findings/finding.ts';
import { sumsOf } from '../../../src/domain/picture/boxes.ts';
import { identityOwnMap, type IdentityMapFacts } from '../../../src/domain/identityMap/identityOwnMap.ts';
import { useChecks } from '../../../src/domain/uses/nothingUses.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { say } from '../../../src/sentences/words.ts';
import { clusterId, group, otherPrincipal, registryId } from '../../support/domain/clusterFixture.ts';
import { unknown } from '../../support/domain/unknowns.ts';

const id = asArmId(`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-web`, resourceType.identity);
const looked = Object.fromEntries(Object.keys(useChecks).map((key) => [key, []]));
const noUses = {
  clusters: [],
  carriers: [],
  credentials: [],
  bindings: [],
  around: [],
  hints: [],
  unknown: [],
  looked,
};
const bare: IdentityMapFacts = {
  identity: {
    id,
    name: 'id-web',
    location: 'westeurope',
    subscriptionId: 's',
    resourceGroup: 'rg-shop',
    principalId: otherPrincipal,
    clientId: 'c',
    tenantId: 't',
  },
  uses: noUses,
  roles: [],
  unknown: [],
  findings: [],
  unchecked: [],
};
const use = { as: say`kubelet`, place: 'kubelet', cluster: 'shop', clusterId } as const;

describe('the map of an identity', () => {
  it('claims of its roles only what can be seen', () => {
    const captionOf = (facts: IdentityMapFacts): string => identityOwnMap(facts).things[0]!.caption;
    expect(captionOf(bare)).toContain('no visible roles');
    expect(captionOf({ ...bare, unknown: [unknown('Busy')] })).not.toContain('roles');
  });

  it('says that nothing uses it where all was checked, and at itself that this is unknown where it was not', () => {
    const said = (facts: IdentityMapFacts): readonly string[] => {
      const { things, lines, problems } = identityOwnMap(facts);
      const users = things.filter(({ column }) => column === 0).map(({ label }) => label);
      return [...users, ...lines.map(({ kind }) => kind), ...problems.map(({ word }) => word)];
    };
    expect(said(bare)).toEqual(['Nothing that you can see', 'notUsed', 'not used']);
    const open = { ...noUses, looked: { ...looked, clusters: [unknown('Busy')] } };
    expect(said({ ...bare, uses: open })).toEqual(['what uses it: unknown']);
  });

  it.each([
    ['not used', noUses, 'notUsed'],
    ['granted', { ...noUses, looked: { ...looked, clusters: [unknown('Busy')] } }, 'granted'],
    ['granted', { ...noUses, clusters: [use] }, 'granted'],
  ] as const)(
    'draws its roles as %s where that is true of itself, and says why at itself or at its cluster',
    (_, uses, kind) => {
      const role = {
        id: 'r',
        scope: registryId,
        principalId: otherPrincipal,
        principalType: 'ServicePrincipal',
        roleDefinitionId: 'd',
        roleId: 'd',
        roleName: 'AcrPull',
      };
      const { lines, things, problems } = identityOwnMap({ ...bare, uses, roles: [role] });
      expect(lines.find(({ label }) => label === 'AcrPull')!.kind).toBe(kind);
      const placed = things.filter(({ column }) => column < 2).flatMap((thing) => thing.problems);
      expect(placed).toEqual(problems.map((__, index) => index));
    },
  );

  it('has a cluster once, with all that it uses the identity for', () => {
    const uses = { ...noUses, clusters: [use, { ...use, as: say`control plane`, place: 'controlPlane' as const }] };
    const { things } = identityOwnMap({ ...bare, uses });
    expect(things.filter(({ group: of }) => of === 'clusters')).toMatchObject([
      { label: 'shop', caption: 'Kubelet, control plane', clusterId },
    ]);
  });

  const missing = (principalId: string) =>
    findingOf('missingGrant:P-31', {
      text: say`Missing.`,
      evidence: [],
      subject: `${registryId}#AcrPull`,
      missing: { identity: 'kubelet', principalId, role: { id: 'r', name: 'AcrPull' }, scope: registryId },
    });

  it('has what findings of its clusters say of it at the role, once for all clusters', () => {
    const findings = [missing(otherPrincipal), missing(otherPrincipal)].map((finding) => ({ clusterId, finding }));
    const { lines, problems } = identityOwnMap({ ...bare, uses: { ...noUses, clusters: [use] }, findings });
    expect(problems).toHaveLength(1);
    expect(lines.filter(({ kind }) => kind === 'missing')).toMatchObject([{ label: 'AcrPull', problems: [0] }]);
  });

  it.each([
    [['warning'], 'Kubelet \u00b7 1 finding not about this identity'],
    [['error', 'error', 'info'], 'Kubelet \u00b7 3 findings not about this identity'],
  ] as const)(
    'counts what is found of other identities in words at the cluster, which it does not mark: %s',
    (tones, caption) => {
      const others = tones.map((severity, index) => ({
        clusterId,
        finding: { ...missing(`another${index}`), severity },
      }));
      const map = identityOwnMap({ ...bare, uses: { ...noUses, clusters: [use] }, findings: others });
      const box = map.things.find(({ label }) => label === 'shop')!;
      expect(box).toMatchObject({ caption, marks: [], problems: tones.map((_, index) => index) });
      expect([...sumsOf(map)]).toEqual([]);
      expect(map.problems.map(({ tone, isOfOthers }) => [tone, isOfOthers])).toEqual(tones.map((tone) => [tone, true]));
    },
  );

  it('has nothing of other identities where no cluster itself uses it, and what is wrong with its own credentials', () => {
    const ofCredential = findingOf('credentialMalformed', {
      text: say`Malformed.`,
      evidence: [],
      subject: `${id}/federatedIdentityCredentials/web`,
    });
    const findings = [missing('another'), ofCredential].map((finding) => ({ clusterId, finding }));
    const { problems } = identityOwnMap({ ...bare, findings });
    expect(problems.map(({ text }) => text)).toEqual([
      "Nothing that you can see uses it. Something that you can't see may.",
      'Malformed.',
    ]);
  });

  it.each([
    ['kubelet', 'Kubelet', []],
    ['controlPlane', 'Kubelet \u00b7 1 finding not about this identity', [true]],
  ])('takes what is found of a part of a cluster as its own where it is that part: %s', (part, caption, isOfOthers) => {
    const several = findingOf('nodesCarrySeveral', { text: say`Several.`, evidence: [], subject: 'x', about: [part] });
    const findings = [{ clusterId, finding: several }];
    const { things, problems } = identityOwnMap({ ...bare, uses: { ...noUses, clusters: [use] }, findings });
    expect(things.find(({ label }) => label === 'shop')!.caption).toBe(caption);
    expect(problems.flatMap((problem) => problem.isOfOthers ?? [])).toEqual(isOfOthers);
  });

  const ofBindings = {
    name: 'aks-identity-binding',
    issuer: 'https://ib.oic.prod-aks.azure.com/t/x/',
    subject: '',
    audiences: [],
    state: 'unknown',
  } as const;
  const drawnWith = (uses: IdentityMapFacts['uses'], findings: IdentityMapFacts['findings'] = []): unknown => {
    const { things, lines, problems } = identityOwnMap({ ...bare, uses, findings });
    const { id: box, label, caption } = things.find(({ group: of }) => of === 'workloads')!;
    return [label, caption, lines.find(({ from }) => from === box)!.kind, problems.map(({ word }) => word)];
  };

  it('says of the credential of bindings what is known: that clusters are bound, that it is left over, or nothing', () => {
    const label = 'Service accounts chosen in bound clusters';
    const bindings = [{ name: 'web', cluster: 'shop', clusterId }];
    const left = findingOf('bindingCredentialLeft', { text: say`Left.`, evidence: [], subject: id });
    const uses = { ...noUses, credentials: [ofBindings] };
    expect(drawnWith({ ...uses, bindings })).toEqual([label, 'shop', 'granted', []]);
    const isLeft = [{ clusterId, finding: left }];
    expect(drawnWith(uses, isLeft)).toEqual([label, 'no visible cluster is bound', 'notUsed', ['not used']]);
    expect(drawnWith(uses)).toEqual([label, 'no visible cluster is bound', 'unknown', ['unknown']]);
    for (const list of ['clusters', 'bindings'] as const) {
      const unread = { ...uses, looked: { ...noUses.looked, [list]: [unknown('Not now.')] } };
      expect(drawnWith(unread)).toEqual([label, 'bound clusters: unknown', 'unknown', ['unknown']]);
    }
  });

  it('names the credential where Azure does not show whom it trusts', () => {
    const hidden = { ...ofBindings, name: 'any', issuer: 'https://elsewhere/' };
    const uses = { ...noUses, credentials: [hidden] };
    expect(drawnWith(uses)).toEqual([
      'Service accounts not shown by Azure',
      'no visible cluster',
      'unknown',
      ['unknown'],
    ]);
    expect(identityOwnMap({ ...bare, uses }).problems.map(({ title }) => textOf(title!))).toEqual([
      'Who uses credential any',
    ]);
  });

  it('says of a cluster that could not be checked so, and why', () => {
    const unchecked = [{ clusterId, why: say`Not allowed.` }];
    const { things, lines } = identityOwnMap({ ...bare, uses: { ...noUses, clusters: [use] }, unchecked });
    expect(things.find(({ group: of }) => of === 'clusters')!.marks).toEqual([
      { tone: 'unknown', word: 'not checked' },
    ]);
    expect(lines[0]!.kind).toBe('unknown');
  });

  it('calls nothing complete that could not be read: roles, and what else uses it', () => {
    const { things, problems } = identityOwnMap({
      ...bare,
      unknown: [unknown('No access to Fabrikam')],
      uses: { ...noUses, clusters: [use], unknown: [unknown('Busy')] },
    });
    expect(problems.map(({ word }) => word)).toEqual(['not read', 'roles unknown']);
    expect(things.find(({ column }) => column === 1)!.caption).toBe('user-assigned \u00b7 rg-shop');
  });
});
