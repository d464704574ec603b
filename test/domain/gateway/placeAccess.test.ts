import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { placeAccess, type PlaceAccess } from '../../../src/domain/gateway/placeAccess.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { assignment, azure, group, otherPrincipal, vaultId } from '../../support/domain/clusterFixture.ts';
import { found, unreadable, withGap, type Entry } from '../../support/domain/factsOf.ts';

const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
const vaults: Entry[0] = { kind: 'everyResource', type: 'Microsoft.KeyVault/vaults' };
const vaultName = vaultId.slice(vaultId.lastIndexOf('/') + 1);
const vault = (properties: JsonObject): Entry => [vaults, found([{ id: vaultId, name: vaultName, properties }])];
const byRoles = vault({ enableRbacAuthorization: true });
const policy = (secrets: readonly string[], more: JsonObject = {}): Entry =>
  vault({
    accessPolicies: [{ objectId: otherPrincipal.toUpperCase(), permissions: { secrets: [...secrets] }, ...more }],
  });

const said = ({ verdict }: PlaceAccess): string =>
  typeof verdict === 'string' ? verdict : `${verdict.cause}: ${textOf(verdict.reason)}`;
const at = (
  places: { zones?: readonly string[]; vaults?: readonly string[] },
  roles: Parameters<typeof azure>[0],
  entries: readonly Entry[],
) => placeAccess(otherPrincipal, { zones: [], vaults: [], ...places }, azure(roles, entries)).map(said);

describe('what an identity may do for Gateways', () => {
  it.each([
    ['the role at the zone', [assignment(role.dnsZoneContributor, zone, otherPrincipal)], 'yes'],
    ['a wider role above it', [assignment(role.contributor, group, otherPrincipal)], 'yes'],
    ['a role that only reads', [assignment(role.reader, zone, otherPrincipal)], 'noRole'],
    ['nothing', [], 'noRole'],
  ])('in a zone is judged by %s (G-08)', (_, roles, verdict) => {
    expect(at({ zones: [zone] }, roles, [])).toEqual([verdict]);
  });

  it.each<[string, readonly ReturnType<typeof assignment>[], Entry, string]>([
    ['a role at it', [assignment(role.keyVaultSecretsUser, vaultId, otherPrincipal)], byRoles, 'yes'],
    ['no role', [], byRoles, 'noRole'],
    ['a policy that lets it read secrets', [], policy(['Get']), 'yes'],
    ['a policy for everything about secrets', [], policy(['all']), 'yes'],
    ['a policy for something else', [], policy(['list']), 'noPolicy'],
    ['a policy on behalf of users', [], policy(['get'], { applicationId: otherPrincipal }), 'noPolicy'],
    [
      'a role, which has no effect where policies decide',
      [assignment(role.keyVaultSecretsUser, vaultId, otherPrincipal)],
      policy([]),
      'noPolicy',
    ],
  ])('in a vault is judged by %s (G-08, G-21)', (_, roles, entry, verdict) => {
    expect(at({ vaults: [vaultName.toUpperCase()] }, roles, [entry])).toEqual([verdict]);
  });

  it.each<[string, Entry, string]>([
    ['is not among those that can be seen', [vaults, found([])], 'hidden: The vault kv-shop is not among'],
    ['may be where nobody could look', [vaults, withGap([])], 'refused: '],
    ['could not be listed', [vaults, unreadable()], 'refused: '],
    ['shows no policies', vault({}), 'untellable: The access policies of the vault kv-shop can'],
  ])('in a vault is unknown where it %s (G-08)', (_, entry, told) => {
    expect(at({ vaults: [vaultName] }, [], [entry])).toEqual([expect.stringContaining(told)]);
  });
});
