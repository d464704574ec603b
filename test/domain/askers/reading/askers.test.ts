import { describe, expect, it } from 'vitest';
import { askersIn } from '../../../../src/domain/askers/reading/askers.ts';
import { kindsRead } from '../../../../src/domain/askers/reading/kinds.ts';
import type { Asker } from '../../../../src/domain/askers/model.ts';
import { clientA, operatorCases, podCases, type AskerCase } from '../../../support/domain/cases/askerCases.ts';
import { gatewayAskerCases } from '../../../support/domain/cases/gatewayAskerCases.ts';
import { problemCases } from '../../../support/domain/cases/askerFindingCases.ts';
import { textOf } from '../../../../src/sentences/textOf.ts';
import { account, entra, labelled, objectsOf, pod } from '../../../support/domain/clusterObjects.ts';

/** What a case says of an asker. */
function said({
  component,
  mode,
  account: as,
  identity,
  tenantId,
  target,
  isOperatorAccount,
  stoppedBy,
  unknown,
}: Asker) {
  const all: AskerCase['asks'][number] = {
    component,
    mode,
    ...(as === undefined ? {} : { as: `${as.namespace}/${as.serviceAccount}` }),
    ...(identity === undefined ? {} : { id: identity.clientId ?? identity.resourceId ?? identity.objectId ?? '' }),
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(target === undefined ? {} : { target }),
    ...(isOperatorAccount ? { isOperatorAccount } : {}),
    ...(stoppedBy === undefined ? {} : { isStopped: true }),
    ...(unknown === undefined ? {} : { isOpen: true }),
  };
  return all;
}

describe('who asks', () => {
  it.each(operatorCases.map((each) => [each.what, each] as const))(
    'is known of %s (Q-07)',
    (_what, { items, asks }) => {
      const operators = askersIn(objectsOf(items)).filter(({ what }) => !['Pod', 'ServiceAccount'].includes(what.kind));
      expect(operators.map(said)).toEqual(asks);
    },
  );

  it.each(gatewayAskerCases.map((each) => [each.what, each] as const))(
    'is known of %s (G-08)',
    (_what, { items, asks }) => {
      const operators = askersIn(objectsOf(items)).filter(({ what }) => what.kind !== 'ServiceAccount');
      expect(operators.map(said)).toEqual(asks);
    },
  );

  it.each(podCases.map((each) => [each.what, each] as const))('is known of %s (Q-06)', (_what, { items, asks }) => {
    expect(askersIn(objectsOf(items)).map(said)).toEqual(asks);
  });

  it('has a case for every kind that can name an identity (Q-06)', () => {
    const all = [...operatorCases, ...podCases, ...gatewayAskerCases, ...problemCases];
    const kinds = new Set(all.flatMap(({ items }) => items.map(({ kind }) => kind)));
    // Those of a namespace say only who may act in it.
    const nameNone = ['Role', 'RoleBinding'];
    const wanted = kindsRead.filter(({ kind }) => !nameNone.includes(kind));
    expect(wanted.filter(({ kind, askersOf }) => askersOf && !kinds.has(kind))).toEqual([]);
  });

  it('is one for all pods of a Deployment, and another for those without the label (Q-06)', () => {
    const items = [
      account('shop/web', { 'client-id': clientA }),
      ...[1, 2, 3].map((n) => pod(`shop/web-${n}`, 'web', { deployment: 'web', labels: labelled, tokens: [entra] })),
      pod('shop/old-1', 'web', { deployment: 'old' }),
    ];
    expect(askersIn(objectsOf(items)).map(({ what, pods }) => [what.kind, what.name, pods?.length])).toEqual([
      ['Deployment', 'web', 3],
      ['Deployment', 'old', 1],
    ]);
    expect(
      askersIn(objectsOf(items)).flatMap(({ unknown = [] }) => unknown.map(({ reason }) => textOf(reason))),
    ).toEqual([
      'Whether old-1 asks for tokens is unknown: it lacks the label azure.workload.identity/use, and its account is used by Deployment shop/web.',
    ]);
  });

  it('is a template where no pod of it runs, and not beside its pods (Q-06)', () => {
    const template = (name: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace: 'shop', name },
      spec: { template: { metadata: { labels: labelled }, spec: { serviceAccountName: 'web', containers: [] } } },
    });
    const items = [
      template('web'),
      template('idle'),
      pod('shop/web-1', 'web', { deployment: 'web', labels: labelled }),
    ];
    expect(askersIn(objectsOf(items)).map(({ what }) => what.name)).toEqual(['web', 'idle']);
  });
});

describe('the facts of a pod', () => {
  it('hold no value of a variable but those of Azure that are no secrets, and no flags but the known (Q-06)', () => {
    const env = { AZURE_CLIENT_ID: clientA, AZURE_CLIENT_SECRET: 'hush', PASSWORD: 'hush' };
    const items = [pod('shop/web-1', 'web', { env, args: ['--password=hush', '--issuer-ambient-credentials=true'] })];
    const [fact] = objectsOf(items).pods;
    expect(JSON.stringify(fact)).not.toContain('hush');
    expect(fact!.containers[0]).toMatchObject({
      env: Object.keys(env),
      azureEnv: { AZURE_CLIENT_ID: clientA },
      flags: { 'issuer-ambient-credentials': 'true' },
    });
  });
});
