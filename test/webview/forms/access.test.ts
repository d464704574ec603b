import { describe, expect, it } from 'vitest';
import type { ChoiceRequest, Choices } from '../../../src/webview/forms/lists.ts';
import { changesOf } from '../../../src/webview/panel/state.ts';
import {
  group,
  clusterId,
  idOf,
  principal,
  registry,
  userAssigned,
  items,
  disabledReason,
  cluster,
  form,
  field,
  optionsOf,
} from './formBench.ts';

describe('forms of access', () => {
  it('a role can be pasted by id or chosen by name, and the scope is checked', () => {
    const values = { principal, role: 'Network Contributor', scope: group };
    expect(field(form('assignRole', values), 'role')).toMatchObject({ value: items.roles[0]!.guid });
    expect(changesOf(form('assignRole', values))).toEqual([
      {
        kind: 'assignRole',
        principalId: principal,
        principalType: 'ServicePrincipal',
        role: { name: 'Network Contributor' },
        scope: group,
      },
    ]);
    expect(changesOf(form('assignRole', { ...values, role: items.roles[0]!.guid }))).toMatchObject([
      { role: { id: items.roles[0]!.guid } },
    ]);
    expect(field(form('assignRole', { ...values, scope: 'rg-shop' }), 'scope').error).toContain(
      'is not an ARM resource id',
    );
    expect(field(form('assignRole', { ...values, principal: 'me' }), 'principal').error).toBe(
      'A principal ID is a GUID.',
    );
  });

  it('offers the identities of the cluster first', () => {
    expect(optionsOf(form('assignRole'), 'principal')[0]).toMatchObject({ label: 'Control plane of shop-weu' });
  });

  it('a registry is attached by list or id', () => {
    expect(changesOf(form('attachRegistry', { registry }))).toEqual([
      { kind: 'attachRegistry', clusterId, registryId: registry },
    ]);
    expect(changesOf(form('detachRegistry', { registry: group }))).toBeUndefined();
  });

  it('an identity in use cannot be chosen for deletion (A-03)', () => {
    const used: Choices = {
      get: ({ kind }) => ({
        loading: false,
        items: (kind === 'clusters'
          ? [cluster({ identity: userAssigned })]
          : items[kind as ChoiceRequest['kind']]) as never,
      }),
    };
    const drawn = form('deleteIdentity', { identity: idOf('id-now') }, cluster(), used);
    expect(field(drawn, 'identity').error).toBe('It is in use: the control plane of shop-weu.');
    expect(changesOf(drawn)).toBeUndefined();
    expect(changesOf(form('deleteIdentity', { identity: idOf('id-other') }, cluster(), used))).toEqual([
      { kind: 'deleteIdentity', identityId: idOf('id-other'), removeRoles: true },
    ]);
  });
});

describe('forms of things on their own', () => {
  it('an identity takes the region of its group unless another is chosen (A-59)', () => {
    const values = { group: 'rg-shop', name: 'id-web' };
    expect(changesOf(form('createIdentity', values))).toMatchObject([{ location: 'northeurope' }]);
    expect(changesOf(form('createIdentity', { ...values, location: 'westeurope' }))).toMatchObject([
      { location: 'westeurope' },
    ]);
    expect(field(form('createIdentity', { ...values, name: 'ab' }), 'name').error).toContain('3-128');
  });

  it('says that a group exists already (A-33)', () => {
    expect(field(form('createResourceGroup', { name: 'RG-shop' }), 'name').hint).toContain(
      'exists already in northeurope',
    );
  });

  it('node pools with the newest image cannot be chosen', () => {
    const of = cluster();
    const pools = of.agentPools.map((pool) => ({ ...pool, latestNodeImageVersion: 'img-2' }));
    const drawn = form('upgradeNodeImages', {}, { ...of, agentPools: pools });
    expect(disabledReason(drawn, 'pools', 'new')).toContain('newest image');
    expect(changesOf(drawn)).toEqual([{ kind: 'upgradeNodeImages', clusterId, pools: ['old'] }]);
    expect(changesOf(form('upgradeNodeImages', { pools: [] }))).toBeUndefined();
  });
});
