import type { FindingKind } from '../findings/catalogue.ts';

/** What a finding of each kind means, and what follows from it: the same for every cluster. */
export const about: Readonly<Record<FindingKind, string>> = {
  servicePrincipal:
    'The cluster signs in to Azure with a service principal, whose secret expires. A managed identity needs no rotation.',
  halfMigrated:
    'The cluster has left its service principal, but nodes made before then go on using it until their images are upgraded.',
  operationInProgress: 'An operation is running on the cluster, so what is shown of it may change when that ends.',
  clusterFailed: 'The last operation on the cluster failed, so its identities may not be as its settings say.',
  identityUnreadable:
    'An identity of the cluster cannot be read, so whether it still is the one that the cluster was given is not known.',
  notAllRead: 'What tells whether something is wrong could not be read.',
  unexpectedIdentityType:
    'The cluster has an identity of a kind that AKS does not document: one system-assigned or one user-assigned.',
  identityDeleted:
    'An identity that the cluster uses was deleted. It breaks when the token expires, and an identity of the same name is another principal.',
  identityRecreated:
    'An identity that the cluster uses was deleted and recreated. It is another principal now, without the roles of the old one.',
  kubeletSameAsControlPlane:
    "Control plane and kubelet are the same identity, so pods that reach the nodes' metadata endpoint get the control plane's rights.",
  tenantMismatch: 'The identity belongs to another directory than the subscription, which AKS does not support.',
  podIdentityEnabled:
    'Pod-managed identity intercepts the calls of every pod to the metadata endpoint. It is retired; workload identity takes its place.',
  podIdentityExceptionMissing:
    'Pod-managed identity has no exception for system pods, so their calls to the metadata endpoint are intercepted, too.',
  systemIdentityWithCustomPrivateDnsZone:
    'A private DNS zone of your own needs a user-assigned control plane identity, which can be given its role before the cluster uses it.',
  legacyMonitoringAuthentication:
    'Container Insights sends data with legacy authentication, which is retired. Managed identity authentication takes its place.',
  retiredAddon: 'An add-on that the cluster has on is retired and gets no support.',
  retiringAddon: 'An add-on that the cluster has on, or a variant of it, will lose its support.',
  missingGrant:
    "An identity of the cluster lacks a role that the cluster's settings make it need, so what needs the role fails.",
  tooWideGrant:
    'An identity of the cluster may do far more than the cluster needs, and so may whoever gets hold of its token.',
  oldIdentityInUse:
    "A principal that may have been the cluster's identity holds roles because of it. It may still be in use, so look again later.",
  leftoverGrant: 'A principal that no visible cluster uses still has a role because of the cluster.',
  registryRoleIneffective:
    'The kubelet has a role on a registry that decides by repository, where that role gives no access to images.',
  federatedCredentialLimit:
    'An identity has nearly as many federated credentials as it can have, or all of them. Beyond that no workload can be added.',
  credentialOfGoneIssuer:
    'A federated credential trusts the issuer of a cluster that is gone or not visible. Pods that rely on it get no access.',
  credentialWithoutWorkloadIdentity:
    'A federated credential names the cluster, where workload identity is off: AKS puts no tokens into pods. The credential works if something else does, such as a webhook of your own.',
  credentialWrongAudience:
    'A federated credential takes tokens for another audience than the one that pods get tokens for.',
  credentialMalformed: 'A federated credential has an issuer or subject that no token of the cluster can match.',
  duplicateCredential:
    'Several identities trust the same service account. Its annotation decides as which one its pods act.',
  workloadTooWide: 'A workload can act as an identity that may change a whole subscription, or more.',
  bindingIdentityDeleted: 'An identity binding names an identity that was deleted, so pods that use it get no access.',
  bindingCredentialLeft:
    'An identity has the federated credential of identity bindings, and no visible cluster is bound to it.',
  workloadSharesClusterIdentity:
    'A workload can act as an identity of the cluster itself, and do with Azure what the cluster can.',
  trustedAccessSourceGone:
    'A binding of Trusted Access lets in a resource that does not exist any more. One that is made again under the same ID may be let in.',
  trustedAccessSourceWithoutIdentity:
    'A binding of Trusted Access names a resource without a system-assigned identity, which could not sign in, so it has no effect.',
  trustedAccessReach:
    'Who may change the resource that Trusted Access lets in decides what it does in the cluster, also without a role on the cluster.',
  extensionRoleMissing:
    'The identity by which an extension of the cluster signs in lacks a role that the extension needs.',
  extensionIdentityGone:
    'The identity by which an extension of the cluster signs in was deleted, so the extension gets no access to Azure.',
  identityMadeByAks:
    'AKS made an identity beside the nodes for a feature of the cluster. Roles can be given to it; deleting it, or changing whom it trusts, breaks the feature.',
  gatingIdentityGone:
    'An identity with which Defender gating reads what was found in images was deleted, so gating cannot judge images.',
  gatingIdentityCantPull:
    'An identity of Defender gating may not pull from its registry, so gating cannot read what was found in the images there.',
  gatingIdentityUntrusted:
    'An identity of Defender gating has no federated credential of the cluster, so gating cannot sign in as it.',
  imagePullIdentityUnbound:
    'Pods are to pull images with an identity that is not bound to the cluster, so they pull as nobody.',
  agicGatewayIdentity:
    'The gateway has an identity that the ingress controller may not assign, and Azure refuses its updates of the gateway.',
  nodesCarrySeveral:
    'The machines of the nodes carry several identities, so a pod that asks their metadata endpoint for a token has to say whose it wants.',
  metadataEndpointOpen:
    "Pods reach the nodes' metadata endpoint and so get tokens of the kubelet identity, which can do far more than pull images.",
  imdsRestrictionConflict:
    'Pods are kept from the metadata endpoint of their nodes, and something is on that needs it.',
  unsupportedRegion: "AKS does not offer this kind of identity in the cluster's region.",
};
