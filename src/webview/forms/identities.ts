/** Forms that change a cluster's identities: its control plane, its kubelet, its node images. */
import { nodeImageWords } from '../../domain/words/nodeImage.ts';
import {
  preCreatedKubeletBlockers,
  systemAssignedBlockers,
  userAssignedBlockers,
} from '../../domain/cluster/identityLimits.ts';
import { describeControlPlane, describeKubelet } from '../../domain/words/describe.ts';
import type { Blocker } from '../../domain/arm/refusal.ts';
import { kubernetesVersionOf } from '../../domain/cluster/clusterSettings.ts';
import type { Facts } from '../../domain/cluster/facts.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import type { ControlPlaneChoice } from '../../domain/change/change.ts';
import { isAvailabilitySet } from '../../domain/cluster/nodePools.ts';
import type { Fact, Section } from '../protocol/form.ts';
import { carryIn, carrySections, carryValues } from './parts/carried.ts';
import { kindTexts, pickIdentity } from './parts/pickIdentity.ts';
import { newValue, type PickedPlace } from './parts/placePickers.ts';
import {
  choiceValues,
  listValue,
  drawnForCluster,
  radioInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
  noteWithPage,
} from './parts/parts.ts';
import { controlPlanePrincipal } from '../../domain/cluster/principals.ts';
import { defined } from '../../shape/defined.ts';
import { overviewPage } from '../../domain/arm/docs.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The form applies rules only to what the cluster itself contains; the plan judges what has to be read. */
const noFacts: Facts = { now: new Date(0), get: () => undefined };

const whyUserAssigned = (): NonNullable<Section['notes']>[number] =>
  noteWithPage(
    t`Why user-assigned? It exists before the cluster uses it, so access can be arranged first, for example to your own virtual network or for user-defined routing. Deleting an identity that a cluster uses breaks the cluster.`,
    overviewPage,
  );

/** The form for a new control plane identity. */
export const setControlPlane: ChangeForm<'setControlPlane'> = {
  draw: drawnForCluster(drawControlPlane),
  valuesOf: ({ controlPlane, carry }) => ({ ...choiceValues(controlPlane, 'identity'), ...carryValues(carry) }),
};

function drawControlPlane(context: FormContext, cluster: Cluster): DrawnForm {
  const picked = pickControlPlane(context, cluster, 'controlPlane');
  const leaves = cluster.controlPlane.kind === 'servicePrincipal';
  return {
    sections: [
      { facts: [nowFact(cluster)], fields: picked.fields, notes: [whyUserAssigned()] },
      ...carrySections(context, cluster, leaves ? ['controlPlane', 'kubelet'] : ['controlPlane']),
    ],
    changes: [
      ...picked.before,
      { kind: 'setControlPlane', clusterId: cluster.id, controlPlane: picked.choice, ...carryIn(context) },
    ],
  };
}

function pickControlPlane(
  context: FormContext,
  cluster: Cluster,
  name: string,
): Pick<PickedPlace, 'fields' | 'before'> & { readonly choice: ControlPlaneChoice } {
  const { controlPlane, location } = cluster;
  const isSystem = controlPlane.kind === 'systemAssigned';
  const toSystem = isSystem ? t`Already system-assigned.` : systemAssignedBlockers(cluster, noFacts)[0]?.text;
  const toUser = userAssignedBlockers(location)[0]?.text;
  const kind = textValue(context, name, toUser === undefined ? 'userAssigned' : 'systemAssigned');
  const radio = radioInput({
    name,
    label: t`New control plane identity`,
    value: kind,
    options: [
      {
        value: 'userAssigned',
        label: t`User-assigned identity`,
        description: shownText(kindTexts.userAssigned),
        ...(toUser === undefined ? {} : { disabled: shownText(toUser) }),
      },
      {
        value: 'systemAssigned',
        label: t`System-assigned identity`,
        description: shownText(kindTexts.systemAssigned),
        ...(toSystem === undefined ? {} : { disabled: shownText(toSystem) }),
      },
    ],
  });
  if (kind !== 'userAssigned') return { fields: [radio], before: [], choice: { kind: 'systemAssigned' } };
  const identityNow = controlPlane.kind === 'userAssigned' ? controlPlane.identityId : undefined;
  const kubelet = 'identityId' in cluster.kubelet ? cluster.kubelet.identityId : undefined;
  const identity = pickIdentity(context, {
    name: 'identity',
    as: 'controlPlane',
    label: t`User-assigned identity`,
    subscriptionId: cluster.subscriptionId,
    location,
    group: cluster.resourceGroup,
    suggestion: `id-${cluster.name}`,
    except: [
      { id: identityNow, reason: t`The control plane already uses it.` },
      { id: kubelet, reason: t`The kubelet uses it; keep the two apart.` },
    ],
  });
  return {
    fields: [radio, ...identity.fields],
    before: identity.before,
    choice: { kind: 'userAssigned', identityId: identity.value },
  };
}

function nowFact(cluster: Cluster, label = t`Current`): Fact {
  const { controlPlane } = cluster;
  const principalId = controlPlanePrincipal(controlPlane);
  return {
    label,
    value: shownText(describeControlPlane(controlPlane)),
    ...(principalId ? { copy: principalId, copyName: t`principal ID of the control plane` } : {}),
  };
}

/** The form for a pre-created kubelet identity; it also asks for a control plane identity if the cluster has no user-assigned one. */
export const setKubelet: ChangeForm<'setKubelet'> = {
  draw: drawnForCluster(drawKubelet),
  valuesOf: ({ identityId, controlPlane, carry }) => ({
    identity: identityId,
    ...choiceValues(controlPlane, 'controlPlaneIdentity'),
    ...carryValues(carry),
  }),
};

function blockedKubelet(facts: readonly Fact[], blocker: Blocker): DrawnForm {
  const text = shownText(blocker.text);
  const stop = radioInput({
    name: 'kubelet',
    label: t`New kubelet identity`,
    value: 'preCreated',
    options: [
      {
        value: 'preCreated',
        label: t`Pre-created kubelet identity`,
        description: shownText(kindTexts.preCreated),
        disabled: text,
      },
    ],
  });
  return {
    sections: [{ facts, fields: [stop], notes: [{ text, link: { text: t`Learn more`, href: blocker.source } }] }],
    changes: [],
  };
}

function drawKubelet(context: FormContext, cluster: Cluster): DrawnForm {
  const { controlPlane, location } = cluster;
  const isOwn = controlPlane.kind === 'userAssigned';
  const [blocker] = preCreatedKubeletBlockers(
    location,
    isOwn || controlPlane.kind === 'systemAssigned' ? 'userAssigned' : controlPlane.kind,
  );
  const facts: Fact[] = [
    nowFact(cluster, t`Current control plane`),
    { label: t`Current kubelet`, value: shownText(describeKubelet(cluster.kubelet)) },
  ];
  if (blocker) return blockedKubelet(facts, blocker);
  const kubelet = pickIdentity(context, {
    name: 'identity',
    as: 'kubelet',
    label: t`New kubelet identity`,
    ...(isOwn ? {} : { whose: 'kubelet' as const }),
    subscriptionId: cluster.subscriptionId,
    location,
    group: cluster.resourceGroup,
    suggestion: `id-${cluster.name}-kubelet`,
    except: [
      {
        id: 'identityId' in cluster.kubelet ? cluster.kubelet.identityId : undefined,
        reason: t`The kubelet already uses it.`,
      },
      {
        id: isOwn ? controlPlane.identityId : undefined,
        reason: t`The control plane uses it; keep the two apart.`,
      },
    ],
  });
  const ownPicker = isOwn ? undefined : pickOwnControlPlane(context, cluster);
  return {
    sections: [
      { facts, fields: kubelet.fields, notes: [{ text: shownText(kindTexts.preCreated) }] },
      ...(ownPicker
        ? [
            {
              title: t`Control plane identity`,
              fields: ownPicker.fields,
              notes: [
                {
                  text: t`A pre-created kubelet identity needs a user-assigned control plane identity. Both change in the same step.`,
                },
              ],
            },
          ]
        : []),
      ...carrySections(context, cluster, ownPicker ? ['kubelet', 'controlPlane'] : ['kubelet']),
    ],
    changes: [
      ...kubelet.before,
      ...(ownPicker?.before ?? []),
      {
        kind: 'setKubelet',
        clusterId: cluster.id,
        identityId: kubelet.value,
        ...(ownPicker ? { controlPlane: { kind: 'userAssigned' as const, identityId: ownPicker.value } } : {}),
        ...carryIn(context),
      },
    ],
  };
}

function pickOwnControlPlane(context: FormContext, cluster: Cluster): PickedPlace {
  return pickIdentity(context, {
    name: 'controlPlaneIdentity',
    as: 'controlPlane',
    label: t`New control plane identity`,
    whose: 'controlPlane',
    subscriptionId: cluster.subscriptionId,
    location: cluster.location,
    group: cluster.resourceGroup,
    suggestion: `id-${cluster.name}`,
    except: [
      {
        id: textValue(context, 'identity') === newValue ? undefined : textValue(context, 'identity'),
        reason: t`It will be the kubelet identity; keep the two apart.`,
      },
    ],
  });
}

/** The form of a node image upgrade: which pools. */
export const upgradeNodeImages: ChangeForm<'upgradeNodeImages'> = {
  draw: drawnForCluster(drawNodeImages),
  valuesOf: ({ pools }) => ({ pools }),
};

function drawNodeImages(context: FormContext, cluster: Cluster): DrawnForm {
  const options = cluster.agentPools.map((pool) => {
    const { name, nodeImageVersion, latestNodeImageVersion: latest } = pool;
    const imageNow = nodeImageVersion === undefined ? t`unknown image` : nodeImageWords(nodeImageVersion);
    const disabled = isAvailabilitySet(pool)
      ? t`Availability sets take no newer node image.`
      : latest !== undefined && latest === nodeImageVersion
        ? t`${imageNow} is already the newest image.`
        : undefined;
    return {
      value: name,
      label: name,
      description: latest === undefined ? shownText(imageNow) : t`${imageNow} \u2192 ${nodeImageWords(latest)}`,
      ...defined({ disabled }),
    };
  });
  const upgradable = options.filter((option) => !('disabled' in option)).map(({ value }) => value);
  const pools = listValue(context, 'pools', upgradable);
  const version = kubernetesVersionOf(cluster);
  return {
    sections: [
      {
        facts: version === undefined ? [] : [{ label: 'Kubernetes', value: version }],
        fields: [
          {
            kind: 'checklist',
            name: 'pools',
            label: t`Node pools to upgrade`,
            value: pools,
            options,
            ...(pools.length === 0 ? { error: t`Choose at least one node pool.` } : {}),
          },
        ],
        notes: [
          noteWithPage(
            t`The nodes of each pool are reimaged one after another, which disrupts the workloads on them.`,
            'https://learn.microsoft.com/azure/aks/node-image-upgrade',
          ),
        ],
      },
    ],
    changes: [{ kind: 'upgradeNodeImages', clusterId: cluster.id, pools }],
    ...(upgradable.length === 0 ? { isEmpty: true } : {}),
  };
}
