/** Rules about features whose identities can't do their work, or were made by AKS. */
import { gatingPage, overviewPage, templatePage } from '../../arm/docs.ts';
import { lastSegment, sameId } from '../../arm/resourceId.ts';
import { isOutside } from '../../cluster/placement.ts';
import { sameIssuer } from '../../cluster/uses.ts';
import {
  featureIdentitiesOf,
  featureIdentityName,
  gatedRegistryOf,
  type FeatureIdentity,
} from '../../needs/features.ts';
import { distinctBy } from '../../../shape/distinct.ts';
import { whyBindingsUnknown } from '../../uses/boundTo.ts';
import { issuerOf } from '../../workloads/issuer.ts';
import { evidence } from '../rule/evidence.ts';
import { unknownWhether, type Rule, type RuleInput } from '../rule/rule.ts';
import { joinWords, say, verbatim, type Words } from '../../../sentences/words.ts';

/** Returns the identities of features, each once for each feature. */
function featureIdentitiesOnce(
  { cluster, facts }: RuleInput,
  feature?: FeatureIdentity['feature'],
): readonly FeatureIdentity[] {
  const identities = featureIdentitiesOf(cluster, facts).filter(
    (identity) => feature === undefined || identity.feature === feature,
  );
  return distinctBy(identities, (identity) => `${identity.feature} ${identity.identityId.toLowerCase()}`);
}

export const identityMadeByAks: Rule = {
  title: say`Identity that AKS made`,
  severity: 'info',
  needsNothing: true,
  source: overviewPage,
  meaning: say`AKS made an identity in the node resource group for a feature of the cluster. You can assign roles to it. Deleting it or changing its federated credentials breaks the feature.`,
  find: (input) =>
    featureIdentitiesOnce(input)
      .filter(({ identityId }) => !isOutside(input.cluster, identityId))
      .map((identity) => ({
        text: joinWords([
          say`AKS made ${featureIdentityName(identity)} in the node resource group of ${input.cluster.name}. You can assign roles to it. Deleting it or changing its federated credentials breaks the feature.`,
          adviceFor(identity),
        ]),
        brief: verbatim(lastSegment(identity.identityId)),
        evidence: evidence`${{ identity: identity.identityId }} is in the node resource group ${{ group: input.cluster.nodeResourceGroup ?? '' }}.`,
        subject: identity.identityId,
      })),
};

/** Source: the published TypeSpec of Microsoft.ContainerService, which leaves the right to the user and names no role. */
function adviceFor({ feature }: FeatureIdentity): Words | undefined {
  if (feature !== 'quickAttach') return undefined;
  return say`To attach your own disks outside the node resource group, it needs a role on their resource group, which you assign. Azure doesn't say which one.`;
}

export const gatingIdentityGone: Rule = {
  title: say`Identity of Defender gating was deleted`,
  severity: 'error',
  source: gatingPage,
  meaning: say`An identity with which Defender gating reads what was found in images was deleted, so gating can't judge images.`,
  controls: ['imageScanning'],
  find: (input) =>
    featureIdentitiesOnce(input, 'securityGating')
      .filter(({ identityId }) => isIdentityGone(identityId, input))
      .map(({ identityId }) => ({
        text: say`The identity ${lastSegment(identityId)} was deleted, so Defender gating can't see what was found in images, so its rules decide what happens to new pods.`,
        brief: verbatim(lastSegment(identityId)),
        evidence: evidence`${{ identity: identityId }} was not found.`,
        subject: identityId,
      })),
};

function isIdentityGone(identityId: FeatureIdentity['identityId'], { facts }: RuleInput): boolean {
  return facts.get({ kind: 'resource', id: identityId })?.kind === 'missing';
}

export const gatingIdentityUntrusted: Rule = {
  title: say`Identity of Defender gating lacks a credential`,
  severity: 'error',
  source: gatingPage,
  meaning: say`An identity of Defender gating has no federated credential of the cluster, so gating can't sign in as it.`,
  controls: ['imageScanning'],
  find: (input) =>
    featureIdentitiesOnce(input, 'securityGating').flatMap(({ identityId }) => {
      if (isIdentityGone(identityId, input)) return [];
      const { cluster, facts } = input;
      const name = lastSegment(identityId);
      const issuer = issuerOf(cluster);
      const credentials = facts.get({ kind: 'federatedCredentials', identityId });
      if (credentials?.kind === 'unreadable') {
        return [unknownWhether(say`${name} trusts ${cluster.name}`, identityId, [credentials])];
      }
      if (credentials === undefined) return [];
      const allCredentials = credentials.kind === 'found' ? credentials.value : [];
      if (issuer !== undefined && allCredentials.some((credential) => sameIssuer(credential.issuer, issuer))) return [];
      const featureEvidence =
        issuer === undefined
          ? evidence`${{ cluster: cluster.name }} has no OIDC issuer`
          : evidence`none of its credentials names ${{ issuer }}`;
      return [
        {
          text: say`The identity ${name} has no federated credential of ${cluster.name}, so Defender gating can't sign in as it.`,
          brief: verbatim(name),
          evidence: evidence`${{ identity: identityId }}: ${featureEvidence}.`,
          subject: identityId,
          ...(issuer === undefined ? {} : { lacksTrust: { identityId, issuer } }),
        },
      ];
    }),
};

/** For unread data that no other rule reports with its own findings: the registries of gating. */
export const notAllRead: Rule = {
  title: say`Not everything could be read`,
  severity: 'unknown',
  source: overviewPage,
  meaning: say`The data needed to check for problems couldn't be read.`,
  leavesOpen: [],
  find: ({ cluster, facts }) =>
    featureIdentitiesOf(cluster, facts).flatMap((identity) => {
      const registry = gatedRegistryOf(identity, cluster, facts);
      if (registry === undefined || !('unknown' in registry)) return [];
      const whether = say`${lastSegment(identity.identityId)} may pull from ${identity.registry ?? ''}`;
      return [unknownWhether(whether, identity.identityId, [registry.unknown])];
    }),
};

export const imagePullIdentityUnbound: Rule = {
  title: say`Identity for image pulls is not bound`,
  severity: 'warning',
  source: templatePage,
  meaning: say`Pods are set to pull images with an identity that is not bound to the cluster, so they pull anonymously.`,
  find: (input) =>
    featureIdentitiesOnce(input, 'imagePull').flatMap(({ identityId }) => {
      const { id, name: cluster } = input.cluster;
      const bindings = input.facts.get({ kind: 'bindings', clusterId: id });
      if (bindings === undefined) return [];
      const name = lastSegment(identityId);
      const bindingsUnknown = whyBindingsUnknown(id, bindings);
      if (bindingsUnknown !== undefined)
        return [unknownWhether(say`${name} is bound to ${cluster}`, identityId, [bindingsUnknown])];
      const allBindings = bindings.kind === 'found' ? bindings.value : [];
      if (allBindings.some((binding) => sameId(binding.identityId, identityId))) return [];
      return [
        {
          text: say`Pods are set to pull images with ${name}, which is not bound to ${cluster}: without a binding they pull anonymously, and only public images can be pulled.`,
          brief: verbatim(name),
          evidence: evidence`No identity binding of ${{ cluster }} names ${{ identity: identityId }}.`,
          subject: identityId,
          fix: { kind: 'bindIdentity', clusterId: id, identityId },
        },
      ];
    }),
};
