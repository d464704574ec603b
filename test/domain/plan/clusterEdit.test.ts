import { describe, expect, it } from 'vitest';
import { clusterOf } from '../../../src/domain/cluster/fromArm.ts';
import type { Cluster } from '../../../src/domain/cluster/model.ts';
import type { JsonObject } from '../../../src/domain/arm/json.ts';
import { isAlready } from '../../../src/domain/plan/clusterEdit.ts';
import { defined } from '../../../src/shape/defined.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { bodyForPut } from '../../../src/domain/plan/clusterPutBody.ts';
import { putClusterStep } from '../../../src/domain/plan/steps.ts';
import { cluster, systemAssigned } from '../../support/domain/worldFacts.ts';

const identity = (name: string): ArmId =>
  `/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}` as ArmId;
const userAssigned = { kind: 'userAssigned', identityId: identity('id-a') } as const;

const before: Cluster = clusterOf({ ...cluster(systemAssigned, {}), tags: { team: 'shop' } });
const after = (values: JsonObject): Cluster => clusterOf({ ...before.raw, ...bodyForPut(before.raw, { values }) });

describe('an edit of values by their paths', () => {
  const edits: readonly JsonObject[] = [
    { tags: { team: 'shop', env: 'prod' } },
    { tags: {} },
    { 'properties.oidcIssuerProfile.enabled': true },
    { 'properties.apiServerAccessProfile.authorizedIPRanges': ['10.0.0.0/8'], 'sku.tier': 'Standard' },
  ];

  it.each(edits)('is not true before and is true after its own request: row %#', (values) => {
    expect(isAlready(before, { values })).toBe(false);
    expect(isAlready(after(values), { values })).toBe(true);
  });

  it.each(edits)('changes nothing else: %j', (values) => {
    const changed = bodyForPut(before.raw, { values });
    const roots = new Set(Object.keys(values).map((path) => path.split('.')[0]));
    const rest = (body: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(body).filter(([key]) => !roots.has(key) || key === 'properties'));
    const { oidcIssuerProfile: _, apiServerAccessProfile: __, ...properties } = changed['properties'] as JsonObject;
    expect({ ...rest(changed), properties }).toEqual(rest(bodyForPut(before.raw, {})));
  });

  it.each([
    [{ kind: 'systemAssigned' } as const, undefined, 'Switches the control plane to a system-assigned identity; all'],
    [userAssigned, undefined, 'Switches the control plane to the user-assigned identity id-a; all other settings'],
    [userAssigned, identity('id-b'), 'id-a and switches the kubelet to the identity id-b; all other settings of'],
  ])('says to which identity it switches what: row %#', (controlPlane, kubeletIdentityId, words) => {
    const { effect } = putClusterStep(before, { controlPlane, ...defined({ kubeletIdentityId }) });
    expect(effect).toContain(words);
  });

  it('has a step of its own for other values, in words and as a command', () => {
    const [one, other] = edits.map((values) => putClusterStep(before, { values }));
    expect(one?.id).not.toBe(other?.id);
    expect(one?.title).toBe('Update the cluster');
    expect(one?.effect).toContain('tags to {"team":"shop","env":"prod"}');
    expect(one?.az).toMatch(/^az resource update --ids .* --set /);
  });
});
