import { describe, expect, it } from 'vitest';
import { briefEvidence } from '../../../src/domain/words/reasons.ts';

const denied = (scope: string): string =>
  `Role assignments can't be read: The client 'Robin Counts' with object id '0b000000-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/read' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;

describe('evidence in few words', () => {
  it('says once what Azure refuses at several scopes, and which permission it takes', () => {
    const brief = briefEvidence([denied('/subscriptions/a'), denied('/subscriptions/b')].join('\n'));
    expect(brief).toBe(
      "Role assignments can't be read: your account doesn't have the permission Microsoft.Authorization/roleAssignments/read.",
    );
  });

  it('keeps other reasons as they are, and what follows a refusal', () => {
    expect(briefEvidence('Forbidden.\nBusy.')).toBe('Forbidden. Busy.');
    expect(briefEvidence(`${denied('/a')} So it is not known.`)).toMatch(
      /roleAssignments\/read\. So it is not known\.$/,
    );
  });

  it('begins with a capital only where words of ours stand for an id, not a name or an address', () => {
    const issuer = 'https://oic.example/35b99331-7c4b-4abb-a998-1a3923211451/ is named by basket-api.';
    expect(briefEvidence(issuer)).toBe('https://oic.example/35b9...51/ is named by basket-api.');
    expect(briefEvidence('/subscriptions/35b99331-7c4b-4abb-a998-1a3923211451/resourceGroups/rg is it.')).toMatch(/^R/);
  });

  it('names subscriptions whose names are known, and leaves out the principal of a name', () => {
    const id = '11111111-0000-4000-8000-000000000001';
    const text = `Identity id-shop (principal ${id}) at /subscriptions/${id}.`;
    expect(briefEvidence(text, () => 'Contoso')).toBe('Identity id-shop at subscription Contoso.');
  });

  it('begins a sentence with a capital, and leaves addresses and names of properties as they are', () => {
    const id = '11111111-0000-4000-8000-000000000001';
    expect(briefEvidence(`the principal is ${id}`)).toBe('The principal is 1111...01');
    expect(briefEvidence(`https://issuer/${id}/ is trusted`)).toBe('https://issuer/1111...01/ is trusted');
    expect(briefEvidence(`servicePrincipalProfile.clientId is ${id}`)).toMatch(/^servicePrincipalProfile/);
  });
});
