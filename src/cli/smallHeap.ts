/** Keeps the memory of the process near what is in use; by default V8 lets its heap grow to several times that. */
import { setFlagsFromString } from 'node:v8';

/** V8's options for how its heap grows, unlike those for how large it may become. */
const growing = /--(?:max|min)-semi-space-size|--(?:heap-growing|semi-space)-/;

/**
 * Has garbage collected early and often, unless whoever starts the tool has said with these options of Node how its heap grows;
 * call it before anything is read.
 */
export function keepHeapSmall(nodeOptions: readonly string[]): void {
  if (nodeOptions.some((option) => growing.test(option.replaceAll('_', '-')))) return;
  // The old generation grows by a fifth before it is collected, not to up to four times what is in use.
  setFlagsFromString('--heap-growing-percent=20');
  // The young generation keeps its first size of 2 MB, instead of growing to 128 MB.
  setFlagsFromString('--semi-space-growth-factor=1');
}
