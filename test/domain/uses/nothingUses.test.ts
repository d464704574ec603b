import { inWords } from '../../support/domain/unknowns.ts';
import { evidenceText } from '../../../src/domain/findings/rule/evidence.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import {
  nothingUses,
  useChecks,
  unusedAfter,
  unusedCheck,
  unusedWords,
  type UseCheck,
  type UnknownByList,
} from '../../../src/domain/uses/nothingUses.ts';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Read } from '../../../src/domain/cluster/facts.ts';
import { rulesByGroup } from '../../../src/domain/findings/catalogue.ts';
import { findBy } from '../../../src/domain/findings/findings.ts';
import { judgedNeeds } from '../../../src/domain/needs/needs.ts';
import { planChanges } from '../../../src/domain/plan/whole/planChanges.ts';
import type { Check } from '../../../src/domain/plan/plan.ts';
import {
  assigned,
  cluster,
  defaultKubelet,
  guid,
  identity,
  identityId,
  subnetId,
  systemAssigned,
  worldFacts,
  type World,
} from '../../support/domain/worldFacts.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { say } from '../../../src/sentences/words.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const looks = Object.keys(useChecks) as UseCheck[];
const all: UnknownByList = Object.fromEntries(looks.map((look) => [look, []]));
const words = { known: say`unused`, unknown: say`not known` };

describe('what nothing uses', () => {
  it('is said to be unused only after every look', () => {
    expect(unusedAfter(all)).toEqual({ isKnown: true });
    expect(unusedCheck(nothingUses, unusedAfter(all), say`None.`)).toMatchObject({
      verdict: 'pass',
      detail: 'None.',
    });
    expect(unusedWords(unusedAfter(all), words)).toBe('unused');
  });

  it.each(looks)('is not known to be unused without the look at %s, which is named (R-33)', (look) => {
    const { [look]: _, ...rest } = all;
    const unused = unusedAfter(rest);
    expect(inWords(unusedCheck(nothingUses, unused, say`None.`))).toEqual({
      title: 'Whether anything uses it',
      verdict: 'unknown',
      detail: textOf(say`${useChecks[look]} were not checked.`),
    });
    expect(unusedWords(unused, words)).toBe('not known');
    expect(unusedAfter({ ...all, [look]: ['It was forbidden.'] })).toEqual({
      isKnown: false,
      why: ['It was forbidden.'],
    });
  });
});

const id = identityId('id-old') as ArmId;
const readOf: Readonly<Record<UseCheck, Read['kind']>> = {
  clusters: 'clusters',
  newerSettings: 'newerClusters',
  carriers: 'carriers',
  credentials: 'federatedCredentials',
  bindings: 'bindings',
  fleets: 'everyResource',
  extensions: 'listBelow',
};
const role = assigned('Network Contributor', subnetId, guid(10));
const shop = cluster(systemAssigned, {
  identityProfile: defaultKubelet,
  oidcIssuerProfile: { enabled: true, issuerURL: 'https://westeurope.oic.prod-aks.azure.com/t/c/' },
  agentPoolProfiles: [{ name: 'system', vnetSubnetID: subnetId }],
});
const world: World = {
  resources: [shop, identity('id-old', guid(10)), { id: subnetId, name: 'snet-aks' }],
  assignments: [role, assigned('Network Contributor', subnetId, guid(1))],
};
const checkIn = (change: Change, title: string, given: World): Check | undefined =>
  planChanges([change], worldFacts(given)).checks.find((check) => textOf(check.title) === title);
const deletion: Change = { kind: 'deleteIdentity', identityId: id };
const removal: Change = { kind: 'removeRole', roleAssignmentId: role.id };

describe('texts that say that nothing uses something', () => {
  it('say so where everything could be read', () => {
    expect(checkIn(deletion, 'Nothing uses it', world)).toMatchObject({ verdict: 'pass' });
    expect(checkIn(removal, 'No cluster needs it', world)).toMatchObject({ verdict: 'pass' });
    expect(leftovers(world)).toEqual(['leftoverGrant: id-old, which no visible cluster uses, has Network Contributor']);
  });

  it.each(looks)('the check before a deletion is unknown where the look at %s fails (R-33)', (look) => {
    const check = checkIn(deletion, 'Whether anything uses it', { ...world, forbidden: [readOf[look]] });
    expect(check).toMatchObject({ verdict: 'unknown' });
    expect(check?.detail).toContain('AuthorizationFailed');
  });

  it.each<UseCheck>(['clusters', 'newerSettings'])(
    'the check before a role is removed is unknown where the look at %s fails (R-33)',
    (look) => {
      expect(checkIn(removal, 'Whether a cluster needs it', { ...world, forbidden: [readOf[look]] })).toMatchObject({
        verdict: 'unknown',
      });
    },
  );

  it.each<UseCheck>(['clusters', 'newerSettings', 'carriers', 'credentials', 'fleets'])(
    'nothing is called left over where the look at %s fails (R-33)',
    (look) => {
      const found = leftovers({ ...world, forbidden: [readOf[look]] });
      expect(found.filter((text) => text.startsWith('leftoverGrant'))).toEqual([]);
      expect(found.join(' ')).toContain('AuthorizationFailed');
    },
  );

  it.each<UseCheck>(['newerSettings', 'carriers', 'credentials', 'fleets'])(
    'what a change replaced is not said to be unused where the look at %s fails (R-33)',
    (look) => {
      const replaced = {
        principalId: guid(10),
        name: 'id-old',
        as: 'controlPlane',
        kind: 'userAssigned',
        clusterId: shop['id'] as ArmId,
        at: new Date('2026-01-01'),
        by: say`Change`,
      } as const;
      const facts = { ...worldFacts(world), replaced: [replaced] };
      expect(textsOf(facts)).toEqual([expect.stringContaining('and no visible cluster uses it. Remove the role.')]);
      const without = { ...worldFacts({ ...world, forbidden: [readOf[look]] }), replaced: [replaced] };
      const [text] = textsOf(without);
      expect(text).toContain("What else uses it isn't known.");
      expect(text).not.toContain('Remove the role.');
      if (look === 'newerSettings') expect(text).not.toContain('no visible cluster uses it');
    },
  );
});

function textsOf(facts: ReturnType<typeof worldFacts>): readonly string[] {
  const model = clusterOf(shop);
  return findBy(rulesByGroup.leftovers, { cluster: model, facts, judged: judgedNeeds(model, facts) }).map(
    ({ code, text, evidence }) => `${code}: ${textOf(text)} ${textOf(evidenceText(evidence))}`,
  );
}

function leftovers(given: World): readonly string[] {
  return textsOf(worldFacts(given)).map((text) =>
    text.replace(/ on the subnet.*| on .*leftover.*/, '').replace(/ on subnet .*/s, ''),
  );
}
