import type { IdentityService } from '../../src/app/identityService.ts';
import type { JsonObject } from '../../src/domain/arm/json.ts';
import { demoWorld } from '../../src/emulator/scenarios/demo.ts';
import { createBench, type Bench } from './azure/azureBench.ts';
import { idOf } from './azure/idOf.ts';

/** The service over the demo's company; waiting moves the emulator's clock and takes no time. */
export interface DemoService {
  readonly service: IdentityService;
  /** Makes requests fail, as src/emulator/README.md says. */
  readonly fault: (fault: JsonObject) => Promise<void>;
  /** The requests that have arrived, `METHOD path`. */
  readonly requests: () => Promise<readonly string[]>;
  readonly forget: () => Promise<void>;
  /** Lets the next wait of this session take until `goOn` is called. */
  readonly hold: () => void;
  readonly goOn: () => void;
  /** Lets Azure work on for some seconds while the session only looks on. */
  readonly pass: (seconds: number) => void;
  /** Another session over the same world and journal, as after a restart of VS Code. */
  readonly restarted: () => DemoService;
  readonly idOf: (name: string) => Promise<string>;
  readonly close: () => void;
}

/** What is found depends on the day, because support of products ends. */
const today = Date.parse('2026-11-25T08:00:00Z');

/** Opens one; operations take the given seconds of the emulator's clock, which starts at this time. */
export function demoService(seconds: number, realTime = () => today): DemoService {
  return serviceOn(createBench(demoWorld(), { kind: 'demo', operationSeconds: seconds, realTime }));
}

function serviceOn(bench: Bench): DemoService {
  const { service } = bench;
  let release = (): void => undefined;
  return {
    service,
    restarted: () => serviceOn(bench.restarted()),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      release = resolve;
      bench.onWait = () => {
        bench.onWait = undefined;
        return promise;
      };
    },
    goOn() {
      bench.onWait = undefined;
      release();
    },
    pass: (by) => void bench.emulator.clock.advance(by),
    fault: async (fault) => bench.fault(fault),
    requests: async () => (await bench.requests()).map(({ method, path }) => `${method} ${path}`),
    forget: async () => bench.forget(),
    idOf: async (name) => idOf(bench, name),
    close: () => bench.emulator.dispose(),
  };
}
