import { armRefusal, type ArmAnswer } from '../../../arm/error.ts';
import type { WorldResource } from '../../../arm/worldFile.ts';
import type { ArmRequest, Emulation } from '../../../request/armRequest.ts';
import { operationHeaders } from '../../../world/operations.ts';
import { operationOf } from './clusterPut.ts';

/** Ends the operation that runs on a cluster, or on one of its node pools, as Canceled; 409 if there is none. */
export function abortOperationOf(
  request: ArmRequest,
  emulation: Emulation,
  cluster: WorldResource,
  target: { readonly id: string; readonly name: string },
): ArmAnswer {
  const { operations } = emulation.world;
  const running = operations.runningAt(target.id);
  if (running === undefined) {
    const message = `There is no operation in progress at '${target.name}' that could be aborted.`;
    throw armRefusal(409, 'OperationNotAllowed', message);
  }
  operations.put({ ...running, canceled: true, endsAt: request.now });
  const operation = operations.start({
    ...operationOf(request, emulation, cluster),
    target: target.id,
    kind: 'abort',
    description: `${target.name} - Canceling`,
    endsAt: request.now,
  });
  return { status: 202, headers: operationHeaders(operation, request.origin, true) };
}
