import type { Kubectl } from '../../src/webview/workloads/workloadsPart.ts';

/** A machine without kubectl. */
export const noKubectl: Kubectl = {
  listContexts: async () => undefined,
  readCluster: async () => {
    throw new Error('There is no kubectl.');
  },
};
