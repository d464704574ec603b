import { describe, expect, it } from 'vitest';
import { builtInRoles, role, roleById, roleByName, roleGuidOf } from '../../../src/domain/access/roles.ts';

describe('the role table', () => {
  it('has every named role under its GUID and name', () => {
    for (const named of Object.values(role)) {
      expect(roleById(named.id)?.name).toBe(named.name);
      expect(roleByName(named.name.toUpperCase())?.guid).toBe(named.id);
    }
  });

  it('has each GUID once', () => {
    expect(new Set(builtInRoles.map(({ guid }) => guid)).size).toBe(builtInRoles.length);
  });

  it('takes the GUID from any form of a role definition id', () => {
    const guid = role.reader.id;
    const forms = [guid.toUpperCase(), `/providers/Microsoft.Authorization/roleDefinitions/${guid}`];
    expect(forms.map(roleGuidOf)).toEqual([guid, guid]);
  });
});
