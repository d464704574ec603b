/** What is known of workloads for the minutes in which Resource Graph may not know yet what was written from here. */
import { inWords } from '../../support/domain/unknowns.ts';
import { describe, expect, it } from 'vitest';
import { createDirectory } from '../../../src/azure/directory/directory.ts';
import { listCredentials } from '../../../src/azure/read/credentials.ts';
import { IdMap } from '../../../src/domain/arm/idMap.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import type { Change } from '../../../src/domain/change/change.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { withIdentities } from '../../support/azure/newcomers.ts';
import { textOf } from '../../../src/sentences/textOf.ts';

interface Company {
  readonly bench: Bench;
  readonly idOf: (name: string) => string;
  /** The issuer of store-weu before it was made again. */
  readonly fromIssuer: string;
}

/** The demo with more identities than are asked one by one, and a Resource Graph that is ten minutes behind. */
async function company(): Promise<Company> {
  const bench = createBench(
    { ...demoWorld(), graphHasCredentials: true, ...withIdentities(110) },
    { indexSeconds: 600 },
  );
  const [clusters, identities] = await Promise.all([bench.service.clusters(), bench.service.identities()]);
  const idOf = (name: string): string =>
    [...clusters.items, ...identities.items].find((each) => each.name === name)!.id;
  const workloads = await bench.api.workloads(idOf('store-weu'));
  const fromIssuer = workloads.find(({ reason }) => reason?.includes('a cluster that is gone'))!.issuer;
  return { bench, idOf, fromIssuer };
}

async function apply(bench: Bench, change: Change): Promise<void> {
  expect(await bench.api.apply(change)).toMatchObject({ status: 'succeeded' });
}

/** A write in the subscription of store-weu, and of its many identities, that has nothing to do with credentials. */
function writeElsewhere({ bench, idOf }: Company): Promise<void> {
  const subscriptionId = idOf('store-weu').split('/')[2]!;
  const change = { kind: 'createResourceGroup', subscriptionId, name: 'rg-elsewhere', location: 'westeurope' } as const;
  return apply(bench, change);
}

const connect = ({ idOf }: Company): Change => ({
  kind: 'createCredential',
  identityId: idOf('id-many-7'),
  clusterId: idOf('store-weu'),
  namespace: 'fresh',
  serviceAccount: 'app',
});

const isOpen = ({ title }: Plan['checks'][number]): boolean =>
  textOf(title) === 'Whether more credentials name this issuer';
const accounts = (workloads: readonly { readonly namespace: string; readonly serviceAccount: string }[]): string[] =>
  workloads.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`).toSorted();

describe('more identities than are asked one by one, minutes after a write that has nothing to do with them', () => {
  it.each(['store-weu', 'partners-weu'])('workloads of %s are the same as before the write (W-01)', async (name) => {
    const own = await company();
    const { bench, idOf } = own;
    const look = async (): Promise<readonly unknown[]> =>
      (await bench.api.workloads(idOf(name))).map(({ roles, ...rest }) => ({ ...rest, roles: roles.length }));
    const before = await look();
    expect(before.length).toBeGreaterThan(4);
    await writeElsewhere(own);
    expect(await look()).toEqual(before);
  });

  it('a report counts the same workloads as before the write, and leaves nothing out (W-10)', async () => {
    const own = await company();
    const look = async (): Promise<object> => {
      const { rows, unknown } = await own.bench.service.survey({});
      return { counts: new Map(rows.map(({ cluster, workloads }) => [cluster.name, workloads])), unknown };
    };
    const before = await look();
    await writeElsewhere(own);
    expect(await look()).toEqual(before);
  });

  it('a plan that turns workload identity off names the pods that lose their access, and that it may not know all (W-02)', async () => {
    const own = await company();
    const { bench, idOf } = own;
    const change = { kind: 'setWorkloadIdentity', clusterId: idOf('partners-weu'), enabled: false } as const;
    const before = await bench.service.plan([change]);
    await writeElsewhere(own);
    const { warnings, checks } = await bench.service.plan([change]);
    expect(warnings.filter(({ severity }) => severity === 'disruption')).not.toEqual([]);
    expect({ warnings, checks }).toEqual({ warnings: before.warnings, checks: before.checks });
    const details = checks.filter(({ verdict }) => verdict === 'unknown').map(({ detail }) => detail);
    expect(details).toContainEqual(expect.stringMatching(/ are too many to ask one by one; .* minutes behind/));
  });

  it('a plan that moves credentials is made, and says that it may not know all (W-05)', async () => {
    const own = await company();
    const { bench, idOf, fromIssuer } = own;
    await writeElsewhere(own);
    const plan = await bench.service.plan([{ kind: 'moveCredentials', fromIssuer, clusterId: idOf('store-weu') }]);
    const moved = new Set(plan.steps.map(({ request }) => request.path.split('/')[8]));
    expect([...moved].toSorted()).toEqual(['id-basket', 'id-mail', 'id-storefront']);
    expect(plan.checks.filter(isOpen)).toMatchObject([
      {
        verdict: 'unknown',
        detail: expect.stringMatching(/ are too many to ask one by one; .* minutes behind/) as string,
      },
    ]);
  });
});

describe('more identities than are asked one by one, minutes after their own credentials were written', () => {
  it('a workload that was connected is shown, and the others with it, in any window (W-01)', async () => {
    const own = await company();
    const { bench, idOf } = own;
    const before = accounts(await bench.api.workloads(idOf('store-weu')));
    await apply(bench, connect(own));
    for (const window of [bench, bench.restarted()]) {
      const now = accounts(await window.api.workloads(idOf('store-weu')));
      expect(now).toEqual([...before, 'fresh/app'].toSorted());
    }
  });

  it('a workload whose credential was removed is not shown, counted, nor named by a switch off (W-01, W-02, W-10)', async () => {
    const own = await company();
    const { bench, idOf } = own;
    const partners = idOf('partners-weu');
    const before = (await bench.service.reportRow(partners)).workloads!.credentials!;
    await apply(bench, {
      kind: 'deleteCredential',
      credentialId: `${idOf('id-deployer')}/federatedIdentityCredentials/deployer`,
    });
    expect(JSON.stringify(await bench.api.workloads(partners))).not.toContain('deployer');
    expect((await bench.service.reportRow(partners)).workloads!.credentials).toBe(before - 1);
    const { rows } = await bench.service.survey({});
    expect(rows.find(({ cluster }) => cluster.id === partners)!.workloads!.credentials).toBe(before - 1);
    const { warnings } = await bench.service.plan([
      { kind: 'setWorkloadIdentity', clusterId: partners, enabled: false },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('deployer');
  });

  it('credentials of an identity that was deleted are not shown (W-01)', async () => {
    const own = await company();
    const { bench, idOf, fromIssuer } = own;
    const trusting = async (): Promise<readonly string[]> =>
      (await bench.api.workloads(idOf('store-weu')))
        .filter(({ issuer }) => issuer === fromIssuer)
        .map(({ identityId }) => identityId.split('/').at(-1)!);
    expect(await trusting()).toContain('id-mail');
    await apply(bench, { kind: 'deleteIdentity', identityId: idOf('id-mail') });
    expect(await trusting()).not.toContain('id-mail');
    expect(await trusting()).toContain('id-basket');
  });

  it('an identity that was written to and does not answer is named, and hides nothing of the others (W-01)', async () => {
    const own = await company();
    const { bench, idOf } = own;
    const before = accounts(await bench.api.workloads(idOf('store-weu')));
    await apply(bench, connect(own));
    const match = { method: 'GET', pathContains: 'id-many-7/federatedIdentityCredentials' };
    await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 99 });
    const { workloads, unknown } = await bench.service.workloads(idOf('store-weu'));
    expect(accounts(workloads)).toEqual(before);
    expect(inWords(unknown)).toMatchObject([expect.stringMatching(/id-many-7: Not you\./)]);
  });

  it('no more identities than those that were written to are asked by name (W-01)', async () => {
    const own = await company();
    const { bench, idOf } = own;
    await apply(bench, connect(own));
    await bench.forget();
    await bench.api.workloads(idOf('store-weu'));
    const lists = (await bench.requests()).filter(({ path }) => /federatedIdentityCredentials$/i.test(path));
    expect(lists.map(({ path }) => path.split('/').at(-2))).toEqual(['id-many-7']);
  });
});

it('of so many identities that were written to, those that are not asked by name are said to be old (W-01)', async () => {
  const { bench, idOf } = await company();
  const first = idOf('id-many-0');
  const many = Array.from({ length: 103 }, (_, n) => first.replace(/id-many-0$/, `id-many-${n}`) as ArmId);
  await bench.forget();
  const listing = await listCredentials(createDirectory(bench.connection), {
    writtenTo: () => [...many, '/subscriptions/elsewhere/resourceGroups/x' as ArmId],
    ofIdentities: new IdMap(),
  });
  expect(inWords(listing)).toMatchObject({
    unknown: ['Resource Graph may be out of date for 3 identities, and these are too many to ask one by one.'],
  });
  const lists = (await bench.requests()).filter(({ path }) => /federatedIdentityCredentials$/i.test(path));
  expect(lists).toHaveLength(100);
});

it('a Resource Graph that does not answer is not said to list nothing (W-01)', async () => {
  const { bench, idOf } = await company();
  const match = { method: 'POST', pathContains: 'Microsoft.ResourceGraph/resources' };
  await bench.fault({ match, status: 403, code: 'AuthorizationFailed', message: 'Not you.', times: 9999 });
  const { unknown } = await bench.service.workloads(idOf('store-weu'));
  expect(String(inWords(unknown))).toMatch(
    /Resource Graph did not respond, and \d+ identities are too many to ask one by one\./,
  );
});
