/** How somebody who is not an administrator of a cluster can become one. */
import { say, type Words } from '../../sentences/words.ts';
import type { AccessPosture } from './accessMode.ts';
import type { AccessCell, WayAbility, WayToAdmin } from './model.ts';

interface WayRecord {
  readonly isOpen: (posture: AccessPosture) => boolean;
  /** How it works, and what closes it. */
  readonly words: Words;
}

const always = (): boolean => true;
const isAdminByCredential = ({ mode }: AccessPosture): boolean => mode === 'certificates' || mode === 'open';

const ways: Readonly<Record<WayAbility, WayRecord>> = {
  changeCluster: {
    isOpen: always,
    words: say`Whoever may change the cluster can turn on local accounts or name a group of administrators. A narrower role closes this.`,
  },
  grant: {
    isOpen: always,
    words: say`Whoever may assign roles here can take any role. A condition on the role assignment closes this.`,
  },
  adminCredential: {
    isOpen: ({ hasLocalAccounts }) => hasLocalAccounts,
    words: say`The admin credential is a certificate that works without Microsoft Entra. Turning off local accounts closes this.`,
  },
  userCredential: {
    isOpen: isAdminByCredential,
    words: say`In this cluster, the user credential gives the rights of an administrator. Microsoft Entra and Kubernetes RBAC close this.`,
  },
  runCommand: {
    isOpen: ({ mode, usesEntra }) => !usesEntra || mode === 'open',
    words: say`Without Microsoft Entra, a command that Azure runs in the cluster may have the rights of an administrator. A narrower role closes this.`,
  },
  nodes: {
    isOpen: always,
    words: say`Whoever runs commands on a node can use the credentials there. A role that leaves out the node resource group closes this.`,
  },
};

/** Says how an ability makes somebody administrator, and what closes this way. */
export function wayWords(ability: WayAbility): Words {
  return ways[ability].words;
}

/** Returns the open ways of each principal, without those of principals that are administrators already. */
export function waysToAdmin(cells: readonly AccessCell[], posture: AccessPosture): readonly WayToAdmin[] {
  const named = posture.adminGroupIds.map((id) => id.toLowerCase());
  const holders = cells
    .filter(
      ({ ability, verdict, hasNoEffect }) => ability === 'clusterAdmin' && verdict.kind === 'held' && !hasNoEffect,
    )
    .map(({ principal }) => principal.id.toLowerCase());
  const admins = new Set([...named, ...holders]);
  return cells.flatMap(({ ability, principal, verdict }) => {
    if (!isWay(ability) || verdict.kind === 'denied' || admins.has(principal.id.toLowerCase())) return [];
    return ways[ability].isOpen(posture) ? [{ principal, ability, verdict }] : [];
  });
}

function isWay(ability: AccessCell['ability']): ability is WayAbility {
  return ability in ways;
}
