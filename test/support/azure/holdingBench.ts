import type { HttpClient } from '@azure/core-rest-pipeline';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from './azureBench.ts';

/** A bench that holds the list of federated credentials back until it is released; until then no cluster is judged. */
export interface HoldingBench {
  readonly bench: Bench;
  readonly hold: () => void;
  readonly release: () => void;
}

/** Makes one, which holds them from the beginning by default. */
export function holdingBench(world = demoWorld(), isHeld = true): HoldingBench {
  let held = Promise.withResolvers<void>();
  if (!isHeld) held.resolve();
  const between = (emulator: HttpClient): HttpClient => ({
    async sendRequest(request) {
      if (/federatedIdentityCredentials/i.test(`${request.url} ${request.body as string}`)) {
        const stopped = Promise.withResolvers<void>();
        request.abortSignal?.addEventListener('abort', () => stopped.resolve());
        await Promise.race([held.promise, stopped.promise]);
      }
      return emulator.sendRequest(request);
    },
  });
  return {
    bench: createBench(world, { between }),
    hold: () => (held = Promise.withResolvers<void>()),
    release: () => held.resolve(),
  };
}
