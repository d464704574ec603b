/** The kinds of change: one record for each, with its fields, its words and what it needs of a cluster. */
import { lastSegment, parentId } from '../arm/resourceId.ts';
import { scopeName, scopeOfAssignment } from '../arm/scopeWords.ts';
import { either, flag, list, number, object, oneOf, optional } from '../../shape/shape.ts';
import { accessKinds } from './accessKinds.ts';
import { gatewayKinds } from './gatewayKinds.ts';
import { defineKind } from './kind.ts';
import { tensesOfConnecting, plannedVerbs, verbs } from './tenses.ts';
import {
  carry,
  choiceName,
  controlPlaneChoice,
  newResource,
  ofRegistry,
  onlyTrue,
  optionalText,
  outboundType,
  principalType,
  tagsShape,
  nonEmptyText,
} from './fields.ts';
import { say } from '../../sentences/words.ts';

/** Everything about each kind of change; types, forms, planners and the journal follow it. */
export const kinds = {
  createResourceGroup: defineKind({
    fields: { subscriptionId: nonEmptyText, name: nonEmptyText, location: nonEmptyText, tags: tagsShape },
    title: say`Create resource group`,
    verb: () => say`Create resource group`,
    says: ({ name }) => verbs.create(say`resource group ${name}`),
    doneText: ({ name }) => say`The resource group ${name} was created.`,
  }),
  createIdentity: defineKind({
    fields: { ...newResource, tags: tagsShape },
    title: say`Create managed identity`,
    verb: () => say`Create identity`,
    says: ({ name }) => verbs.create(say`identity ${name}`),
    doneText: ({ name }) => say`The identity ${name} was created.`,
  }),
  deleteIdentity: defineKind({
    fields: {
      identityId: nonEmptyText,
      /** Removes the identity's roles first, each at its exact scope. */
      removeRoles: optional(flag),
    },
    title: say`Delete managed identity`,
    verb: ({ identityId }) => say`Delete ${lastSegment(identityId)}`,
    many: (count) => plannedVerbs.delete(say`${count} identities`),
    says: ({ identityId }) => verbs.delete(say`identity ${lastSegment(identityId)}`),
    doneText: ({ identityId }) => say`The identity ${lastSegment(identityId)} was deleted.`,
  }),
  createCluster: defineKind({
    fields: {
      ...newResource,
      controlPlane: controlPlaneChoice,
      kubelet: optional(object({ identityId: nonEmptyText })),
      network: optional(
        object({
          plugin: optional(oneOf('azure', 'kubenet', 'none')),
          pluginMode: optional(oneOf('overlay')),
          subnetId: optionalText,
          serviceCidr: optionalText,
          dnsServiceIP: optionalText,
          podCidr: optionalText,
          outboundType: optional(outboundType),
        }),
      ),
      /** `privateDnsZone` left out means `system`; any text but `system` and `none` has to be an ARM id. */
      privateCluster: optional(object({ privateDnsZone: optionalText })),
      registries: optional(list(nonEmptyText)),
      /** How people sign in; left out: with local accounts. `entra` is Microsoft Entra with Azure RBAC, without local accounts. */
      signIn: optional(oneOf('entra', 'localAccounts')),
      nodePool: optional(
        object({ name: optionalText, count: optional(number), vmSize: optionalText, osType: optionalText }),
      ),
      kubernetesVersion: optionalText,
      dnsPrefix: optionalText,
      nodeResourceGroup: optionalText,
      linux: optional(object({ adminUsername: nonEmptyText, sshPublicKey: nonEmptyText })),
      oidcIssuer: optional(flag),
      workloadIdentity: optional(flag),
      tags: tagsShape,
    },
    title: say`Create cluster`,
    verb: () => say`Create cluster`,
    says: ({ name }) => verbs.create(say`cluster ${name}`),
    doneText: ({ name }) => say`The cluster ${name} was created.`,
  }),
  setControlPlane: defineKind({
    fields: { clusterId: nonEmptyText, controlPlane: controlPlaneChoice, carry },
    title: say`Change control plane identity`,
    verb: () => say`Change control plane identity`,
    atCluster: ({ controlPlane }) => say`Control plane to ${choiceName(controlPlane, say`system-assigned`)}`,
    many: (count) => plannedVerbs.change(say`${count} control plane identities`),
    start: say`System-assigned or user-assigned, with the roles it needs.`,
    conditions: ['isSettled', 'isRunning'],
    says: ({ clusterId, controlPlane }) =>
      verbs.change(
        say`control plane identity of ${lastSegment(clusterId)} to ${choiceName(controlPlane, say`its system-assigned identity`)}`,
      ),
    doneText: ({ clusterId, controlPlane }) =>
      say`${lastSegment(clusterId)} now uses ${choiceName(controlPlane, say`its system-assigned identity`)} for its control plane.`,
  }),
  setKubelet: defineKind({
    fields: { clusterId: nonEmptyText, identityId: nonEmptyText, controlPlane: optional(controlPlaneChoice), carry },
    title: say`Change kubelet identity`,
    verb: () => say`Change kubelet identity`,
    atCluster: ({ identityId }) => say`Kubelet to ${lastSegment(identityId)}`,
    many: (count) => plannedVerbs.change(say`${count} kubelet identities`),
    start: say`Your own identity for the nodes. Restarts all node pools.`,
    conditions: ['hasManagedIdentity', 'isSettled', 'isRunning'],
    says: ({ clusterId, identityId }) =>
      verbs.change(say`kubelet identity of ${lastSegment(clusterId)} to ${lastSegment(identityId)}`),
    doneText: ({ clusterId, identityId }) =>
      say`The nodes of ${lastSegment(clusterId)} now use ${lastSegment(identityId)}.`,
  }),
  upgradeNodeImages: defineKind({
    fields: { clusterId: nonEmptyText, pools: optional(list(nonEmptyText)) },
    asked: ['pools'],
    title: say`Upgrade node images`,
    verb: ({ pools }) => (pools?.length === 1 ? say`Upgrade node image` : say`Upgrade node images`),
    start: say`To the newest node image, pool by pool.`,
    conditions: ['isSettled', 'isRunning'],
    says: ({ clusterId, pools }) =>
      pools?.length === 1
        ? verbs.upgrade(say`the node image of pool ${pools[0] ?? ''} in ${lastSegment(clusterId)}`)
        : verbs.upgrade(say`the node images of ${lastSegment(clusterId)}`),
  }),
  attachRegistry: defineKind({
    fields: ofRegistry,
    title: say`Attach registry`,
    verb: ({ registryId }) => say`Attach ${lastSegment(registryId)}`,
    many: (count) => plannedVerbs.attach(say`${count} registries`),
    start: say`Lets the nodes pull images from a registry.`,
    conditions: ['hasKubeletIdentity', 'isSettled'],
    says: ({ clusterId, registryId }) => verbs.attach(say`${lastSegment(registryId)} to ${lastSegment(clusterId)}`),
    doneText: ({ clusterId, registryId }) => say`${lastSegment(registryId)} is attached to ${lastSegment(clusterId)}.`,
  }),
  detachRegistry: defineKind({
    fields: ofRegistry,
    title: say`Detach registry`,
    verb: ({ registryId }) => say`Detach ${lastSegment(registryId)}`,
    many: (count) => plannedVerbs.detach(say`${count} registries`),
    start: say`Removes pull access to a registry.`,
    conditions: ['hasKubeletIdentity', 'isSettled'],
    says: ({ clusterId, registryId }) => verbs.detach(say`${lastSegment(registryId)} from ${lastSegment(clusterId)}`),
    doneText: ({ clusterId, registryId }) =>
      say`${lastSegment(registryId)} is detached from ${lastSegment(clusterId)}.`,
  }),
  assignRole: defineKind({
    fields: {
      principalId: nonEmptyText,
      /** Left out: `ServicePrincipal`, which managed identities are, too. */
      principalType: optional(principalType),
      /** `id`: a GUID or a full role definition id. */
      role: either(object({ name: nonEmptyText }), object({ id: nonEmptyText })),
      scope: nonEmptyText,
      /** The directory of a scope above all subscriptions; left out: the only one that has the scope. */
      tenantId: optionalText,
    },
    title: say`Assign role`,
    verb: () => say`Assign role`,
    many: (count) => plannedVerbs.assign(say`${count} roles`),
    start: say`Any role for an identity, at any scope.`,
    says: ({ role, scope }) => verbs.assign(say`${'name' in role ? role.name : say`a role`} on ${scopeName(scope)}`),
  }),
  removeRole: defineKind({
    fields: {
      roleAssignmentId: nonEmptyText,
      /** The directory of an assignment above all subscriptions; left out: the only one that has the assignment. */
      tenantId: optionalText,
    },
    title: say`Remove role assignment`,
    verb: () => say`Remove role`,
    many: (count) => plannedVerbs.remove(say`${count} roles`),
    start: say`Removes one role of an identity at one scope.`,
    says: ({ roleAssignmentId }) =>
      verbs.remove(say`a role assignment on ${scopeName(scopeOfAssignment(roleAssignmentId))}`),
  }),
  removeAccessPolicy: defineKind({
    fields: { vaultId: nonEmptyText, principalId: nonEmptyText },
    title: say`Remove access policy`,
    verb: () => say`Remove access policy`,
    many: (count) => plannedVerbs.remove(say`${count} access policies`),
    says: ({ vaultId }) => verbs.remove(say`an access policy from ${lastSegment(vaultId)}`),
  }),
  setWorkloadIdentity: defineKind({
    fields: {
      clusterId: nonEmptyText,
      /** Turned on together with workload identity, and if this is `true`; it can't be turned off again. */
      oidcIssuer: optional(onlyTrue),
      enabled: flag,
    },
    title: say`Enable or disable workload identity`,
    verb: ({ enabled, oidcIssuer }) => {
      if (enabled) return say`Enable workload identity`;
      return oidcIssuer === true ? say`Enable the OIDC issuer` : say`Disable workload identity`;
    },
    start: say`Allows pods to use managed identities, or stops that.`,
    conditions: ['isSettled', 'isRunning'],
    says: ({ clusterId, enabled, oidcIssuer }) =>
      enabled || oidcIssuer !== true
        ? verbs[enabled ? 'enable' : 'disable'](say`workload identity for ${lastSegment(clusterId)}`)
        : verbs.enable(say`the OIDC issuer for ${lastSegment(clusterId)}`),
    doneText: ({ clusterId, enabled, oidcIssuer }) => {
      if (enabled) return say`Workload identity is on for ${lastSegment(clusterId)}.`;
      return oidcIssuer === true
        ? say`${lastSegment(clusterId)} has an OIDC issuer.`
        : say`Workload identity is off for ${lastSegment(clusterId)}.`;
    },
  }),
  createCredential: defineKind({
    fields: {
      identityId: nonEmptyText,
      /** Left out: made from the names of cluster, namespace and account. */
      name: optionalText,
      namespace: nonEmptyText,
      serviceAccount: nonEmptyText,
      /** The cluster whose issuer is trusted. */
      clusterId: nonEmptyText,
    },
    title: say`Connect workload`,
    verb: () => say`Connect workload`,
    atCluster: ({ identityId, namespace, serviceAccount }) =>
      say`Connect ${namespace}/${serviceAccount} to ${lastSegment(identityId)}`,
    many: (count) => plannedVerbs.connect(say`${count} workloads`),
    start: say`Allows a service account of the cluster to use an identity.`,
    conditions: ['isSettled'],
    says: ({ identityId, namespace, serviceAccount, clusterId }) =>
      tensesOfConnecting(`${namespace}/${serviceAccount}`, lastSegment(clusterId), lastSegment(identityId)),
    doneText: ({ identityId, namespace, serviceAccount, clusterId }) =>
      say`${namespace}/${serviceAccount} on ${lastSegment(clusterId)} can now use ${lastSegment(identityId)}.`,
  }),
  deleteCredential: defineKind({
    fields: { credentialId: nonEmptyText },
    title: say`Remove federated credential`,
    verb: () => say`Remove credential`,
    many: (count) => plannedVerbs.remove(say`${count} credentials`),
    says: ({ credentialId }) =>
      verbs.remove(say`credential ${lastSegment(credentialId)} from ${ownerName(credentialId)}`),
    doneText: ({ credentialId }) => say`The credential ${lastSegment(credentialId)} was removed.`,
  }),
  moveCredentials: defineKind({
    fields: {
      /** The issuer of a cluster that is gone, or that the credentials are moved away from. */
      fromIssuer: nonEmptyText,
      clusterId: nonEmptyText,
      /** Left out: all visible identities. */
      identityIds: optional(list(nonEmptyText)),
    },
    title: say`Move federated credentials`,
    verb: () => say`Move credentials`,
    start: say`For a recreated cluster: workloads keep their identities.`,
    conditions: ['isSettled'],
    says: ({ clusterId }) => verbs.move(say`federated credentials to ${lastSegment(clusterId)}`),
    doneText: ({ clusterId }) => say`The credentials trust ${lastSegment(clusterId)}.`,
  }),
  bindIdentity: defineKind({
    fields: { clusterId: nonEmptyText, identityId: nonEmptyText, name: optionalText },
    title: say`Bind identity`,
    verb: ({ identityId }) => say`Bind ${lastSegment(identityId)}`,
    many: (count) => plannedVerbs.bind(say`${count} identities`),
    start: say`One credential for many clusters: pods use the identity through a binding.`,
    conditions: ['isSettled', 'isRunning'],
    says: ({ clusterId, identityId }) => verbs.bind(say`${lastSegment(identityId)} to ${lastSegment(clusterId)}`),
    doneText: ({ clusterId, identityId }) => say`${lastSegment(identityId)} is bound to ${lastSegment(clusterId)}.`,
  }),
  unbindIdentity: defineKind({
    fields: {
      bindingId: nonEmptyText,
      /** The credential that all bindings of the identity share: removed as well, if no other binding uses it. */
      credentialId: optionalText,
    },
    title: say`Remove identity binding`,
    verb: () => say`Remove binding`,
    many: (count) => plannedVerbs.remove(say`${count} bindings`),
    says: ({ bindingId }) => verbs.remove(say`binding ${lastSegment(bindingId)} from ${ownerName(bindingId)}`),
    doneText: ({ bindingId }) => say`The binding ${lastSegment(bindingId)} was removed.`,
  }),
  removeTrustedAccess: defineKind({
    fields: { bindingId: nonEmptyText },
    title: say`Remove Trusted Access binding`,
    verb: () => say`Remove binding`,
    many: (count) => plannedVerbs.remove(say`${count} bindings`),
    says: ({ bindingId }) =>
      verbs.remove(say`Trusted Access binding ${lastSegment(bindingId)} from ${ownerName(bindingId)}`),
    doneText: ({ bindingId }) => say`The Trusted Access binding ${lastSegment(bindingId)} was removed.`,
  }),
  ...accessKinds,
  ...gatewayKinds,
};

function ownerName(id: string): string {
  return lastSegment(parentId(id));
}
