import type { Kubectl } from '../../src/webview/workloads/checkCluster.ts';

/** A machine without kubectl. */
export const noKubectl: Kubectl = {
  listContexts: async () => undefined,
  readCluster: async () => {
    throw new Error('There is no kubectl.');
  },
};
