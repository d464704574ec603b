import { say } from '../../../sentences/words.ts';

/** What the fields of a new identity are called where a form asks for several. */
export const labelsOfNew = {
  controlPlane: {
    name: say`Control plane identity name`,
    group: say`Control plane identity resource group`,
    newGroup: say`New control plane identity resource group name`,
    region: say`Control plane identity region`,
  },
  kubelet: {
    name: say`Kubelet identity name`,
    group: say`Kubelet identity resource group`,
    newGroup: say`New kubelet identity resource group name`,
    region: say`Kubelet identity region`,
  },
} as const;
