import { expect, it } from 'vitest';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { serveEmulator } from '../../../src/emulator/server.ts';
import { createBench } from '../../support/azure/azureBench.ts';
import { ran } from './cliBench.ts';

it('a plan for which Azure names no newest node image ends with 0, and says that it is not known (C-35)', async () => {
  const { emulator } = createBench(demoWorld());
  const one = await serveEmulator(
    {
      ...emulator,
      async handle(request) {
        const answer = await emulator.handle(request);
        return answer === 'drop' ? answer : { ...answer, body: answer.body.replace('latestNodeImageVersion', 'other') };
      },
    },
    { port: 0 },
  );
  const clusterId = demoWorld().resources.find(({ name }) => name === 'build-neu')!.id;
  const change = { kind: 'upgradeNodeImages', clusterId, pools: ['nodepool1'] };
  const { code, out, told } = await ran(['plan', JSON.stringify(change), '--emulator', one.url]);
  await one.close();
  expect(out).toContain('Azure names no newest image.');
  expect([code, told]).toEqual([0, 'Connecting...\n']);
});
