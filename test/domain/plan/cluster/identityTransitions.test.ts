import { describe, expect, it } from 'vitest';
import type { ControlPlaneChoice } from '../../../../src/domain/change/change.ts';
import {
  cp,
  kinds,
  kubelet,
  onSubnet,
  other,
  planned,
  setControlPlane,
  setKubelet,
  subnet,
  toSystem,
  toUser,
} from '../../../support/domain/plans/identityPlans.ts';
import {
  cluster,
  clusterId,
  defaultKubelet,
  guid,
  identityId,
  systemAssigned,
  userAssigned,
} from '../../../support/domain/worldFacts.ts';
import type { JsonObject } from '../../../../src/domain/arm/json.ts';
import type { Words } from '../../../../src/sentences/words.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

describe('identity transitions', () => {
  const from = {
    servicePrincipal: cluster(undefined),
    systemAssigned: cluster(systemAssigned, { identityProfile: defaultKubelet }),
    userAssigned: cluster(userAssigned('id-shop', guid(10)), { identityProfile: defaultKubelet }),
  };
  const matrix: readonly [keyof typeof from, ControlPlaneChoice, JsonObject, boolean][] = [
    ['servicePrincipal', toSystem, { type: 'SystemAssigned' }, false],
    [
      'servicePrincipal',
      toUser('id-shop'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      false,
    ],
    ['systemAssigned', toSystem, { type: 'SystemAssigned' }, true],
    [
      'systemAssigned',
      toUser('id-shop'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      true,
    ],
    ['userAssigned', toSystem, { type: 'SystemAssigned' }, true],
    [
      'userAssigned',
      toUser('id-shop'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-shop')]: {} } },
      true,
    ],
    [
      'userAssigned',
      toUser('id-other'),
      { type: 'UserAssigned', userAssignedIdentities: { [identityId('id-other')]: {} } },
      true,
    ],
  ];
  it.each(matrix)(
    'a change of identity from %s to %o replaces the whole identity (A-40, A-68)',
    (kind, choice, identityJson, reversible) => {
      const result = planned(setControlPlane(choice), { resources: [from[kind], cp, other] });
      const put = result.steps.find((step) => step.kind === 'putCluster');
      expect(put?.request).toMatchObject({ method: 'PUT', path: clusterId });
      expect(put?.request.body?.['identity']).toEqual(identityJson);
      expect(result.reversible).toBe(reversible);
    },
  );

  it('an identity that differs only in casing is already there', () => {
    const result = planned(setControlPlane({ kind: 'userAssigned', identityId: identityId('ID-SHOP') }), {
      resources: [from.userAssigned, cp],
    });
    expect(result.checks).toMatchObject([{ title: 'Nothing is left to do', verdict: 'pass' }]);
    expect(kinds(result)).toEqual(['putCluster']);
    expect(result.warnings).toEqual([]);
  });

  it('an identity that is already set is put once more if the last operation failed, with a note in the plan', () => {
    const properties = { provisioningState: 'Failed', identityProfile: defaultKubelet };
    const failed = cluster(userAssigned('id-shop', guid(10)), properties);
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [failed, cp], caller: [] });
    expect(kinds(result)).toEqual(['putCluster']);
    expect(result.checks).toContainEqual(
      expect.objectContaining({ title: "You can't update shop-weu", verdict: 'fail' }),
    );
    expect(result.warnings).toMatchObject([{ severity: 'warning', text: expect.stringContaining('Failed') as string }]);
    const own = { kubeletidentity: { resourceId: identityId('id-kubelet'), objectId: guid(12) } };
    const halfway = cluster(userAssigned('id-shop', guid(10)), { provisioningState: 'Failed', identityProfile: own });
    const again = planned(setKubelet(), { resources: [halfway, cp, kubelet] });
    expect(again.warnings.map(({ severity }) => severity)).toContain('disruption');
    expect(again).toMatchObject({ restarts: ['system'], confirmName: 'shop-weu' });
  });

  it('a change of the kubelet at the same time takes back the promise of no restart', () => {
    const world = { resources: [from.systemAssigned, cp, kubelet] };
    const texts = planned(setKubelet(toUser('id-shop')), world).warnings.map(({ text }) => text);
    expect(textsOf(texts).join()).not.toContain('No downtime');
  });

  it('new roles are a next step only if there are any', () => {
    const world = { resources: [from.systemAssigned, cp, subnet] };
    const told = (next: readonly Words[]): boolean => next.some((text) => textOf(text).includes('60 minutes'));
    expect(told(planned(setControlPlane(toUser('id-shop')), world).next)).toBe(false);
    const joining = { resources: [cluster(systemAssigned, onSubnet), cp, subnet] };
    expect(told(planned(setControlPlane(toUser('id-shop')), joining).next)).toBe(true);
  });

  it('going from system-assigned to user-assigned promises no restart, other changes do not (A-69)', () => {
    const texts = (kind: keyof typeof from, choice: ControlPlaneChoice): string => {
      const { warnings, points } = planned(setControlPlane(choice), { resources: [from[kind], cp, other] });
      return [...textsOf(warnings.map(({ text }) => text)), ...textsOf((points ?? []).map(({ text }) => text))].join(
        '\n',
      );
    };
    expect(texts('systemAssigned', toUser('id-shop'))).toContain('Neither the nodes nor the control plane restart');
    expect(texts('userAssigned', toUser('id-other'))).toContain("isn't documented");
    expect(texts('userAssigned', toSystem)).toContain("isn't documented");
    const leaving = texts('servicePrincipal', toUser('id-shop'));
    expect(leaving).not.toContain('Neither the nodes nor the control plane restart');
    expect(leaving).toContain('will probably be reimaged');
    expect(leaving).toContain("can't go back to a service principal");
  });

  it('every change of the control plane says how long the old identity stays in use (A-39)', () => {
    const result = planned(setControlPlane(toUser('id-shop')), { resources: [from.systemAssigned, cp] });
    expect(result.warnings.some(({ text }) => textOf(text).includes('until its token expires'))).toBe(true);
  });
});
