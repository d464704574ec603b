import type { CommandId, Commands } from '../contributions.ts';
import { openIssueReporter } from '../host/window/issueReporter.ts';
import { clearActivity, resume, stopWaiting } from './activity.ts';
import * as changes from './changes.ts';
import { connectEmulator, openClusterJson, resetDemo, signIn, startDemo } from './connect.ts';
import { asPanelTarget, asTarget, type CommandContext } from './context.ts';
import { copyClientId, copyCustomRole, copyLink, copyPrincipalId, copyResourceId } from './copy.ts';
import * as decisions from './decisions.ts';
import { exportReport } from './exportReport.ts';
import { getCredentials } from './getCredentials.ts';
import { learnMore, openInPortal, showIdentityMap, showPanel, showReport, viewJson } from './show.ts';
import { selectSubscriptions, setActiveSubscription } from './subscriptions.ts';
import * as workloads from './workloads.ts';

/** What each command does; one that is missing here does not compile. */
export type Handlers = { readonly [Id in CommandId]: (...args: Commands[Id]) => unknown };

/** Makes the handlers of all commands over one context. */
export function commandHandlers(context: CommandContext): Handlers {
  const { connections, funnel, views } = context;
  return {
    'aksIdentity.signIn': (target) => signIn(context, asTarget(target)),
    'aksIdentity.startDemo': () => startDemo(context),
    'aksIdentity.resetDemo': () => resetDemo(context),
    'aksIdentity.leaveDemo': () => connections.leave(),
    'aksIdentity.connectEmulator': (target) => connectEmulator(context, target ?? {}),
    'aksIdentity.openClusterJson': (target) => openClusterJson(context, target ?? {}),
    'aksIdentity.disconnect': () => connections.leave(),
    'aksIdentity.refresh': (target) => views.refresh(asTarget(target)),
    'aksIdentity.showOnlyProblems': () => views.showOnlyProblems(true),
    'aksIdentity.showAllClusters': () => views.showOnlyProblems(false),
    'aksIdentity.setActiveSubscription': (target) => setActiveSubscription(context, asTarget(target)),
    'aksIdentity.selectSubscriptions': () => selectSubscriptions(context),
    'aksIdentity.createResourceGroup': (target) => changes.createResourceGroup(context, asTarget(target)),
    'aksIdentity.createIdentity': (target) => changes.createIdentity(context, asTarget(target)),
    'aksIdentity.createCluster': (target) => changes.createCluster(context, asTarget(target)),
    'aksIdentity.setControlPlane': (target) => changes.setControlPlane(context, asTarget(target)),
    'aksIdentity.leaveServicePrincipal': (target) => changes.setControlPlane(context, asTarget(target)),
    'aksIdentity.setKubelet': (target) => changes.setKubelet(context, asTarget(target)),
    'aksIdentity.upgradeNodeImages': (target) => changes.upgradeNodeImages(context, asTarget(target)),
    'aksIdentity.attachRegistry': (target) => changes.attachRegistry(context, asTarget(target)),
    'aksIdentity.detachRegistry': (target) => changes.detachRegistry(context, asTarget(target)),
    'aksIdentity.connectWorkload': (target) => workloads.connectWorkload(context, asTarget(target)),
    'aksIdentity.enableWorkloadIdentity': (target) => workloads.switchWorkloadIdentity(context, asTarget(target), true),
    'aksIdentity.disableWorkloadIdentity': (target) =>
      workloads.switchWorkloadIdentity(context, asTarget(target), false),
    'aksIdentity.bindIdentity': (target) => workloads.bindIdentity(context, asTarget(target)),
    'aksIdentity.moveCredentials': (target) => workloads.moveCredentials(context, asTarget(target)),
    'aksIdentity.removeCredential': (target) => workloads.removeCredential(context, asTarget(target)),
    'aksIdentity.removeTrustedAccess': (target) => workloads.removeTrustedAccess(context, asTarget(target)),
    'aksIdentity.unbindIdentity': (target) => workloads.unbindIdentity(context, asTarget(target)),
    'aksIdentity.assignRole': (target) => changes.assignRole(context, asTarget(target)),
    'aksIdentity.removeRole': (target) => changes.removeRole(context, asTarget(target)),
    'aksIdentity.deleteIdentity': (target) => changes.deleteIdentity(context, asTarget(target)),
    'aksIdentity.fixFinding': (target) => changes.fixFinding(context, asTarget(target)),
    'aksIdentity.grantRole': (target) => changes.fixFinding(context, asTarget(target)),
    'aksIdentity.removeLeftover': (target) => changes.fixFinding(context, asTarget(target)),
    'aksIdentity.acceptFinding': (target) => decisions.acceptFinding(context, asTarget(target)),
    'aksIdentity.stopAccepting': (target) => decisions.stopAccepting(context, asTarget(target)),
    'aksIdentity.openDecisions': (target) => decisions.openDecisions(context, asTarget(target)),
    'aksIdentity.getCredentials': (target) => getCredentials(context, asTarget(target), 'user'),
    'aksIdentity.getAdminCredentials': (target) => getCredentials(context, asTarget(target), 'admin'),
    'aksIdentity.showPanel': (target) => showPanel(context, asPanelTarget(target)),
    'aksIdentity.showIdentityMap': (target) => showIdentityMap(context, asTarget(target)),
    'aksIdentity.copyResourceId': (target) => copyResourceId(context, asTarget(target)),
    'aksIdentity.copyLink': (target) => copyLink(context, asTarget(target)),
    'aksIdentity.copyPrincipalId': (target) => copyPrincipalId(context, asTarget(target)),
    'aksIdentity.copyControlPlanePrincipalId': (target) => copyPrincipalId(context, asTarget(target)),
    'aksIdentity.copyClientId': (target) => copyClientId(context, asTarget(target)),
    'aksIdentity.copyServiceAccountYaml': (target) => workloads.copyServiceAccountYaml(context, asTarget(target)),
    'aksIdentity.copyCustomRole': (target) => copyCustomRole(context, asTarget(target)),
    'aksIdentity.openInPortal': (target) => openInPortal(context, asTarget(target)),
    'aksIdentity.learnMore': (target) => learnMore(asTarget(target)),
    'aksIdentity.viewJson': (target) => viewJson(context, asTarget(target)),
    'aksIdentity.resume': (target) => resume(context, asTarget(target)),
    'aksIdentity.stopWaiting': (target) => stopWaiting(context, asTarget(target)),
    'aksIdentity.reviewLeftovers': (target) => changes.reviewLeftovers(context, asTarget(target)),
    'aksIdentity.clearActivity': () => clearActivity(context),
    'aksIdentity.showReport': (target) => showReport(context, asTarget(target)),
    'aksIdentity.exportReport': (target) => exportReport(context, asTarget(target)),
    'aksIdentity.showLog': () => funnel.showLog(),
    'aksIdentity.reportIssue': () => openIssueReporter(connections.kind),
  };
}
