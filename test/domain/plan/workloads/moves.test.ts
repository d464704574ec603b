import { inWords } from '../../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { IdentityCredential } from '../../../../src/domain/cluster/facts.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { contextDone } from '../../../support/domain/resumed.ts';
import { kinds, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import { credential, goneIssuer, issuer, issuing, issuingAs, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  tenant,
  worldFacts,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textOf, textsOf } from '../../../../src/sentences/textOf.ts';

const app = identityId('id-app') as ArmId;
const resources = [cluster(systemAssigned, ready), identity('id-app', guid(21))];
const move: Change = { kind: 'moveCredentials', fromIssuer: goneIssuer, clusterId };
const of = (account: string, more: Partial<IdentityCredential> = {}): IdentityCredential =>
  credential({
    identityId: app,
    name: account.replace(':', '-'),
    subject: `system:serviceaccount:${account}`,
    issuer: goneIssuer,
    ...more,
  });
const others = (count: number): IdentityCredential[] =>
  Array.from({ length: count }, (_, n) => of(`ns:other${n}`, { issuer: 'https://example.org' }));
const moved = (...credentials: IdentityCredential[]): Plan => planned(move, { resources, credentials });
const warnings = ({ warnings: all }: Plan): string => textsOf(all.map(({ text }) => text)).join('\n');

describe('moving the credentials of an identity that has twenty', () => {
  const full = [of('ns:a'), of('ns:b'), ...others(18)];

  it('says that each old one goes before the new one is there', () => {
    const whole = moved(...full);
    expect(kinds(whole)).toEqual(['deleteCredential', 'createCredential', 'deleteCredential', 'createCredential']);
    expect(warnings(whole)).toMatch(
      /id-app can't have more than 20 credentials: each old one is removed before the new one exists/,
    );
    expect(whole.summary).not.toMatch(/then the old one is removed/);
  });

  it('still makes the new one where it broke off after the old one was removed', () => {
    const whole = moved(...full);
    const again = planChanges([move], worldFacts({ resources, credentials: full.slice(1) }), contextDone(whole, 1));
    expect(again.steps.map(({ id }) => id).toSorted()).toEqual(
      whole.steps
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(again.nothingToDo).toBeUndefined();
  });

  it('makes none for a credential that a colleague has removed', () => {
    const whole = moved(...full);
    const again = planChanges([move], worldFacts({ resources, credentials: full.slice(1) }), contextDone(whole, 0));
    expect(textsOf(again.steps.map(({ title }) => title)).join()).not.toMatch(/ns\/a/);
  });

  it('says nothing of that in a resumed run that found room for both', () => {
    const room = [of('ns:a'), of('ns:b'), ...others(17)];
    const whole = moved(...room);
    const made = of('ns:a', { name: 'shop-weu-ns-a', issuer });
    const again = planChanges([move], worldFacts({ resources, credentials: [...room, made] }), contextDone(whole, 1));
    expect(warnings(whole)).toMatch(
      /^After this change, there is a new finding, "At or near the limit of federated credentials": [^\n]*$/,
    );
    expect(warnings(again)).toBe('');
  });
});

describe('moving credentials of which some are there already', () => {
  const there = of('ns:a', { name: 'shop-weu-ns-a', issuer });
  const effects = ({ steps }: Plan): string[] =>
    steps.flatMap(({ kind, effect }) => (kind === 'createCredential' ? [textOf(effect)] : []));

  it('says of each one that is there already that nothing is sent for it', () => {
    const some = moved(of('ns:a'), of('ns:b'), there);
    expect(some.steps.map((step) => 'isThere' in step)).toEqual([true, false, false, false]);
    expect(effects(some)).toEqual([
      'The credential shop-weu-ns-a already exists and is correct; nothing is sent for it.',
      'Tokens of ns/b that shop-weu issues are accepted for id-app.',
    ]);
    expect(some.summary).toBe(
      'Moves 1 workload to shop-weu, and removes the old credential of ns/a, which already has a new one.',
    );
    expect(some.before.workloads?.map(({ account, note }) => [account, note])).toEqual([
      ['ns/b', 'cluster that is gone'],
      ['ns/a', 'shop-weu, cluster that is gone'],
    ]);
    expect(moved(of('ns:a'), there).summary).toMatch(
      /^Removes the old credentials of 1 workload on shop-weu, which can use new ones/,
    );
  });

  it('continues, once it broke off, with the steps that were confirmed', () => {
    const credentials = [of('ns:a'), of('ns:b'), there];
    const whole = moved(...credentials);
    const made = of('ns:b', { name: 'shop-weu-ns-b', issuer });
    const again = planChanges(
      [move],
      worldFacts({ resources, credentials: [...credentials, made] }),
      contextDone(whole, 2),
    );
    expect(again.steps.map(({ id, request }) => [id, request])).toEqual(
      whole.steps.map(({ id, request }) => [id, request]),
    );
  });
});

describe('moving credentials', () => {
  it('leaves out what an earlier change of the plan removes, and counts the room that this makes', () => {
    const remove: Change = { kind: 'deleteCredential', credentialId: `${app}/federatedIdentityCredentials/ns-a` };
    const credentials = [of('ns:a'), of('ns:b'), ...others(18)];
    const whole = planChanges([remove, move], worldFacts({ resources, credentials }));
    expect(kinds(whole)).toEqual(['deleteCredential', 'createCredential', 'deleteCredential']);
    expect(textsOf(whole.steps.slice(1).map(({ title }) => title)).join()).not.toMatch(/ns\/a|ns-a/);
    expect(warnings(whole)).not.toMatch(/can't have more than 20/);
  });

  it('gives two accounts whose names read alike credentials of their own', () => {
    const names = moved(of('a-b:c'), of('a:b-c', { name: 'second' }))
      .steps.filter(({ kind }) => kind === 'createCredential')
      .map(({ request }) => request.path);
    expect(new Set(names).size).toBe(2);
  });

  it('leaves a credential with an audience of its own as it is, and reports it', () => {
    const whole = moved(of('ns:a', { audiences: ['api://own'] }));
    expect(whole.steps).toEqual([]);
    expect(warnings(whole)).toMatch(/stays as it is, because it accepts tokens for api:\/\/own/);
  });

  it('removes nothing where the new one is refused, because another names the same issuer and account', () => {
    const whole = moved(of('ns:a'), of('ns:a', { name: 'odd', issuer, audiences: ['api://own'] }), ...others(18));
    expect(whole.steps).toEqual([]);
    expect(warnings(whole)).toMatch(/stays as it is, because odd names the same account and issuer/);
  });

  it('leaves the credential that bindings share where it is', () => {
    const fromIssuer = `https://ib.oic.prod-aks.azure.com/${tenant}/${guid(9)}`;
    const shared = of('kube-system:identity-binding', { name: 'aks-identity-binding', issuer: fromIssuer });
    expect(refusal({ ...move, fromIssuer }, { resources, credentials: [shared] }).message).toMatch(/bindings/);
  });

  it('names the same check as connecting a workload where workload identity is off (W-05)', () => {
    const off = [cluster(systemAssigned, issuing), identity('id-app', guid(21))];
    const whole = planned(move, { resources: off, credentials: [of('ns:a')] });
    expect(whole.checks).toContainEqual(
      expect.objectContaining({
        title: 'Workload identity is off for shop-weu',
        verdict: 'unknown',
        fix: { kind: 'setWorkloadIdentity', clusterId, enabled: true },
      }),
    );
    expect(whole.summary).toMatch(/ \(effective once workload identity is on\):/);
    const on = planChanges(
      [{ kind: 'setWorkloadIdentity', clusterId, enabled: true }, move],
      worldFacts({ resources: off, credentials: [of('ns:a')] }),
    );
    expect(on.checks.map(({ title }) => title)).not.toContain('Workload identity is off for shop-weu');
  });

  const slashless = goneIssuer.replace(/\/$/, '');
  it.each([slashless, goneIssuer.replace('westeurope', 'WestEurope')])(
    'says of one that matched no token that the new one will, not that all is as before: row %# (W-05)',
    (odd) => {
      const whole = moved(of('ns:a'), of('ns:never', { issuer: odd }));
      expect(warnings(whole)).toMatch(/^ns-never of id-app matches no token.*The new one will\.$/);
      expect(whole.summary).toMatch(/^Moves \d workloads? to shop-weu: adds/);
    },
  );

  it('that match no token takes nothing from the cluster of their issuer (W-05)', () => {
    const id = clusterId.replace('shop-weu', 'old-weu');
    const old = { ...cluster(systemAssigned, issuingAs(goneIssuer)), id, name: 'old-weu' };
    const from = (issuer: string): Plan =>
      planned(move, { resources: [...resources, old], credentials: [of('ns:a', { issuer })] });
    expect(from(goneIssuer)).toMatchObject({ confirmName: 'old-weu' });
    expect(warnings(from(goneIssuer))).toMatch(/^old-weu still exists/);
    expect(from(slashless).confirmName).toBeUndefined();
    expect(warnings(from(slashless))).not.toMatch(/still exists/);
  });

  it.each<[string, Partial<World>, RegExp]>([
    ['a subscription is out of sight', { hidden: ['s'] }, /in a subscription that you can't see/],
    ["subscriptions can't be told", { forbidden: ['hiddenSubscriptions'] }, /isn't known. AuthorizationFailed/],
    ["clusters can't be read", { forbidden: ['clusters'] }, /AuthorizationFailed/],
  ])('calls it unknown whether the old cluster is gone, with the reason, where %s', (_, more, reason) => {
    const { checks, before } = planned(move, { resources, credentials: [of('ns:a')], ...more });
    expect(inWords(checks)).toContainEqual({
      id: 'oldClusterGone',
      title: 'Whether the cluster of the old issuer is gone',
      verdict: 'unknown',
      detail: expect.stringMatching(reason) as string,
    });
    expect(before.workloads).toEqual([{ account: 'ns/a', identity: 'id-app', note: 'cluster out of sight' }]);
  });

  it('doubts nothing where all is in sight', () => {
    const { checks, before } = moved(of('ns:a'));
    expect(checks.filter(({ verdict }) => verdict === 'unknown')).toEqual([]);
    expect(before.workloads).toEqual([{ account: 'ns/a', identity: 'id-app', note: 'cluster that is gone' }]);
  });

  it.each([
    'https://container.googleapis.com/v1/projects/p/locations/europe-west1/clusters/c',
    'https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA1111',
    'https://oidc.blob.core.windows.net/shop/',
  ])('calls no issuer of another service gone, nor a cluster out of sight: row %# (W-05)', (from) => {
    const credentials = [of('ns:a', { issuer: from })];
    const whole = planned({ ...move, fromIssuer: from }, { resources, credentials });
    expect(whole.checks.map(({ id, verdict }) => [id, verdict])).toContainEqual(['oldClusterGone', 'unknown']);
    expect(whole.before.workloads).toEqual([{ account: 'ns/a', identity: 'id-app', note: 'issuer of something else' }]);
    expect(textsOf(whole.points.map(({ text }) => text)).join(' ')).toContain(
      'create the removed credentials again with az',
    );
  });
});
