import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';

/** The newest versions of the older cloud. */
export const newestIn = { containerService: '2025-10-01', resourceGraph: '2022-10-01' };

/** The world in a cloud that gets API versions months later than the public one. */
export function olderCloud(world: WorldFile): WorldFile {
  return {
    ...world,
    apiVersions: {
      'Microsoft.ContainerService': ['2024-09-01', '2025-03-01', '2025-05-01', '2025-09-02-preview', '2025-10-01'],
      // As https://github.com/microsoft/ARI/issues/306 shows it for US Government.
      'Microsoft.ResourceGraph': ['2018-09-01-preview', '2019-04-01', '2021-03-01', '2021-06-01-preview', '2022-10-01'],
    },
  };
}
