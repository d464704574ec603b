import { groupOf } from '../arm/resourceId.ts';
import { isOn, textAt, type JsonObject } from '../arm/json.ts';
import { Block, type HclBody, type HclValue } from './terraformText.ts';

/** The major versions of the azurerm provider for which there is a text. */
export const azurermVersions = [4, 5] as const;

/** A major version of the azurerm provider. */
export type AzurermVersion = (typeof azurermVersions)[number];

/**
 * The version for which a text is written if none is named: 5.0 has been the current one since 27 July 2026.
 * Source: https://github.com/hashicorp/terraform-provider-azurerm/blob/main/CHANGELOG.md
 */
export const currentAzurerm: AzurermVersion = 5;

/** What the versions call differently. */
export interface Dialect {
  /** The identity of a credential. */
  readonly ownerOfCredential: (identityId: string, written: HclValue) => HclBody;
  /** Whether a new cluster is told to have an OIDC issuer; left out where azurerm does by itself what AKS would. */
  readonly oidcIssuer: (body: JsonObject) => boolean | undefined;
  /** The blocks that a new cluster has besides those of all versions. */
  readonly clusterBlocks: (body: JsonObject) => HclBody;
  /** A size of the nodes has to be named, although AKS would choose one. */
  readonly asksForSize: boolean;
  /** What the reader has to know besides, a line each. */
  readonly notes: readonly string[];
}

/**
 * What differs between the versions.
 * Sources: https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/guides/5.0-upgrade-guide.html.markdown,
 * https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/managedidentity/federated_identity_credential_resource.go,
 * of the size https://github.com/hashicorp/terraform-provider-azurerm/pull/29612
 */
export const dialects: Readonly<Record<AzurermVersion, Dialect>> = {
  4: {
    ownerOfCredential: (identityId, written) => ({ resource_group_name: groupOf(identityId), parent_id: written }),
    oidcIssuer: (body) => isOn(body, issuer) || undefined,
    clusterBlocks: () => ({}),
    asksForSize: true,
    notes: [],
  },
  5: {
    ownerOfCredential: (_, written) => ({ user_assigned_identity_id: written }),
    oidcIssuer: (body) => isOn(body, issuer) || (isOnByItself(body) ? undefined : false),
    clusterBlocks: (body) => ({
      node_provisioning_profile: new Block({
        mode: textAt(body, 'properties.nodeProvisioningProfile.mode') ?? 'Manual',
      }),
    }),
    asksForSize: false,
    notes: ['azurerm 5 registers no resource providers by itself: those of this plan have to be registered.'],
  },
};

const issuer = 'properties.oidcIssuerProfile.enabled';

/**
 * AKS turns the issuer on by itself from Kubernetes 1.34 on, and so does azurerm 5 in any version; once on, it can't be turned off.
 * Which version AKS takes where none is named is not known here.
 * Source: https://github.com/Azure/AKS/blob/master/CHANGELOG.md
 */
function isOnByItself(body: JsonObject): boolean {
  const version = textAt(body, 'properties.kubernetesVersion');
  if (version === undefined) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || minor >= 34;
}
