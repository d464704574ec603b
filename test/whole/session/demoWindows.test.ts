import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoConnection, type Demo } from '../../../src/session/demoConnection.ts';
import { asStep } from '../../support/azure/asStep.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-windows-'));
  file = join(folder, 'world.json');
});
afterEach(() => rm(folder, { recursive: true }));

const version = 'api-version=2025-04-01';
async function armOf({ connection }: Demo) {
  const tenant = (await connection.tenants()).items[0]!;
  const arm = connection.arm(tenant);
  const { body } = await arm.send({ method: 'GET', path: `/subscriptions?${version}` });
  const [{ subscriptionId }] = body['value'] as unknown as [{ subscriptionId: string }];
  const pathOf = (group: string): string => `/subscriptions/${subscriptionId}/resourceGroups/${group}?${version}`;
  return {
    make: (group: string) =>
      asStep(() => arm.send({ method: 'PUT', path: pathOf(group), body: { location: 'westeurope' } })),
    look: async (group: string) => (await arm.send({ method: 'GET', path: pathOf(group) })).body['name'],
  };
}

it('two windows in the demo see what each other changes, and neither undoes it', async () => {
  const one = await demoConnection(file, 'one', 1);
  const two = await demoConnection(file, 'two', 1);
  const here = await armOf(one);
  const there = await armOf(two);
  await here.make('rg-one');
  await there.make('rg-two');
  await here.make('rg-three');
  for (const arm of [here, there]) {
    expect(await Promise.all(['rg-one', 'rg-two', 'rg-three'].map(arm.look))).toEqual(['rg-one', 'rg-two', 'rg-three']);
  }
  const before = await stat(file);
  for (const arm of [here, there, here, there]) await arm.look('rg-one');
  expect((await stat(file)).ino).toBe(before.ino);
});

it('the demo starts over in every window once it was reset in one', async () => {
  const one = await armOf(await demoConnection(file, 'one', 1));
  await one.make('rg-one');
  await rm(file);
  const two = await armOf(await demoConnection(file, 'two', 1));
  await two.make('rg-two');
  await expect(one.look('rg-one')).rejects.toMatchObject({ code: 'notFound' });
  expect(await one.look('rg-two')).toBe('rg-two');
});

it('a state that something else has damaged is reported, and left alone', async () => {
  const one = await armOf(await demoConnection(file, 'one', 1));
  await writeFile(file, '{');
  const answer = one.look('rg-one');
  await expect(answer).rejects.toMatchObject({ code: 'refused' });
  await expect(answer).rejects.toThrow('Use Reset Demo to start over');
  expect((await stat(file)).size).toBe(1);
});
