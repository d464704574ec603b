import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/domain/arm/refusal.ts';
import { givenKinds } from '../../../src/domain/change/change.ts';
import { parseChange, parseDraft } from '../../../src/domain/change/parseChange.ts';
import { changeCases } from '../../support/domain/changes/changeCases.ts';
import { fc } from '../../support/property.ts';

const examples = givenKinds.map((kind) => [kind, changeCases[kind].example] as const);

describe('changes from outside', () => {
  it.each(examples)('a complete %s is taken as it is', (_, change) => {
    expect(parseChange(JSON.parse(JSON.stringify(change)))).toEqual(change);
  });

  it('no program, agent or command line can ask for what only a person may ask for (H-62)', () => {
    const personal = Object.values(changeCases).filter(({ example }) => !givenKinds.includes(example.kind));
    expect(personal.map(({ example }) => example.kind)).toEqual(['activateRole']);
    for (const { example } of personal)
      for (const parse of [parseChange, parseDraft]) expect(() => parse(example)).toThrow('Only a person can ask');
    expect(() => parseChange({ kind: 'x' })).toThrow(/^(?!.*activateRole)/);
  });

  it('a role may be named by its id', () => {
    const change = { ...changeCases.assignRole.example, role: { id: 'r' } };
    expect(parseChange(change)).toEqual(change);
  });

  it.each(examples)('%s with an unknown or a missing field is refused', (kind, change) => {
    expect(() => parseChange({ ...change, body: {} })).toThrow(`${kind} has no field "body"`);
    const [required] = Object.keys(change).filter((key) => key !== 'kind');
    expect(() => parseChange({ ...change, [required!]: undefined })).toThrow('is missing');
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'must be an object'],
    ['an unknown kind', { kind: 'dropCluster' }, 'is not a kind of change'],
    ['a kind that is no text', { kind: Object.create(null) as object }, 'with a "kind"'],
    ['a kind from the prototype', { kind: 'constructor' }, 'is not a kind of change'],
    ['an empty text', { kind: 'deleteIdentity', identityId: ' ' }, 'not empty'],
    ['a number for a text', { kind: 'deleteIdentity', identityId: 1 }, 'not empty'],
    [
      'an unknown choice',
      { ...changeCases.setControlPlane.example, controlPlane: { kind: 'none' } },
      'must be { kind: systemAssigned }',
    ],
    [
      'a choice with too much',
      { ...changeCases.setControlPlane.example, controlPlane: { kind: 'systemAssigned', identityId: 'x' } },
      'no field',
    ],
    [
      'two ways to name a role',
      { ...changeCases.assignRole.example, role: { id: 'x', name: 'y' } },
      '{ name } or { id }',
    ],
    [
      'another principal type',
      { ...changeCases.assignRole.example, principalType: 'Device' },
      'ServicePrincipal or User or Group',
    ],
    ['a text for a list', { ...changeCases.upgradeNodeImages.example, pools: 'p' }, 'must be a list'],
    ['a number in tags', { ...changeCases.createResourceGroup.example, tags: { a: 1 } }, 'tags.a must be a text'],
    [
      'an unknown plugin',
      { ...changeCases.createCluster.example, network: { plugin: 'cilium' } },
      'azure or kubenet or none',
    ],
    ['a text for a number', { ...changeCases.createCluster.example, nodePool: { count: '3' } }, 'must be a number'],
    ['a text for a switch', { ...changeCases.createCluster.example, oidcIssuer: 'yes' }, 'true or false'],
  ])('%s is refused in words', (_, value, message) => {
    expect(() => parseChange(value)).toThrow(message);
  });

  it('a way back to a service principal is refused with the documentation page (D-16)', () => {
    const change = {
      ...changeCases.setControlPlane.example,
      controlPlane: { kind: 'servicePrincipal', clientId: 'x' },
    };
    expect(() => parseChange(change)).toThrow(
      expect.objectContaining({ source: expect.stringContaining('managed-identity-overview') as unknown }),
    );
  });

  it('whatever comes, it is a change or a refusal', () => {
    const kind = fc.constantFrom(...Object.keys(changeCases));
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ kind, clusterId: fc.jsonValue(), controlPlane: fc.jsonValue() })),
        (value) => {
          try {
            expect(Object.keys(changeCases)).toContain(parseChange(value).kind);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
          }
        },
      ),
    );
  });
});

describe('a draft from outside', () => {
  it('may lack any field, and has no wrong one', () => {
    expect(parseDraft({ kind: 'setControlPlane' })).toEqual({ kind: 'setControlPlane' });
    expect(parseDraft({ kind: 'assignRole', role: { name: 'Reader' } })).toEqual({
      kind: 'assignRole',
      role: { name: 'Reader' },
    });
    expect(() => parseDraft({ kind: 'setControlPlane', clusterId: 5 })).toThrow(/clusterId must be a text/);
    expect(() => parseDraft({ kind: 'setControlPlane', other: 'x' })).toThrow(/no field "other"/);
    expect(() => parseDraft({ kind: 'assignRole', role: {} })).toThrow(/role must be/);
    expect(() => parseDraft({ kind: 'toString' })).toThrow(/not a kind of change/);
  });
});
