import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { drawChangeForm, isComplete, valuesOf } from '../../../src/webview/forms/forms.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import {
  subscription,
  group,
  clusterId,
  idOf,
  principal,
  registry,
  choices,
  loading,
  cluster,
  form,
} from './formBench.ts';

describe('drafts', () => {
  const complete: readonly Change[] = [
    { kind: 'createResourceGroup', subscriptionId: subscription, name: 'rg-new', location: 'westeurope' },
    {
      kind: 'createIdentity',
      subscriptionId: subscription,
      resourceGroup: 'rg-shop',
      name: 'id-new',
      location: 'westeurope',
    },
    { kind: 'deleteIdentity', identityId: idOf('id-other') },
    { kind: 'deleteIdentity', identityId: idOf('id-other'), removeRoles: true },
    { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId: idOf('id-other') } },
    {
      kind: 'setKubelet',
      clusterId,
      identityId: idOf('id-other'),
      controlPlane: { kind: 'userAssigned', identityId: idOf('id-now') },
    },
    { kind: 'upgradeNodeImages', clusterId, pools: ['old'] },
    {
      kind: 'assignRole',
      principalId: principal,
      principalType: 'ServicePrincipal',
      role: { name: 'AcrPull' },
      scope: group,
    },
    { kind: 'removeRole', roleAssignmentId: `${group}/providers/Microsoft.Authorization/roleAssignments/${principal}` },
    {
      kind: 'assignRole',
      principalId: principal,
      principalType: 'ServicePrincipal',
      role: { name: 'AcrPull' },
      scope: '/providers/Microsoft.Management/managementGroups/platform',
      tenantId: 'second',
    },
    {
      kind: 'removeRole',
      roleAssignmentId: `/providers/Microsoft.Authorization/roleAssignments/${principal}`,
      tenantId: 'second',
    },
    { kind: 'attachRegistry', clusterId, registryId: registry },
    { kind: 'detachRegistry', clusterId, registryId: registry },
  ];

  it.each(complete)(
    'a complete $kind is complete, and its form asks for the same again, even before lists are read',
    (change) => {
      expect(isComplete(change)).toBe(true);
      const drawn = form(change.kind, { subscription, ...valuesOf(change) }, cluster(), loading);
      expect(changesOf(drawn)).toEqual([change]);
    },
  );

  it.each(complete)('a $kind with a missing part is not complete', ({ kind }) => {
    expect(isComplete({ kind, clusterId })).toBe(false);
  });

  it('a form of a cluster that has not been read yet has no fields and asks for nothing', () => {
    const drawn = drawChangeForm('setControlPlane', { values: {}, choices });
    expect(drawn.sections).toEqual([]);
    expect(changesOf(drawn)).toBeUndefined();
  });
});
