/** Puts together the service for a connection. */
import type { IdentityService } from './identityService.ts';
import { changingOf } from './serviceChanges.ts';
import { judgingOf } from './serviceJudging.ts';
import { namesOf } from './serviceNames.ts';
import { readsOf } from './serviceReads.ts';
import { ServiceDependencies, type IdentityServiceOptions } from './serviceDependencies.ts';
import { surveysOf } from './serviceSurveys.ts';

/** Makes the service for a connection. It sends nothing until it is asked for something. */
export function createIdentityService(options: IdentityServiceOptions): IdentityService {
  const dependencies = new ServiceDependencies(options);
  return {
    connection: options.connection,
    ...readsOf(dependencies),
    ...changingOf(dependencies),
    ...judgingOf(dependencies),
    ...surveysOf(dependencies),
    ...namesOf(dependencies),
    onDidChange: (listener) => dependencies.changed.on(listener),
  };
}
