/** The tokens that CSI drivers get for the pods that mount their volumes. */
import { objectsAt, textAt } from '../../arm/json.ts';
import { unknownWith } from '../../arm/unknown.ts';
import { say } from '../../../sentences/words.ts';
import type { Asker, ClusterObjects } from '../model.ts';
import { entraAudience } from '../pods.ts';

/** Says whether a driver's object asks for a token of Entra; `undefined` if the object was not read. */
export function asksForTokens(name: string, { objects }: Pick<ClusterObjects, 'objects'>): boolean | undefined {
  const driver = objects.find((each) => each.kind === 'CSIDriver' && each.name === name);
  if (driver === undefined) return undefined;
  return objectsAt(driver.json, 'spec.tokenRequests').some((request) => textAt(request, 'audience') === entraAudience);
}

/** Returns what stops a driver, or may: the kubelet hands over only the tokens that its object asks for. */
export function stoppedDriver(name: string, objects: ClusterObjects): Pick<Asker, 'stoppedBy' | 'unknown'> {
  const asks = asksForTokens(name, objects);
  if (asks === true || (asks === undefined && objects.kinds.has('CSIDriver'))) return {};
  if (asks === undefined)
    return {
      unknown: [
        unknownWith(
          'notAsked',
          'clusterObjects',
          say`CSIDriver ${name} was not read, so it is not known whether the driver gets tokens for Entra.`,
          name,
        ),
      ],
    };
  return {
    stoppedBy: say`The driver gets no token for Entra: the tokenRequests of CSIDriver ${name} lack the audience ${entraAudience}.`,
  };
}
