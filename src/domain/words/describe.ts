/** Words for identities and names, the same in the tree, the panel, notifications and exports. */
import { groupOf, lastSegment } from '../arm/resourceId.ts';
import { shortGuid } from '../arm/scopeWords.ts';
import type { ControlPlaneChoice } from '../change/change.ts';
import type { ControlPlane, Kubelet } from '../cluster/model.ts';
import { capitaliseArticle, chainWords, joinWords, say, type Phrase, type Words } from '../../sentences/words.ts';

/** Returns names as part of a sentence: `a`, `a and b`, `a, b, and c`. */
export function sentenceList(names: readonly Phrase[]): Words {
  const last = names.at(-1);
  if (last === undefined || names.length === 1) return joinWords(names);
  const before = joinWords(names.slice(0, -1), ', ');
  return names.length === 2 ? say`${before} and ${last}` : say`${before}, and ${last}`;
}

/** Returns names of which one is enough, as part of a sentence: `a`, `a or b`, `a, b, or c`. */
export function eitherOf(names: readonly Phrase[]): Words {
  const last = names.at(-1);
  if (last === undefined || names.length === 1) return joinWords(names);
  const before = joinWords(names.slice(0, -1), ', ');
  return names.length === 2 ? say`${before} or ${last}` : say`${before}, or ${last}`;
}

/** Returns names with a word between any two, as part of a sentence: `a and b and c`. */
export function allOf(names: readonly Phrase[]): Words {
  return chainWords(names, (before, next) => say`${before} and ${next}`);
}

/** Returns names with a word between any two, as part of a sentence: `a or b or c`. */
export function anyOf(names: readonly Phrase[]): Words {
  return chainWords(names, (before, next) => say`${before} or ${next}`);
}

/** Returns the sentence with a capital if it begins with `service principal`; names of resources keep their case. */
export function capitaliseServicePrincipal(sentence: Phrase): Phrase {
  return typeof sentence === 'string' ? sentence.replace(/^s(?=ervice principal )/, 'S') : capitaliseArticle(sentence);
}

/** The names of the kinds of control plane identities. */
export const controlPlaneKinds: Readonly<Record<ControlPlane['kind'], Words>> = {
  servicePrincipal: say`service principal`,
  systemAssigned: say`system-assigned`,
  userAssigned: say`user-assigned`,
  none: say`no identity`,
};

/** Describes the control plane's identity in a few words. */
export function describeControlPlane(controlPlane: ControlPlane): Words {
  switch (controlPlane.kind) {
    case 'servicePrincipal':
      return say`service principal ${shortGuid(controlPlane.clientId)}`;
    case 'userAssigned':
      return say`user-assigned ${lastSegment(controlPlane.identityId)}`;
    case 'systemAssigned':
    case 'none':
      return controlPlaneKinds[controlPlane.kind];
  }
}

/** Describes the wanted control plane identity in a few words. */
export function describeChoice(choice: ControlPlaneChoice): Words {
  return choice.kind === 'systemAssigned'
    ? controlPlaneKinds.systemAssigned
    : say`user-assigned ${lastSegment(choice.identityId)}`;
}

/** Describes the kubelet's identity in a few words. */
export function describeKubelet(kubelet: Kubelet): Words {
  switch (kubelet.kind) {
    case 'servicePrincipal':
      return describeControlPlane(kubelet);
    case 'default':
      return say`${lastSegment(kubelet.identityId)} (created by AKS)`;
    case 'preCreated':
      return say`${lastSegment(kubelet.identityId)} (user-assigned)`;
    case 'unknown':
      return say`not known yet`;
  }
}

/** Returns a resource with its group: `id-shop in rg-shop`. */
export function nameInGroup(id: string): Phrase {
  const group = groupOf(id);
  return group ? say`${lastSegment(id)} in ${group}` : lastSegment(id);
}
