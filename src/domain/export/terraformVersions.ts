import { groupOf } from '../arm/resourceId.ts';
import { isOn, textAt, type JsonObject } from '../arm/json.ts';
import { Block, type HclBody, type HclValue } from './terraformText.ts';

/** The supported major versions of the azurerm provider. */
export const azurermVersions = [4, 5] as const;

/** A major version of the azurerm provider. */
export type AzurermVersion = (typeof azurermVersions)[number];

/**
 * The default version: 5.0 has been current since 27 July 2026.
 * Source: https://github.com/hashicorp/terraform-provider-azurerm/blob/main/CHANGELOG.md
 */
export const currentAzurerm: AzurermVersion = 5;

/** What differs between the versions. */
export interface Dialect {
  /** The argument for the identity of a credential. */
  readonly ownerOfCredential: (identityId: string, written: HclValue) => HclBody;
  /** Whether a new cluster gets an OIDC issuer; left out if azurerm itself does what AKS would. */
  readonly oidcIssuer: (body: JsonObject) => boolean | undefined;
  /** The blocks that a new cluster has in this version only. */
  readonly clusterBlocks: (body: JsonObject) => HclBody;
  /** True if the size of the nodes has to be named, although AKS would choose one. */
  readonly asksForSize: boolean;
  /** Notes for the reader, one line each. */
  readonly notes: readonly string[];
}

/**
 * What differs between the versions.
 * Sources:
 * https://github.com/hashicorp/terraform-provider-azurerm/blob/main/website/docs/guides/5.0-upgrade-guide.html.markdown,
 * https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/managedidentity/federated_identity_credential_resource.go,
 * for the size https://github.com/hashicorp/terraform-provider-azurerm/pull/29612
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
 * AKS turns the issuer on by itself from Kubernetes 1.34, and azurerm 5 does so for any version; once on, it can't be
 * turned off. Which version AKS uses by default is not known here.
 * Source: https://github.com/Azure/AKS/blob/master/CHANGELOG.md
 */
function isOnByItself(body: JsonObject): boolean {
  const version = textAt(body, 'properties.kubernetesVersion');
  if (version === undefined) return true;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 1 || minor >= 34;
}
