import { armRefusal } from '../../arm/error.ts';
import { lastSegment } from '../../arm/path.ts';
import type { Handler, ResourceKind } from '../../request/armRequest.ts';
import { listResources } from '../../request/readAnswers.ts';
import { readOnlyKind } from '../resources/storedResource.ts';

/** Lists the extensions of an existing cluster. */
const list: Handler = (request, emulation) => {
  const { scope } = request.path;
  if (emulation.world.resources.get(scope) === undefined)
    throw armRefusal(404, 'ParentResourceNotFound', `The cluster '${lastSegment(scope)}' was not found.`);
  return listResources(request, emulation);
};

function belowClusters(name: string): ResourceKind {
  const type = `Microsoft.KubernetesConfiguration/${name}`;
  return { ...readOnlyKind(type, ['2020-07-01-preview', '2025-04-01'], list), extension: true };
}

/** What the Kubernetes configuration service has below clusters, as in the world. Source: azure-rest-api-specs, kubernetesconfiguration */
export const kubernetesConfigurations: readonly ResourceKind[] = ['extensions', 'fluxConfigurations'].map(
  belowClusters,
);
