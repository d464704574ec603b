import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const module = JSON.stringify(import.meta.resolve('../../src/cli/smallHeap.ts'));
/** Makes objects of which many stay, so that V8 would let its young generation grow. */
const script = (begin: string): string => `
import { getHeapSpaceStatistics } from 'node:v8';
import { keepHeapSmall } from ${module};
${begin}
const kept = [];
for (let index = 0; index < 300_000; index++) {
  kept.push({ index, text: String(index), list: [index] });
  if (kept.length > 100_000) kept.splice(0, 50_000);
}
console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);`;

/** Makes more beside a million objects that stay, so that the old generation is often marked; tells the largest size of the young one. */
const whileMarking = `
import { getHeapSpaceStatistics } from 'node:v8';
import { keepHeapSmall } from ${module};
keepHeapSmall([]);
const kept = [];
let most = 0;
for (let index = 0; index < 2_500_000; index++) {
  kept.push({ index, text: String(index), list: [index] });
  if (kept.length > 1_000_000) kept.splice(0, 100_000);
  if (index % 2000 > 0) continue;
  most = Math.max(most, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
}
console.log(most);`;

/** Makes a hundred megabytes that nothing needs any more; tells what is in use once they were collected. */
const afterMuch = `
import { collectGarbage } from ${module};
const made = (count) => Array.from({ length: count }, (_, index) => ({ index, list: [index] })).length;
const usedAfter = (count) => (made(count), process.memoryUsage().heapUsed);
const before = usedAfter(900_000);
collectGarbage();
console.log(before < 64_000_000 ? before : process.memoryUsage().heapUsed);`;

/** The size of the young generation at the end, in bytes. */
function youngAfter(begin: string): Promise<number> {
  return printedBy(script(begin));
}

async function printedBy(code: string): Promise<number> {
  const args = ['--input-type=module', '--no-warnings', '--eval', code];
  return Number((await promisify(execFile)(process.execPath, args)).stdout);
}

describe('the heap of the command line', () => {
  it('keeps its young generation at a few megabytes, however much is made', async () => {
    const young = await youngAfter('keepHeapSmall([]);');
    expect(young).toBeGreaterThan(4_000_000);
    expect(young).toBeLessThan(10_000_000);
    expect(await youngAfter('')).toBeGreaterThan(20_000_000);
  });

  it('collects its young generation while the old one is marked, too', async () => {
    expect(await printedBy(whileMarking)).toBeLessThan(9_000_000);
  });

  it.each(['--max-semi-space-size=64', '--semi_space_growth_factor=4'])(
    'grows as it was told to with %s',
    async (option) => {
      expect(await youngAfter(`keepHeapSmall(['--trace-warnings', '${option}']);`)).toBeGreaterThan(20_000_000);
    },
  );

  it('holds only what is needed once it was collected before a large output', async () => {
    expect(await printedBy(afterMuch)).toBeLessThan(20_000_000);
  });
});
