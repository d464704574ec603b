import { describe, expect, it } from 'vitest';
import {
  codeOf,
  emulate,
  group,
  identity,
  items,
  principal,
  resourceGroup,
  subscription,
  type Emulated,
} from '../emulated.ts';

async function names({ send }: Emulated, path: string, filter: string): Promise<unknown> {
  const { status, body } = await send('GET', `${path}?$filter=${encodeURIComponent(filter)}`);
  return status === 200 ? items(body).map((entry) => entry['name']) : codeOf(body);
}

describe('a text in a $filter may hold quotes, which stand there twice, and the words that join terms', () => {
  it('of role definitions (E-048)', async () => {
    const role = { name: principal('role'), roleName: "Kim's role and more", assignableScopes: ['/'], permissions: [] };
    const emulated = emulate({ roleDefinitions: [role] });
    const path = `${group}/providers/Microsoft.Authorization/roleDefinitions`;
    const named = (value: string): Promise<unknown> => names(emulated, path, `roleName eq '${value}'`);
    expect(await named("kim''s role and more")).toEqual([principal('role')]);
    expect(await named("Kim''s role and more' and type eq 'CustomRole")).toEqual([principal('role')]);
    expect(await named("Kim's role and more")).toBe('InvalidFilter');
  });

  it('of role assignments', async () => {
    const made = { scope: group, principalId: "o'hara and sons", roleName: 'Reader', name: principal('made') };
    const emulated = emulate({ roleAssignments: [made] });
    const path = `${group}/providers/Microsoft.Authorization/roleAssignments`;
    expect(await names(emulated, path, "principalId eq 'O''Hara and sons'")).toEqual([made.name]);
    expect(await names(emulated, path, "atScope() and assignedTo('o''hara and sons')")).toEqual([made.name]);
    expect(await names(emulated, path, "principalId eq 'o'hara'")).toBe('InvalidFilter');
  });

  it('of resources and groups', async () => {
    const tagged = { ...identity('one'), tags: { owner: "Kim's and Lee's or nobody" } };
    const emulated = emulate({ resources: [tagged, identity('two'), resourceGroup('other')] });
    const path = `${subscription}/resources`;
    const filter = "tagName eq 'owner' and tagValue eq 'Kim''s and Lee''s or nobody'";
    expect(await names(emulated, path, filter)).toEqual(['one']);
    expect(await names(emulated, path, `name eq 'two' or ${filter}`)).toEqual(['one', 'two']);
    expect(await names(emulated, path, "substringof('n''e', name)")).toEqual([]);
    expect(await names(emulated, `${subscription}/resourcegroups`, "name eq 'ot''her'")).toEqual([]);
  });

  it('of Microsoft Graph, also in the key of an object', async () => {
    const { send } = emulate({
      servicePrincipals: [{ appId: "app'1", objectId: "obj'1", displayName: "Kim's and more" }],
    });
    for (const query of [
      '/v1.0/servicePrincipals?$filter=' + encodeURIComponent("startswith(displayName,'Kim''s and')"),
      '/v1.0/servicePrincipals?$filter=' + encodeURIComponent("servicePrincipalNames/any(c:c eq 'app''1')"),
    ])
      expect(items((await send('GET', query)).body)).toHaveLength(1);
    for (const path of ["servicePrincipals(appId='app''1')", "servicePrincipals('obj''1')"])
      expect((await send('GET', `/v1.0/${path}`)).status).toBe(200);
  });
});

it('deny assignments are found by name and by principal; a filter that is not known is refused, not passed over (E-049)', async () => {
  const deny = (denyAssignmentName: string, id: string, scope: string): object => ({
    name: principal(denyAssignmentName),
    denyAssignmentName,
    scope,
    permissions: [{ actions: ['*/delete'] }],
    principals: [{ id, type: 'User' }],
  });
  const given = [deny("Kim's lock", 'KIM', group), deny('root', 'lee', '/'), deny('below', 'kim', identity('one').id)];
  const emulated = emulate({ resources: [identity('one')], denyAssignments: given as never });
  const path = `${group}/providers/Microsoft.Authorization/denyAssignments`;
  const found = (filter: string): Promise<unknown> => names(emulated, path, filter);
  expect(await found("denyAssignmentName eq 'kim''s lock'")).toEqual([principal("Kim's lock")]);
  expect(await found("principalId eq 'kim'")).toEqual([principal("Kim's lock"), principal('below')]);
  expect(await found("atScope() and principalId eq 'kim'")).toEqual([principal("Kim's lock")]);
  expect(await found('atScope()')).toEqual([principal("Kim's lock"), principal('root')]);
  expect(await found("nothing eq 'x'")).toBe('InvalidFilter');
  const root = await emulated.send('GET', '/providers/Microsoft.Authorization/denyAssignments?$filter=atScope()');
  expect(items(root.body).map((entry) => entry['id'])).toEqual([
    `/providers/Microsoft.Authorization/denyAssignments/${principal('root')}`,
  ]);
});
