import { armRefusal, type ArmAnswer } from '../../arm/error.ts';
import { beyondLimit } from '../../arm/limits.ts';
import type { Json } from '../../arm/worldFile.ts';
import type { ArmRequest, Emulation } from '../../request/armRequest.ts';
import { errorOf, operationBody, operationStatus, type Operation } from '../../world/operations.ts';
import { kubernetesMinors } from './body/kubernetesVersions.ts';
import { poolBody, poolsOf } from './pool/agentPools.ts';
import { trustedAccessRoles } from './trustedAccess.ts';

/** Answers what a region offers: operations and their results, versions of Kubernetes, and roles of Trusted Access. */
export function locationRoute(request: ArmRequest, emulation: Emulation): ArmAnswer {
  const [, kind = ''] = request.path.types;
  const [location = '', name] = request.path.names;
  switch (kind.toLowerCase()) {
    case 'operations':
      return pollOperation(requireOperation(request, emulation, name), request.now, emulation);
    case 'operationresults':
      return operationResult(request, emulation, requireOperation(request, emulation, name));
    case 'kubernetesversions':
      return { status: 200, body: { values: kubernetesMinors.map(versionBody) } };
    case 'trustedaccessroles':
      return { status: 200, body: { value: trustedAccessRoles } };
    case 'orchestrators':
      return { status: 200, body: orchestrators(location) };
    case 'osoptions':
      return {
        status: 200,
        body: {
          id: request.path.id,
          name: 'default',
          type: 'Microsoft.ContainerService/locations/osOptions',
          properties: { osOptionPropertyList: [{ 'os-type': 'Linux', 'enable-fips-image': true }] },
        },
      };
    default:
      throw unknownKind(request, kind);
  }
}

function unknownKind({ path, apiVersion }: ArmRequest, kind: string): Error {
  const words = `The resource type 'locations/${kind}' could not be found in the namespace '${path.namespace ?? ''}' for api version '${apiVersion}'.`;
  return beyondLimit('resourceType', [404, 'InvalidResourceType'], `does not have 'locations/${kind}'`, words);
}

function requireOperation({ path }: ArmRequest, { world }: Emulation, name: string | undefined): Operation {
  const operation = world.operations.get(name ?? '');
  if (operation?.subscriptionId.toLowerCase() === path.subscriptionId?.toLowerCase() && operation !== undefined)
    return operation;
  throw armRefusal(404, 'NotFound', `The operation '${name ?? ''}' was not found.`);
}

function pollOperation(operation: Operation, now: number, { settings }: Emulation): ArmAnswer {
  if (operationStatus(operation) !== 'InProgress') return { status: 200, body: operationBody(operation) };
  const status = runningStatus(operation, now, settings.operationStatuses);
  return { status: 200, headers: { 'Retry-After': '1' }, body: { ...operationBody(operation), status } };
}

/** `InProgress`, and then each of the others for the same share of the time. */
function runningStatus({ startedAt, endsAt }: Operation, now: number, others: readonly string[]): string {
  const statuses = ['InProgress', ...others];
  const share = endsAt > startedAt ? (now - startedAt) / (endsAt - startedAt) : 1;
  return statuses[Math.min(Math.floor(share * statuses.length), statuses.length - 1)] ?? 'InProgress';
}

/** 202 while it runs, then what a synchronous call would have answered; always with 200, which every SDK accepts. */
function operationResult(request: ArmRequest, { world }: Emulation, operation: Operation): ArmAnswer {
  const status = operationStatus(operation);
  if (status === 'InProgress') {
    return { status: 202, headers: { Location: request.url.href, 'Retry-After': '1' } };
  }
  const error = errorOf(operation);
  if (error !== undefined) throw armRefusal(400, error.code, error.message);
  const [, clusterId = operation.target, poolName] = /^(.*)\/agentPools\/([^/]+)$/i.exec(operation.target) ?? [];
  const cluster = world.resources.get(clusterId);
  if (cluster === undefined) return { status: 200 };
  const pool = poolsOf(cluster).find((entry) => entry['name'] === poolName);
  return { status: 200, body: pool === undefined ? cluster : poolBody(cluster, pool) };
}

function versionBody(minor: (typeof kubernetesMinors)[number]): Json {
  const patchVersions = Object.fromEntries(minor.patches.map((patch) => [patch, { upgrades: [] }]));
  return {
    version: minor.version,
    capabilities: { supportPlan: [...minor.supportPlans] },
    ...(minor.isDefault === true ? { isDefault: true } : {}),
    isPreview: minor.isPreview ?? null,
    patchVersions,
  };
}

function orchestrators(location: string): Json {
  const versions = kubernetesMinors.flatMap(({ patches, isDefault }) =>
    patches.map((orchestratorVersion, index) => ({
      orchestratorType: 'Kubernetes',
      orchestratorVersion,
      ...(isDefault === true && index === patches.length - 1 ? { default: true } : {}),
      upgrades: [],
    })),
  );
  return {
    id: `/locations/${location}/orchestrators`,
    name: 'default',
    type: 'Microsoft.ContainerService/locations/orchestrators',
    properties: { orchestrators: versions },
  };
}
