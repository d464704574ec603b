import { describe, expect, it } from 'vitest';
import { createFactReader } from '../../../src/app/facts/readFacts.ts';
import type { AnyAnswer } from '../../../src/app/facts/gatherFacts.ts';
import type { Directory } from '../../../src/azure/directory/directory.ts';
import type { ArmId } from '../../../src/domain/arm/resourceId.ts';
import { IdentityError } from '../../../src/errors.ts';

const clusterId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c' as ArmId;
const notFound = new IdentityError({ code: 'notFound', status: 404, armCode: 'AnyCode', message: 'It is not there.' });

/** Reads the bindings of a cluster, which has no such list. */
async function bindingsOf(cluster: () => object): Promise<AnyAnswer> {
  const arm = { list: () => Promise.reject(notFound), get: async () => cluster() };
  const directory = {
    read: (_: string, work: (reader: typeof arm) => Promise<unknown>) => work(arm),
  } as unknown as Directory;
  return createFactReader(directory, {})({ kind: 'bindings', clusterId });
}

describe('a list that Azure does not have', () => {
  it('is missing together with its cluster if that does not exist either, whatever code Azure gives', async () => {
    const answer = await bindingsOf(() => {
      throw notFound;
    });
    expect(answer).toEqual({ kind: 'missing', armCode: 'AnyCode', isOwnerMissing: true });
  });

  it('is unreadable if its cluster exists', async () => {
    expect(await bindingsOf(() => ({ id: clusterId }))).toMatchObject({ kind: 'unreadable', armCode: 'AnyCode' });
  });
});
