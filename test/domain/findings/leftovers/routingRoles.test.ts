import { describe, expect, it } from 'vitest';
import { role } from '../../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Finding } from '../../../../src/domain/findings/finding.ts';
import { findingsOf } from '../../../../src/domain/findings/findings.ts';
import { unusedRolesNow } from '../../../../src/domain/findings/leftovers/unusedRoles.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';
import { gatewayRouting } from '../../../support/domain/cases/gatewayFindingCases.ts';
import { assignment, azure, cluster, group, vaultId } from '../../../support/domain/clusterFixture.ts';
import { found, unreadable, type Entry } from '../../../support/domain/factsOf.ts';
import { ready } from '../../../support/domain/workloadFixture.ts';

const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
const principalId = 'dddddddd-0000-4000-8000-000000000004';
const identity = {
  resourceId: `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/webapprouting-shop`,
  objectId: principalId,
};
const onZone = assignment(role.contributor, zone, principalId);
const onVault = assignment(role.keyVaultSecretsUser, vaultId, principalId);
const onGroup = assignment(role.reader, group, principalId);
const all: Entry = [{ kind: 'assignmentsOfAll', principalIds: [principalId] }, found([onZone, onVault, onGroup])];
const routed = (more: JsonObject = {}) => cluster({ ...ready, ...gatewayRouting({ identity, ...more }) });

/** What is found to be left over, and what that is not known of. */
function left(model: ReturnType<typeof routed>, entry: Entry = all): readonly Finding[] {
  const facts = azure([], [[{ kind: 'clusters' }, found([model])], entry]);
  return findingsOf(model, facts).filter(({ code }) => code === 'leftoverGrant' || code === 'notAllRead');
}

describe("roles of application routing's own identity", () => {
  it('at zones and vaults are left over once NGINX is off, and offered for removal, whatever role it is (G-10)', () => {
    const findings = left(routed());
    expect(findings.map(({ fix }) => fix)).toEqual(
      [onZone, onVault].map(({ id }) => ({ kind: 'removeRole', roleAssignmentId: id })),
    );
    expect(textOf(findings[0]!.text)).toContain('webapprouting-shop has Contributor on DNS zone shop.example.');
    expect(textOf(findings[0]!.text)).toContain('if no NginxIngressController is left in the cluster');
  });

  it.each([
    ['while NGINX is on', { nginx: { defaultIngressControllerType: 'AnnotationControlled' } }, []],
    ['at a zone that the settings still name', { dnsZoneResourceIds: [zone.toUpperCase()] }, [onVault.id]],
    ['where the cluster names no such identity', { identity: null }, []],
  ])('are not %s (G-10)', (_, more, ids) => {
    const fixes = left(routed(more)).map(({ fix }) => fix as { readonly roleAssignmentId?: string } | undefined);
    expect(fixes.map((fix) => fix?.roleAssignmentId)).toEqual(ids);
  });

  it('are unknown where they could not be read (G-10)', () => {
    const findings = left(routed(), [all[0], unreadable()]);
    expect(findings.map(({ code }) => code)).toEqual(['notAllRead']);
    expect(textsOf(findings.map(({ text }) => text))[0]).toContain('more roles are left over because of shop');
  });

  it('are among those to review, and none is ticked for removal by itself (G-10)', () => {
    const model = routed();
    const entries: readonly Entry[] = [[{ kind: 'clusters' }, found([model])], all];
    const { holders } = unusedRolesNow(model, azure([], entries));
    expect(
      holders.map(({ name, isOfRouting, roles, replaced }) => [name, isOfRouting, roles.length, replaced]),
    ).toEqual([['webapprouting-shop', true, 2, undefined]]);
  });
});
