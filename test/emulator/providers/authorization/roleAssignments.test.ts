import { describe, expect, it } from 'vitest';
import {
  clusterBody,
  clusterPath,
  codeOf,
  emulate,
  group,
  identity,
  identityId,
  items,
  principal,
  said,
  subscription,
  tenantId,
  tokenOf,
  userAssigned,
} from '../../emulated.ts';
import { asCaller, assign, assignmentName, roleOf } from '../../grants.ts';

describe('role assignments', () => {
  it('are made, read, listed and deleted (E-050)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    const made = await assign(emulated, group, 'Reader', principal('one'));
    expect(made.status).toBe(201);
    expect(Object.values(made.body['properties']!).every((value) => typeof value === 'string')).toBe(true);
    expect(made.body).toMatchObject({
      name: assignmentName,
      type: 'Microsoft.Authorization/roleAssignments',
      properties: {
        scope: group,
        principalId: principal('one'),
        principalType: 'ServicePrincipal',
        roleDefinitionId: subscription + roleOf('Reader'),
      },
    });
    const path = `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`;
    expect((await emulated.send('GET', path)).body).toEqual(made.body);
    expect((await emulated.send('DELETE', path)).body).toEqual(made.body);
    expect((await emulated.send('DELETE', path)).status).toBe(204);
    expect((await emulated.send('GET', path)).status).toBe(404);
  });

  it('are made of a body with names as the portal writes them (E-050)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    const Properties = { RoleDefinitionId: roleOf('Reader'), PrincipalId: principal('one') };
    const path = `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`;
    const made = await emulated.send('PUT', path, { Properties });
    expect(made).toMatchObject({ status: 201, body: { properties: { principalId: principal('one') } } });
  });

  it('are listed at and above a scope, or also below it (E-046)', async () => {
    const emulated = emulate({
      resources: [identity('one')],
      roleAssignments: [subscription, group, identityId('one')].map((scope) => ({
        scope,
        principalId: principal('one'),
        roleName: 'Reader',
      })),
    });
    const scopes = async (scope: string, filter: string): Promise<unknown[]> => {
      const { body } = await emulated.send(
        'GET',
        `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(filter)}`,
      );
      return items(body).map((entry) => entry['properties']!['scope']);
    };
    expect(await scopes(group, 'atScope()')).toEqual([group, subscription]);
    expect(await scopes(group, `atScope() and assignedTo('${principal('one')}')`)).toEqual([group, subscription]);
    expect(await scopes(group, `atScope() and assignedTo('${principal('two')}')`)).toEqual([]);
    expect(await scopes(group, `principalId eq '${principal('one')}'`)).toEqual([
      group,
      subscription,
      identityId('one'),
    ]);
    expect(await scopes(`${identityId('one')}2`, 'atScope()')).toEqual([group, subscription]);
    const refused = await emulated.send(
      'GET',
      `${group}/providers/Microsoft.Authorization/roleAssignments?$filter=x eq 1`,
    );
    expect(codeOf(refused.body)).toBe('InvalidFilter');
  });

  it('are refused with the codes of ARM (E-051)', async () => {
    const emulated = emulate({ resources: [identity('one'), identity('two')] });
    await assign(emulated, group, 'Reader', principal('one'));
    const again = await assign(emulated, group, 'Reader', principal('one'), '77777777-7777-4777-a777-777777777777');
    expect([again.status, codeOf(again.body)]).toEqual([409, 'RoleAssignmentExists']);
    expect(said(again.body['error']!['message'])).toContain('33333333333343' + '33a333333333333333');
    expect(
      (
        await assign(emulated, group, 'Reader', principal('one'), assignmentName, {
          principalType: 'ServicePrincipal',
          description: 'new',
        })
      ).body['properties']!['description'],
    ).toBe('new');
    expect(codeOf((await assign(emulated, group, 'Reader', principal('two'))).body)).toBe(
      'RoleAssignmentUpdateNotPermitted',
    );
    for (const nobody of ['nobody', 'z'.repeat(32)])
      expect(codeOf((await assign(emulated, group, 'Reader', nobody, principal('a'))).body)).toBe('InvalidPrincipalId');
    expect(
      codeOf(
        (await assign(emulated, group, 'Reader', principal('two'), principal('a'), { principalType: 'User' })).body,
      ),
    ).toBe('UnmatchedPrincipalType');
    expect(codeOf((await assign(emulated, group, 'Reader', principal('two'), 'no-guid')).body)).toBe(
      'InvalidRoleAssignmentId',
    );
    const unknownRole = {
      properties: {
        roleDefinitionId: principal('role'),
        principalId: principal('two'),
        principalType: 'ServicePrincipal',
      },
    };
    expect(
      codeOf(
        (
          await emulated.send(
            'PUT',
            `${group}/providers/Microsoft.Authorization/roleAssignments/${principal('a')}`,
            unknownRole,
          )
        ).body,
      ),
    ).toBe('RoleDefinitionDoesNotExist');
  });

  it('are one a scope, role and principal, whatever their conditions (E-052)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    const narrow = {
      principalType: 'ServicePrincipal',
      condition: "@Resource[x] StringEquals 'y'",
      conditionVersion: '2.0',
    };
    const second = '77777777-7777-4777-a777-777777777777';
    for (const [first, other] of [
      [{}, narrow],
      [narrow, {}],
      [narrow, { ...narrow, condition: "@Resource[x] StringEquals 'z'" }],
    ]) {
      expect((await assign(emulated, group, 'Reader', principal('one'), assignmentName, first)).status).toBe(201);
      const again = await assign(emulated, group, 'Reader', principal('one'), second, other);
      expect([again.status, codeOf(again.body)]).toEqual([409, 'RoleAssignmentExists']);
    }
  });

  it('show condition and description to every reader, and lose both by a PUT of the same name without them (E-053)', async () => {
    const told = { condition: "@Resource[x] StringEquals 'y'", conditionVersion: '2.0', description: 'narrowed' };
    const given = { scope: group, principalId: principal('one'), roleName: 'Reader', name: assignmentName, ...told };
    const emulated = emulate({ resources: [identity('one')], roleAssignments: [given] });
    const collection = `${group}/providers/Microsoft.Authorization/roleAssignments`;
    const query =
      'authorizationresources | where type =~ "microsoft.authorization/roleassignments" | project properties';
    const rows = async (): Promise<unknown[]> => [
      (await emulated.send('GET', `${collection}/${assignmentName}`)).body['properties'],
      items((await emulated.send('GET', collection)).body)[0]!['properties'],
      (await emulated.send('POST', '/providers/Microsoft.ResourceGraph/resources', { query })).body['data']![0]![
        'properties'
      ],
    ];
    for (const row of await rows()) expect(row).toMatchObject(told);
    expect((await assign(emulated, group, 'Reader', principal('one'))).status).toBe(201);
    for (const row of await rows()) for (const name of Object.keys(told)) expect(row).not.toHaveProperty(name);
  });

  it('a principal is not found while it replicates, unless its type is sent (E-054)', async () => {
    const emulated = emulate({}, { propagationSeconds: 30 });
    const fresh = await emulated.send('PUT', identityId('fresh'), { location: 'westeurope' });
    const principalId = said(fresh.body['properties']!['principalId']);
    const refused = await assign(emulated, group, 'Reader', principalId, assignmentName, {});
    expect([refused.status, codeOf(refused.body)]).toEqual([400, 'PrincipalNotFound']);
    expect(said(refused.body['error']!['message'])).toContain(
      `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${tenantId}.`,
    );
    expect((await assign(emulated, group, 'Reader', principalId)).status).toBe(201);
    emulated.advance(30);
    expect(
      (await assign(emulated, group, 'Contributor', principalId, principal('b'), {})).body['properties']![
        'principalType'
      ],
    ).toBe('ServicePrincipal');
  });

  it('take effect, and end, when they have propagated (E-055)', async () => {
    const other = principal('other');
    const emulated = emulate(asCaller([['Owner', subscription]]), { propagationSeconds: 30 });
    const canRead = async (): Promise<boolean> =>
      (await emulated.send('GET', identityId('none'), undefined, tokenOf(other))).status === 404;
    await assign(emulated, group, 'Reader', other);
    expect(await canRead()).toBe(false);
    emulated.advance(29);
    expect(await canRead()).toBe(false);
    emulated.advance(1);
    expect(await canRead()).toBe(true);
    await emulated.send('DELETE', `${group}/providers/Microsoft.Authorization/roleAssignments/${assignmentName}`);
    expect(await canRead()).toBe(true);
    emulated.advance(30);
    expect(await canRead()).toBe(false);
  });

  it('the right of a control plane at its kubelet identity counts only when it has propagated', async () => {
    const emulated = emulate({ resources: [identity('cpx'), identity('kub')] }, { propagationSeconds: 30 });
    const body = clusterBody(userAssigned('cpx'), {
      identityProfile: { kubeletidentity: { resourceId: identityId('kub') } },
    });
    await assign(emulated, identityId('kub'), 'Managed Identity Operator', principal('cpx'));
    expect((await emulated.send('PUT', clusterPath, body)).body['code']).toBe(
      'CustomKubeletIdentityMissingPermissionError',
    );
    emulated.advance(30);
    expect((await emulated.send('PUT', clusterPath, body)).status).toBe(201);
  });

  it('of a deleted identity stay as orphans and do not help the one that is created again (E-056)', async () => {
    const emulated = emulate({ resources: [identity('one')] });
    await assign(emulated, group, 'Reader', principal('one'));
    await emulated.send('DELETE', identityId('one'));
    const again = await emulated.send('PUT', identityId('one'), { location: 'westeurope' });
    expect(again.body['properties']!['principalId']).not.toBe(principal('one'));
    const listed = await emulated.send(
      'GET',
      `${group}/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()`,
    );
    expect(listed.body['value']![0]!['properties']!['principalId']).toBe(principal('one'));
  });

  it('at a scope end with the scope', async () => {
    const emulated = emulate({ resources: [identity('one'), identity('two')] });
    await assign(emulated, identityId('one'), 'Reader', principal('two'));
    await emulated.send('DELETE', identityId('one'));
    await emulated.send('PUT', identityId('one'), { location: 'westeurope' });
    const listed = await emulated.send('GET', `${identityId('one')}/providers/Microsoft.Authorization/roleAssignments`);
    expect(listed.body['value']).toEqual([]);
  });
});
