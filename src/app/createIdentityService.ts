/** Puts together the service for a connection. */
import type { IdentityService } from './identityService.ts';
import { changingOf } from './serviceChanges.ts';
import { judgingOf } from './serviceJudging.ts';
import { readsOf } from './serviceReads.ts';
import { ServiceWorld, type IdentityServiceOptions } from './serviceWorld.ts';
import { surveysOf } from './serviceSurveys.ts';

/** Makes the service for a connection. It sends nothing until it is asked for something. */
export function createIdentityService(options: IdentityServiceOptions): IdentityService {
  const world = new ServiceWorld(options);
  return {
    connection: options.connection,
    ...readsOf(world),
    ...changingOf(world),
    ...judgingOf(world),
    ...surveysOf(world),
    onDidChange: (listener) => world.changed.on(listener),
  };
}
