import { describe, expect, it } from 'vitest';
import { whyUnknown } from '../../../../src/azure/arm/whyUnknown.ts';
import { withTitle, type Unknown } from '../../../../src/domain/arm/unknown.ts';
import { findingOf } from '../../../../src/domain/findings/finding.ts';
import { evidence, saidByName } from '../../../../src/domain/findings/rule/evidence.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { briefEvidence, evidenceSeen } from '../../../../src/domain/report/formats/briefEvidence.ts';
import { unknown } from '../../../support/domain/unknowns.ts';
import { say, verbatim } from '../../../../src/sentences/words.ts';

const denied = (scope: string): Unknown => {
  const message = `The client 'Robin Counts' with object id '0b000000-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  const why = whyUnknown({ code: 'forbidden', message });
  return withTitle(say`Role assignments can't be read`, { ...why, subject: { what: 'assignments', of: scope } });
};
const open = (...all: readonly Unknown[]): string =>
  briefEvidence({ severity: 'unknown', evidence: say`In full.`, unknown: all });
const brief = (evidence: string, names?: () => string): string =>
  briefEvidence({ severity: 'info', evidence: verbatim(evidence) }, names);

describe('evidence in few words', () => {
  it('says once what Azure refuses at several scopes, and which permission it takes', () => {
    expect(open(denied('/subscriptions/a'), denied('/subscriptions/b'))).toBe(
      "Role assignments can't be read: your account doesn't have the permission Microsoft.Authorization/roleAssignments/read.",
    );
  });

  it('keeps other reasons as they are, and begins with what it is about', () => {
    expect(open(unknown('Forbidden.'), unknown('Busy.'))).toBe('Forbidden. Busy.');
    const subject = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id';
    const seen = { severity: 'unknown', evidence: say`${subject}: Busy.`, unknown: [unknown('Busy.')], subject };
    expect(briefEvidence(seen)).toMatch(/: Busy\.$/);
  });

  it('begins with a capital only where words of ours stand for an id, not a name or an address', () => {
    const issuer = 'https://oic.example/35b99331-7c4b-4abb-a998-1a3923211451/ is the issuer of basket-api.';
    expect(brief(issuer)).toBe('https://oic.example/35b9...51/ is the issuer of basket-api.');
    expect(brief('/subscriptions/35b99331-7c4b-4abb-a998-1a3923211451/resourceGroups/rg is it.')).toMatch(/^R/);
  });

  it('leaves out what the sentence of the finding says by name, but not from the evidence in full', () => {
    const scope = '/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg-shop';
    const parts = evidence`Identity id-shop${saidByName(evidence` at ${{ scope }}`)}. Missing permission: x/write.`;
    const seen = evidenceSeen(findingOf('missingGrant:P-09', { text: say`It is missing.`, evidence: parts }));
    expect(briefEvidence(seen)).toBe('Identity id-shop. Missing permission: x/write.');
    expect(textOf(seen.evidence)).toBe(`Identity id-shop at ${scope}. Missing permission: x/write.`);
  });

  it('names subscriptions whose names are known, and leaves out the principal of a name', () => {
    const id = '11111111-0000-4000-8000-000000000001';
    const text = `Identity id-shop (principal ${id}) at /subscriptions/${id}.`;
    expect(brief(text, () => 'Contoso')).toBe('Identity id-shop at subscription Contoso.');
  });

  it('begins a sentence with a capital, and leaves addresses and names of properties as they are', () => {
    const id = '11111111-0000-4000-8000-000000000001';
    expect(brief(`the principal is ${id}`)).toBe('The principal is 1111...01');
    expect(brief(`https://issuer/${id}/ is trusted`)).toBe('https://issuer/1111...01/ is trusted');
    expect(brief(`servicePrincipalProfile.clientId is ${id}`)).toMatch(/^servicePrincipalProfile/);
  });
});
