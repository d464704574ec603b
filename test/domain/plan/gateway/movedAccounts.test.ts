import { describe, expect, it } from 'vitest';
import type { ChangeOf } from '../../../../src/domain/change/change.ts';
import type { ArmId } from '../../../../src/domain/arm/resourceId.ts';
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
    expect(warning && textOf(warning.text)).toMatch(/act as id-shop\. .* YAML .* id-gateway.*shop\/cart-gateway/);
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
});
