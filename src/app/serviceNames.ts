/** The part of the service that asks directories for names. */
import { signInToGraph } from '../azure/read/directoryObjects.ts';
import { directoryNames } from '../domain/whoCanAct/directoryNames.ts';
import type { ServiceNames } from './identityService.ts';
import type { ServiceDependencies } from './serviceDependencies.ts';

/** Makes the part of the service that asks directories for names. */
export function namesOf(dependencies: ServiceDependencies): ServiceNames {
  return {
    asksDirectory: () => dependencies.asksDirectory(),
    allowDirectory: () => void (dependencies.isDirectoryAllowed = true),
    names: async (wanted, { mayAsk = false, signal } = {}) => {
      // One after the other, because each may open a window.
      for (const { subscriptionId } of mayAsk ? wanted : [])
        await signInToGraph(await dependencies.directory.armFor(`/subscriptions/${subscriptionId}`, signal));
      return dependencies.gather((facts) => directoryNames(wanted, facts), signal);
    },
  };
}
