import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../../src/domain/change/change.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
import { ownAccountBeside } from '../../../../src/domain/gateway/shares.ts';
import { accountProblem } from '../../../../src/domain/workloads/serviceAccount.ts';
import type { Plan } from '../../../../src/domain/plan/plan.ts';
import { planChanges } from '../../../../src/domain/plan/whole/planChanges.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { audiences, issuer, ready } from '../../../support/domain/workloadFixture.ts';
import {
  cluster,
  clusterId,
  guid,
  identity,
  identityId,
  systemAssigned,
  worldFacts,
} from '../../../support/domain/worldFacts.ts';

const prepared: ChangeOf<'prepareGateway'> = {
  kind: 'prepareGateway',
  clusterId,
  identityId: identityId('id-gateway'),
  accounts: [{ namespace: 'shop', serviceAccount: 'cart' }],
};

/** The plan where these identities trust the account. */
function plan(...trusting: readonly string[]): Plan {
  const credentials = trusting.map((name) => ({
    ...{ issuer, subject: 'system:serviceaccount:shop:cart', audiences, name: `c-${name}` },
    identityId: identityId(name) as ArmId,
  }));
  const resources = [cluster(systemAssigned, ready), identity('id-gateway', guid(10)), identity('id-shop', guid(11))];
  return planChanges([prepared], worldFacts({ resources, credentials }));
}

describe('an account of Gateways that can act as another identity', () => {
  it.each([
    ['not yet as the one for Gateways', ['id-shop']],
    ['also as the one for Gateways', ['id-shop', 'id-gateway']],
  ])('is told that the YAML moves it, in a warning and above it: %s (G-06)', (_, trusting) => {
    const { warnings, inCluster } = plan(...trusting);
    const warning = warnings.find(({ id }) => id === 'yamlMovesAccount');
    expect(warning && textOf(warning.text)).toMatch(
      /act as id-shop\. .* YAML .* id-gateway.*shop\/cart-gateway if that name is free\.$/,
    );
    expect(warnings.map(({ id }) => id)).not.toContain('secondIdentity');
    expect(inCluster).toMatch(
      /^# shop\/cart can already act as id-shop: .*\n# .*shop\/cart-gateway.*\n# shop\/cart acts as id-gateway\n/,
    );
  });

  it('is not there where no other identity trusts it (G-06)', () => {
    const { warnings, inCluster } = plan('id-gateway');
    expect(warnings.map(({ id }) => id)).not.toContain('yamlMovesAccount');
    expect(inCluster).toMatch(/^# shop\/cart acts as id-gateway\n/);
  });

  it('is proposed a name that Kubernetes accepts and that no account which is known has (G-06)', () => {
    const proposed = (serviceAccount: string, ...taken: readonly string[]): string => {
      const subjects = taken.map((name) => `system:serviceaccount:shop:${name}`);
      return ownAccountBeside({ namespace: 'shop', serviceAccount }, new Set(subjects)).serviceAccount;
    };
    expect(proposed('cart')).toBe('cart-gateway');
    expect(proposed('cart', 'cart-gateway', 'cart-gateway-2')).toBe('cart-gateway-3');
    for (const name of ['a'.repeat(253), `${'a'.repeat(244)}.${'b'.repeat(8)}`, `${'a.'.repeat(126)}a`])
      for (const taken of [[], [proposed(name)]]) {
        expect(accountProblem(proposed(name, ...taken))).toBeUndefined();
        expect(taken).not.toContain(proposed(name, ...taken));
      }
  });

  it('is not proposed a name that an identity trusts already, or that the plan has itself (G-06)', () => {
    const subject = (name: string): object => ({ subject: `system:serviceaccount:shop:${name}` });
    const credentials = [
      { name: 'a', identity: 'id-shop', ...subject('cart') },
      { name: 'b', identity: 'id-shop', ...subject('cart-gateway') },
    ].map(({ identity: of, ...each }) => ({ issuer, audiences, ...each, identityId: identityId(of) as ArmId }));
    const accounts = ['cart', 'cart-gateway-2'].map((serviceAccount) => ({ namespace: 'shop', serviceAccount }));
    const resources = [cluster(systemAssigned, ready), identity('id-gateway', guid(10)), identity('id-shop', guid(11))];
    const { inCluster } = planChanges(
      [{ ...prepared, accounts }],
      worldFacts({ resources, credentials: credentials as never }),
    );
    expect(inCluster).toContain('such as shop/cart-gateway-3 if that name is free');
  });
});
