import { describe, expect, it } from 'vitest';
import { createArm } from '../../../src/azure/arm/arm.ts';
import { followOperation, type Operation } from '../../../src/azure/arm/longRunning.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

const cluster =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/c?api-version=2026-04-01';
const over = 'Wed, 21 Oct 2015 07:28:00 GMT';

/** The seconds before each poll of an operation whose answers, the last one aside, have the header. */
async function pausesWith(operation: Operation, header: string, between: Scripted = {}): Promise<number[]> {
  let polls = 0;
  const double = httpDouble(() => {
    const provisioningState = ++polls < 20 ? 'Updating' : 'Succeeded';
    const headers = { 'content-type': 'application/json', 'retry-after': header };
    return { headers, body: { id: '/x', properties: { provisioningState } }, ...(polls < 20 ? between : {}) };
  });
  const pauses: number[] = [];
  const sleep = (milliseconds: number): Promise<void> => {
    pauses.push(milliseconds / 1000);
    return Promise.resolve();
  };
  const random = () => 1;
  await followOperation(createArm(armOptions(double, { random })), operation, { sleep });
  return pauses;
}

describe('following an operation', () => {
  const byResource: Operation = { kind: 'resource', path: cluster };

  it.each([
    ['0', 0.5],
    ['0.001', 0.5],
    [over, 0.5],
    ['1', 0.75],
    ['60', 1.125],
    ['soon', 1.125],
  ])('waits between two polls although Azure says "Retry-After: %s"', async (header, seconds) => {
    // The first look at a resource comes at once.
    const [, ...pauses] = await pausesWith(byResource, header);
    expect(pauses).toHaveLength(19);
    expect(new Set(pauses)).toEqual(new Set([seconds]));
  });

  it('waits at least as long after the answer that started it', async () => {
    const answer = {
      status: 201,
      headers: { 'retry-after': '0' },
      body: { properties: { provisioningState: 'Creating' } },
    };
    const started: Operation = { kind: 'started', method: 'PUT', path: cluster, answer };
    expect(Math.min(...(await pausesWith(started, over)))).toBe(0.5);
  });

  /**
   * As recorded in test_aks_approuting_zone_add_delete_list.yaml of Azure/azure-cli (2024-02-27, commit 423e9366) and
   * test_aks_create_and_update_with_app_routing_istio.yaml (2026-04-24, commit c5773e78).
   */
  it.each([
    ['an error of a part that is tried again', { status: 'InProgress', error: { code: 'EtagMismatch' } }],
    ['a status of its own', { status: 'ReconcilingAddons' }],
  ])('goes on at %s, and ends at Succeeded, whatever error stands beside it (G-31)', async (_, running) => {
    const end = { status: 'Succeeded', error: { code: 'NotLatestOperation', message: 'Cannot proceed.' } };
    const bodies = [{ status: 'InProgress' }, running, running, end];
    let polls = 0;
    const double = httpDouble(() => ({ body: bodies[Math.min(polls++, 3)] }));
    const headers = {
      'azure-asyncoperation': 'https://management.azure.com/subscriptions/s/providers/p/op?api-version=1',
    };
    const answer = { status: 200, headers, body: { properties: { provisioningState: 'Updating' } } };
    const statuses: string[] = [];
    await followOperation(
      createArm(armOptions(double)),
      { kind: 'started', method: 'PUT', path: cluster, answer },
      { sleep: () => Promise.resolve(), onStatus: (status) => void statuses.push(status) },
    );
    expect(statuses).toEqual(bodies.map(({ status }) => status));
  });
});
