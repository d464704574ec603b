/** What each folder may import, besides itself: the import rules of docs/architecture.md, row by row. */

export interface Room {
  /** Folders or files whose values and types it may use; `x/*` is the folder x with everything below it. */
  readonly uses?: readonly string[];
  /** The same, for types only. */
  readonly usesTypesOf?: readonly string[];
  /** The same, for what is loaded on first use only. */
  readonly usesLazily?: readonly string[];
  readonly packages?: readonly RegExp[];
}

/** Whoever makes sentences. */
const saying = ['shape', 'sentences'];
/** Whoever shows them may make texts of them. */
const showing = ['sentences', 'sentences/textOf.ts'];
const arm = [...saying, 'memory', 'domain/arm'];
const cluster = [...arm, 'domain/change', 'domain/uses', 'domain/cluster'];
const words = [...cluster, 'domain/words'];
const access = [...words, 'domain/workloads', 'domain/access'];
const around = [...access, 'domain/around/things'];
const needs = [...around, 'domain/needs'];
const rules = [...needs, 'domain/whoCanAct', 'domain/findings/rule', 'domain/findings/leftovers'];
const findings = [...rules, 'domain/findings/rules', 'domain/findings'];
const askers = [...around, 'domain/products', 'domain/askers'];
const signIn = [...needs, 'domain/products', 'domain/askers', 'domain/askers/*'];
const judging = [...signIn, 'domain/signIn/message', 'domain/signIn/situation'];
const plan = [...needs, 'domain/plan'];
const azure = [...saying, 'memory', 'domain/*', 'async', 'errors.ts'];
const azureSdk = [/^@azure(-rest)?\//];
const app = ['azure/*', ...azure];
const vscode = [/^vscode$/];
const node = [/^node:/];
const credentials = [/^@azure\/core-auth$/];
/** Of that package only the one function that asks VS Code for a session. */
const sessionOfVsCode = /^@microsoft\/vscode-azext-azureauth\/dist\/esm\/src\/getSessionFromVSCode.js$/;
const lit = [/^lit-html(\/|$)/];
const reportFormats = 'domain/report/reportFormats.ts';
const report = [
  'domain/report/promisedFixes.ts',
  reportFormats,
  'domain/words/reportLook.ts',
  ...showing,
  ...findings,
  'domain/around',
  'domain/checked',
  'domain/identityTable',
];
const host = ['host', 'host/window', 'host/files'];
const shown = [...showing, 'shape', 'app/*', 'domain/*', ...host, 'manifest.ts', 'async', 'errors.ts'];
const panel = [
  'webview/state',
  'webview/protocol',
  'webview/run',
  'webview/forms',
  'webview/forms/*',
  'webview/map',
  'webview/access',
  'webview/workloads',
  ...shown,
];
const toolkit = 'webview/page/drawing/toolkit.ts';
const page = ['webview/protocol', 'webview/page/drawing', toolkit, 'domain/words'];
const world = ['shape', 'emulator/arm', 'emulator/roles', 'emulator/world'];
const request = [...world, 'emulator/access', 'emulator/request'];
const body = 'emulator/providers/containerService/body';
const resources = 'emulator/providers/resources';
const authorization = 'emulator/providers/authorization';

/** A key is a file or a folder; a folder's row is not that of the folders below it. */
export const rooms: Readonly<Record<string, Room>> = {
  sentences: { uses: ['shape', 'sentences/filling.ts', 'sentences/textOf.ts'] },
  'sentences/filling.ts': {},
  'sentences/textOf.ts': { uses: ['sentences/filling.ts'] },
  'errors.ts': { uses: ['sentences'] },
  shape: {},
  memory: {},
  'manifest.ts': { uses: ['shape'], usesTypesOf: ['sentences', 'domain/change', 'domain/report/promisedFixes.ts'] },
  'contributions.ts': { usesTypesOf: ['manifest.ts'] },
  'agentTools.ts': {},
  async: { uses: ['errors.ts'] },

  'domain/arm': { uses: saying, packages: [/^node:crypto$/] },
  'domain/change': { uses: arm },
  'domain/uses': { uses: arm },
  'domain/cluster': { uses: [...arm, 'domain/uses'] },
  'domain/words/reportLook.ts': { uses: ['shape'] },
  'domain/words': { uses: [...cluster, 'domain/words/reportLook.ts'] },
  'domain/workloads': { uses: words },
  'domain/access': { uses: words },
  'domain/around/things': { uses: access },
  'domain/products': {},
  'domain/askers': { uses: [...around, 'domain/products'] },
  'domain/askers/operators': { uses: askers },
  'domain/askers/reading': { uses: [...askers, 'domain/askers/operators'] },
  'domain/askers/judging': { uses: [...askers, 'domain/askers/operators', 'domain/askers/reading'] },
  'domain/whoCanAct': { uses: around },
  'domain/whoCanAct/text': { uses: [...showing, ...around, 'domain/whoCanAct'] },
  'domain/needs': { uses: around },
  'domain/findings/rule': { uses: needs },
  'domain/findings/leftovers': { uses: needs },
  'domain/findings/rules': { uses: rules },
  'domain/findings': { uses: [...rules, 'domain/findings/rules'] },
  'domain/around': { uses: findings },
  'domain/decisions': { uses: [...access, 'domain/findings', 'domain/findings/rule'], packages: [/^yaml$/] },
  'domain/signIn/message': { uses: [...saying, 'domain/products'] },
  'domain/signIn/situation': { uses: [...signIn, 'domain/signIn/message'] },
  'domain/signIn/judges/entra': { uses: judging },
  'domain/signIn/judges/pods': { uses: [...judging, 'domain/signIn/judges/entra'] },
  'domain/signIn/judges/resources': { uses: judging },
  'domain/signIn/judges': { uses: [...judging, 'domain/signIn/judges/*'] },
  'domain/signIn/forms': { uses: [...judging, 'domain/signIn/judges/*'] },
  'domain/signIn/text': { uses: [...showing, ...signIn, 'domain/signIn', 'domain/signIn/*', 'domain/report/formats'] },
  'domain/signIn': { uses: [...signIn, 'domain/signIn/*'] },
  'domain/identityTable': { uses: words },
  'domain/plan': { uses: needs },
  'domain/plan/grants': { uses: plan },
  'domain/plan/carry': { uses: [...plan, 'domain/plan/grants'] },
  'domain/plan/around': { uses: plan },
  'domain/plan/identities': { uses: plan },
  'domain/plan/access': { uses: [...plan, 'domain/whoCanAct', 'domain/plan/grants', 'domain/plan/carry'] },
  'domain/plan/cluster': { uses: [...plan, 'domain/plan/grants', 'domain/plan/carry', 'domain/plan/around'] },
  'domain/plan/workloads': { uses: [...plan, 'domain/plan/around', 'domain/plan/identities'] },
  'domain/foreseen': { uses: [...findings, 'domain/around', 'domain/plan'] },
  'domain/plan/whole': { uses: [...plan, 'domain/plan/*', 'domain/foreseen'] },
  'domain/export': { uses: [...showing, ...words, 'domain/workloads', 'domain/plan'] },
  'domain/checked': { uses: [...findings, 'domain/around'] },
  'domain/picture': { uses: ['domain/arm'] },
  'domain/identityMap': {
    uses: [...showing, ...findings, 'domain/around', 'domain/identityTable', 'domain/picture'],
  },
  'domain/report': { uses: report },
  'domain/report/formats': { uses: [...report, 'domain/report', 'domain/identityMap', 'domain/picture'] },
  'domain/report/promisedFixes.ts': { uses: ['shape'] },
  'domain/report/reportFormats.ts': {},

  'azure/http': { uses: azure, packages: [...azureSdk, /^node:async_hooks$/] },
  'azure/arm': { uses: ['azure/http', ...azure], packages: azureSdk },
  'azure/graph': { uses: ['azure/http', 'azure/arm', ...azure], packages: azureSdk },
  'azure/directory': { uses: ['azure/http', 'azure/arm', ...azure], packages: azureSdk },
  'azure/read': { uses: ['azure/http', 'azure/arm', 'azure/graph', 'azure/directory', ...azure], packages: azureSdk },
  'azure/read/around': { uses: ['azure/http', 'azure/arm', 'azure/read', ...azure] },
  'azure/write': { uses: ['azure/http', 'azure/arm', 'azure/directory', 'azure/read', ...azure] },

  'app/facts': { uses: app },
  'app/fleet': { uses: ['app/facts', ...app] },
  'app/runs': { uses: ['app/runs/activityEntries.ts', ...app] },
  'app/runs/activityEntries.ts': { uses: [...showing, 'app/runs', ...app] },
  app: { uses: ['app/*', ...app] },
  api: {
    uses: [
      ...showing,
      'app/*',
      ...arm,
      'domain/change',
      'domain/findings',
      'domain/plan',
      reportFormats,
      'domain/signIn/situation',
      'domain/whoCanAct',
      'errors.ts',
    ],
    usesTypesOf: ['domain/*'],
  },
  agents: { uses: ['api', ...shown], usesTypesOf: ['agentTools.ts'], packages: vscode },

  host: { uses: ['shape', 'async', 'errors.ts', 'manifest.ts'], packages: [...vscode, ...node] },
  'host/window': {
    uses: ['host', 'errors.ts', 'manifest.ts', 'domain/arm', 'domain/cluster', 'domain/words', reportFormats],
    usesTypesOf: ['contributions.ts'],
    packages: [...vscode, /^node:os$/],
  },
  'host/files': { uses: ['shape', 'host', 'async', 'errors.ts'], packages: [...node, /^yaml$/] },
  'host/accounts': {
    uses: ['shape', 'host', 'errors.ts', 'manifest.ts'],
    usesLazily: ['host/accounts/vscodeAccounts.ts', 'host/accounts/fallbackAccounts.ts'],
    packages: credentials,
  },
  'host/accounts/vscodeAccounts.ts': {
    uses: ['host/accounts', 'errors.ts', 'manifest.ts'],
    packages: [...vscode, ...node, ...credentials, sessionOfVsCode],
  },
  'host/accounts/fallbackAccounts.ts': {
    uses: ['host/accounts', 'host/accounts/fallbackCredential.ts', 'errors.ts', 'manifest.ts'],
    packages: credentials,
  },
  'host/accounts/fallbackCredential.ts': {
    uses: ['host/accounts', 'host/window', 'errors.ts', 'manifest.ts'],
    packages: [...vscode, ...credentials, /^@azure\/identity$/],
  },

  'tree/row': { uses: shown, usesTypesOf: ['contributions.ts'], packages: vscode },
  'tree/loading': { uses: shown },
  'tree/clusters': { uses: ['tree/row', 'tree/loading', ...shown], packages: vscode },
  'tree/activity': { uses: ['tree/row', 'tree/loading', ...shown], packages: vscode },
  commands: { uses: shown, usesTypesOf: ['contributions.ts'], packages: vscode },

  'webview/protocol': {
    uses: [
      'shape',
      'domain/change',
      'domain/picture',
      'domain/report/promisedFixes.ts',
      reportFormats,
      'domain/words/reportLook.ts',
    ],
  },
  'webview/window': { packages: vscode },
  'webview/state': { uses: ['webview/protocol', ...shown] },
  'webview/forms/parts': { uses: ['webview/protocol', ...shown] },
  'webview/forms/createCluster': { uses: ['webview/forms/parts', 'webview/protocol', ...shown] },
  'webview/forms/workloads': { uses: ['webview/forms/parts', 'webview/protocol', ...shown] },
  'webview/access': { uses: ['webview/protocol', ...shown] },
  'webview/workloads': { uses: ['webview/protocol', ...shown] },
  'webview/map': { uses: ['webview/state', 'webview/protocol', ...shown] },
  'webview/forms': { uses: ['webview/forms/*', 'webview/protocol', ...shown] },
  'webview/run': { uses: ['webview/state', 'webview/protocol', 'webview/workloads', ...shown] },
  'webview/panel/view': { uses: panel },
  'webview/panel': {
    uses: ['webview/window', 'webview/panel/view', ...panel],
    usesTypesOf: ['contributions.ts'],
    packages: vscode,
  },
  'webview/why': {
    uses: ['webview/window', 'webview/protocol', 'webview/workloads', 'api', ...shown],
    packages: vscode,
  },
  'webview/report': {
    uses: ['webview/window', 'webview/state', 'webview/protocol', ...shown],
    usesTypesOf: ['contributions.ts'],
    packages: vscode,
  },
  'webview/page/drawing': {
    uses: ['webview/protocol', toolkit],
    packages: lit,
  },
  [toolkit]: { packages: [/^@vscode\/webview-ui-toolkit(\/|$)/, ...lit] },
  'webview/page/form': { uses: page, packages: lit },
  'webview/page/map': { uses: [...page, 'domain/picture'], packages: lit },
  'webview/page/report': { uses: [...page, reportFormats], packages: lit },
  'webview/page/why': { uses: page, packages: lit },
  'webview/page/panel/details': { uses: [...page, 'webview/page/form', 'webview/page/map'], packages: lit },
  'webview/page/panel/workloads': { uses: [...page, 'webview/page/form'], packages: lit },
  'webview/page/panel/change': { uses: [...page, 'webview/page/form', 'webview/page/panel/workloads'], packages: lit },
  'webview/page/panel': {
    uses: [...page, 'webview/page/form', 'webview/page/map', 'webview/page/panel/*'],
    packages: lit,
  },

  'emulator/arm': { uses: ['shape'], packages: node },
  'emulator/roles': { uses: ['emulator/arm'], packages: node },
  'emulator/world': { uses: ['emulator/arm', 'emulator/roles'], packages: node },
  'emulator/access': { uses: world, packages: node },
  'emulator/request': { uses: [...world, 'emulator/access'], packages: node },
  'emulator/files': { uses: request, packages: node },
  [authorization]: { uses: request, packages: node },
  'emulator/providers/features': { uses: request, packages: node },
  'emulator/providers/managedIdentity': { uses: request, packages: node },
  [resources]: { uses: request, packages: node },
  [body]: { uses: request, packages: node },
  'emulator/providers/containerService/cluster': { uses: [...request, resources, body], packages: node },
  'emulator/providers/containerService/pool': {
    uses: [...request, body, 'emulator/providers/containerService/cluster'],
    packages: node,
  },
  'emulator/providers/containerService/bindings': {
    uses: [...request, 'emulator/providers/containerService/cluster'],
  },
  'emulator/providers/containerService/fleets': {
    uses: [
      ...request,
      resources,
      body,
      'emulator/providers/containerService/cluster',
      'emulator/providers/containerService/bindings',
    ],
    packages: node,
  },
  'emulator/providers/kubernetesConfiguration': { uses: [...request, resources], packages: node },
  'emulator/providers/containerService': {
    uses: [...request, resources, 'emulator/providers/containerService/*'],
    packages: node,
  },
  'emulator/kql/parse': { uses: ['emulator/arm'], packages: node },
  'emulator/kql/evaluate': { uses: ['emulator/arm', 'emulator/kql/parse'], packages: node },
  'emulator/kql': { uses: ['emulator/arm', 'emulator/kql/*'], packages: node },
  'emulator/providers/resourceGraph': {
    uses: [...request, resources, authorization, 'emulator/kql/*'],
    packages: node,
  },
  'emulator/entra': { uses: ['shape', 'emulator/arm'], packages: node },
  'emulator/routing': {
    uses: [...request, 'emulator/files', 'emulator/entra', 'emulator/providers/*'],
    packages: node,
  },
  'emulator/scenarios/parts': { uses: ['emulator/arm', 'emulator/providers/containerService/cluster'], packages: node },
  'emulator/scenarios': { uses: ['emulator/arm', 'emulator/scenarios/parts'], packages: node },
  'emulator/certificate': { packages: node },
  emulator: { uses: ['shape', 'emulator/*'], packages: node },

  session: {
    uses: [
      ...saying,
      'api',
      'app/*',
      'azure/*',
      'session/emulatorConnection.ts',
      'session/fileConnection.ts',
      'tree/loading',
      'domain/*',
      ...host,
      'host/accounts',
      'manifest.ts',
      'async',
      'errors.ts',
    ],
    usesLazily: ['session/demoConnection.ts'],
    packages: [...vscode, ...node, /^@azure\//],
  },
  'session/demoConnection.ts': {
    uses: ['session/emulatorConnection.ts', 'emulator/*', 'azure/*', 'errors.ts'],
    packages: [...node, /^@azure\//],
  },
  'session/emulatorConnection.ts': { uses: ['host', 'domain/arm', 'azure/*', 'errors.ts'], packages: credentials },
  'session/fileConnection.ts': {
    uses: [...cluster, 'azure/*', 'host/files', 'errors.ts'],
    packages: [...node, ...credentials],
  },
  'cli/commandLine': { uses: [...saying, 'domain/*', 'errors.ts'], packages: node },
  'cli/terminal': { uses: [...saying, 'cli/commandLine', 'domain/*', 'host/files', 'errors.ts'], packages: node },
  'cli/connecting': {
    uses: ['shape', 'cli/commandLine', 'cli/terminal', 'app/*', 'azure/*', 'domain/*', 'errors.ts'],
    usesLazily: [
      ...['session/demoConnection.ts', 'session/emulatorConnection.ts', 'session/fileConnection.ts'],
      ...['host/accounts', 'cli/connecting/signIn.ts', 'emulator'],
    ],
    packages: node,
  },
  'cli/connecting/signIn.ts': {
    uses: ['host/accounts', 'shape', 'errors.ts'],
    usesTypesOf: ['cli/commandLine'],
    packages: [...node, /^@azure\//],
  },
  'cli/commands': {
    uses: [
      ...showing,
      ...['shape', 'cli/commandLine', 'cli/terminal', 'cli/connecting'],
      ...['api', 'app/*', 'azure/*', 'domain/*', 'errors.ts'],
    ],
    packages: node,
  },
  cli: {
    uses: [...showing, 'shape', 'async', 'cli/*', 'api', 'app/*', 'azure/*', 'domain/*', 'host/files', 'errors.ts'],
    usesLazily: ['emulator'],
    packages: node,
  },
  'views.ts': { uses: ['session', 'tree/*', ...shown], packages: [...vscode, ...node] },
  'extension.ts': {
    uses: ['views.ts', 'session', 'api', 'agents', 'tree/*', 'commands', 'webview/*', ...shown],
    usesTypesOf: ['contributions.ts', 'agentTools.ts'],
    packages: [...vscode, ...node],
  },
};
