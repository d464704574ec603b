import { expect, it } from 'vitest';
import type { NamedWorkload } from '../../../src/app/facts/clusterWorkloads.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { workloadsRow } from '../../../src/tree/clusters/workloadRows.ts';
import { cluster } from '../../support/domain/clusterFixture.ts';
import { identityId } from '../../support/domain/worldFacts.ts';

const workload = (name: string, more: Partial<NamedWorkload> = {}): NamedWorkload => ({
  namespace: 'shop',
  serviceAccount: name,
  identityId: identityId('id-shop') as ArmId,
  credentialId: `${identityId('id-shop')}/federatedIdentityCredentials/${name}` as ArmId,
  issuer: 'https://a.example/',
  state: 'works',
  roles: [],
  ...more,
});

it.each<[string, readonly NamedWorkload[], string | undefined]>([
  [
    'an account and an expression',
    [workload('a'), workload('b', { namespace: '*', serviceAccount: '*' })],
    '2 credentials',
  ],
  ['two credentials of one account', [workload('a'), workload('b', { serviceAccount: 'a' })], '2 credentials'],
  [
    'a binding',
    [workload('a', { credentialId: undefined, bindingId: identityId('b') as ArmId } as never)],
    '1 binding',
  ],
  ['nothing', [], 'no service accounts'],
])('the row Workloads counts what the rows below it are: %s', (_, workloads, counted) => {
  const read = { hasWorkloadIdentity: true, workloads, unknown: [], trustUnknown: [] };
  expect(workloadsRow(cluster(), [], read).description).toBe(`workload identity off \u00b7 ${counted}`);
});
