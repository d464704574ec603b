import { roleById } from '../../domain/access/roles.ts';
import { idKey, lastSegment } from '../../domain/arm/resourceId.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import type { Target } from '../../manifest.ts';
import { contextValue } from '../../manifest.ts';
import type { Row } from '../row/row.ts';
import { facts, severityIcon } from '../row/row.ts';

/** Findings in a few words, by the part of the code before the colon; the whole sentence is in the tooltip. */
const titles: Readonly<Record<string, string>> = {
  servicePrincipal: 'Uses a service principal',
  halfMigrated: 'Nodes still use the service principal',
  operationInProgress: 'Another operation is running',
  clusterFailed: 'The last operation failed',
  identityUnreadable: 'Identity cannot be read',
  unexpectedIdentityType: 'Unexpected kind of identity',
  identityDeleted: 'Identity was deleted',
  identityRecreated: 'Identity was deleted and made again',
  kubeletSameAsControlPlane: 'Kubelet uses the control plane identity',
  tenantMismatch: 'Identity is in another directory',
  podIdentityEnabled: 'Pod identity is on (retired)',
  podIdentityExceptionMissing: 'Pod identity intercepts system pods',
  systemIdentityWithCustomPrivateDnsZone: 'Own private DNS zone without own identity',
  legacyMonitoringAuthentication: 'Monitoring signs in the old way',
  retiredAddon: 'Retired add-on',
  retiringAddon: 'Add-on is being retired',
  tooWideGrant: 'Role is wider than needed',
  leftoverGrant: 'Leftover role',
  registryRoleIneffective: 'Pull role has no effect',
  federatedCredentialLimit: 'Close to the limit of federated credentials',
  unsupportedRegion: 'Not offered in this region',
};

/**
 * Something to know about a cluster, at the identity it belongs to or at the cluster itself. While the old identity may
 * still be in use (`isSettling`), the removal of its roles is not offered.
 */
export function findingRow(clusterId: string, given: Finding, target: Target, isSettling = false): Row {
  const finding = isSettling && given.code === 'leftoverGrant' ? waiting(given) : given;
  return {
    ...target,
    key: `finding:${idKey(clusterId)}:${finding.code}:${finding.text}`,
    kind: 'finding',
    ...words(finding),
    icon: severityIcon(finding.severity),
    tooltip: facts({ Finding: finding.text, Evidence: finding.evidence, Source: finding.source }),
    contextValue: contextValue('finding', {
      fixable: finding.fix !== undefined,
      customRole: finding.customRole !== undefined,
    }),
    click: finding.fix === undefined ? 'aksIdentity.showPanel' : 'aksIdentity.fixFinding',
    ...(finding.fix === undefined ? {} : { fix: finding.fix }),
    ...(finding.customRole === undefined ? {} : { customRole: JSON.stringify(finding.customRole, undefined, 2) }),
  };
}

function waiting({ fix: _, ...finding }: Finding): Finding {
  return {
    ...finding,
    text: `${finding.text} The old identity may still be in use for some hours; remove it after that.`,
  };
}

function words({ code, text, fix }: Finding): { label: string; description?: string } {
  const [kind = '', what] = code.split(':');
  if (kind === 'missingGrant' && fix?.kind === 'assignRole') {
    const role = 'name' in fix.role ? fix.role.name : (roleById(fix.role.id)?.name ?? lastSegment(fix.role.id));
    return { label: `Missing: ${role}`, description: `on ${scopeName(fix.scope)}` };
  }
  const label = titles[kind];
  if (label === undefined) return { label: text };
  const isName = kind === 'retiredAddon' || kind === 'retiringAddon' || what === 'controlPlane' || what === 'kubelet';
  if (!isName || what === undefined) return { label, description: text };
  return { label, description: what === 'controlPlane' ? 'control plane' : what };
}
