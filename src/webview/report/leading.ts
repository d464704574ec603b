/** Where the buttons of the report lead: commands, made of what the host knows of a cluster and never of what the page says. */
import type { CommandId } from '../../contributions.ts';
import { fixTitle, type JoinedFixes } from '../../domain/findings/joinedFixes.ts';
import { fingerprintOf } from '../../domain/report/fingerprint.ts';
import { leftOutOf, promisesOf } from '../../domain/report/judgedFixes.ts';
import type { PanelTarget, Target } from '../../manifest.ts';
import { defined } from '../../shape/defined.ts';
import type { ReportIntent } from '../protocol/report.ts';
import { fixKeyOf } from '../state/fixKey.ts';
import type { FleetRow } from './rows.ts';

/** Returns where one plan for the fixes is shown: in the panel of their cluster if there is only one. */
export function targetOfFixes(joined: JoinedFixes, rows: readonly FleetRow[], at: Date): PanelTarget {
  const ids = [...new Set(joined.fixed.map(({ cluster }) => cluster.id))];
  const { changes } = joined;
  return {
    kind: 'changes',
    list: {
      ...fixTitle(joined),
      changes,
      fixes: promisesOf(joined, rows, at),
      ...defined({ leftOut: leftOutOf(joined) }),
    },
    ...(ids.length === 1 && ids[0] !== undefined ? { clusterId: ids[0] } : {}),
  };
}

/** An intent that leads elsewhere. */
export type LeadingIntent = Extract<ReportIntent, { kind: 'open' | 'fix' | 'start' | 'decide' | 'copyRole' }>;

/** Returns the command that an intent about a known cluster asks for, or nothing if what it names is not there. */
export function commandOf(
  intent: LeadingIntent,
  { cluster: { id: clusterId }, findings }: FleetRow,
): { readonly command: CommandId; readonly target: Target | PanelTarget } | undefined {
  switch (intent.kind) {
    case 'open': {
      const finding = findings.find(({ code, subject }) => code === intent.code && subject === intent.subject);
      const fingerprint = finding && fingerprintOf(clusterId, finding);
      return { command: 'aksIdentity.showPanel', target: { clusterId, ...defined({ fingerprint }) } };
    }
    case 'fix': {
      const fix = findings.find(({ code, fix: ownFix }) => fixKeyOf(code, ownFix).fixKey === intent.fixKey)?.fix;
      return fix && { command: 'aksIdentity.fixFinding', target: { clusterId, fix } };
    }
    case 'start': {
      const { change } = intent;
      const isList = change === 'unusedRoles' || change === 'leavePodIdentity';
      const target = isList
        ? { kind: change, clusterId }
        : { kind: 'change' as const, draft: { kind: change, clusterId } };
      return { command: 'aksIdentity.showPanel', target };
    }
    case 'decide': {
      const { code: finding, subject, stop } = intent;
      const command = stop ? 'aksIdentity.stopAccepting' : 'aksIdentity.acceptFinding';
      return { command, target: { clusterId, finding, ...defined({ subject }) } };
    }
    case 'copyRole': {
      const { customRole } =
        findings.find(({ code, subject }) => code === intent.code && subject === intent.subject) ?? {};
      const target = customRole && { customRole: JSON.stringify(customRole, undefined, 2) };
      return target && { command: 'aksIdentity.copyCustomRole', target };
    }
  }
}
