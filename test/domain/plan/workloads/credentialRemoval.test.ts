import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../src/domain/change/change.ts';
import type { IdentityCredential } from '../../../../src/domain/cluster/facts.ts';
import { cp, planned, refusal } from '../../../support/domain/plans/identityPlans.ts';
import { binding, credential, goneIssuer, issuer, issuing, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identityId,
  systemAssigned,
  tenant,
  type World,
} from '../../../support/domain/worldFacts.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';

const on = cluster(systemAssigned, ready);
const switchedOff = cluster(systemAssigned, issuing);
const removal = (name: string): Change => ({
  kind: 'deleteCredential',
  credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/${name}`,
});
const shared = credential({
  name: 'aks-identity-binding',
  issuer: `https://ib.oic.prod-aks.azure.com/${tenant}/${guid(9)}`,
  subject: '',
  audiences: [],
});
const doubts = (one: IdentityCredential, more: Partial<World> = {}): readonly string[] =>
  planned(removal(one.name), { resources: [on, cp], credentials: [one], ...more }).checks.flatMap(
    ({ title, verdict, detail }) => (verdict === 'unknown' ? [`${textOf(title)}: ${textOf(detail)}`] : []),
  );

describe('removing a credential', () => {
  it.each<[string, Partial<World>, RegExp]>([
    ['subscriptions are out of sight', { hidden: ['a', 'b'] }, /one of 2 subscriptions that you can't see/],
    ["subscriptions can't be told", { forbidden: ['hiddenSubscriptions'] }, /AuthorizationFailed/],
    ["clusters can't be read", { forbidden: ['clusters'] }, /AuthorizationFailed/],
  ])('calls it unknown whether a workload uses it, with the reason, where %s (W-04)', (_, more, reason) => {
    for (const one of [credential({ issuer: goneIssuer }), shared])
      expect(doubts(one, more).filter((text) => !text.startsWith('What will be found on other'))).toEqual([
        expect.stringMatching(new RegExp(`^Whether a workload uses it: .*${reason.source}`)),
      ]);
  });

  it('doubts nothing where all is in sight and no cluster has the issuer', () => {
    expect(doubts(credential({ issuer: goneIssuer }))).toEqual([]);
    expect(doubts(shared)).toEqual([]);
  });

  it('says that the user of a credential outside AKS is unknown (W-04)', () => {
    const github = credential({ issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:contoso/shop' });
    expect(doubts(github)).toEqual([expect.stringMatching(/what uses it isn't known/)]);
  });

  it.each<[string, Partial<IdentityCredential>, RegExp]>([
    ['that names its account', {}, /^Pods of shop\/cart in shop-weu can no longer act/],
    ['with an expression', { subject: '', expression: 'x' }, /^Pods that match x in shop-weu can no longer act/],
    ['with an expression beside its subject', { expression: 'x' }, /^Pods that match x in shop-weu can no longer act/],
    ['that shows neither', { subject: '' }, /^Pods of accounts that Azure does not show in shop-weu can no longer act/],
  ])('%s is a disruption, whether the add-on of AKS is on or off (R-26, R-27)', (_, more, words) => {
    for (const own of [on, switchedOff]) {
      const one = credential(more);
      const { warnings, confirmName } = planned(removal(one.name), { resources: [own, cp], credentials: [one] });
      expect(warnings).toMatchObject([{ severity: 'disruption', text: expect.stringMatching(words) as string }]);
      expect(confirmName).toBe('shop-weu');
    }
  });

  it('disrupts nothing if the cluster has no issuer (R-27)', () => {
    const off = cluster(systemAssigned, { oidcIssuerProfile: { enabled: false, issuerURL: issuer } });
    expect(planned(removal(credential().name), { resources: [off, cp], credentials: [credential()] })).toMatchObject({
      warnings: [],
    });
  });

  it('of a bound identity says what applications need first, and in what order (R-29)', () => {
    const world: World = { resources: [on, cp], credentials: [credential()], bindings: [binding()] };
    const [warning] = planned(removal(credential().name), world).warnings;
    expect(warning?.text).toMatch(
      /is bound to shop-weu, too\. .*opt in to bindings, deploy it, check .*only then remove/,
    );
    expect(warning?.text).toMatch(/DefaultAzureCredential[^]*\n[^]*1\.55\.0[^]*\n[^]*1\.27\.0/);
  });

  it('is refused for the one of bindings also where the cluster that is bound has no issuer (R-30)', () => {
    const world: World = { resources: [cluster(systemAssigned), cp], credentials: [shared], bindings: [binding()] };
    expect(refusal(removal(shared.name), world).message).toMatch(/bound to shop-weu/);
  });

  it('disrupts nothing if the credential matches no token of its cluster', () => {
    const spelled = credential({ issuer: issuer.slice(0, -1) });
    const { warnings, confirmName } = planned(removal(spelled.name), { resources: [on, cp], credentials: [spelled] });
    expect(warnings).toEqual([]);
    expect(confirmName).toBeUndefined();
  });

  it('is refused for the one of bindings also while workload identity is off for the cluster that is bound (W-04)', () => {
    const world: World = { resources: [switchedOff, cp], credentials: [shared], bindings: [binding()] };
    expect(refusal(removal(shared.name), world).message).toMatch(/bound to shop-weu/);
  });
});

describe('turning workload identity off', () => {
  const turnOff: Change = { kind: 'setWorkloadIdentity', clusterId, enabled: false };

  it('is a disruption for identities that are bound, too (W-02)', () => {
    const { warnings, confirmName } = planned(turnOff, { resources: [on, cp], bindings: [binding()] });
    expect(warnings).toMatchObject([
      { severity: 'disruption', text: expect.stringContaining('accounts bound to id-shop') as string },
    ]);
    expect(confirmName).toBe('shop-weu');
  });

  it('disrupts no workload whose credential matches no token of the cluster', () => {
    const credentials = [
      credential({ issuer: issuer.slice(0, -1) }),
      credential({ name: 'other', subject: 'system:serviceaccount:shop:web', audiences: ['api://other'] }),
    ];
    expect(planned(turnOff, { resources: [on, cp], credentials }).warnings).toEqual([]);
  });

  it('says that bindings could not be read (W-02)', () => {
    const { checks } = planned(turnOff, { resources: [on, cp], forbidden: ['bindings'] });
    expect(checks).toContainEqual(
      expect.objectContaining({ title: 'Whether a workload depends on it', verdict: 'unknown' }),
    );
  });

  it('names the expression of a flexible credential instead of nothing (W-02)', () => {
    const flexible = credential({ subject: '', expression: "claims['sub'] matches 'x'" });
    const [warning] = planned(turnOff, { resources: [on, cp], credentials: [flexible] }).warnings;
    expect(warning?.text).toContain("Pods of claims['sub'] matches 'x' that start from then on get no token");
  });
});
