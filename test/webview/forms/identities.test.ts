import { unknown } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { HeldAccess } from '../../../src/domain/plan/plan.ts';
import { valuesOf } from '../../../src/webview/forms/forms.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import type { DrawnForm, Values } from '../../../src/webview/forms/parts/parts.ts';
import {
  subscription,
  group,
  clusterId,
  idOf,
  principal,
  registry,
  userAssigned,
  disabledReason,
  cluster,
  form,
  field,
  withLists,
} from './formBench.ts';
import { say } from '../../../src/sentences/words.ts';

describe('the form of a control plane identity', () => {
  it('asks for the change that was chosen', () => {
    const drawn = form('setControlPlane', { controlPlane: 'userAssigned', identity: idOf('id-other') });
    expect(changesOf(drawn)).toEqual([
      { kind: 'setControlPlane', clusterId, controlPlane: { kind: 'userAssigned', identityId: idOf('id-other') } },
    ]);
  });

  it("system-assigned can't be chosen with an own private DNS zone, with the reason (A-09)", () => {
    const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
    const of = cluster({ identity: userAssigned, properties: { apiServerAccessProfile: { privateDNSZone: zone } } });
    const drawn = form('setControlPlane', { controlPlane: 'systemAssigned' }, of);
    expect(disabledReason(drawn, 'controlPlane', 'systemAssigned')).toContain('private DNS zone');
    expect(changesOf(drawn)).toBeUndefined();
  });

  it("user-assigned can't be chosen where the region does not offer it (A-65)", () => {
    const drawn = form('setControlPlane', {}, cluster({ identity: { type: 'None' }, location: 'US DoD East' }));
    expect(disabledReason(drawn, 'controlPlane', 'userAssigned')).toContain('US DoD');
    expect(disabledReason(form('setControlPlane'), 'controlPlane', 'userAssigned')).toBeUndefined();
  });

  it('distinguishes the kinds in the list, and says what an own identity is good for (A-03, A-58)', () => {
    const text = JSON.stringify(form('setControlPlane').sections);
    expect(text).toContain('Belongs to this cluster alone and is deleted with it');
    expect(text).toContain('it stays until you delete it');
    expect(text).toContain('user-defined routing');
    expect(text).toContain('Deleting an identity that a cluster uses breaks the cluster');
  });

  it('takes no id of another type (A-72)', () => {
    const drawn = form('setControlPlane', { controlPlane: 'userAssigned', identity: registry });
    expect(field(drawn, 'identity').error).toContain('userAssignedIdentities');
    expect(changesOf(drawn)).toBeUndefined();
  });

  it("a new identity gets another name than the present one, even where that can't be seen", () => {
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [idOf('id-shop-weu')]: {} } };
    const drawn = form('setControlPlane', { identity: 'new' }, cluster({ identity }));
    expect(field(drawn, 'identityName').value).toBe('id-shop-weu-2');
  });

  it("the present identity can't be chosen again", () => {
    const drawn = form('setControlPlane', {}, cluster({ identity: userAssigned }));
    expect(disabledReason(drawn, 'identity', idOf('id-now'))).toBe('The control plane already uses it.');
  });
});

describe('the form of a kubelet identity', () => {
  it('asks for a control plane identity too where the cluster has none of its own (A-71, A-74)', () => {
    const values = { identity: idOf('id-other'), controlPlaneIdentity: 'new', controlPlaneIdentityName: 'id-cp' };
    const drawn = form('setKubelet', values);
    expect(changesOf(drawn)).toEqual([
      {
        kind: 'createIdentity',
        subscriptionId: subscription,
        resourceGroup: 'rg-shop',
        name: 'id-cp',
        location: 'westeurope',
      },
      {
        kind: 'setKubelet',
        clusterId,
        identityId: idOf('id-other'),
        controlPlane: { kind: 'userAssigned', identityId: idOf('id-cp') },
      },
    ]);
    expect(JSON.stringify(drawn.sections)).toContain('access to registries can be arranged beforehand');
  });

  it('leaves the control plane alone where it is user-assigned, and keeps the two identities apart', () => {
    const drawn = form('setKubelet', { identity: idOf('id-other') }, cluster({ identity: userAssigned }));
    expect(changesOf(drawn)).toEqual([{ kind: 'setKubelet', clusterId, identityId: idOf('id-other') }]);
    expect(drawn.sections[0]!.facts!.map(({ label }) => label)).toEqual(['Current control plane', 'Current kubelet']);
    expect(disabledReason(drawn, 'identity', idOf('id-now'))).toContain('keep the two apart');
  });

  it("can't be had in China East, nor with a service principal (A-73, A-80)", () => {
    const far = form(
      'setKubelet',
      { identity: idOf('id-other') },
      cluster({ identity: userAssigned, location: 'chinaeast' }),
    );
    expect(disabledReason(far, 'kubelet', 'preCreated')).toContain('China East');
    const sp = cluster({
      identity: { type: 'None' },
      properties: { servicePrincipalProfile: { clientId: principal } },
    });
    expect(disabledReason(form('setKubelet', {}, sp), 'kubelet', 'preCreated')).toContain('service principal');
    expect(changesOf(far)).toBeUndefined();
  });
});

describe("a form whose identities the user can't see", () => {
  it('says so, and how to continue, instead of only offering a new one', () => {
    const missing = { kind: 'missing', reason: say`No.` } as const;
    const hint = (from: Parameters<typeof withLists>[0]) =>
      field(form('setControlPlane', { kind: 'userAssigned' }, cluster(), withLists(from)), 'identity').hint;
    expect(hint({ identities: [], callerCan: [missing] })).toMatch(/^You can't list the managed identities of /);
    expect(hint({ identities: [] })).toBeUndefined();
    expect(hint({ callerCan: [missing] })).toBeUndefined();
  });
});

describe('what goes over to another identity', () => {
  const held = (name: string, more: Partial<HeldAccess> = {}): HeldAccess => ({
    of: 'kubelet',
    holder: 'id-now',
    principalId: principal,
    id: `/id-of-${name}`,
    scope: '/',
    what: name,
    fate: 'offered',
    why: say`Why ${name}.`,
    ...more,
  });
  const list = [
    held('Contributor on storage account st', { isUsual: true }),
    held('Reader on resource group rg'),
    held('Owner on resource group rg', { fate: 'named' }),
    held('AcrPull on registry acr', { fate: 'needed' }),
  ];
  const draw = (values: Values, unread: readonly string[] = []): DrawnForm =>
    form(
      'setKubelet',
      values,
      cluster({ identity: userAssigned }),
      withLists({ heldInPlace: [{ holder: 'id-now', held: list, unknown: unread.map((reason) => unknown(reason)) }] }),
    );
  const carryOf = (drawn: DrawnForm): unknown =>
    drawn.changes.map((change) => ('carry' in change ? change.carry : undefined)).at(-1);

  it('is ticked if it is usually used, and left to the plan until the user changes it', () => {
    const drawn = draw({ identity: idOf('id-other') });
    expect(field(drawn, 'carryKubelet')).toMatchObject({ value: ['/id-of-Contributor on storage account st'] });
    expect(carryOf(drawn)).toBeUndefined();
    expect(drawn.sections.map(({ summary }) => summary)).toContain('1 of 3 carried over');
  });

  it('has no count and is not folded if not everything could be read', () => {
    const { sections } = draw({ identity: idOf('id-other') }, ['Role assignments: No.']);
    const section = sections.find(({ title }) => title === 'Other roles of the kubelet identity');
    expect(section).not.toHaveProperty('summary');
    expect(section?.folded).toBeUndefined();
  });

  it('is part of the change once it was chosen, also where that is nothing', () => {
    const chosen = ['/id-of-Reader on resource group rg'];
    expect(carryOf(draw({ identity: idOf('id-other'), carryKubelet: chosen }))).toEqual({ kubelet: chosen });
    expect(carryOf(draw({ identity: idOf('id-other'), carryKubelet: [] }))).toEqual({ kubelet: [] });
  });

  it("can't be what lets its holder give roles to others, nor what is not known", () => {
    const drawn = draw({ identity: idOf('id-other') }, ['Role assignments in subscription Hub: No.']);
    const section = drawn.sections.find(({ title }) => title === 'Other roles of the kubelet identity')!;
    expect(JSON.stringify(section.fields)).not.toContain('Owner');
    expect(section.notes?.map(({ text }) => text)).toEqual([
      'Owner on resource group rg: Why Owner on resource group rg.',
      'Some of its access could not be read:',
      'Role assignments in subscription Hub: No.',
    ]);
  });

  it('comes back as it was given', () => {
    const carry = { kubelet: ['/a'], controlPlane: [] };
    const values = valuesOf({ kind: 'setKubelet', clusterId, identityId: idOf('id-other'), carry });
    expect(values).toMatchObject({ carryKubelet: ['/a'], carryControlPlane: [] });
  });
});
