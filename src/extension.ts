import { commands, env, l10n, window, type Disposable, type ExtensionContext } from 'vscode';
import { registerTools } from './agents/register.ts';
import type { AgentToolName } from './agentTools.ts';
import type { AksIdentityApi } from './api/contract.ts';
import type { IdentityService } from './app/identityService.ts';
import type { CommandContext } from './commands/context.ts';
import type { CommandId } from './contributions.ts';
import { DecisionFiles } from './session/decisionFiles.ts';
import { Connections } from './session/connections.ts';
import { createFunnel } from './host/window/errorReporter.ts';
import { createJsonDocuments } from './host/window/jsonDocument.ts';
import { createApi } from './session/lazyApi.ts';
import { lastSessionIn } from './session/lastSession.ts';
import { contextKeys, type PanelTarget } from './manifest.ts';
import { createViews } from './views.ts';
import { speak } from './sentences/language.ts';
import { Panels } from './webview/panel/panelWindow.ts';
import { createReports } from './webview/report/reportWindow.ts';

/** Registers everything and reads nothing: the Azure SDK, the emulator and the panel are loaded on first use. */
export function activate(context: ExtensionContext): AksIdentityApi {
  speak(l10n.bundle, env.language);
  const log = window.createOutputChannel('AKS Identity', { log: true });
  const funnel = createFunnel(log);
  const decisions = new DecisionFiles(context.globalStorageUri.fsPath);
  const connections = new Connections(context, funnel, decisions);
  const lastSession = lastSessionIn({
    folder: `${context.globalStorageUri.fsPath}/rows`,
    user: () => connections.user(),
    info: (text) => funnel.info(text),
  });
  const views = createViews(connections, { funnel, saved: lastSession, decisions });
  const documents = createJsonDocuments(async (id) => (await connections.service()).json(id));
  const panels = new Panels({
    extensionUri: context.extensionUri,
    funnel,
    service: () => connections.service(),
    reveal: (clusterId) => void funnel.run(() => views.revealInSight(clusterId)),
    viewsDrawn: () => views.drawn(),
  });
  const reports = createReports({
    extensionUri: context.extensionUri,
    funnel,
    service: () => connections.service(),
    shownSubscriptions: () => connections.shownSubscriptions(),
  });
  let following: { readonly service: IdentityService; readonly run: Disposable } | undefined;

  /** Makes views, open panels and notifications follow the new connection. Panels that VS Code restores find their own again. */
  function reconnect(): void {
    const service = connections.current;
    if (!service) void lastSession.forget();
    views.reconnect();
    const isOther = following && following.service.connection.key !== service?.connection.key;
    if (isOther) reports.close();
    else reports.follow();
    if (following?.service === service) return;
    if (isOther) panels.closeAll();
    following?.run.dispose();
    following = service && { service, run: followed(service) };
    if (service) panels.follow();
  }

  /** Follows the runs of a service, with code that is loaded with the first one. */
  function followed(service: IdentityService): Disposable {
    let isOver = false;
    let run: Disposable | undefined;
    void funnel.run(async () => {
      const { RunFollower } = await import('./commands/followRuns.ts');
      if (!isOver) run = new RunFollower(service, { funnel, views, panels });
    });
    return {
      dispose() {
        isOver = true;
        run?.dispose();
      },
    };
  }

  const commandContext: CommandContext = {
    connections,
    panels: { open: (target) => panels.show(target) },
    reports,
    views,
    why: {
      show: async (target) => {
        const { showWhy } = await import('./webview/why/whyWindow.ts');
        showWhy(target, {
          extensionUri: context.extensionUri,
          funnel,
          service: () => connections.service(),
          openPanel: (wanted) => panels.show(wanted),
          signIn: () => connections.signIn(),
        });
      },
    },
    documents,
    decisions,
    funnel,
  };

  /** Runs a command, with code that is loaded with the first one. */
  async function run(id: CommandId, handed: readonly never[]): Promise<unknown> {
    const { commandHandlers } = await import('./commands/index.ts');
    const handler: (...args: never[]) => unknown = commandHandlers(commandContext)[id];
    const answer = await handler(...handed);
    markRun(id);
    return answer;
  }

  /** Tells the walkthrough of a command, which doesn't hear of those that rows and panels start; it sees only what changes. */
  function markRun(id: CommandId): void {
    for (const value of [id, undefined]) void commands.executeCommand('setContext', contextKeys.ran, value);
  }

  const { contributes } = context.extension.packageJSON as Manifest;
  const registrations = contributes.commands.map(({ command: id }) =>
    commands.registerCommand(id, (...args: never[]) => funnel.run(() => run(id, args), { retry: true })),
  );

  const agentContext = {
    service: () => connections.service(),
    shownSubscriptions: () => connections.shownSubscriptions(),
    openPanel: (target: PanelTarget) => panels.show(target),
  };
  const tools = contributes.languageModelTools.map(({ name }) => name);

  const links = window.registerUriHandler({
    handleUri: (uri) => funnel.run(async () => (await import('./commands/show.ts')).openLink(commandContext, uri)),
  });

  // Without the panels: disposing them would close the windows that VS Code restores after a reload.
  context.subscriptions.push(
    log,
    connections,
    lastSession,
    views,
    documents,
    decisions,
    connections.onDidChange(reconnect),
    ...registrations,
    links,
    ...registerTools(tools, agentContext, (error) => funnel.note(error)),
    {
      dispose: () => void following?.run.dispose(),
    },
  );
  if (process.env['AKS_IDENTITY_START'] === 'demo') void funnel.run(() => connections.startDemo());
  return createApi(connections);
}

/** The part of package.json with commands and tools, which is generated from `contributions.ts` and `agentTools.ts`. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: CommandId }[];
    readonly languageModelTools: readonly { readonly name: AgentToolName }[];
  };
}
