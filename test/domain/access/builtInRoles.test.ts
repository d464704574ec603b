import { describe, expect, it } from 'vitest';
import { builtInRoles } from '../../../src/domain/access/roles.ts';
import { builtInRoles as ofEmulator } from '../../../src/emulator/roles/builtInRoles.ts';

describe('the built-in roles', () => {
  it('of the client are those of the emulator, but for a few that only its worlds use', () => {
    const known = new Map(ofEmulator.map((role) => [role.guid, role]));
    for (const { guid, name, permissions } of builtInRoles)
      expect(known.get(guid), name).toMatchObject({ name, permission: permissions[0] });
    const offered = new Set(builtInRoles.map(({ guid }) => guid));
    const others = ofEmulator.filter(({ guid }) => !offered.has(guid));
    expect(others.length).toBeGreaterThan(0);
    expect(others.length).toBeLessThan(ofEmulator.length / 5);
  });

  it('have each GUID and name once, and every list of their permissions', () => {
    expect(new Set(ofEmulator.map(({ guid }) => guid)).size).toBe(ofEmulator.length);
    expect(new Set(ofEmulator.map(({ name }) => name)).size).toBe(ofEmulator.length);
    for (const { permission } of ofEmulator)
      expect(Object.keys(permission).toSorted()).toEqual(['actions', 'dataActions', 'notActions', 'notDataActions']);
  });
});
