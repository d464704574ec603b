import { roleById } from '../../domain/access/roles.ts';
import { idKey, lastSegment } from '../../domain/arm/resourceId.ts';
import { catalogue, detailOf, kindOf } from '../../domain/findings/catalogue.ts';
import type { Finding } from '../../domain/findings/finding.ts';
import { scopeName } from '../../domain/arm/scopeWords.ts';
import type { CommandId } from '../../contributions.ts';
import type { Target } from '../../manifest.ts';
import { contextValue } from '../../manifest.ts';
import type { Row } from '../row/row.ts';
import { facts, severityIcon } from '../row/row.ts';

/** Makes the row of a finding, below its identity or below the cluster itself. */
export function findingRow(clusterId: string, finding: Finding, target: Target): Row {
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
    click: finding.fix !== undefined ? 'aksIdentity.fixFinding' : clickWithoutFix(finding),
    ...(finding.fix === undefined ? {} : { fix: finding.fix }),
    ...(finding.customRole === undefined ? {} : { customRole: JSON.stringify(finding.customRole, undefined, 2) }),
  };
}

/** What cannot be removed yet can be looked at. */
function clickWithoutFix({ code }: Finding): CommandId {
  return code === 'oldIdentityInUse' ? 'aksIdentity.reviewLeftovers' : 'aksIdentity.showPanel';
}

/** The catalogue's title beside what the row's place does not say; a missing role goes by its name. */
function words({ code, text, fix }: Finding): { label: string; description?: string } {
  const kind = kindOf(code);
  if (kind === 'missingGrant' && fix?.kind === 'assignRole') {
    const role = 'name' in fix.role ? fix.role.name : (roleById(fix.role.id)?.name ?? lastSegment(fix.role.id));
    return { label: `Missing: ${role}`, description: `on ${scopeName(fix.scope)}` };
  }
  const label = catalogue[kind].title;
  const what = detailOf(code);
  const isName = kind === 'retiredAddon' || kind === 'retiringAddon' || what === 'controlPlane' || what === 'kubelet';
  if (!isName || what === undefined) return { label, description: text };
  return { label, description: what === 'controlPlane' ? 'control plane' : what };
}
