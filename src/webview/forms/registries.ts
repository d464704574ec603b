/** Forms that attach a registry to a cluster, and detach it again. */
import { roleGuidOf, role } from '../../domain/access/roles.ts';
import {
  groupOf,
  lastSegment,
  resourceType,
  sameId,
  sameGuid,
  sameText,
  isOfType,
} from '../../domain/arm/resourceId.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { principalOf } from '../../domain/cluster/principals.ts';
import { isRepositoryMode } from '../../domain/needs/kubelet.ts';
import { isPullRole } from '../../domain/access/servicePrincipal.ts';
import { countWithNoun } from '../../domain/words/counts.ts';
import type { Option } from '../protocol/form.ts';
import type { ChoiceItems, ChoiceList } from './parts/lists.ts';
import {
  drawnForCluster,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
  noteWithPage,
  resourceInput,
} from './parts/parts.ts';
import { subscriptionName } from './parts/placePickers.ts';
import { defined } from '../../shape/defined.ts';
import { t } from '../../sentences/language.ts';

type Registry = ChoiceItems['resources'];

/** The form for attaching a registry; attached ones can't be chosen. */
export const attachRegistry: ChangeForm<'attachRegistry'> = {
  draw: drawnForCluster(drawAttach),
  valuesOf: ({ registryId }) => ({ registry: registryId }),
};

/** The form for detaching one of the attached registries. */
export const detachRegistry: ChangeForm<'detachRegistry'> = {
  draw: drawnForCluster(drawDetach),
  valuesOf: ({ registryId }) => ({ registry: registryId }),
};

function drawAttach(context: FormContext, cluster: Cluster): DrawnForm {
  const { list, where, hasMore } = registriesInSight(context, cluster);
  const value = textValue(context, 'registry').trim();
  const pulls = pullsOf(context, cluster);
  const options = list.items.map((registry) => attachOption(registry, pulls.items));
  const isNone = !list.loading && list.problem === undefined && options.every(({ disabled }) => disabled !== undefined);
  const noneLeft =
    options.length === 0
      ? t`There is no registry in ${where} that you can see.`
      : t`Every registry in ${where} that you can see is attached.`;
  const listed = isNone ? noneLeft : t`Lists the registries of ${where}.`;
  const elsewhere = hasMore
    ? t`For any other registry, paste its resource ID.`
    : t`For a registry elsewhere, paste its resource ID.`;
  const hint = pulls.unknown ?? `${listed} ${elsewhere}`;
  return {
    sections: [
      {
        fields: [
          resourceInput({
            name: 'registry',
            label: t`Registry to attach`,
            value,
            list,
            type: resourceType.registry,
            options,
            ...defined({ hint }),
          }),
        ],
        notes: [
          noteWithPage(
            t`Gives the kubelet identity a pull role on this registry: AcrPull, or Container Registry Repository Reader where the registry's mode asks for it.`,
            'https://learn.microsoft.com/azure/aks/cluster-container-registry-integration',
          ),
        ],
      },
    ],
    changes: [{ kind: 'attachRegistry', clusterId: cluster.id, registryId: value }],
  };
}

/** Each subscription takes a request of its own. */
const mostSubscriptions = 20;

/** A registry with the name of its subscription, where that is not the cluster's. */
type PlacedRegistry = Registry & { readonly elsewhere?: string };

/** The registries of the cluster's subscription, then those of the others, which are often where clusters share one. */
function registriesInSight(
  context: FormContext,
  { subscriptionId }: Cluster,
): { readonly list: ChoiceList<PlacedRegistry>; readonly where: string; readonly hasMore: boolean } {
  const { choices } = context;
  const subscriptions = choices.get({ kind: 'subscriptions' });
  const others = subscriptions.items.filter(({ id }) => !sameText(id, subscriptionId));
  const asked = others.slice(0, mostSubscriptions - 1);
  const where = subscriptionName(context, subscriptionId);
  const lists = [{ id: subscriptionId, name: where }, ...asked].map(({ id, name }) => ({
    name,
    isOwn: id === subscriptionId,
    list: choices.get({ kind: 'resources', subscriptionId: id, type: resourceType.registry }),
  }));
  const unread = lists.flatMap(({ name, isOwn, list: { problem } }) =>
    problem === undefined ? [] : [isOwn ? problem : `${name}: ${problem}`],
  );
  const problems = [...unread, ...(subscriptions.problem === undefined ? [] : [subscriptions.problem])];
  return {
    list: {
      loading: subscriptions.loading || lists.some(({ list }) => list.loading),
      items: lists.flatMap(({ name, isOwn, list }) =>
        list.items.map((registry) => ({ ...registry, ...(isOwn ? {} : { elsewhere: name }) })),
      ),
      ...(problems.length === 0 ? {} : { problem: problems.join(' ') }),
    },
    where: asked.length === 0 ? where : t`${where} and ${countWithNoun(asked.length, 'other subscription')}`,
    hasMore: asked.length < others.length,
  };
}

function attachOption(
  { id, name, resourceGroup, location, elsewhere, roleAssignmentMode }: PlacedRegistry,
  pulls: readonly HeldPull[],
): Option {
  const place = [resourceGroup, location, elsewhere].filter((part) => part !== undefined).join(', ');
  const option = { value: id, label: name, description: place };
  const heldPulls = pulls.filter(({ registryId }) => sameId(registryId, id));
  const [first] = heldPulls;
  if (first === undefined) return option;
  const pullRole = isRepositoryMode(roleAssignmentMode) ? role.repositoryReader : role.acrPull;
  const isAttached = heldPulls.some(({ roleId, isConditional }) => roleId === pullRole.id && !isConditional);
  return roleAssignmentMode !== undefined && isAttached
    ? { ...option, disabled: t`Already attached with ${pullRole.name}.` }
    : { ...option, description: t`${option.description}, already has ${first.roleName}` };
}

function drawDetach(context: FormContext, cluster: Cluster): DrawnForm {
  const { subscriptionId, name } = cluster;
  const list = context.choices.get({ kind: 'resources', subscriptionId, type: resourceType.registry });
  const pulls = pullsOf(context, cluster);
  const attached = [...new Map(pulls.items.map((pull) => [pull.registryId.toLowerCase(), pull])).values()];
  const isAttached = (id: string): boolean => attached.some(({ registryId }) => sameId(registryId, id));
  const options = [
    ...attached.map(({ registryId, roleName }) => ({
      value: list.items.find(({ id }) => sameId(id, registryId))?.id ?? registryId,
      label: lastSegment(registryId),
      description: t`${groupOf(registryId) ?? ''}, attached with ${roleName}`,
    })),
    ...(pulls.unknown === undefined ? [] : list.items.filter(({ id }) => !isAttached(id))).map((registry) => ({
      value: registry.id,
      label: registry.name,
      description: t`${registry.resourceGroup}, not known whether attached`,
    })),
  ];
  const [first, ...others] = pulls.unknown === undefined && !pulls.loading ? options : [];
  const value = textValue(context, 'registry', others.length === 0 ? first?.value : undefined).trim();
  const isNone = options.length === 0 && !pulls.loading && !list.loading;
  const hint =
    pulls.unknown ??
    (isNone ? t`No registry is attached to ${name} itself; inherited roles aren't listed.` : undefined);
  return {
    sections: [
      {
        fields: [
          resourceInput({
            name: 'registry',
            label: t`Registry to detach`,
            value,
            list: { loading: pulls.loading, items: [] },
            type: resourceType.registry,
            options,
            ...defined({ hint }),
          }),
        ],
        notes: [
          { text: t`Removes the pull roles of the kubelet identity at exactly this registry; inherited ones stay.` },
        ],
      },
    ],
    changes: [{ kind: 'detachRegistry', clusterId: cluster.id, registryId: value }],
  };
}

/** A pull role that the kubelet holds at the registry itself. */
interface HeldPull {
  readonly registryId: string;
  readonly roleId: string;
  readonly roleName: string;
  readonly isConditional: boolean;
}

interface Pulls {
  readonly loading: boolean;
  readonly items: readonly HeldPull[];
  /** Why it is unknown what else is attached. */
  readonly unknown?: string;
}

/**
 * The registries that the kubelet may pull from: in the cluster's subscription, and those that were seen elsewhere when
 * the cluster was read.
 */
function pullsOf({ choices, roleAssignments = [] }: FormContext, cluster: Cluster): Pulls {
  const principalId = principalOf(cluster, 'kubelet');
  if (principalId === undefined) {
    const unknown = t`The kubelet's principal isn't known, so it isn't known which registries are attached.`;
    return { loading: false, items: [], unknown };
  }
  const { subscriptionId } = cluster;
  const heldList = choices.get({ kind: 'held', principalId, subscriptionId });
  const items = [...heldList.items, ...roleAssignments]
    .filter((assignment) => sameGuid(assignment.principalId, principalId) && isPullRole(assignment.roleDefinitionId))
    .filter(({ scope }) => isOfType(scope, resourceType.registry))
    .map((assignment) => ({
      registryId: assignment.scope,
      roleId: roleGuidOf(assignment.roleDefinitionId),
      roleName: assignment.roleName,
      isConditional: assignment.condition !== undefined,
    }));
  const { loading, problem } = heldList;
  return {
    loading,
    items,
    ...(problem === undefined ? {} : { unknown: t`It isn't known which registries are attached. ${problem}` }),
  };
}
