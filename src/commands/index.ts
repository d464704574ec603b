import type { CommandId, Commands } from '../contributions.ts';
import type { Target } from '../manifest.ts';
import { openSettingsFile } from '../host/ownSetting.ts';
import { openIssueReporter } from '../host/window/issueReporter.ts';
import { clearActivity, resumeChange, showResult, stopWaiting, undoChange } from './activity.ts';
import { fixFinding, formCommands, grantRole, openForm, reviewLeftovers, type FormCommand } from './changes.ts';
import { chooseForConnection, connectEmulator, openClusterJson, resetDemo, signIn, startDemo } from './connect.ts';
import { asPanelTarget, asTarget, type CommandContext } from './context.ts';
import { copyClientId, copyCustomRole, copyLink, copyPrincipalId, copyResourceId } from './copy.ts';
import { acceptFinding, openDecisions, stopAccepting } from './decisions.ts';
import { exportReport } from './exportReport.ts';
import { getCredentials } from './getCredentials.ts';
import {
  learnMore,
  openInPortal,
  showHistory,
  showIdentityMap,
  showPanel,
  showPrincipalAccess,
  showReport,
  viewJson,
} from './show.ts';
import { diagnoseSelection, diagnoseSignIn, diagnoseTerminalSelection } from './signInError.ts';
import { checkAll, selectSubscriptions, setActiveSubscription } from './subscriptions.ts';
import { copyServiceAccountYaml } from './workloads.ts';

/** What each command does; a missing one does not compile. */
export type Handlers = { readonly [Id in CommandId]: (...args: Commands[Id]) => unknown };

/** Makes the handlers of all commands over one context. */
export function commandHandlers(context: CommandContext): Handlers {
  const { connections, funnel, views } = context;
  const on =
    (run: (context: CommandContext, target: Target) => unknown) =>
    (argument?: unknown): unknown =>
      run(context, asTarget(argument));
  const forms = formCommands.map((id) => [id, on(openForm(id))]);
  return {
    ...(Object.fromEntries(forms) as Pick<Handlers, FormCommand>),
    'aksIdentity.signIn': on(signIn),
    'aksIdentity.startDemo': () => startDemo(context),
    'aksIdentity.resetDemo': () => resetDemo(context),
    'aksIdentity.leaveDemo': () => connections.leave(),
    'aksIdentity.chooseForConnection': () => chooseForConnection(context),
    'aksIdentity.connectEmulator': (target) => connectEmulator(context, target ?? {}),
    'aksIdentity.openClusterJson': (target) => openClusterJson(context, target ?? {}),
    'aksIdentity.disconnect': () => connections.leave(),
    'aksIdentity.openSettingsFile': openSettingsFile,
    'aksIdentity.refresh': (target) => views.refresh(asTarget(target)),
    'aksIdentity.checkAll': on(checkAll),
    'aksIdentity.showOnlyProblems': () => views.showOnlyProblems(true),
    'aksIdentity.showAllClusters': () => views.showOnlyProblems(false),
    'aksIdentity.setActiveSubscription': on(setActiveSubscription),
    'aksIdentity.selectSubscriptions': () => selectSubscriptions(context),
    'aksIdentity.fixFinding': on(fixFinding),
    'aksIdentity.grantRole': on(grantRole),
    'aksIdentity.removeLeftover': on(fixFinding),
    'aksIdentity.acceptFinding': on(acceptFinding),
    'aksIdentity.stopAccepting': on(stopAccepting),
    'aksIdentity.openDecisions': on(openDecisions),
    'aksIdentity.getCredentials': (target) => getCredentials(context, asTarget(target), 'user'),
    'aksIdentity.getAdminCredentials': (target) => getCredentials(context, asTarget(target), 'admin'),
    'aksIdentity.showPanel': (target) => showPanel(context, asPanelTarget(target)),
    'aksIdentity.showIdentityMap': on(showIdentityMap),
    'aksIdentity.showPrincipalAccess': on(showPrincipalAccess),
    'aksIdentity.showHistory': on(showHistory),
    'aksIdentity.diagnoseSignIn': on(diagnoseSignIn),
    'aksIdentity.diagnoseSelection': () => diagnoseSelection(context),
    'aksIdentity.diagnoseTerminalSelection': () => diagnoseTerminalSelection(context),
    'aksIdentity.copyResourceId': on(copyResourceId),
    'aksIdentity.copyLink': on(copyLink),
    'aksIdentity.copyPrincipalId': on(copyPrincipalId),
    'aksIdentity.copyControlPlanePrincipalId': on(copyPrincipalId),
    'aksIdentity.copyClientId': on(copyClientId),
    'aksIdentity.copyServiceAccountYaml': on(copyServiceAccountYaml),
    'aksIdentity.copyCustomRole': on(copyCustomRole),
    'aksIdentity.openInPortal': on(openInPortal),
    'aksIdentity.learnMore': on((_, target) => learnMore(target)),
    'aksIdentity.viewJson': on(viewJson),
    'aksIdentity.showResult': on(showResult),
    'aksIdentity.resume': on(resumeChange),
    'aksIdentity.undo': on(undoChange),
    'aksIdentity.stopWaiting': on(stopWaiting),
    'aksIdentity.reviewLeftovers': on(reviewLeftovers),
    'aksIdentity.clearActivity': () => clearActivity(context),
    'aksIdentity.showReport': on(showReport),
    'aksIdentity.exportReport': on(exportReport),
    'aksIdentity.showLog': () => funnel.showLog(),
    'aksIdentity.reportIssue': () => openIssueReporter(connections.kind),
  };
}
