import { accessOf, reachesScope, waitingUnknown } from '../access/accessCheck.ts';
import { isAnyAction } from '../access/actionPattern.ts';
import { roleGuidOf } from '../access/roles.ts';
import { idKey, isAtOrBelow, subscriptionScope } from '../arm/resourceId.ts';
import { unknownToAll, withTitle, type Unknown } from '../arm/unknown.ts';
import { say } from '../../sentences/words.ts';
import type { Facts } from '../cluster/facts.ts';
import type { Cluster, DenyAssignment, EligibleAssignment, Permission, RoleAssignment } from '../cluster/model.ts';
import {
  azureAbilities,
  isAskedAtNodes,
  kubernetesAbilities,
  type AccessRight,
  type AzureAbility,
  type KubernetesAbility,
} from './abilities.ts';
import { distinctBy } from '../../shape/distinct.ts';
import { factsFromLists, nodeGroupOf, type ListedAccess } from './listedAccess.ts';
import { askedScopes, type AskedScope, type ClusterPlaces } from './places.ts';

/** A role binding inside a cluster. */
export interface InsideBinding {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Whether a principal has an ability, and the role assignment that gives it. */
export type AbilityVerdict =
  | {
      readonly kind: 'held';
      readonly by: RoleAssignment & Pick<EligibleAssignment, 'endsOn'>;
      readonly roleName: string;
      /** What the directory calls the holder of the role, and who assigned it, if it was asked. */
      readonly names?: { readonly holder?: string; readonly createdBy?: string };
    }
  /** A role binding inside the cluster gives it. */
  | { readonly kind: 'inside'; readonly binding: InsideBinding; readonly role: string }
  /** Azure says so of the signed-in person, without the role assignment. */
  | { readonly kind: 'permitted' }
  /** It depends on a condition, a deny assignment or something that could not be read. */
  | { readonly kind: 'unknown'; readonly unknown: Unknown }
  /** A role would give it, and a deny assignment takes it away. */
  | { readonly kind: 'denied'; readonly by: DenyAssignment };

/** Decides what principals can do to one cluster, from lists of everyone's assignments. */
export class AccessDecider {
  readonly #cluster: Cluster;
  readonly #places: ClusterPlaces;
  /** The node resource group, and what is in it that roles are assigned at. */
  readonly #nodeScopes: readonly string[];
  readonly #facts: Facts;

  constructor(cluster: Cluster, places: ClusterPlaces, listed: ListedAccess, facts: Facts) {
    this.#cluster = cluster;
    this.#places = places;
    this.#nodeScopes = nodeGroupOf(cluster).flatMap((group) =>
      distinctBy([group, ...below(group, listed.assignments)], idKey),
    );
    this.#facts = factsFromLists(cluster, listed, facts);
  }

  /** Returns the namespaces in which the principal may have others rights than in the whole cluster. */
  namespacesOf(principalId: string): readonly string[] {
    const { clusterId, fleetIds, namespaces } = this.#places;
    if (this.#areNamespacesDenied()) return namespaces;
    const own = [clusterId, ...fleetIds].flatMap((scope) => {
      const answer = this.#facts.get({ kind: 'assignments', scope, principalId });
      return answer?.kind === 'found' ? answer.value.map((assignment) => idKey(assignment.scope)) : [];
    });
    const scopes = new Set(own);
    return namespaces.filter((namespace) =>
      askedScopes(this.#places, namespace).some(({ scope }) => scopes.has(idKey(scope))),
    );
  }

  /** Whether a deny assignment may apply to some namespaces and not to others, or to the cluster without them. */
  #areNamespacesDenied(): boolean {
    const { clusterId, fleetIds } = this.#places;
    return [clusterId, ...fleetIds].some((scope) => {
      const denials = this.#facts.get({ kind: 'denyAssignments', scope });
      if (denials?.kind !== 'found') return denials?.kind === 'unreadable';
      return denials.value.some(
        (denial) => denial.doNotApplyToChildScopes === true || isAtOrBelow(denial.scope, scope),
      );
    });
  }

  /** Returns whether the principal has an ability in Azure; `undefined` if no role gives it. */
  inAzure(principalId: string, ability: AzureAbility): AbilityVerdict | undefined {
    const scopes = isAskedAtNodes(ability) ? this.#nodeScopes : [this.#cluster.id];
    const { rights } = azureAbilities[ability];
    return firstOf(scopes.flatMap((scope) => rights.map((right) => this.#verdict(principalId, right, scope))));
  }

  /** Returns whether Azure would allow the principal an ability in a namespace, or in the whole cluster. */
  inKubernetes(principalId: string, ability: KubernetesAbility, namespace?: string): AbilityVerdict | undefined {
    // Who may do everything in one namespace is administrator of that namespace only.
    if (ability === 'clusterAdmin' && namespace !== undefined) return undefined;
    const scopes = askedScopes(this.#places, namespace);
    return firstOf(
      scopes.flatMap(({ scope, prefix }) =>
        kubernetesAbilities[ability].dataActions.map((rest) =>
          this.#verdict(principalId, { dataAction: `${prefix}/${rest}` }, scope),
        ),
      ),
    );
  }

  /** Returns the first role that allows the principal any request to the Kubernetes API there. */
  anyInKubernetes(principalId: string, namespace?: string): AbilityVerdict | undefined {
    return firstOf(askedScopes(this.#places, namespace).map((asked) => this.#anyAt(principalId, asked)));
  }

  #anyAt(principalId: string, { scope, prefix }: AskedScope): AbilityVerdict | undefined {
    const answer = this.#facts.get({ kind: 'assignments', scope, principalId });
    const assignments = answer?.kind === 'found' ? answer.value : [];
    const verdicts = assignments
      .filter(({ scope: madeAt }) => reachesScope(madeAt, scope, 'asListed'))
      .map((by): AbilityVerdict | undefined => {
        const guid = roleGuidOf(by.roleDefinitionId);
        const definition = this.#facts.get({ kind: 'role', guid, scope: subscriptionScope(scope) });
        if (definition?.kind !== 'found') return undefined;
        const { name, permissions } = definition.value;
        const allowsAny = permissions.some(({ dataActions, notDataActions }) =>
          dataActions.some((pattern) => isAnyAction([pattern, `${prefix}/*`], notDataActions)),
        );
        if (!allowsAny) return undefined;
        const doubt = this.#doubtAbout(by, permissions, scope);
        return doubt === undefined ? { kind: 'held', by, roleName: name } : { kind: 'unknown', unknown: doubt };
      });
    return firstOf(verdicts);
  }

  /** A condition, or any deny assignment of data actions, may leave nothing of what a role allows. */
  #doubtAbout(by: RoleAssignment, permissions: readonly Permission[], scope: string): Unknown | undefined {
    const condition = by.condition ?? permissions.find((permission) => permission.condition !== undefined)?.condition;
    if (condition !== undefined)
      return unknownToAll('condition', condition, say`Granted only where a condition holds: ${condition}`);
    const denials = this.#facts.get({ kind: 'denyAssignments', scope });
    if (denials === undefined) return waitingUnknown('denyAssignments', scope);
    if (denials.kind === 'unreadable') return withTitle(say`Deny assignments can't be read`, denials);
    const denial =
      denials.kind === 'found'
        ? denials.value.find(
            ({ scope: madeAt, permissions: denied }) =>
              reachesScope(madeAt, scope, 'asListed') && denied.some(({ dataActions }) => dataActions.length > 0),
          )
        : undefined;
    return (
      denial && unknownToAll('denyAssignment', denial.name, say`The deny assignment '${denial.name}' may block it.`)
    );
  }

  #verdict(principalId: string, right: AccessRight, scope: string): AbilityVerdict | undefined {
    const rights = 'action' in right ? { actions: [right.action] } : { actions: [], dataActions: [right.dataAction] };
    const verdict = accessOf({ principalId, scope, ...rights }, this.#facts);
    if (verdict.kind === 'missing') return verdict.deniedBy && { kind: 'denied', by: verdict.deniedBy };
    if (verdict.kind === 'unknown') return verdict;
    return { kind: 'held', by: verdict.by, roleName: verdict.roleName };
  }
}

function below(group: string, assignments: readonly RoleAssignment[]): readonly string[] {
  return assignments.flatMap(({ scope }) => (isAtOrBelow(scope, group) ? scope : []));
}

function firstOf(verdicts: readonly (AbilityVerdict | undefined)[]): AbilityVerdict | undefined {
  const known = verdicts.filter((verdict) => verdict !== undefined);
  const ofKind = (wanted: AbilityVerdict['kind']): AbilityVerdict | undefined =>
    known.find(({ kind }) => kind === wanted);
  return ofKind('held') ?? ofKind('unknown') ?? known[0];
}
