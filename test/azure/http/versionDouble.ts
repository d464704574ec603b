import { createArm, type Arm } from '../../../src/azure/arm/arm.ts';
import { createApiVersions } from '../../../src/azure/http/versionPolicy.ts';
import { armOptions, httpDouble, type Scripted } from '../../support/httpDouble.ts';

/** Addresses that are asked. */
export const group = '/subscriptions/11111111-1111-4111-a111-111111111111/resourceGroups/g';
export const cluster = `${group}/providers/Microsoft.ContainerService/managedClusters/c`;
export const network = `${group}/providers/Microsoft.Network/virtualNetworks/v`;
/** Refusals of a version, with the list of those that are offered. */
export const noProvider = (version: string, offered: string): Scripted => ({
  status: 400,
  body: {
    error: {
      code: 'NoRegisteredProviderFound',
      message: `No registered resource provider found for location 'usgovvirginia' and API version '${version}' for type 'managedClusters'. The supported api-versions are '${offered}'. The supported locations are 'usgovvirginia'.`,
    },
  },
});
export const noType = (version: string, offered: string): Scripted => ({
  status: 404,
  body: {
    error: {
      code: 'InvalidResourceType',
      message: `The resource type 'resources' could not be found in the namespace 'Microsoft.ResourceGraph' for api version '${version}'. The supported api-versions are '${offered}'.`,
    },
  },
});
export const invalid = (version: string, offered: string): Scripted => ({
  status: 400,
  body: {
    error: {
      code: 'InvalidApiVersionParameter',
      message: `The api-version '${version}' is invalid. The supported versions are '${offered}'.`,
    },
  },
});

/** What an ARM has sent and told. */
export interface Sent {
  readonly arm: Arm;
  /** Method, version and address of what left, in order. */
  readonly sent: readonly string[];
  readonly notes: readonly string[];
}

/** An ARM over a double that answers by version and address. */
export function armWith(answer: (version: string, url: URL, method: string) => Scripted): Sent {
  const sent: string[] = [];
  const notes: string[] = [];
  const double = httpDouble(({ url, method }) => {
    const address = new URL(url);
    const version = address.searchParams.get('api-version') ?? '';
    sent.push(`${method} ${version} ${address.pathname}`);
    return answer(version, address, method);
  });
  const versions = createApiVersions((sentence) => notes.push(sentence));
  return { arm: createArm(armOptions(double, { versions })), sent, notes };
}
