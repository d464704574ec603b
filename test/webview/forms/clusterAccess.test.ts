import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/change/change.ts';
import { isComplete, valuesOf } from '../../../src/webview/forms/forms.ts';
import { changesOf } from '../../../src/webview/forms/formView.ts';
import { choices, cluster, clusterId, field, form, loading, principal } from './formBench.ts';

const onEntra = (properties: object = {}) =>
  cluster({ properties: { aadProfile: { managed: true, enableAzureRBAC: true }, ...properties } });
const assignment = `${clusterId}/providers/Microsoft.Authorization/roleAssignments/44444444-4444-4444-8444-444444444444`;
const grant = { kind: 'grantClusterAccess', clusterId, principalId: principal } as const;

describe('drafts of who can act on a cluster', () => {
  const complete: readonly Change[] = [
    { kind: 'setLocalAccounts', clusterId, enabled: false },
    { ...grant, namespace: 'shop', principalType: 'Group', level: 'writer' },
    { ...grant, namespace: 'shop', isManaged: true, principalType: 'ServicePrincipal', level: 'admin' },
    { kind: 'removeClusterAccess', clusterId, roleAssignmentId: assignment },
  ];

  it.each(complete)('a complete $kind is complete, and its form asks for the same again (H-11, H-12)', (change) => {
    expect(isComplete(change)).toBe(true);
    expect(changesOf(form(change.kind, valuesOf(change), onEntra(), loading))).toEqual([change]);
  });
});

describe('the form of a Kubernetes role', () => {
  it('wants an object ID of a person or group, and offers the identities for an application (H-12)', () => {
    const drawn = (principalType: string) =>
      field(form('grantClusterAccess', { principalType }, onEntra(), choices), 'principal');
    expect(drawn('Group')).toMatchObject({ kind: 'text', error: 'Enter a value.' });
    expect(drawn('ServicePrincipal')).toMatchObject({ kind: 'choice' });
  });

  it('offers Cluster Admin only for a whole cluster, which has no namespace (H-12)', () => {
    const drawn = (place: string) => form('grantClusterAccess', { place }, onEntra(), choices);
    const isOff = (place: string) => {
      const level = field(drawn(place), 'level');
      const options = level.kind === 'radio' ? level.options : [];
      return options.find(({ value }) => value === 'clusterAdmin')?.disabled !== undefined;
    };
    expect([isOff('namespace'), isOff('managed'), isOff('cluster')]).toEqual([true, true, false]);
    const names = drawn('cluster').sections.flatMap(({ fields }) => fields.map(({ name }) => name));
    expect(names).not.toContain('namespace');
  });
});

describe('the form of local accounts', () => {
  const ana = { who: 'ana@contoso.com', client: 'Azure CLI', times: 3, last: '2026-11-27T10:00:00.000Z' };
  const pipeline = { who: 'Application 1', client: '', times: 1, last: '2026-11-02T10:00:00.000Z' };

  it.each([
    [
      'whom the log names',
      { items: [ana, pipeline] },
      'ana@contoso.com, with Azure CLI: 3 times, last on Nov 27, 2026; Application 1: once, on Nov 2, 2026.',
    ],
    [
      'nobody only where the log was read',
      { items: [] },
      "Nobody in the last 90 days, as far as Azure's activity log shows.",
    ],
    ['what could not be read', { items: [], problem: 'Events: Forbidden.' }, 'Unknown: Events: Forbidden.'],
    [
      'that there may be more',
      { items: [pipeline], problem: 'Cut.' },
      'Application 1: once, on Nov 2, 2026. Unknown in part: Cut.',
    ],
    ['nothing yet while the log is read', { loading: true, items: [] }, "Reading Azure's activity log ..."],
  ])('says of those who fetched the admin credential %s (H-25)', (_, list, told) => {
    const known = { get: () => ({ loading: false, ...list }) } as never;
    const on = cluster({ properties: { aadProfile: { managed: true } } });
    const facts = form('setLocalAccounts', {}, on, known).sections.flatMap((section) => section.facts ?? []);
    expect(facts.find(({ label }) => label === 'Fetched the admin credential')?.value).toBe(told);
    const off = cluster({ properties: { disableLocalAccounts: true } });
    expect(JSON.stringify(form('setLocalAccounts', {}, off, known))).not.toContain('Fetched the admin');
  });

  const offered = (properties: object) => {
    const enabled = field(form('setLocalAccounts', {}, cluster({ properties }), choices), 'enabled');
    const options = enabled.kind === 'radio' ? enabled.options : [];
    return options.filter(({ disabled }) => disabled === undefined).map(({ value }) => value);
  };

  it.each([
    ['on, with Entra', { aadProfile: { managed: true } }, ['off']],
    ['off', { aadProfile: { managed: true }, disableLocalAccounts: true }, ['on']],
    ['on, where nobody could sign in without them', {}, []],
  ])('offers what changes something where they are %s (H-11)', (_, properties, values) => {
    expect(offered(properties)).toEqual(values);
  });
});
