import type { ResourceKind } from '../../../request/armRequest.ts';
import { storedKind } from '../../resources/storedResource.ts';

/** Fleets are kept as they are written. Source: azure-rest-api-specs, fleet, stable versions from 2023-10-15 on */
export const fleets: ResourceKind = storedKind('Microsoft.ContainerService/fleets', [
  '2023-03-15-preview',
  '2026-06-01',
]);
