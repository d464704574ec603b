import { describe, expect, it } from 'vitest';
import { createBench, type Bench } from '../../support/azure/azureBench.ts';
import { isClusterPut, isGrant } from '../../support/azure/changes.ts';
import { idB, idKubelet2 } from '../../support/azure/smallWorld.ts';
import { flows, parityWorld } from './flows.ts';
import { isWrite, sequence } from './shorthand.ts';
import { parityRows, tableUnder } from './table.ts';

const rows = parityRows();

async function ran(name: string): Promise<Bench> {
  const bench = createBench(parityWorld());
  const { change } = flows.find((flow) => flow.name === name)!;
  const outcome = await bench.api.apply(change);
  expect(outcome, JSON.stringify(outcome)).toMatchObject({ status: 'succeeded' });
  return bench;
}

/** Every value of a body with its path, such as `properties.agentPoolProfiles.0.count`. */
function flat(value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`));
}

describe('the page that compares with az', () => {
  it('has a row for each flow, in their order', () => {
    expect(rows.map(({ flow }) => flow)).toEqual(flows.map(({ name }) => name));
  });

  it.each(rows)('lists what we send: $flow', async ({ flow, writes, reads }) => {
    const sent = sequence(await (await ran(flow)).requests());
    expect(sent.filter(isWrite)).toEqual(writes);
    expect([...new Set(sent.filter((each) => !isWrite(each)))].toSorted()).toEqual(reads);
  });

  it.each(rows)('calls our writes equal to those of az where they are: $flow', ({ az, writes, difference }) => {
    const accepted = az.filter(isWrite).filter((each) => !/ \d{3}$/.test(each));
    const isEqual = accepted.join('; ') === writes.join('; ');
    expect(difference).toMatch(isEqual ? /^Equal\./ : /^Better: /);
  });

  it('lists the body that creates a cluster, part by part', async () => {
    const put = (await (await ran('create, system-assigned')).writes()).find(isClusterPut)!;
    const said = tableUnder('The body that creates a cluster').flatMap(([part = '', , ours = '']) =>
      ours.startsWith('`') ? [[part.slice(1, -1), JSON.parse(ours.slice(1, -1)) as unknown]] : [],
    );
    expect(Object.fromEntries(flat(put.body))).toEqual(Object.fromEntries(said));
  });

  it('creates with the same identities and the same network as az', async () => {
    const put = (await (await ran('create, both identities, own subnet')).writes()).find(isClusterPut)!;
    const { identity, properties } = put.body as { identity: object; properties: Record<string, unknown> };
    expect(identity).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [idB.id]: {} } });
    expect(properties['identityProfile']).toEqual({
      kubeletidentity: {
        resourceId: idKubelet2.id,
        clientId: idKubelet2.clientId,
        objectId: idKubelet2.principalId,
      },
    });
    expect(properties['networkProfile']).toEqual({
      networkPlugin: 'azure',
      serviceCidr: '10.3.0.0/24',
      dnsServiceIP: '10.3.0.10',
      outboundType: 'loadBalancer',
      loadBalancerSku: 'standard',
    });
  });

  it('keeps what az drops, and changes nothing but the identity', async () => {
    const before = (await createBench(parityWorld()).arm('GET', `${flowTarget()}?api-version=2026-04-01`)).body;
    const put = (await (await ran('system-assigned to user-assigned')).writes()).find(isClusterPut)!;
    const [was, is] = [before, put.body as Record<string, unknown>].map((each) => new Map(flat(each)));
    const changed = [...is!].filter(([path, value]) => was!.get(path) !== value && !path.startsWith('identity.'));
    expect(changed).toEqual([]);
    expect([...is!.keys()].filter((path) => path.includes('future')).length).toBeGreaterThan(3);
    expect(put.headers['if-match']).toBe(before['eTag']);
  });

  it('sends the parts of a role assignment that it lists', async () => {
    const first = await ran('create, user-assigned, own subnet');
    const again = await ran('create, user-assigned, own subnet');
    const one = (await first.writes()).find(isGrant)!;
    const two = (await again.writes()).find(isGrant)!;
    expect(one.path).toBe(two.path);
    expect(Object.keys((one.body as { properties: object }).properties).toSorted()).toEqual([
      'principalId',
      'principalType',
      'roleDefinitionId',
    ]);
  });
});

function flowTarget(): string {
  const { change } = flows.find(({ name }) => name === 'system-assigned to user-assigned')!;
  return 'clusterId' in change ? change.clusterId : '';
}
