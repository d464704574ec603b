import { describe, expect, it } from 'vitest';
import { role } from '../../../src/domain/access/roles.ts';
import { textOf } from '../../../src/sentences/textOf.ts';
import { assigned, group, guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { basic } from './worlds.ts';

const principal = guid(1001);
const zone = `${group}/providers/Microsoft.Network/dnsZones/example.com`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kvshop`;
const challenge = `${zone}/TXT/_acme-challenge.www`;
const azure = { resources: [...basic, { id: group }, { id: zone }, { id: vault }] };

const refusal = (action: string, scope: string, who = principal) =>
  `The client '${who}' with object id '${who}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
const rolesOf = (text: string, assignments: NonNullable<Parameters<typeof asked>[1]>['azure'] = {}) => {
  const why = asked(text, { azure: { ...azure, ...assignments } });
  return {
    cause: `${why.cause} ${why.certainty}`,
    roles: plansOf(why).map((plan) => (plan as { readonly role: object }).role),
    says: why.evidence.map(({ text: words }) => textOf(words)),
    next: why.next.map(textOf),
  };
};

describe('several refusals', () => {
  const [reads, writes] = ['read', 'write'].map((verb) =>
    refusal(`Microsoft.Network/dnsZones/A/${verb}`, `${zone}/A/www`),
  );

  it.each([
    ['first', `E1129 10:00:00.1 ${reads}\nE1129 10:00:00.2 ${writes}`],
    ['last', `E1129 10:00:00.1 ${writes}\nE1129 10:00:00.2 ${reads}`],
  ])('of one principal at one scope are one error, with one role for all: reading %s (Q-04, Q-09)', (_, text) => {
    const { cause, roles, says, next } = rolesOf(text);
    expect([cause, roles]).toEqual(['ROLE_MISSING certain', [{ id: role.dnsZoneContributor.id }]]);
    expect(says.filter((each) => /^(?:The action|Another action) is/.test(each)).length).toBe(2);
    expect(says.concat(next).join()).not.toMatch(/another error|several errors/);
  });

  it('are judged by the one that is still lacking where a role allows the other by now (Q-03)', () => {
    const { cause, roles } = rolesOf(`E1129 10:00:00.1 ${writes}\nE1129 10:00:00.2 ${reads}`, {
      assignments: [assigned('Reader', zone, principal)],
    });
    expect([cause, roles]).toEqual(['ROLE_MISSING certain', [{ id: role.dnsZoneContributor.id }]]);
  });

  it.each([
    ['of two principals', refusal('Microsoft.Network/dnsZones/A/write', `${zone}/A/www`, guid(1002))],
    ['at two scopes', refusal('Microsoft.Network/dnsZones/A/write', `${vault}/A/www`)],
  ])('%s are several errors (Q-04)', (_, other) => {
    expect(rolesOf(`E1129 10:00:00.1 ${reads}\nE1129 10:00:00.2 ${other}`).next.join()).toContain('several errors');
  });
});

describe('refusals in several records of a zone', () => {
  it('are one error, for a role is assigned on the zone (Q-04, Q-09)', () => {
    const { cause, roles, next } = rolesOf(
      [
        refusal('Microsoft.Network/dnsZones/read', zone),
        refusal('Microsoft.Network/dnsZones/A/read', `${zone}/A/www`),
        refusal('Microsoft.Network/dnsZones/CNAME/write', `${zone}/CNAME/api`),
      ].join('\n'),
    );
    expect([cause, roles]).toEqual(['ROLE_MISSING certain', [{ id: role.dnsZoneContributor.id }]]);
    expect(next.join()).not.toContain('several errors');
  });
});

describe('the record of a challenge', () => {
  it.each(['read', 'write', 'delete'])('takes a role to write it, too, where %s is refused (Q-09)', (verb) => {
    expect(rolesOf(refusal(`Microsoft.Network/dnsZones/TXT/${verb}`, challenge)).roles).toEqual([
      { id: role.dnsZoneContributor.id },
    ]);
  });

  it('is no reason to write any other record (Q-09)', () => {
    const text = refusal('Microsoft.Network/dnsZones/TXT/read', `${zone}/TXT/_dmarc`);
    expect(rolesOf(text).roles).toEqual([{ id: role.reader.id }]);
  });
});

describe('whoever lists zones', () => {
  it.each([
    ['dnsZones', 'DNS Zone Contributor'],
    ['privateDnsZones', 'Private DNS Zone Contributor'],
  ])('is told which role writing in %s takes, without a plan for it (Q-09)', (type, name) => {
    const why = asked(refusal(`Microsoft.Network/${type}/read`, `${group}/providers/Microsoft.Network`), { azure });
    expect(plansOf(why).length).toBe(1);
    expect(wordsOf(why)).toContain(`it needs ${name} on its zones as well`);
  });
});
