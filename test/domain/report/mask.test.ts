import { describe, expect, it } from 'vitest';
import { builtInRoles } from '../../../src/domain/access/roles.ts';
import { controlsOf, controlText } from '../../../src/domain/report/controls.ts';
import { maskGuids } from '../../../src/domain/report/mask.ts';

const id = '35b99331-7c4b-4abb-a998-1a3923211451';

describe('a masked text', () => {
  it('has no GUID that was in it, and the same one in its place each time, also in short', () => {
    const text = maskGuids(`/subscriptions/${id}/x, ${id.toUpperCase()}: subscription 35b9...51`);
    expect(text).not.toMatch(/35b99331|35b9\.\.\.51/i);
    const [first, second] = text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];
    expect(second).toBe(first);
    expect(text).toContain(`subscription ${first!.slice(0, 4)}...${first!.slice(-2)}`);
    expect(maskGuids(id)).toBe(first);
  });

  it('has the same GUID in its place in every version, so that reports of two can be compared', () => {
    expect(maskGuids(id)).toBe('5c4c0695-0000-5000-9516-e20aa17bbf82');
  });

  it('has no GUID that was in it where letters, digits or percent signs stand right beside', () => {
    const text = maskGuids(`id=%2Fsubscriptions%2F${id}%2FresourceGroups, user_${id}_x`);
    expect(text).not.toContain(id);
    expect(text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g)).toEqual([maskGuids(id), maskGuids(id)]);
  });

  it('stays as it is when it is masked again, so that a masked report can be compared with', () => {
    const once = maskGuids(`/subscriptions/${id}/x: subscription 35b9...51`);
    expect(maskGuids(once)).toBe(once);
  });

  it('keeps names and the ids of roles that are the same for everybody', () => {
    const role = builtInRoles[0]!.guid;
    expect(maskGuids(`rg-shop ${role}`)).toBe(`rg-shop ${role}`);
  });

  it('keeps the ids of controls, which would name no control else', () => {
    const [control] = controlsOf({ code: 'servicePrincipal' });
    expect(maskGuids(controlText(control!))).toBe(controlText(control!));
    expect(control?.id).toMatch(/^[0-9a-f]{8}-/);
  });

  it('has nothing of a GUID of which only the short form is in it', () => {
    expect(maskGuids('subscription 35b9...51')).toBe('subscription xxxx...xx');
  });
});
