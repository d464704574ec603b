/** The kinds of resources around a cluster: each is one record, from which tree, map and report follow. */
import { aksPage, overviewPage } from '../arm/docs.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster } from '../cluster/model.ts';
import { kindOf, rulesByGroup, type FindingCode, type FindingKind } from '../findings/catalogue.ts';
import type { Rules } from '../findings/findings.ts';
import { codesOfMissing } from '../findings/rules/missingRoles.ts';
import { needCodes } from '../needs/needKinds.ts';
import { backupPage, lookAtBackup } from './things/backup.ts';
import { lookAtExtensions } from './things/extensions.ts';
import { lookAtFleets } from './things/fleets.ts';
import { lookAtLoadBalancer } from './things/loadBalancer.ts';
import { lookAtNodes } from './things/nodes.ts';
import type { AroundKindId, AroundThings, FindAround } from './things/thing.ts';
import { lookAtTrustedAccess, trustedAccessPage } from './things/trustedAccess.ts';
import { say, type Words } from '../../sentences/words.ts';

/** One kind of resources around a cluster. */
export interface AroundKind {
  readonly id: AroundKindId;
  readonly title: Words;
  /** One of VS Code's icons. */
  readonly icon: string;
  /** The text if everything could be checked and nothing was found. */
  readonly none: Words;
  /** The page that explains the kind. */
  readonly source: string;
  /** True if the user can remove a single one. */
  readonly isRemovable?: true;
  /** Finds the resources of the kind; only the facts that it asks for are read. */
  readonly look: FindAround;
  /** The codes of the needs that it creates; `domain/needs` judges them with all others. */
  readonly needs?: readonly string[];
  /** The rules that find problems with it. */
  readonly rules?: Rules;
}

/** Every kind, in the order in which they are shown. */
export const aroundKinds: readonly AroundKind[] = [
  {
    id: 'fleet',
    title: say`Fleet`,
    icon: 'ungroup-by-ref-type',
    none: say`Not a member of a Fleet that you can see`,
    source: 'https://learn.microsoft.com/azure/kubernetes-fleet/overview',
    look: lookAtFleets,
    needs: needCodes('connectMembers'),
  },
  {
    id: 'extensions',
    title: say`Extensions`,
    icon: 'extensions',
    none: say`No extensions`,
    source: aksPage('cluster-extensions'),
    look: lookAtExtensions,
    needs: needCodes('readFluxSource'),
    rules: rulesByGroup.extensions,
  },
  {
    id: 'trustedAccess',
    title: say`Trusted Access`,
    icon: 'workspace-trusted',
    none: say`No Azure service may act in the cluster through Trusted Access`,
    source: trustedAccessPage,
    isRemovable: true,
    look: lookAtTrustedAccess,
    rules: rulesByGroup.trustedAccess,
  },
  {
    id: 'loadBalancer',
    title: say`Load Balancer`,
    icon: 'split-horizontal',
    none: say`No Application Gateway for Containers`,
    source: 'https://learn.microsoft.com/azure/application-gateway/for-containers/overview',
    look: lookAtLoadBalancer,
    needs: needCodes('manageGateway'),
  },
  {
    id: 'backup',
    title: say`Backup`,
    icon: 'archive',
    none: say`No backup in a vault of the cluster's subscription`,
    source: backupPage,
    look: lookAtBackup,
    needs: needCodes('keepBackups', 'keepSnapshots', 'backUp'),
  },
  {
    id: 'nodes',
    title: say`Node Machines`,
    icon: 'server',
    none: say`No machines in the node resource group`,
    source: overviewPage,
    look: lookAtNodes,
    rules: rulesByGroup.nodes,
  },
];

/** What was found around a cluster, by kind. */
export interface AroundCluster {
  readonly kinds: readonly (AroundThings & { readonly kind: AroundKindId })[];
}

/** Around most clusters of a fleet there is nothing of a kind, or of any: that is kept once for all of them. */
const nothing: AroundCluster = { kinds: aroundKinds.map(({ id }) => ({ kind: id, things: [], unknown: [] })) };

/** Looks at everything around a cluster. */
export function lookAround(cluster: Cluster, facts: Facts): AroundCluster {
  const kinds = aroundKinds.map(({ id, look }, index) => {
    const aroundLook = look(cluster, facts);
    const none = aroundLook.things.length + aroundLook.unknown.length === 0 ? nothing.kinds[index] : undefined;
    return none ?? { kind: id, ...aroundLook };
  });
  return kinds.every((kind, index) => kind === nothing.kinds[index]) ? nothing : { kinds };
}

/** Returns the record of a kind; throws if it is not in the catalogue. */
export function aroundKind(id: AroundKindId): AroundKind {
  const kindFound = aroundKinds.find((kind) => kind.id === id);
  if (kindFound === undefined) throw new Error(`There is no kind ${id} around clusters.`);
  return kindFound;
}

/** The codes of findings, and their kinds, that are about what is around clusters; a pull role is always the cluster's own. */
const codesAround: ReadonlySet<FindingKind | FindingCode> = new Set(
  aroundKinds.flatMap(({ rules = {}, needs = [] }) => [
    ...(Object.keys(rules) as FindingKind[]),
    ...needs.flatMap(codesOfMissing).filter((code) => code !== 'registryRoleIneffective'),
  ]),
);

/** Returns true for a finding that is about what is around a cluster. */
export function isAround({ code }: { readonly code: FindingCode }): boolean {
  return codesAround.has(code) || codesAround.has(kindOf(code));
}
