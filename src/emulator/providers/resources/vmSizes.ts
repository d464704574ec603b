import type { ArmAnswer } from '../../arm/error.ts';
import type { JsonObject } from '../../arm/json.ts';

/** A few sizes of virtual machines that every region has: name, cores, memory in GiB. */
const sizes: readonly (readonly [string, number, number])[] = [
  ['Standard_B2ms', 2, 8],
  ['Standard_B4ms', 4, 16],
  ['Standard_D2ds_v5', 2, 8],
  ['Standard_D4ds_v5', 4, 16],
  ['Standard_D8ds_v5', 8, 32],
  ['Standard_D16ds_v5', 16, 64],
  ['Standard_D4s_v5', 4, 16],
  ['Standard_D8s_v5', 8, 32],
  ['Standard_E4ds_v5', 4, 32],
  ['Standard_E8ds_v5', 8, 64],
  ['Standard_F8s_v2', 8, 16],
];

/** Answers the list of VM sizes: `.../Microsoft.Compute/locations/{location}/vmSizes`. */
export function listVmSizes(): ArmAnswer {
  const value = sizes.map(([name, cores, memory]): JsonObject => ({
    name,
    numberOfCores: cores,
    memoryInMB: memory * 1024,
    osDiskSizeInMB: 1047552,
    resourceDiskSizeInMB: 0,
    maxDataDiskCount: cores * 2,
  }));
  return { status: 200, body: { value } };
}
