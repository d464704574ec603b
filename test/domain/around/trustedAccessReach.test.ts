import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { rulesByGroup } from '../../../src/domain/findings/catalogue.ts';
import { findBy } from '../../../src/domain/findings/findings.ts';
import type { Answer } from '../../../src/domain/arm/answer.ts';
import type { Facts, Read } from '../../../src/domain/cluster/facts.ts';
import {
  assignment,
  azure,
  cluster,
  clusterId,
  group,
  kubeletPrincipal,
  otherPrincipal,
  resource,
} from '../../support/domain/clusterFixture.ts';
import { unreadable } from '../../support/domain/factsOf.ts';
import { below } from '../../support/domain/around/aroundParts.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

const vaultId = `${group}/providers/Microsoft.DataProtection/backupVaults/bv-shop`;
const binding = below(clusterId, 'trustedAccessRoleBindings', {
  id: `${clusterId}/trustedAccessRoleBindings/backup`,
  name: 'backup',
  properties: { sourceResourceId: vaultId, roles: ['x'], provisioningState: 'Succeeded' },
});
const vault = resource(vaultId, {}, { identity: { type: 'SystemAssigned', principalId: 'vault-principal' } });
const grants = [
  { ...assignment(role.contributor, vaultId, otherPrincipal), principalType: 'User' },
  { ...assignment(role.reader, clusterId, kubeletPrincipal), principalType: 'User' },
];

function found(guid: string, answer: Answer<never>): readonly (readonly [string, string])[] {
  const facts = azure(grants, [binding, vault]);
  const get = (read: Read): Answer<unknown> | undefined =>
    read.kind === 'role' && read.guid === guid ? answer : facts.get(read);
  const look = { cluster: cluster(), facts: { ...facts, get: get as Facts['get'] }, judged: [] };
  return findBy(rulesByGroup.trustedAccess, look).map(({ code, text }) => [code, textOf(text)]);
}

describe('who can act in a cluster through what it lets in', () => {
  it('is listed with the roles', () => {
    expect(found('none', { kind: 'missing' })).toEqual([
      [
        'trustedAccessReach',
        expect.stringMatching(/^Anyone who may change bv-shop can act in shop .*: 1 user with Contributor\.$/),
      ],
    ]);
  });

  it.each([
    ['what is let in', role.contributor.id],
    ['the cluster', role.reader.id],
  ])("is unknown where a role at %s can't be read", (_, guid) => {
    expect(found(guid, unreadable('Not now.'))).toEqual([
      ['notAllRead', expect.stringMatching(/whether someone without a role on shop can act in it through bv-shop\.$/)],
    ]);
  });

  it('is no one by a deleted role', () => {
    expect(found(role.contributor.id, { kind: 'missing' })).toEqual([]);
  });
});
