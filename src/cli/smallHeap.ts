/** Keeps the memory of the process near what is in use; by default V8 lets its heap grow to several times that. */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's options for how its heap grows, unlike those for how large it may become. */
const growing = /--(?:max|min)-semi-space-size|--(?:heap-growing|semi-space)-/;

/**
 * Has garbage collected early and often, unless whoever starts the tool has said with these options of Node how its heap grows;
 * call it before anything is read.
 */
export function keepHeapSmall(nodeOptions: readonly string[]): void {
  if (nodeOptions.some((option) => growing.test(option.replaceAll('_', '-')))) return;
  // The old generation grows by a tenth before it is collected, not to up to four times what is in use.
  setFlagsFromString('--heap-growing-percent=10');
  // The young generation grows once, to 8 MB, and not to 128 MB.
  setFlagsFromString('--semi-space-growth-factor=4');
  growYoung();
  setFlagsFromString('--semi-space-growth-factor=1');
  // It is collected while the old one is marked, too: otherwise it takes up to 90 MB meanwhile.
  setFlagsFromString('--no-separate-gc-phases');
  // Functions are optimised where they run: threads that do that keep the memory that each of them once needed.
  setFlagsFromString('--no-concurrent-recompilation');
}

/**
 * Makes objects that stay until the young generation has grown, which takes a few milliseconds. With less than 8 MB, most of what a
 * request needs becomes old before it is garbage, and collecting that takes a fifth of all time; with more, the peak is higher.
 */
function growYoung(): void {
  const kept: unknown[] = [];
  while (youngSize() < grown && kept.length < mostTries) kept.push(Array.from({ length: 2000 }, () => ({})));
}

/** More than V8 begins with, in bytes. */
const grown = 4_000_000;
/** Many times as often as it takes. */
const mostTries = 200;

function youngSize(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? grown;
}

/** Collects what a large command no longer needs, before it writes: V8 would wait until the heap has grown by another tenth. */
export function collectGarbage(): void {
  if (process.memoryUsage().heapUsed < large) return;
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** In bytes; less is soon collected, and is no peak. */
const large = 64_000_000;
