/** Puts together the service for a connection. */
import type { IdentityService } from './identityService.ts';
import { changingOf } from './serviceChanges.ts';
import { judgingOf } from './serviceJudging.ts';
import { readsOf } from './serviceReads.ts';
import { ServiceDependencies, type IdentityServiceOptions } from './serviceDependencies.ts';
import { surveysOf } from './serviceSurveys.ts';

/** Makes the service for a connection. It sends nothing until it is asked for something. */
export function createIdentityService(options: IdentityServiceOptions): IdentityService {
  const world = new ServiceDependencies(options);
  return {
    connection: options.connection,
    ...readsOf(world),
    ...changingOf(world),
    ...judgingOf(world),
    ...surveysOf(world),
    onDidChange: (listener) => world.changed.on(listener),
  };
}
